//! Input: the places of a block's statements.
//! Output: reports of two of them that cannot both hold.
//! Never: decides which those are.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::span::Span;

/// The statements of a block by their place, each with its number among them.
pub(super) type Statements = [(Span, usize)];

/// The number of the statement around a place, and its own place.
pub(super) fn statement(statements: &Statements, at: Span) -> (usize, Span) {
    let before = statements.partition_point(|(span, _)| (span.source, span.start) <= (at.source, at.start));
    let around = before.checked_sub(1).and_then(|last| statements.get(last)).filter(|(span, _)| at.end <= span.end);
    around.map_or((usize::MAX, at), |(span, number)| (*number, *span))
}

/// Reports two statements that cannot both hold, at the later one; those of `defaults` come first.
pub(super) fn at_odds(
    places: [(Span, &str); 2],
    spans: &Statements,
    why: Option<&str>,
    help: &str,
    findings: &mut Report,
) {
    let [a, b] = places.map(|(place, what)| (statement(spans, place), what));
    let (((_, first), earlier), ((_, later), what)) = if a.0.0 <= b.0.0 { (a, b) } else { (b, a) };
    let message = format!("{what} cannot be combined with {earlier}");
    let mut found = Diagnostic::new(&cards::CONTRADICTION, later, message)
        .label(format!("conflicts with {earlier}"))
        .also(first, format!("{earlier} is here"))
        .help(help);
    found.notes.extend(why.map(str::to_owned));
    findings.push(found);
}
