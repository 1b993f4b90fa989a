//! Input: how many steps the questions about a policy may take.
//! Output: whether steps are left for the next piece of work.
//! Never: measures time, so that every machine gives the same answer.

/// The steps left to questions about policies.
///
/// A step looks at one place of one pattern, or compares two names. Once the steps do not suffice, none are left: what
/// comes later is undecided too, and [`Budget::is_exhausted`] tells that apart from a value that is not known.
#[derive(Debug)]
pub struct Budget {
    granted: usize,
    left: usize,
    exhausted: bool,
}

impl Budget {
    /// So many steps.
    pub fn new(steps: usize) -> Self {
        Self { granted: steps, left: steps, exhausted: false }
    }

    /// Whether a question was left undecided because it asked for more steps than there were.
    pub fn is_exhausted(&self) -> bool {
        self.exhausted
    }

    /// How many steps were taken.
    pub fn spent(&self) -> usize {
        self.granted - self.left
    }

    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// Takes steps; `None` when there are too few.
    pub fn spend(&mut self, steps: usize) -> Option<()> {
        if let Some(left) = self.left.checked_sub(steps) {
            self.left = left;
            return Some(());
        }
        self.left = 0;
        self.exhausted = true;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;

    #[test]
    fn what_is_exhausted_stays_so() {
        let mut budget = Budget::new(3);
        assert_eq!((budget.spend(3), budget.is_exhausted()), (Some(()), false));
        assert_eq!((budget.spend(0), budget.spend(1)), (Some(()), None));
        assert!(budget.is_exhausted() && budget.spent() == 3);
        let mut budget = Budget::new(3);
        assert_eq!((budget.spend(4), budget.spend(1)), (None, None));
        assert_eq!(budget.spent(), 3);
    }
}
