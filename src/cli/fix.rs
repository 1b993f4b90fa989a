//! Input: specs with diagnostics, some of which carry a safe fix.
//! Output: the specs with those fixes: in place, on standard output, or as a difference.
//! Never: decides what is fixed; the library does.

use super::failure::Failure;
use super::input::{self, Includes};
use super::outcome::Outcome;
use super::output::Batch;
use super::patch;
use super::replaces::Replaces;
use super::terminal::{Progress, Stdout, Terminal};
use clap::Args;
use ecrc::diagnostic::{Diagnostic, Severity};
use ecrc::fix::{Fixed, fix};
use ecrc::span::Sources;
use std::collections::BTreeSet;
use std::path::Path;

/// Apply safe fixes
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Fix {
    /// Specs, directories of specs, or - to read standard input and write standard output
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Write nothing; show what would change
    #[arg(long)]
    diff: bool,
}

const EXAMPLES: &str = "\
Examples:
  ecrc fix --diff web.ecr
  ecrc fix web.ecr
";

impl Fix {
    pub fn run(self, terminal: Terminal) -> Result<Outcome, Failure> {
        let progress = Progress::start("fixing specs");
        let before = input::specs(&self.files)?;
        let Fixed { inputs, compiled, applied } = fix(&before, &Includes);
        drop(progress);
        let color = terminal.stdout().color;
        let mut out = if self.diff { Stdout::shown(color) } else { Stdout::exact() };
        let mut batch = Batch::new(Replaces::Read, &Sources::default());
        for (old, new) in before.iter().zip(&inputs) {
            // What is no text is broken, and stays as it is.
            let texts = std::str::from_utf8(&old.bytes).ok().zip(std::str::from_utf8(&new.bytes).ok());
            let changed = old.bytes != new.bytes;
            match (old.name.as_str(), texts) {
                (name, Some((old, new))) if self.diff && changed => {
                    let shown = if name == "-" { "stdin" } else { name };
                    patch::write(&mut out, color, shown, Some(old), Some(new))?;
                }
                ("-", Some((_, new))) if !self.diff => out.text(new)?,
                (name, Some((_, new))) if !self.diff && changed => batch.add(Path::new(name), new)?,
                _ => {}
            }
        }
        out.finish()?;
        batch.commit()?;
        for (code, line) in applied.iter().filter(|_| !self.diff) {
            terminal.say(Severity::Note, &format!("fixed {line} [{code}]"), None);
        }
        let errors = compiled.report.open().filter(|found| found.severity() == Severity::Error).collect::<Vec<_>>();
        let is_mended = |found: &&&Diagnostic| found.fixes.iter().any(ecrc::diagnostic::Fix::is_safe);
        let sources = errors.iter().filter(is_mended).filter_map(|found| found.primary.as_ref());
        let sources = sources.filter_map(|place| compiled.sources.get(place.span.source));
        let is_named = |name: &str| before.iter().any(|input| input.name == name);
        let included: BTreeSet<&str> = sources.map(|source| &*source.name).filter(|name| !is_named(name)).collect();
        let outcome = if included.is_empty() { " without a safe fix" } else { "" };
        terminal.report(&compiled.sources, &errors, true, outcome);
        for name in included {
            let message = format!("`{name}` is included, and was not to be fixed");
            terminal.say(Severity::Note, &message, Some(&format!("run `ecrc fix {name}`")));
        }
        Ok(Outcome::findings(!errors.is_empty()))
    }
}
