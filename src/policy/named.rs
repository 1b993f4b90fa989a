//! Input: the values that statements have as their resources: patterns, and all that a `NotResource` leaves.
//! Output: whether a text is among them, and whether there is one that several of them name together.
//! Never: takes what is not known of a `NotResource` for a part of it, or for none.

use super::known::{Known, any, not};
use super::search;
use super::symbol::Symbol;
use super::{Answer, Budget, Pattern};
use crate::plan::{Statement, Value};

/// What one value names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// What a pattern matches.
    Like(Pattern),
    /// What none of the patterns matches.
    AllBut(Vec<Pattern>),
}

impl Named {
    /// What a value names; `None` where that is not known.
    pub(super) fn of(value: &Value) -> Option<Self> {
        match value.all_but() {
            Some(others) => others.iter().map(Pattern::of).collect::<Option<_>>().map(Self::AllBut),
            None => Pattern::of(value).map(Self::Like),
        }
    }

    /// What the resources of a statement name. Those of a trust policy, which names none, are the role itself.
    pub(super) fn all(statement: &Statement) -> impl Iterator<Item = Option<Self>> {
        let itself = statement.resources.is_empty().then(|| Some(Self::Like(Pattern::new("*"))));
        itself.into_iter().chain(statement.resources.iter().map(Self::of))
    }

    /// The same, each with whether it is all known; what is not known of a pattern is `*`.
    pub(super) fn widest(statement: &Statement) -> impl Iterator<Item = (Self, Known)> {
        Self::all(statement).enumerate().map(|(index, named)| match named {
            Some(named) => (named, Some(true)),
            None => {
                (Self::Like(statement.resources.get(index).map_or_else(|| Pattern::new("*"), Pattern::widest)), None)
            }
        })
    }

    pub(super) fn holds(&self, text: &[Symbol]) -> bool {
        match self {
            Self::Like(pattern) => pattern.matches_symbols(text),
            Self::AllBut(others) => !others.iter().any(|other| other.matches_symbols(text)),
        }
    }

    /// Whether every text is among them.
    pub(super) fn holds_everything(&self) -> bool {
        matches!(self, Self::Like(pattern) if pattern.matches_everything())
    }
}

/// Whether a value names something, where `is_like` tells it of a pattern.
pub(super) fn names(value: &Value, mut is_like: impl FnMut(&Value) -> Known) -> Known {
    match value.all_but() {
        Some(others) => not(any(others.iter().map(is_like))),
        None => is_like(value),
    }
}

/// Whether there is a text that each of `required` names, and that `forbidden` does not name; unknown where that takes more
/// steps than the budget has.
pub(super) fn exists(required: &[&[Named]], forbidden: &[Named], budget: &mut Budget) -> Answer {
    let (barred, asked) = parted(forbidden);
    // One of several ways does: to be matched by a pattern, or by none that a `NotResource` names.
    let mut ways = vec![(asked, barred)];
    for group in required {
        let (like, all_but) = parted(group);
        let mut more = Vec::new();
        for (asked, barred) in ways {
            if budget.spend(1 + all_but.len()).is_none() {
                return Answer::Unknown;
            }
            more.extend(all_but.iter().map(|others| (asked.clone(), [barred.clone(), others.clone()].concat())));
            if !like.is_empty() {
                more.push(([asked, vec![like.clone()]].concat(), barred));
            }
        }
        ways = more;
    }
    let mut answer = Answer::No;
    for (asked, barred) in ways {
        let asked: Vec<&[Pattern]> = asked.iter().map(Vec::as_slice).collect();
        match search::exists(&asked, &barred, budget) {
            Answer::Yes => return Answer::Yes,
            Answer::Unknown => answer = Answer::Unknown,
            Answer::No => {}
        }
    }
    answer
}

/// The patterns, and those of each `NotResource`.
fn parted(all: &[Named]) -> (Vec<Pattern>, Vec<Vec<Pattern>>) {
    let mut parts = (Vec::new(), Vec::new());
    for one in all {
        match one {
            Named::Like(pattern) => parts.0.push(pattern.clone()),
            Named::AllBut(others) => parts.1.push(others.clone()),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{Named, exists};
    use crate::policy::{Answer, Budget, Pattern};
    use proptest::prelude::*;

    fn any_named() -> impl Strategy<Value = (bool, Vec<String>)> {
        prop_oneof![
            3 => "[ab*]{0,3}".prop_map(|pattern| (false, vec![pattern])),
            1 => prop::collection::vec("[ab*]{0,3}", 1..3).prop_map(|patterns| (true, patterns)),
        ]
    }

    fn named((all_but, patterns): &(bool, Vec<String>)) -> Named {
        let mut patterns = patterns.iter().map(|pattern| Pattern::new(pattern));
        if *all_but { Named::AllBut(patterns.collect()) } else { Named::Like(patterns.next().unwrap()) }
    }

    proptest! {
        // All texts of few letters are tried: patterns of three places tell no longer ones apart.
        #[test]
        fn there_is_a_text_where_one_is_found(
            required in prop::collection::vec(prop::collection::vec(any_named(), 0..3), 0..3),
            forbidden in prop::collection::vec(any_named(), 0..3),
        ) {
            let of = |(all_but, patterns): &(bool, Vec<String>), text: &str| {
                *all_but != patterns.iter().any(|pattern| Pattern::new(pattern).matches(text))
            };
            let mut texts = vec![String::new()];
            for index in 0.. {
                let Some(text) = texts.get(index).filter(|text| text.len() < 7).cloned() else { break };
                texts.extend(["a", "b", "c"].map(|letter| format!("{text}{letter}")));
            }
            let found = texts.iter().any(|text| {
                required.iter().all(|group| group.iter().any(|one| of(one, text)))
                    && !forbidden.iter().any(|one| of(one, text))
            });
            let groups: Vec<Vec<Named>> = required.iter().map(|group| group.iter().map(named).collect()).collect();
            let groups: Vec<&[Named]> = groups.iter().map(Vec::as_slice).collect();
            let barred: Vec<Named> = forbidden.iter().map(named).collect();
            prop_assert_eq!(exists(&groups, &barred, &mut Budget::new(10_000_000)), Answer::from(found));
        }
    }
}
