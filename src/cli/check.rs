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

/// Report what is wrong with specs, and write nothing
#[derive(Debug, Args)]
pub struct Check {
    /// Specs, folders of specs, or - for standard input
    #[arg(required_unless_present = "changed", value_name = "FILE")]
    files: Vec<String>,
    /// Take FILE for what changed, such as a commit's files: check each spec of the repository that is one of them or
    /// includes one, by itself
    #[arg(long, conflicts_with = "watch")]
    changed: bool,
    /// How to report
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// From which severity on findings make the exit code 1
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    fail_on: FailOn,
    /// Check again whenever a file is saved, until stopped
    #[arg(long)]
    watch: bool,
}

impl Check {
    pub fn run(self, terminal: Terminal) -> Result<Outcome, Failure> {
        if self.changed {
            return self.check_changed(terminal);
        }
        if !self.watch {
            return self.check(terminal).map(|(outcome, _)| outcome);
        }
        if self.files.iter().any(|file| file == "-") {
            return Err(Failure::new("standard input cannot be watched").help("name files or folders"));
        }
        if !matches!(self.format, Format::Pretty | Format::Short) {
            return Err(Failure::new(
                "`--watch` writes one report after the other, which no program expects in this format",
            )
            .help("leave `--format` out, or ask for `short`"));
        }
        Err(watch(terminal, &self.files, || {
            let (outcome, read) = self.check(terminal)?;
            if outcome == Outcome::Fine {
                terminal.say(Severity::Note, "nothing that fails is found", None);
            }
            Ok(read)
        }))
    }

    /// Checks once, and says which files were read.
    fn check(&self, terminal: Terminal) -> Result<(Outcome, Vec<PathBuf>), Failure> {
        let progress = Progress::start("reading specs");
        let inputs = input::specs(&self.files)?;
        progress.next(|| "checking specs".to_owned());
        let compiled = ecrc::compile(inputs, &Includes);
        drop(progress);
        let read = compiled.sources.iter().map(|(_, source)| PathBuf::from(&source.name)).collect();
        Ok((self.report(terminal, &compiled)?, read))
    }

    /// Checks the specs that a change concerns, one after the other.
    fn check_changed(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        if self.files.iter().any(|file| file == "-") {
            return Err(Failure::new("standard input is no file that changed").help("name files, or nothing"));
        }
        if matches!(self.format, Format::Json | Format::Sarif) {
            let failure = Failure::new("`--changed` writes one report for each spec, and this format holds one alone");
            return Err(failure.help("leave `--format` out, or ask for `short` or `github`"));
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
        Ok(outcome)
    }

    /// Reports what was found.
    fn report(&self, terminal: Terminal, compiled: &Compilation) -> Result<Outcome, Failure> {
        let fails = self.fail_on.fails(&compiled.report);
        self.format.show(terminal, &compiled.sources, &compiled.report, fails, None)?;
        Ok(Outcome::findings(fails))
    }
}
