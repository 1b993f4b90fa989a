//! Input: a report that had no room for all diagnostics.
//! Output: the same, with an error that says so.
//! Never: adds it to a complete report.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};

/// Where there were too many findings, says so in the place of the first that is left out.
pub fn say_what_is_left_out(report: &mut Report) {
    if let Some(found) = report.take_left_out() {
        let at = found.primary.map(|label| label.span);
        report.diagnostics.push(
            Diagnostic::at(&cards::SYNTAX_ERROR, at, "too many diagnostics to continue")
                .label("nothing after this is reported")
                .help("fix the first ones, and run again"),
        );
    }
}
