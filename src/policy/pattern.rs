//! Comes in: patterns with IAM's wildcards, whose values may hold what only the deployment knows.
//! Goes out: whether there is a text that some match and others do not: so coverage and overlap are decided exactly.
//! Never: searches without bound.

use super::Answer;
use crate::plan::{Attribute, Parameter, Pseudo, Value};
use std::collections::BTreeSet;

/// Searches give up past so many states. Those of a spec need a few dozen.
const STATES: usize = 20_000;

/// A symbol of a text: a character, or a value that only the deployment knows and that equals itself alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Symbol {
    Character(char),
    Opaque(Box<Value>),
    /// Any that occurs in no pattern.
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// `*`
    Many,
    /// `?`
    One,
    Exactly(Symbol),
}

/// A pattern with `*` and `?`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pattern(Vec<Part>);

impl Pattern {
    /// The pattern of a text.
    pub fn new(text: &str) -> Self {
        let mut pattern = Pattern(Vec::new());
        pattern.push_text(text);
        pattern
    }

    /// The pattern of an action, which AWS matches whatever the letter case.
    pub fn of_action(text: &str) -> Self {
        Self::new(&text.to_ascii_lowercase())
    }

    /// The pattern of a value; `None` where the value is not known.
    pub fn of(value: &Value) -> Option<Self> {
        let mut pattern = Pattern(Vec::new());
        pattern.push(value)?;
        Some(pattern)
    }

    fn push(&mut self, value: &Value) -> Option<()> {
        match value {
            Value::Literal(text) => self.push_text(text),
            Value::Join(parts) => parts.iter().try_for_each(|part| self.push(part))?,
            Value::Pseudo(Pseudo::Account | Pseudo::Partition | Pseudo::Region)
            | Value::Attribute(_, Attribute::Arn | Attribute::Id | Attribute::Name) => {
                self.0.push(Part::Exactly(Symbol::Opaque(Box::new(value.clone()))));
            }
            Value::Parameter(
                Parameter::VpcId | Parameter::VpcCidr | Parameter::SubnetIds | Parameter::RouteTableIds,
            )
            | Value::Unknown => return None,
        }
        Some(())
    }

    fn push_text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '*' if self.0.last() == Some(&Part::Many) => {}
                '*' => self.0.push(Part::Many),
                '?' => self.0.push(Part::One),
                c => self.0.push(Part::Exactly(Symbol::Character(c))),
            }
        }
    }

    /// Whether it matches a text in which `*` and `?` are themselves.
    pub fn matches(&self, text: &str) -> bool {
        let mut at = Positions::start(std::slice::from_ref(self));
        for c in text.chars() {
            at = at.step(std::slice::from_ref(self), &Symbol::Character(c));
        }
        at.accepts(std::slice::from_ref(self))
    }

    /// Whether it matches all that `other` matches.
    pub fn covers(&self, other: &Pattern) -> Answer {
        match exists(&[std::slice::from_ref(other)], std::slice::from_ref(self)) {
            Answer::Yes => Answer::No,
            Answer::No => Answer::Yes,
            Answer::Unknown => Answer::Unknown,
        }
    }

    /// Whether there is a text that both match.
    pub fn intersects(&self, other: &Pattern) -> Answer {
        exists(&[std::slice::from_ref(self), std::slice::from_ref(other)], &[])
    }
}

/// Where in each of several patterns a text may have come to: pattern and part, sorted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Positions(Vec<(u32, u32)>);

impl Positions {
    fn start(patterns: &[Pattern]) -> Self {
        let mut start = Positions::default();
        for (index, pattern) in (0..).zip(patterns) {
            start.enter(index, pattern, 0);
        }
        start
    }

    /// Puts a position in, and those that follow where a star matches nothing.
    fn enter(&mut self, index: u32, pattern: &Pattern, mut at: u32) {
        self.0.push((index, at));
        while pattern.0.get(at as usize) == Some(&Part::Many) {
            at += 1;
            self.0.push((index, at));
        }
    }

    fn step(&self, patterns: &[Pattern], symbol: &Symbol) -> Self {
        let mut next = Positions::default();
        for (index, at) in &self.0 {
            let Some(pattern) = patterns.get(*index as usize) else { continue };
            match pattern.0.get(*at as usize) {
                Some(Part::Many) => next.enter(*index, pattern, *at),
                Some(Part::One) => next.enter(*index, pattern, at + 1),
                Some(Part::Exactly(wanted)) if wanted == symbol => next.enter(*index, pattern, at + 1),
                Some(Part::Exactly(_)) | None => {}
            }
        }
        next.0.sort_unstable();
        next.0.dedup();
        next
    }

    fn accepts(&self, patterns: &[Pattern]) -> bool {
        self.0
            .iter()
            .any(|(index, at)| patterns.get(*index as usize).is_some_and(|pattern| *at as usize == pattern.0.len()))
    }

    /// The symbols that some pattern wants next.
    fn wanted<'p>(&'p self, patterns: &'p [Pattern]) -> impl Iterator<Item = &'p Symbol> {
        self.0.iter().filter_map(|(index, at)| match patterns.get(*index as usize)?.0.get(*at as usize)? {
            Part::Exactly(symbol) => Some(symbol),
            Part::Many | Part::One => None,
        })
    }
}

/// Whether there is a text that in each of `required` some pattern matches, and in `forbidden` none.
///
/// A search through the sets of positions that texts lead to (the subset construction, made as it goes): exact, for a
/// symbol that no pattern wants next leads where every other such symbol leads.
pub(super) fn exists(required: &[&[Pattern]], forbidden: &[Pattern]) -> Answer {
    // Most questions are answered without a search: what matches everything requires nothing, and forbids all.
    let everything = |pattern: &Pattern| pattern.0 == [Part::Many];
    let required: Vec<&[Pattern]> =
        required.iter().copied().filter(|patterns| !patterns.iter().any(everything)).collect();
    let wholly_forbidden = |patterns: &[Pattern]| patterns.iter().all(|pattern| forbidden.contains(pattern));
    if forbidden.iter().any(everything) || required.iter().any(|patterns| wholly_forbidden(patterns)) {
        return Answer::No;
    }
    if forbidden.is_empty() && required.len() < 2 {
        return Answer::Yes;
    }
    search(&required, forbidden)
}

fn search(required: &[&[Pattern]], forbidden: &[Pattern]) -> Answer {
    let start: Vec<Positions> =
        required.iter().map(|patterns| Positions::start(patterns)).chain([Positions::start(forbidden)]).collect();
    let mut seen: BTreeSet<Vec<Positions>> = BTreeSet::new();
    let mut open = vec![start];
    while let Some(state) = open.pop() {
        if seen.contains(&state) {
            continue;
        }
        if seen.len() >= STATES {
            return Answer::Unknown;
        }
        let sets = || state.iter().zip(required.iter().copied().chain([forbidden]));
        let (mut wanted, mut alive) = (BTreeSet::from([&Symbol::Other]), true);
        let mut accepted = true;
        for (index, (positions, patterns)) in sets().enumerate() {
            let is_required = index < required.len();
            alive &= !is_required || !positions.0.is_empty();
            accepted &= positions.accepts(patterns) == is_required;
            wanted.extend(positions.wanted(patterns));
        }
        if accepted && alive {
            return Answer::Yes;
        }
        if alive {
            for symbol in wanted {
                open.push(sets().map(|(positions, patterns)| positions.step(patterns, symbol)).collect());
            }
        }
        seen.insert(state);
    }
    Answer::No
}

#[cfg(test)]
mod tests {
    use super::{Answer, Pattern, exists};
    use crate::plan::{Pseudo, Value};
    use proptest::prelude::*;

    #[test]
    fn coverage_is_inclusion() {
        for (wide, narrow, expected) in [
            ("*", "", true),
            ("*", "a*", true),
            ("a*", "*", false),
            ("a?", "a*", false),
            ("a*", "a?", true),
            ("*a*", "*aa*", true),
            ("*?", "?*", true),
            ("?*", "*?", true),
            ("*a", "*b", false),
            ("a*b", "ab", true),
            ("team-*/app", "team-a/*", false),
        ] {
            let answer = Pattern::new(wide).covers(&Pattern::new(narrow));
            assert_eq!(answer, if expected { Answer::Yes } else { Answer::No }, "{wide} {narrow}");
        }
    }

    #[test]
    fn two_that_cover_only_together_are_exact() {
        let halves = [Pattern::new("a*"), Pattern::new("")];
        // What begins with another letter is left.
        assert_eq!(exists(&[&[Pattern::new("*")]], &halves), Answer::Yes);
        let all = [Pattern::new("?*"), Pattern::new("")];
        assert_eq!(exists(&[&[Pattern::new("*")]], &all), Answer::No);
    }

    #[test]
    fn what_only_the_deployment_knows_equals_itself_alone() {
        let account = Pattern::of(&Value::join([Value::literal("a:"), Value::Pseudo(Pseudo::Account)])).unwrap();
        assert_eq!(account.covers(&account), Answer::Yes);
        assert_eq!(account.intersects(&Pattern::new("a:111122223333")), Answer::No);
        assert_eq!(Pattern::new("a:*").covers(&account), Answer::Yes);
        assert_eq!(Pattern::of(&Value::Unknown), None);
    }

    #[test]
    fn hostile_patterns_end() {
        let stars = Pattern::new(&"*a".repeat(2_000));
        assert!(!stars.matches(&"a".repeat(500)));
        let many: Vec<Pattern> = (0..2_000).map(|index| Pattern::new(&format!("repo-{index}"))).collect();
        assert_eq!(exists(&[&[Pattern::new("repo-*")]], &many), Answer::Yes);
    }

    fn texts() -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..5 {
            last = last.iter().flat_map(|text| ["a", "b", "c"].map(|c| format!("{text}{c}"))).collect();
            all.extend(last.clone());
        }
        all
    }

    proptest! {
        /// Against every text of up to five letters, one of which no pattern has.
        #[test]
        fn matches_covers_and_intersects_agree_with_enumeration(a in "[ab*?]{0,4}", b in "[ab*?]{0,4}") {
            let (wide, narrow) = (Pattern::new(&a), Pattern::new(&b));
            let matching = |text: &&String| crate::aws::wildcard::matches(&b, text);
            for text in texts() {
                prop_assert_eq!(wide.matches(&text), crate::aws::wildcard::matches(&a, &text));
            }
            let missed = texts().iter().filter(matching).any(|text| !wide.matches(text));
            let common = texts().iter().filter(matching).any(|text| wide.matches(text));
            // Patterns of four parts that differ differ on a text of five letters.
            prop_assert_eq!(wide.covers(&narrow) == Answer::No, missed);
            prop_assert_eq!(wide.intersects(&narrow) == Answer::Yes, common);
        }
    }
}
