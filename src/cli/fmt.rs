//! Input: specs.
//! Output: the same in canonical form: in place, on standard output, or as a difference.
//! Never: touches a file with a syntax error, or one that is already canonical.

use super::failure::Failure;
use super::outcome::Outcome;
use super::output::Batch;
use super::replaces::Replaces;
use super::terminal::{Progress, Stdout, Terminal};
use super::{input, patch};
use clap::Args;
use ecrc::render::whole_line;
use ecrc::span::Sources;
use std::path::Path;

/// Format specs
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Fmt {
    /// Specs, directories of specs, or - to read standard input and write standard output
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Write nothing; list files that are not formatted, and exit 1 if there are any
    #[arg(long)]
    check: bool,
    /// Write nothing; show what would change
    #[arg(long)]
    diff: bool,
}

const EXAMPLES: &str = "\
Examples:
  ecrc fmt specs/
  ecrc fmt --check .
  ecrc fmt - < web.ecr
";

impl Fmt {
    pub fn run(self, terminal: Terminal) -> Result<Outcome, Failure> {
        let progress = Progress::start("formatting specs");
        // The canonical form goes into a file, what is listed or shown to people.
        let color = terminal.stdout().color;
        let mut out = if self.check || self.diff { Stdout::shown(color) } else { Stdout::exact() };
        let mut batch = Batch::new(Replaces::Read, &Sources::default());
        let (mut broken, mut differ) = (Vec::new(), false);
        for input in input::specs(&self.files)? {
            let name = input.name;
            let (old, new) = match ecrc::format(&name, input.bytes.clone()) {
                Ok(new) => (input.bytes, new),
                Err(report) => {
                    broken.push(report);
                    continue;
                }
            };
            let changed = old != new.as_bytes();
            differ |= changed;
            if self.diff && changed {
                let shown = if name == "-" { "stdin" } else { &name };
                let old = String::from_utf8_lossy(&old);
                patch::write(&mut out, color, shown, Some(&old), Some(&new))?;
            } else if self.check && changed {
                out.text(&format!("{}\n", whole_line(&name)))?;
            } else if self.check || self.diff {
            } else if name == "-" {
                out.text(&new)?;
            } else if changed {
                batch.add(Path::new(&name), &new)?;
            }
        }
        drop(progress);
        out.finish()?;
        batch.commit()?;
        for (sources, report) in &broken {
            terminal.report(sources, &report.open().collect::<Vec<_>>(), true, "; the file is unchanged");
        }
        Ok(Outcome::findings(!broken.is_empty() || (self.check && differ)))
    }
}
