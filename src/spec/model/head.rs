//! Input: nothing.
//! Output: the shape of what a block begins with.
//! Never: contains what is said in the block.

use crate::span::Span;

/// What a block begins with.
#[derive(Debug, Clone)]
pub(super) struct Head {
    /// The written name; where none is written, the file's, or empty.
    pub(super) name: String,
    /// Where the name is written; `None` where it is the file's.
    pub(super) name_span: Option<Span>,
    /// `private_ecr`.
    pub(super) keyword: Span,
    /// `private_ecr` and the name.
    pub(super) span: Span,
    /// It has a name, or may have one that could not be read.
    pub(super) is_named: bool,
    /// Its name is wrong; it is checked, but not compiled.
    pub(super) nameless: bool,
}
