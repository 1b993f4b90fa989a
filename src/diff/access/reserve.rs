//! Input: work that takes steps.
//! Output: its result, and whether its steps sufficed.
//! Never: lets many templates together take longer than a few.

use crate::policy::Budget;

/// The steps for the policies of many templates, so that all of them together end soon.
pub(in crate::diff) struct Reserve(usize);

impl Reserve {
    /// So many steps for all.
    const ALL: usize = 16_000_000;
    /// So many at most for one comparison.
    const MOST: usize = 4_000_000;
    /// So many for each, when nothing is left.
    const LEAST: usize = 2_000;

    pub(in crate::diff) fn new() -> Self {
        Self(Self::ALL)
    }

    /// Does what takes steps; and whether these sufficed.
    pub(super) fn spend<T>(&mut self, work: impl FnOnce(&mut Budget) -> T) -> (T, bool) {
        let mut budget = Budget::new(self.0.clamp(Self::LEAST, Self::MOST));
        let made = work(&mut budget);
        self.0 = self.0.saturating_sub(budget.spent());
        (made, !budget.is_exhausted())
    }
}
