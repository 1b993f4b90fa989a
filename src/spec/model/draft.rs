//! Input: the head of a block, and what is said in it.
//! Output: both together, with what makes it invalid; and what becomes of it.
//! Never: contains what belongs to another block.

use super::Block;
use super::assemble::assemble;
use super::memo::{Known, Place};
use super::saying::Saying;
use crate::diagnostic::Report;
use crate::span::Span;
use std::sync::Arc;

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

/// A block as it was read.
pub(super) struct Draft {
    /// Something around it is broken, in its file or in what it takes from `defaults`: nothing is concluded from what is
    /// absent.
    pub(super) around: bool,
    pub(super) body: Body,
}

/// What a block holds.
pub(super) enum Body {
    Read {
        head: Head,
        /// What it takes from `defaults`, then its own.
        sayings: Vec<Saying>,
        /// Something of its own is broken.
        broken: bool,
        /// What reading it found, and where it is, if it may be known again.
        again: Option<(Report, Place)>,
    },
    /// What became of it when it was read.
    Known(Known),
}

/// What becomes of a block, whatever is around it.
#[derive(Debug, Default)]
pub(super) struct Assembled {
    /// What it lacks. Where something around it is broken, that may be there.
    pub(super) lacking: Report,
    /// What else is wrong with it.
    pub(super) found: Report,
    /// The block, if nothing is.
    pub(super) block: Option<Arc<Block>>,
}

impl Draft {
    pub(super) fn head(&self) -> &Head {
        match &self.body {
            Body::Read { head, .. } | Body::Known(Known { head, .. }) => head,
        }
    }

    pub(super) fn head_mut(&mut self) -> &mut Head {
        match &mut self.body {
            Body::Read { head, .. } | Body::Known(Known { head, .. }) => head,
        }
    }

    /// What becomes of it.
    pub(super) fn assembled(self) -> Known {
        match self.body {
            Body::Known(known) => known,
            Body::Read { head, sayings, broken, again } => {
                let assembled = assemble(&head, sayings, broken);
                let (read, place) = again.map_or((Report::default(), None), |(read, place)| (read, Some(place)));
                Known { head, place, read, assembled }
            }
        }
    }
}
