//! ECR008: an `accept` that accepts nothing.

use crate::cards;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;

/// An `accept` that no block needed.
pub(in crate::rules) fn found(span: Span, code: Code) -> Diagnostic {
    Diagnostic::new(&cards::UNUSED_ACCEPT, span, format!("nothing here is found by `{code}`"))
        .label("accepts nothing")
        .help("remove the statement")
}
