//! ECR008: an `accept` that accepts nothing.

use crate::cards;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;

/// An `accept` that no block needed.
pub(in crate::rules) fn found(span: Span, code: Code) -> Diagnostic {
    Diagnostic::new(&cards::UNUSED_ACCEPT, span, format!("`accept {code}` has no effect"))
        .label("nothing here breaks this rule")
        .help("remove the statement")
}
