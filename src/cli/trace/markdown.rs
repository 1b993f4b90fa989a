//! Input: starts that were traced.
//! Output: them in Markdown, for an issue or a pull request.
//! Never: lets a text of the files become markup.

use super::text::{answer, heading, place};
use super::traced::Traced;
use ecrc::span::Sources;
use ecrc::trace::Verdict;
use std::fmt::Write;

/// All starts, each under a heading.
pub fn of(sources: &Sources, traced: &[Traced]) -> String {
    let mut out = String::new();
    for one in traced {
        let Traced { start, fix, only: _ } = one;
        let _ = writeln!(out, "### {}\n\n{}.\n", plain(&heading(one)), plain(&capital(&answer(start))));
        if let Some(stop) = start.stop() {
            if let Some(span) = stop.hop.span {
                let _ = writeln!(out, "- Place: `{}`", place(sources, span).replace('`', "'"));
            }
            if let Some(rule) = stop.hop.rule {
                let _ = writeln!(out, "- Rule: {}, {}", rule.code, plain(rule.title));
            }
            let message = fix.as_ref().map(|fix| fix.message.as_str()).or(stop.hop.help.as_deref());
            if let Some(message) = message {
                let _ = writeln!(out, "- Fix: {}", plain(message));
            }
            let _ = writeln!(out, "\nThe error that AWS shows:\n\n```text\n{}\n```\n", stop.error);
        }
        out.push_str("| | call | host | through | verdict |\n|--:|---|---|---|---|\n");
        for (number, call) in start.calls.iter().enumerate() {
            let through = call.through.as_deref().unwrap_or_default();
            let mut verdict = call.verdict.name().to_owned();
            let open = call.hops.iter().find(|hop| hop.verdict == call.verdict && hop.verdict != Verdict::Passes);
            if let Some(hop) = open {
                let _ = write!(verdict, " at {}: {}", hop.kind.name(), hop.why);
            }
            let cells = [&(number + 1).to_string(), call.step.name(), &call.host, through, &verdict].map(cell);
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        }
        out.push('\n');
    }
    format!("{}\n", out.trim_end())
}

fn cell(text: &str) -> String {
    plain(text).replace('|', "\\|")
}

/// A text on one line, without markup but backticks.
fn plain(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace('\\', "\\\\").replace('<', "&lt;").replace('*', "\\*").replace('_', "\\_").replace('[', "\\[")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
