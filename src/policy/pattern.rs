//! Input: values with IAM's wildcards, some of which contain what only the deployment knows.
//! Output: patterns, and whether one matches a text.
//! Never: treats an unknown value as a text.

use super::Budget;
use super::glob::{glob, glob_within};
use super::symbol::{Part, Symbol, symbols};
use crate::plan::Value;
use std::sync::Arc;

/// A pattern with `*` and `?`.
///
/// Its characters are Unicode's. The account that deploys is twelve places that equal themselves alone, so that no
/// account that is written out is that one; the partition, the region and attributes of resources are one such place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pattern(Arc<[Part]>);

/// A pattern in the making.
#[derive(Default)]
struct Parts(Vec<Part>);

impl Parts {
    fn push_value(&mut self, value: &Value) -> Option<()> {
        match value {
            Value::Literal(text) => {
                let mut rest = text.chars();
                while let Some(c) = rest.next() {
                    if c != '$' || !rest.as_str().starts_with('{') || is_of_templates(rest.as_str()) {
                        self.push(part(c));
                        continue;
                    }
                    let mut inner = rest.clone().skip(1);
                    let (escaped, end) = (inner.next(), inner.next());
                    let escaped = escaped.filter(|c| matches!(c, '*' | '?' | '$') && end == Some('}'))?;
                    self.push(Part::Exactly(Symbol::Character(escaped)));
                    rest.nth(2);
                }
            }
            Value::Join(parts) => parts.iter().try_for_each(|part| self.push_value(part))?,
            Value::Pseudo(_) | Value::Attribute(..) | Value::Parameter(_) | Value::Unknown(_) => {
                symbols(value)?.into_iter().for_each(|symbol| self.push(Part::Exactly(symbol)));
            }
        }
        Some(())
    }

    /// Appends a place; a star after a star adds nothing, and `?` goes before it, so that equal runs read alike.
    fn push(&mut self, part: Part) {
        if self.0.last() != Some(&Part::Many) {
            self.0.push(part);
        } else if let Part::One | Part::Exactly(_) = part {
            let turned = part == Part::One;
            self.0.push(part);
            let last = self.0.len() - 1;
            if turned {
                self.0.swap(last - 1, last);
            }
        }
    }
}

impl Pattern {
    /// The pattern of a text, in which `${` is two characters.
    pub fn new(text: &str) -> Self {
        let mut parts = Parts(Vec::with_capacity(text.len()));
        text.chars().for_each(|c| parts.push(part(c)));
        Pattern(parts.0.into())
    }

    /// The pattern of an action, which AWS matches whatever the letter case: it matches texts in lower case.
    pub fn of_action(text: &str) -> Self {
        Self::new(&text.to_ascii_lowercase())
    }

    /// The narrowest pattern that holds all that a value may be: what is not known of it is `*`.
    pub fn widest(value: &Value) -> Self {
        let mut parts = Parts::default();
        match value {
            Value::Join(of) => {
                for part in of {
                    match Self::of(part) {
                        Some(pattern) => pattern.0.iter().for_each(|part| parts.push(part.clone())),
                        None => parts.push(Part::Many),
                    }
                }
            }
            Value::Literal(_) | Value::Pseudo(_) | Value::Attribute(..) | Value::Parameter(_) | Value::Unknown(_) => {
                return Self::of(value).unwrap_or_else(|| Self::new("*"));
            }
        }
        Pattern(parts.0.into())
    }

    /// The pattern of a value; `None` where the value is not known: a parameter, or one of IAM's variables, as in
    /// `repository/${aws:PrincipalTag/team}`. `${*}`, `${?}` and `${$}` are those characters themselves.
    pub fn of(value: &Value) -> Option<Self> {
        let mut parts = Parts::default();
        parts.push_value(value)?;
        Some(Pattern(parts.0.into()))
    }

    pub(super) fn of_parts(all: impl Iterator<Item = Part>) -> Self {
        let mut parts = Parts::default();
        all.for_each(|part| parts.push(part));
        Pattern(parts.0.into())
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.0
    }

    /// Whether it is `*`.
    pub(super) fn matches_everything(&self) -> bool {
        *self.0 == [Part::Many]
    }

    /// Whether it has no wildcard, so that it matches one text.
    pub fn is_text(&self) -> bool {
        self.0.iter().all(|part| matches!(part, Part::Exactly(_)))
    }

    /// Whether both may match one text, as far as how they begin and end tells.
    pub(super) fn may_meet(&self, other: &Pattern) -> bool {
        let clash = |(one, other): (&Part, &Part)| one != other;
        let is_exact = |(one, other): &(&Part, &Part)| matches!((one, other), (Part::Exactly(_), Part::Exactly(_)));
        let (own, others) = (|| self.0.iter(), || other.0.iter());
        let at_start = own().zip(others()).take_while(is_exact).any(clash);
        let at_end = own().rev().zip(others().rev()).take_while(is_exact).any(clash);
        !at_start && !at_end
    }

    /// A text that it matches: in place of each star so many symbols that no pattern names, of each `?` one.
    pub(super) fn example(&self, in_stars: usize) -> Vec<Symbol> {
        let nameless = || Symbol::Opaque(Box::new(Value::unknown()));
        let mut text = Vec::with_capacity(self.0.len());
        for part in self.parts() {
            match part {
                Part::Many => text.extend((0..in_stars).map(|_| nameless())),
                Part::One => text.push(nameless()),
                Part::Exactly(symbol) => text.push(symbol.clone()),
            }
        }
        text
    }

    /// Whether it matches a text in which `*` and `?` are themselves.
    pub fn matches(&self, text: &str) -> bool {
        glob(self.0.iter(), text.chars().map(Symbol::Character))
    }

    pub(super) fn matches_symbols(&self, text: &[Symbol]) -> bool {
        glob(self.0.iter(), text.iter())
    }

    /// The same; `None` where that takes more steps than there are.
    pub(super) fn matches_within(&self, text: &[Symbol], budget: &mut Budget) -> Option<bool> {
        // So many places are looked at in the time that a step of a search takes.
        const IN_A_STEP: usize = 32;
        let most = budget.left().saturating_mul(IN_A_STEP);
        let mut left = most;
        let matches = glob_within(self.0.iter(), text.iter(), &mut left);
        budget.spend(1 + (most - left) / IN_A_STEP)?;
        matches
    }
}

/// Whether `{AWS::Region}` follows, which is no variable of IAM's: nothing replaces it in a policy.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>, read 2026-11-30.
fn is_of_templates(rest: &str) -> bool {
    rest.split_once('}').is_some_and(|(name, _)| name.contains("::"))
}

fn part(c: char) -> Part {
    match c {
        '*' => Part::Many,
        '?' => Part::One,
        c => Part::Exactly(Symbol::Character(c)),
    }
}

/// Whether the pattern of an action matches an action, whatever the letter case.
pub(super) fn matches_action(pattern: &str, action: &str) -> bool {
    glob(
        pattern.chars().map(|c| part(c.to_ascii_lowercase())),
        action.chars().map(|c| Symbol::Character(c.to_ascii_lowercase())),
    )
}

#[cfg(test)]
mod tests {
    use super::{Budget, Pattern, matches_action, symbols};
    use crate::aws::wildcard;
    use crate::plan::{Attribute, Parameter, Pseudo, ResourceId, Value};
    use crate::policy::Answer;
    use proptest::prelude::*;
    use std::time::{Duration, Instant};

    const STEPS: usize = 1_000_000;

    fn covers(wide: &Pattern, narrow: &Pattern) -> Answer {
        wide.covers(narrow, &mut Budget::new(STEPS))
    }

    fn intersects(one: &Pattern, other: &Pattern) -> Answer {
        one.intersects(other, &mut Budget::new(STEPS))
    }

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
            ("?*", "*", false),
            ("??*", "?*?", true),
            ("*a", "*b", false),
            ("a*b", "ab", true),
            ("a*b", "a*", false),
            ("*a?*", "*a*a", true),
            ("*a?*", "*a*", false),
            ("?", "a", true),
            ("?", "ab", false),
            ("team-*/app", "team-a/*", false),
            ("*/app", "team-?/app", true),
        ] {
            let answer = covers(&Pattern::new(wide), &Pattern::new(narrow));
            assert_eq!(answer, if expected { Answer::Yes } else { Answer::No }, "{wide} {narrow}");
        }
    }

    #[test]
    fn equal_runs_read_alike() {
        for (one, other) in [("*?", "?*"), ("**", "*"), ("a*?*?b", "a??*b"), ("?*?", "??*")] {
            assert_eq!(Pattern::new(one), Pattern::new(other), "{one} {other}");
        }
        assert_ne!(Pattern::new("*?"), Pattern::new("*"));
    }

    #[test]
    fn overlap_is_a_text_in_common() {
        for (one, other, expected) in [
            ("a*", "*b", true),
            ("a?", "?b", true),
            ("a", "b", false),
            ("a*a", "a", false),
            ("??", "*?*", true),
            ("*x*", "*y*", true),
            ("?", "", false),
            ("", "*", true),
            ("", "", true),
            ("a?c", "ab*d", false),
        ] {
            let (one, other) = (Pattern::new(one), Pattern::new(other));
            let expected = if expected { Answer::Yes } else { Answer::No };
            assert_eq!(intersects(&one, &other), expected, "{one:?} {other:?}");
            assert_eq!(intersects(&other, &one), expected, "{other:?} {one:?}");
        }
    }

    fn in_account(head: &str, tail: &str) -> Value {
        Value::join([
            Value::literal(head.to_string()),
            Value::Pseudo(Pseudo::Account),
            Value::literal(tail.to_string()),
        ])
    }

    #[test]
    fn what_only_the_deployment_knows_equals_itself_alone() {
        let account = Pattern::of(&in_account("a:", "")).unwrap();
        assert_eq!(covers(&account, &account), Answer::Yes);
        assert_eq!(intersects(&account, &Pattern::new("a:111122223333")), Answer::No);
        assert_eq!(covers(&Pattern::new("a:*"), &account), Answer::Yes);
        let attribute = Pattern::of(&Value::Attribute(ResourceId::Vpc, Attribute::Id)).unwrap();
        assert_eq!(intersects(&attribute, &Pattern::of(&Value::Pseudo(Pseudo::Region)).unwrap()), Answer::No);
        assert_eq!(covers(&attribute, &attribute.clone()), Answer::Yes);
    }

    #[test]
    fn an_account_has_twelve_places() {
        let account = Pattern::of(&in_account("a:", ":r")).unwrap();
        assert_eq!(covers(&Pattern::new("a:????????????:r"), &account), Answer::Yes);
        assert_eq!(intersects(&Pattern::new("a:???????????:r"), &account), Answer::No);
        assert!(account.matches_symbols(&symbols(&in_account("a:", ":r")).unwrap()));
        assert!(!account.matches_symbols(&symbols(&in_account("a:", ":s")).unwrap()));
    }

    #[test]
    fn what_is_not_known_has_no_pattern() {
        assert_eq!(Pattern::of(&Value::unknown()), None);
        assert_eq!(Pattern::of(&Value::Parameter(Parameter::VpcId)), None);
        assert_eq!(Pattern::of(&Value::Join(vec![Value::literal("a"), Value::unknown()])), None);
        for variable in ["a/${aws:username}", "${*", "${*}${a}", "${}", "${", "${ab"] {
            assert_eq!(Pattern::of(&Value::literal(variable)), None, "{variable}");
        }
    }

    #[test]
    fn escapes_are_the_characters_themselves() {
        assert!(Pattern::of(&Value::literal("a/${AWS::Region}/*")).unwrap().matches("a/${AWS::Region}/b"));
        let pattern = Pattern::of(&Value::literal("a${*}b${?}c${$}d*$e")).unwrap();
        assert!(pattern.matches("a*b?c$dx$e"));
        assert!(!pattern.matches("axb?c$dx$e"));
        assert!(!pattern.matches("a*bxc$dx$e"));
        assert!(Pattern::new("${*}").matches("${x}"));
    }

    #[test]
    fn actions_match_whatever_the_letter_case() {
        assert!(matches_action("ECR:put*", "ecr:PutImage"));
        assert!(!matches_action("ecr:Get*", "ecr:PutImage"));
        assert!(Pattern::of_action("ECR:Put*").matches("ecr:putimage"));
    }

    #[test]
    fn hostile_patterns_end_soon() {
        let begin = Instant::now();
        let stars = Pattern::new(&format!("{}b", "*a".repeat(5_000)));
        let block = Pattern::new(&format!("*{}b", "a".repeat(5_000)));
        let marks = Pattern::new(&format!("*a{}", "?".repeat(5_000)));
        assert!(!stars.matches(&"a".repeat(10_000)));
        assert!(!block.matches(&"a".repeat(5_500)));
        assert!(marks.matches(&"a".repeat(5_001)));
        let begins = Pattern::new(&"a*".repeat(5_000));
        assert_eq!(covers(&Pattern::new(&"*a".repeat(5_000)), &begins), Answer::No);
        assert_eq!(covers(&Pattern::new(&format!("{}*", "*a".repeat(5_000))), &begins), Answer::Yes);
        assert_eq!(covers(&stars, &begins), Answer::No);
        for (one, expected, back, other) in [
            (&stars, Answer::Yes, Answer::No, &block),
            // Past the bound of the search it is not known.
            (&block, Answer::No, Answer::Unknown, &marks),
            (&marks, Answer::No, Answer::No, &stars),
        ] {
            assert_eq!((covers(one, other), covers(other, one)), (expected, back));
            assert_ne!(intersects(one, other), Answer::No);
        }
        assert!(begin.elapsed() < Duration::from_mins(1), "{:?}", begin.elapsed());
    }

    proptest! {
        #[test]
        fn matches_as_the_matcher_of_texts(pattern in "[ab*?]{0,8}", text in "[ab]{0,10}") {
            let expected = wildcard::matches(&pattern, &text);
            prop_assert_eq!(Pattern::new(&pattern).matches(&text), expected);
            prop_assert_eq!(matches_action(&pattern, &text), expected);
            prop_assert_eq!(matches_action(&pattern.to_ascii_uppercase(), &text), expected);
            let value = Value::literal(text);
            prop_assert_eq!(Pattern::new(&pattern).matches_symbols(&symbols(&value).unwrap()), expected);
        }
    }
}
