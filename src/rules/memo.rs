//! Input: blocks, and what the rules found on the blocks of an earlier version of the text.
//! Output: the same again for each block that has not changed, at its new place.
//! Never: knows again a block whose own text, name or inherited statements are not the same.

use super::Footprint;
use crate::diagnostic::{Diagnostic, Report};
use crate::span::{Sources, Span, Spanned};
use crate::spec::model::{Block, Keyword};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What was found on the blocks of the last run, for the next one on nearly the same text.
#[derive(Default)]
pub struct Memo(BTreeMap<String, Known>);

/// What was found on a block.
pub(super) struct Known {
    /// Where the block's text is.
    own: Span,
    footprint: Footprint,
    findings: Report,
}

impl Memo {
    /// Takes out what is known of each block; what remains is forgotten.
    pub(super) fn take(&mut self, blocks: &[Block], sources: &Sources, share: usize) -> Vec<(Place, Option<Known>)> {
        let mut known = std::mem::take(&mut self.0);
        let place = |block: &Block| {
            let place = Place::of(block, sources, share);
            let found = known.remove(&place.key).map(|found| found.moved(place.own));
            (place, found)
        };
        blocks.iter().map(place).collect()
    }

    /// Keeps what was found on a block.
    pub(super) fn keep(&mut self, place: Place, footprint: Footprint, findings: Report) {
        self.0.insert(place.key, Known { own: place.own, footprint, findings });
    }
}

/// What a block is known again by, and where it is.
pub(super) struct Place {
    key: String,
    own: Span,
}

impl Place {
    /// The text of the block and the place of each of its statements in it; the same of what it inherits, at places that
    /// must not change.
    fn of(block: &Block, sources: &Sources, share: usize) -> Self {
        let is_own = |span: Span| span.source == block.span.source && span.start >= block.span.start;
        let (own, inherited): (Vec<&Spanned<Keyword>>, Vec<_>) =
            block.statements.iter().partition(|statement| is_own(statement.span));
        let whole = own.iter().fold(block.span, |whole, statement| whole.to(statement.span));
        // The name first: keys differ early.
        let mut key = format!("{} {} {share} {}\n", block.name, whole.source.0, sources.text(whole));
        for statement in own {
            let (start, end) = (statement.span.start - whole.start, statement.span.end - whole.start);
            let _ = write!(key, "{start}-{end} ");
        }
        for statement in inherited {
            let Span { source, start, end } = statement.span;
            let _ = write!(key, "\n{} {start}-{end} {}", source.0, sources.text(statement.span));
        }
        Self { key, own: whole }
    }
}

impl Known {
    /// At another place of the text.
    fn moved(mut self, to: Span) -> Self {
        let from = self.own;
        let shift = |span: &mut Span| {
            if from.holds(*span) {
                span.start = span.start - from.start + to.start;
                span.end = span.end - from.start + to.start;
            }
        };
        self.footprint.places().for_each(shift);
        self.findings.diagnostics.iter_mut().flat_map(Diagnostic::places).for_each(shift);
        self.own = to;
        self
    }

    /// What was found.
    pub(super) fn into_parts(self) -> (Footprint, Report) {
        (self.footprint, self.findings)
    }
}
