//! Input: specs.
//! Output: what is wrong with them, for people or for programs.
//! Never: writes a file.

use super::changed::compile_changed;
use super::fail_on::FailOn;
use super::failure::Failure;
use super::input::{self, Includes};
use super::outcome::Outcome;
use super::report_format::Format;
use super::terminal::{Progress, Terminal};
use super::watch::watch;
use clap::Args;
use ecrc::Compilation;
use ecrc::diagnostic::Severity;
use std::path::PathBuf;

/// Check specs and report problems; write nothing
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Check {
    /// Specs, directories of specs, or - for standard input
    #[arg(required_unless_present = "changed", value_name = "FILE")]
    files: Vec<String>,
    /// Treat each FILE as changed: check every spec of the repository that is one or includes one
    #[arg(long, conflicts_with = "watch")]
    changed: bool,
    /// Output format
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// Lowest severity that makes the exit code 1
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    fail_on: FailOn,
    /// Check again whenever a file is saved
    #[arg(long)]
    watch: bool,
}

const EXAMPLES: &str = "\
Examples:
  ecrc check web.ecr
  ecrc check --fail-on warning .
  ecrc check --format sarif . > ecrc.sarif
  ecrc check --watch .
";

impl Check {
    pub fn run(self, terminal: Terminal) -> Result<Outcome, Failure> {
        if self.changed {
            return self.check_changed(terminal);
        }
        if !self.watch {
            return self.check(terminal).map(|(outcome, _)| outcome);
        }
        if self.files.iter().any(|file| file == "-") {
            return Err(Failure::new("standard input cannot be watched").help("name files or directories"));
        }
        if !matches!(self.format, Format::Pretty | Format::Short) {
            return Err(Failure::new("`--watch` writes several reports, and this format holds only one")
                .help("remove `--format`, or use `--format short`"));
        }
        Err(watch(terminal, &self.files, || {
            let (outcome, read) = self.check(terminal)?;
            if outcome == Outcome::Fine {
                terminal.say(Severity::Note, "no failing diagnostics", None);
            }
            Ok(read)
        }))
    }

    /// Checks once, and says which files were read.
    fn check(&self, terminal: Terminal) -> Result<(Outcome, Vec<PathBuf>), Failure> {
        let progress = Progress::start("reading specs");
        let inputs = input::specs(&self.files)?;
        progress.next(|| "checking specs".to_owned());
        let specs = inputs.len();
        let compiled = ecrc::compile(inputs, &Includes);
        drop(progress);
        let read = compiled.sources.iter().map(|(_, source)| PathBuf::from(&source.name)).collect();
        let outcome = self.report(terminal, &compiled)?;
        if !self.watch {
            self.reassure(specs, [&compiled]);
        }
        Ok((outcome, read))
    }

    /// Checks the specs that a change concerns, one after the other.
    fn check_changed(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        if self.files.iter().any(|file| file == "-") {
            return Err(Failure::new("`--changed` cannot be combined with standard input")
                .help("name the changed files, or none"));
        }
        if matches!(self.format, Format::Json | Format::Sarif) {
            let failure = Failure::new("`--changed` writes a report for each spec, and this format holds only one");
            return Err(failure.help("remove `--format`, or use `--format short` or `--format github`"));
        }
        let progress = Progress::start("checking specs");
        let concerned = compile_changed(&self.files)?;
        drop(progress);
        let mut outcome = Outcome::Fine;
        for compiled in &concerned {
            if self.report(terminal, compiled)? == Outcome::Findings {
                outcome = Outcome::Findings;
            }
        }
        self.reassure(concerned.len(), &concerned);
        Ok(outcome)
    }

    /// Says on a terminal that there is nothing to say.
    fn reassure<'c>(&self, specs: usize, compiled: impl IntoIterator<Item = &'c Compilation>) {
        let quiet = compiled.into_iter().all(|compiled| compiled.report.open().next().is_none());
        if quiet && self.format == Format::Pretty {
            let plural = if specs == 1 { "" } else { "s" };
            Terminal::reassure(&format!("{specs} spec{plural} checked, no problems"));
        }
    }

    /// Reports what was found.
    fn report(&self, terminal: Terminal, compiled: &Compilation) -> Result<Outcome, Failure> {
        let fails = self.fail_on.fails(&compiled.report);
        self.format.show(terminal, &compiled.sources, &compiled.report, fails, None)?;
        Ok(Outcome::findings(fails))
    }
}
