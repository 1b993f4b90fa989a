//! Input: nothing, or the name of a new file.
//! Output: a commented spec to start from.
//! Never: overwrites a file.

use super::failure::Failure;
use super::outcome::Outcome;
use super::output::Batch;
use super::replaces::Replaces;
use super::terminal::show_exactly;
use clap::Args;
use ecrc::span::Sources;
use std::path::Path;

/// Print a commented spec to start from
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Init {
    /// Write to this file, which must not exist, instead of standard output
    file: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  ecrc init
  ecrc init web.ecr
";

const STARTER: &str = include_str!("starter.ecr");

impl Init {
    pub fn run(self) -> Result<Outcome, Failure> {
        let Some(file) = self.file.filter(|file| file != "-") else {
            show_exactly(STARTER)?;
            return Ok(Outcome::Fine);
        };
        let mut batch = Batch::new(Replaces::Nothing, &Sources::default());
        batch.add(Path::new(&file), STARTER)?;
        batch.commit()?;
        Ok(Outcome::Fine)
    }
}
