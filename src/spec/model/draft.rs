//! Input: a block's name, and what is said in it.
//! Output: both together, with what makes it invalid.
//! Never: contains what belongs to another block.

use super::saying::Saying;
use crate::span::Span;

/// A block with its statements and those that it takes from `defaults`.
pub(super) struct Draft {
    pub(super) name: String,
    /// Where the name is written; `None` where it is the file's.
    pub(super) name_span: Option<Span>,
    /// `private_ecr` and the name.
    pub(super) span: Span,
    /// What it takes from `defaults`, then its own.
    pub(super) sayings: Vec<Saying>,
    /// Something of it is broken: nothing is concluded from what is absent.
    pub(super) broken: bool,
    /// Its name is wrong; it is checked, but not compiled.
    pub(super) nameless: bool,
}
