//! Input: a report.
//! Output: its findings in the format that was asked for.
//! Never: decides whether they fail a command.

use super::diagnostics::{self, Seen};
use super::failure::Failure;
use super::sarif;
use super::terminal::{Terminal, show, show_exactly, show_json};
use clap::ValueEnum;
use ecrc::diagnostic::Report;
use ecrc::span::Sources;

/// How findings are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people, with the lines in question, on standard error
    #[default]
    Pretty,
    /// A line each, on standard output
    Short,
    /// One JSON document, on standard output
    Json,
    /// A SARIF 2.1.0 log, on standard output
    Sarif,
    /// Annotations of a GitHub workflow, on standard output
    Github,
}

impl Format {
    /// Reports what was found; `seen` is what an audit saw.
    pub fn show(
        self,
        terminal: Terminal,
        sources: &Sources,
        report: &Report,
        fails: bool,
        seen: Option<&Seen>,
    ) -> Result<(), Failure> {
        match self {
            Format::Pretty => {
                terminal.report(sources, &report.open().collect::<Vec<_>>(), fails, "");
                Ok(())
            }
            Format::Short => show(&diagnostics::short(sources, report), false),
            Format::Json => show_json(&diagnostics::json(sources, report, seen)),
            Format::Sarif => show_json(&sarif::log(sources, report)),
            Format::Github => show_exactly(&diagnostics::github(sources, report)),
        }
    }
}
