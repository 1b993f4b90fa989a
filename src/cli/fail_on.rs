//! Input: `--fail-on`, and diagnostics.
//! Output: whether these fail the command.
//! Never: decides how severe a diagnostic is.

use clap::ValueEnum;
use ecrc::diagnostic::{Report, Severity};

/// From which severity on a finding fails a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum FailOn {
    /// Errors only
    #[default]
    Error,
    /// Warnings too
    Warning,
    /// Notes too
    Note,
}

impl FailOn {
    pub fn severity(self) -> Severity {
        match self {
            FailOn::Error => Severity::Error,
            FailOn::Warning => Severity::Warning,
            FailOn::Note => Severity::Note,
        }
    }

    pub fn fails(self, report: &Report) -> bool {
        report.open().any(|found| found.severity() >= self.severity())
    }
}
