//! Input: nothing.
//! Output: the smallest change of a text.
//! Never: knows what the change is for.

use crate::span::Span;

/// One replacement of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub span: Span,
    /// What stands there instead.
    pub text: String,
}
