//! Input: two patterns.
//! Output: whether one covers the other, and whether they have a text in common.
//! Never: guesses; beyond the budget the answer is unknown.

use super::search::exists;
use super::{Answer, Budget, Pattern};

impl Pattern {
    /// Whether it matches all that `other` matches.
    pub fn covers(&self, other: &Pattern, budget: &mut Budget) -> Answer {
        if self == other {
            return Answer::Yes;
        }
        // Without a wildcard it matches one text, and `other` is another pattern.
        if self.is_text() || !self.may_meet(other) {
            return if budget.spend(1).is_some() { Answer::No } else { Answer::Unknown };
        }
        !exists(&[std::slice::from_ref(other)], std::slice::from_ref(self), budget)
    }

    /// Whether there is a text that both match.
    pub fn intersects(&self, other: &Pattern, budget: &mut Budget) -> Answer {
        let of_text = [(self, other), (other, self)].into_iter().find(|(text, _)| text.is_text());
        if let Some((text, pattern)) = of_text {
            return pattern.matches_within(&text.example(0), budget).map_or(Answer::Unknown, Answer::from);
        }
        exists(&[std::slice::from_ref(self), std::slice::from_ref(other)], &[], budget)
    }
}
