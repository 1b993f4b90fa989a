//! ECR008: an `accept` that accepts nothing.

use crate::cards;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;

/// An `accept` that no block needed: nothing breaks the rule, or what does is an error.
pub(in crate::rules) fn found(span: Span, code: Code, is_error: bool) -> Diagnostic {
    let (label, help) = if is_error {
        ("what breaks this rule here is an error", "fix the error, and remove the statement")
    } else {
        ("nothing here breaks this rule", "remove the statement")
    };
    Diagnostic::new(&cards::UNUSED_ACCEPT, span, format!("`accept {code}` has no effect"))
        .label(label)
        .help(help)
        .in_vain()
}
