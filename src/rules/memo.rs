//! Input: blocks that are known again, and what the rules found on them before.
//! Output: the same again, at its new place.
//! Never: decides whether a block is known again; who reads them does.

use super::Footprint;
use crate::diagnostic::{Diagnostic, Report};
use crate::spec::model::Place;
use std::collections::BTreeMap;

/// What was found on the blocks of the last run, for the next one on nearly the same text.
#[derive(Default)]
pub struct Memo(BTreeMap<u64, Known>);

/// What was found on a block.
pub(super) struct Known {
    /// Where the block was.
    place: Place,
    /// How many steps each question had, and all of them took.
    share: usize,
    spent: usize,
    pub(super) footprint: Footprint,
    pub(super) findings: Report,
}

impl Memo {
    /// Whether something is known of a block that is judged within such a share of steps.
    pub(super) fn knows(&self, place: &Place, share: usize) -> bool {
        self.0.get(&place.number).is_some_and(|known| known.holds_within(share))
    }

    /// What is known of it, where it is now.
    pub(super) fn at(&mut self, place: &Place, share: usize) -> Option<&Known> {
        let known = self.0.get_mut(&place.number).filter(|known| known.holds_within(share))?;
        known.follow(place);
        Some(known)
    }

    /// Keeps what was found on a block.
    pub(super) fn keep(
        &mut self,
        place: &Place,
        (share, spent): (usize, usize),
        footprint: Footprint,
        findings: Report,
    ) {
        self.0.insert(place.number, Known { place: place.clone(), share, spent, footprint, findings });
    }

    /// Forgets the blocks that have none of these numbers, once they are more than the others.
    pub fn retain(&mut self, numbers: &[u64]) {
        if self.0.len() > 2 * numbers.len() {
            let mut known = std::mem::take(&mut self.0);
            self.0.extend(numbers.iter().filter_map(|number| known.remove_entry(number)));
        }
    }
}

impl Known {
    /// Whether the same would be found within that many steps for each question: with as many, or where all questions
    /// together took less than one has.
    fn holds_within(&self, share: usize) -> bool {
        share == self.share || self.spent < share.min(self.share)
    }

    /// Moves it to another place of the text.
    fn follow(&mut self, to: &Place) {
        let moves = self.place.moves_to(to);
        if moves.is_empty() {
            return;
        }
        self.place = to.clone();
        self.footprint.places().for_each(|span| moves.apply(span));
        let found = self.findings.diagnostics.iter_mut();
        found.flat_map(Diagnostic::places).for_each(|span| moves.apply(span));
    }
}
