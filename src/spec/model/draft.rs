//! Input: the head of a block, and what is said in it; or what became of it before.
//! Output: what becomes of it.
//! Never: contains what belongs to another block.

use super::assemble::assemble;
use super::head::Head;
use super::memo::{Known, Place};
use super::saying::Saying;
use crate::diagnostic::Report;

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
