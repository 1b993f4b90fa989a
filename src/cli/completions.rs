//! Comes in: a shell's name.
//! Goes out: the script that completes ecrc's command line in it.
//! Never: installs it.

use super::terminal::show_exactly;
use super::{Arguments, Failure, Outcome};
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Print a completion script
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "ecrc", &mut script);
        show_exactly(&String::from_utf8_lossy(&script))?;
        Ok(Outcome::Fine)
    }
}
