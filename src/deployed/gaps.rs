//! Input: what was read of a folder, and what was not.
//! Output: the shapes of what is missing in it or broken.
//! Never: takes one for the other.

use crate::span::Span;

/// Something that no file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// What.
    pub what: String,
    /// Why, in a clause.
    pub why: String,
    /// The words that make it matter.
    pub span: Span,
}

/// A file that is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub span: Span,
    /// What is wrong, lower case, without a full stop.
    pub message: String,
}
