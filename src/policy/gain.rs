//! Input: two documents, a principal, an action, and the resources in question.
//! Output: whether the second one allows what the first does not, decided over all those resources at once.
//! Never: samples, or assumes that a condition holds or does not: each is tried both ways.

use super::comparison::{Comparison, Difference, Grant};
use super::decide::taken;
use super::known::Known;
use super::search::exists;
use super::{Answer, Budget, Pattern, either_way};
use crate::plan::{Condition, Effect};
use std::collections::BTreeSet;

/// So many different conditions are tried in all ways; with more, the answer is not known.
const CONDITIONS: usize = 8;

/// Resources: those that a pattern matches, without those that others match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resources {
    /// What they all match.
    pub within: Pattern,
    /// What none of them matches.
    pub without: Vec<Pattern>,
}

/// What a new document allows that the old one does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gain {
    /// Nothing.
    Nothing,
    /// Unknown.
    Unknown,
    /// The action on some of the resources.
    Some,
    /// The action on all of the resources.
    All,
}

impl Comparison<'_> {
    /// Whether something in which both differ is about the resources; where nothing is, nothing is gained or lost there.
    /// `None` where that takes more steps than there are.
    pub fn concerns(&self, difference: &Difference, resources: &Resources, budget: &mut Budget) -> Option<bool> {
        for (grant, _) in difference.old.symmetric_difference(&difference.new) {
            let patterns = self.grants.get(*grant).map_or([].as_slice(), |grant| &grant.resources);
            budget.spend(1 + patterns.len())?;
            let may_meet = |pattern: &Option<Pattern>| pattern.as_ref().is_none_or(|it| it.may_meet(&resources.within));
            if patterns.iter().any(may_meet) {
                return Some(true);
            }
        }
        // What both say alike may hang on a value that is not known.
        Some(!self.is_known(&difference.old))
    }

    /// What the caller may do under the new document that was not allowed under the old one, and whether that hangs on
    /// a condition.
    ///
    /// Two conditions are the same where they are written the same. Each may hold or not, independently of the others,
    /// so that a grant under one condition is a gain beside the same grant under another.
    pub fn gained(&self, difference: &Difference, resources: &Resources, budget: &mut Budget) -> (Gain, bool) {
        self.gain(&difference.old, &difference.new, resources, budget)
    }

    /// What the caller was allowed under the old document, and is not under the new one.
    pub fn lost(&self, difference: &Difference, resources: &Resources, budget: &mut Budget) -> (Gain, bool) {
        self.gain(&difference.new, &difference.old, resources, budget)
    }

    fn gain(
        &self,
        old: &BTreeSet<(usize, Known)>,
        new: &BTreeSet<(usize, Known)>,
        resources: &Resources,
        budget: &mut Budget,
    ) -> (Gain, bool) {
        let mut conditions: Vec<&[Condition]> = Vec::new();
        for (grant, _) in old.union(new) {
            let Some(grant) = self.grants.get(*grant) else { continue };
            let own = grant.statement.conditions.as_slice();
            if !own.is_empty() && !conditions.contains(&own) {
                conditions.push(own);
            }
        }
        if conditions.len() > CONDITIONS {
            return (Gain::Unknown, true);
        }
        let is_known = self.is_known(old) && self.is_known(new);
        let mut most = (Gain::Nothing, false);
        // The first way is that none holds.
        for holding in 0..1_usize << conditions.len() {
            let holds = |of: &[Condition]| {
                let at = conditions.iter().position(|known| *known == of);
                at.is_none_or(|at| holding & (1 << at) != 0)
            };
            let question = Question { comparison: self, old, new, resources, holds: &holds, is_known };
            let found = question.gain(budget).unwrap_or(Gain::Unknown);
            if found > most.0 {
                most = (found, holding != 0);
            }
        }
        most
    }
}

/// What is gained under certain conditions.
struct Question<'q> {
    comparison: &'q Comparison<'q>,
    old: &'q BTreeSet<(usize, Known)>,
    new: &'q BTreeSet<(usize, Known)>,
    resources: &'q Resources,
    holds: &'q dyn Fn(&[Condition]) -> bool,
    /// Whether all values are known.
    is_known: bool,
}

/// What a document allows and denies of the resources in question, what is not known taken kindly or not.
struct Side {
    allowed: Vec<Pattern>,
    denied: Vec<Pattern>,
}

impl Question<'_> {
    /// `None` where that takes more steps than there are.
    fn gain(&self, budget: &mut Budget) -> Option<Gain> {
        let (old, new) = (self.side(self.old, true, budget)?, self.side(self.new, false, budget)?);
        let surely = self.gains(&old, &new, budget);
        let answer = if self.is_known {
            surely
        } else {
            let (old, new) = (self.side(self.old, false, budget)?, self.side(self.new, true, budget)?);
            either_way(surely, || self.gains(&old, &new, budget))
        };
        Some(match answer {
            Answer::No => Gain::Nothing,
            Answer::Unknown => Gain::Unknown,
            Answer::Yes if self.keeps_from(&old, &new, budget) == Answer::No => Gain::All,
            Answer::Yes => Gain::Some,
        })
    }

    fn side(&self, of: &BTreeSet<(usize, Known)>, kindly: bool, budget: &mut Budget) -> Option<Side> {
        let mut side = Side { allowed: Vec::new(), denied: Vec::new() };
        for (grant, applies) in of {
            let Some(Grant { statement, resources }) = self.comparison.grants.get(*grant) else { continue };
            let effect = statement.effect;
            budget.spend(1 + resources.len())?;
            if !(self.holds)(&statement.conditions) || !taken(*applies, effect, kindly) {
                continue;
            }
            let patterns = match effect {
                Effect::Allow => &mut side.allowed,
                Effect::Deny => &mut side.denied,
            };
            let whatever = || taken(None, effect, kindly).then(|| Pattern::new("*"));
            let own = resources.iter().filter_map(|pattern| pattern.clone().or_else(whatever));
            // What has nothing to do with the resources makes no difference.
            patterns.extend(own.filter(|pattern| pattern.may_meet(&self.resources.within)));
        }
        Some(side)
    }

    /// Whether there is a resource that is allowed, and was not.
    fn gains(&self, old: &Side, new: &Side, budget: &mut Budget) -> Answer {
        let within = std::slice::from_ref(&self.resources.within);
        let never_allowed = [self.resources.without.as_slice(), &new.denied, &old.allowed].concat();
        let denied_before = [self.resources.without.as_slice(), &new.denied].concat();
        any([
            exists(&[within, &new.allowed], &never_allowed, budget),
            exists(&[within, &new.allowed, &old.denied], &denied_before, budget),
        ])
    }

    /// Whether there is a resource that is not allowed, or was allowed before.
    fn keeps_from(&self, old: &Side, new: &Side, budget: &mut Budget) -> Answer {
        let within = std::slice::from_ref(&self.resources.within);
        let without = self.resources.without.as_slice();
        any([
            exists(&[within], &[without, &new.allowed].concat(), budget),
            exists(&[within, &new.denied], without, budget),
            exists(&[within, &old.allowed], &[without, &old.denied].concat(), budget),
        ])
    }
}

fn any(answers: impl IntoIterator<Item = Answer>) -> Answer {
    answers.into_iter().fold(Answer::No, |any, answer| match (any, answer) {
        (Answer::Yes, _) | (_, Answer::Yes) => Answer::Yes,
        (Answer::No, Answer::No) => Answer::No,
        (Answer::Unknown, _) | (_, Answer::Unknown) => Answer::Unknown,
    })
}

#[cfg(test)]
mod tests {
    use super::{Gain, Resources};
    use crate::plan::{Condition, Effect, PolicyDocument, Principals, Statement, Value};
    use crate::policy::{Budget, Caller, Comparison, Decision, Pattern, Request, Who, decide};
    use proptest::prelude::*;

    const ACTION: &str = "ecr:PutImage";

    fn on(effect: Effect, resource: &str) -> Statement {
        Statement {
            sid: None,
            effect,
            principals: Some(Principals::Everyone),
            actions: vec![Value::literal("ecr:*")],
            resources: vec![Value::literal(resource.to_string())],
            conditions: Vec::new(),
        }
    }

    fn all() -> Resources {
        Resources { within: Pattern::new("?*"), without: Vec::new() }
    }

    const STEPS: usize = 1_000_000;

    fn gained(
        old: &[Statement],
        new: &[Statement],
        caller: Caller,
        resources: &Resources,
        steps: usize,
    ) -> (Gain, bool) {
        let document = |statements: &[Statement]| PolicyDocument { statements: statements.to_vec() };
        let (old, new) = (document(old), document(new));
        let mut comparison = Comparison::of(&old, &new);
        let mut enough = Budget::new(STEPS);
        let about = comparison.about(caller, &mut enough).unwrap();
        let naming = comparison.naming(ACTION, &mut enough).unwrap();
        let difference = comparison.difference(&about, &naming, &mut enough).unwrap();
        comparison.gained(&difference, resources, &mut Budget::new(steps))
    }

    fn from(old: &[Statement], new: &[Statement], resources: &Resources) -> Gain {
        gained(old, new, Caller::Through(Who::AnyoneElse), resources, STEPS).0
    }

    /// Computed by hand: `a…` and `b…` are resources.
    #[test]
    fn a_gain_is_what_is_allowed_and_was_not() {
        use Effect::{Allow, Deny};
        let (every, a, b) = (on(Allow, "*"), on(Allow, "a*"), on(Allow, "b*"));
        let (no_a, none) = (on(Deny, "a*"), on(Deny, "*"));
        for (case, old, new, expected) in [
            ("nothing to nothing", vec![], vec![], Gain::Nothing),
            ("nothing to all", vec![], vec![every.clone()], Gain::All),
            ("all to nothing", vec![every.clone()], vec![], Gain::Nothing),
            ("all to all", vec![every.clone()], vec![every.clone()], Gain::Nothing),
            ("a part to all", vec![a.clone()], vec![every.clone()], Gain::Some),
            ("all to a part", vec![every.clone()], vec![a.clone()], Gain::Nothing),
            ("one part to another", vec![a.clone()], vec![b.clone()], Gain::Some),
            ("in other words", vec![on(Allow, "a*"), on(Allow, "ab*")], vec![a.clone()], Gain::Nothing),
            ("all in two parts", vec![every.clone()], vec![on(Allow, "?*"), on(Allow, "")], Gain::Nothing),
            ("a deny goes", vec![every.clone(), no_a.clone()], vec![every.clone()], Gain::Some),
            ("a deny comes", vec![every.clone()], vec![every.clone(), no_a.clone()], Gain::Nothing),
            ("a deny of nothing goes", vec![b.clone(), no_a.clone()], vec![b.clone()], Gain::Nothing),
            ("a deny of all goes", vec![every.clone(), none.clone()], vec![every.clone()], Gain::All),
            ("a deny wins", vec![], vec![every.clone(), none], Gain::Nothing),
            ("a deny for a gap", vec![b.clone()], vec![every.clone(), no_a.clone()], Gain::Some),
            ("the same by a deny", vec![every.clone(), no_a], vec![on(Allow, "*"), on(Deny, "a*")], Gain::Nothing),
        ] {
            assert_eq!(from(&old, &new, &all()), expected, "{case}");
        }
        let only_a = Resources { within: Pattern::new("a*"), without: Vec::new() };
        assert_eq!(from(&[], std::slice::from_ref(&a), &only_a), Gain::All);
        let others = Resources { within: Pattern::new("*"), without: vec![Pattern::new("a*")] };
        assert_eq!(from(&[], &[a], &others), Gain::Nothing);
        assert_eq!(from(&[], &[every], &others), Gain::All);
    }

    #[test]
    fn a_condition_is_a_gain_beside_another_and_none_beside_itself() {
        let under = |vpc: &str| {
            let values = vec![Value::literal(vpc.to_string())];
            let condition = Condition { operator: "StringEquals".into(), key: "aws:SourceVpc".into(), values };
            Statement { conditions: vec![condition], principals: None, ..on(Effect::Allow, "*") }
        };
        let free = Statement { principals: None, ..on(Effect::Allow, "*") };
        let gain =
            |old: Vec<Statement>, new: Vec<Statement>| super::tests::gained(&old, &new, Caller::Itself, &all(), STEPS);
        assert_eq!(gain(vec![under("vpc-1")], vec![under("vpc-1")]), (Gain::Nothing, false));
        assert_eq!(gain(vec![under("vpc-1")], vec![under("vpc-2")]), (Gain::All, true));
        assert_eq!(gain(vec![free.clone()], vec![under("vpc-2")]), (Gain::Nothing, false));
        assert_eq!(gain(vec![under("vpc-1")], vec![free]), (Gain::All, false));
        assert_eq!(gain(vec![], vec![under("vpc-1"), under("vpc-2")]), (Gain::All, true));
    }

    #[test]
    fn what_is_not_known_is_no_gain_and_no_safety() {
        let unknown = |effect| Statement { resources: vec![Value::unknown()], ..on(effect, "") };
        let every = on(Effect::Allow, "*");
        let one = [every.clone()];
        assert_eq!(from(&[], &[unknown(Effect::Allow)], &all()), Gain::Unknown);
        assert_eq!(from(&one, &[unknown(Effect::Allow)], &all()), Gain::Nothing);
        assert_eq!(from(&[unknown(Effect::Allow)], &one, &all()), Gain::Unknown);
        assert_eq!(from(&[every.clone(), unknown(Effect::Deny)], &one, &all()), Gain::Unknown);
        assert_eq!(from(&[], &[every, unknown(Effect::Deny)], &all()), Gain::Unknown);
    }

    #[test]
    fn eight_conditions_are_tried_and_nine_are_not() {
        let under = |number: usize| {
            let condition = Condition {
                operator: "StringEquals".into(),
                key: "aws:SourceVpc".into(),
                values: vec![Value::literal(format!("vpc-{number}"))],
            };
            Statement { conditions: vec![condition], principals: None, ..on(Effect::Allow, "*") }
        };
        let gained = |count: usize| {
            let (old, new): (Vec<_>, Vec<_>) = ((0..count - 1).map(under).collect(), (0..count).map(under).collect());
            super::tests::gained(&old, &new, Caller::Itself, &all(), STEPS)
        };
        assert_eq!(gained(8), (Gain::All, true));
        assert_eq!(gained(9), (Gain::Unknown, true));
    }

    fn any_statement() -> impl Strategy<Value = Statement> {
        (prop_oneof![3 => Just(Effect::Allow), 2 => Just(Effect::Deny)], "[ab*?]{1,3}")
            .prop_map(|(effect, resource)| on(effect, &resource))
    }

    fn any_document() -> impl Strategy<Value = Vec<Statement>> {
        prop::collection::vec(any_statement(), 0..5)
    }

    /// Every text up to four characters: more than the patterns above can tell apart.
    fn texts() -> Vec<String> {
        let mut texts = vec![String::new()];
        for length in 0..4 {
            let longer: Vec<String> = texts.iter().filter(|text| text.len() == length).cloned().collect();
            texts.extend(longer.iter().flat_map(|text| ["a", "b", "c"].map(|more| format!("{text}{more}"))));
        }
        texts.retain(|text| !text.is_empty());
        texts
    }

    fn allows(statements: &[Statement], resource: &str) -> bool {
        let document = PolicyDocument { statements: statements.to_vec() };
        let resource = Value::literal(resource.to_string());
        let request = Request { who: Who::AnyoneElse, action: ACTION, resource: &resource };
        decide(&document, &request) == Decision::Allowed
    }

    proptest! {
        #[test]
        fn agrees_with_one_decision_after_another(old in any_document(), new in any_document()) {
            let texts = texts();
            let gained = texts.iter().filter(|text| allows(&new, text) && !allows(&old, text)).count();
            let expected = match gained {
                0 => Gain::Nothing,
                all if all == texts.len() => Gain::All,
                _ => Gain::Some,
            };
            prop_assert_eq!(from(&old, &new, &all()), expected);
        }

        #[test]
        fn a_bounded_answer_is_right_or_not_known(old in any_document(), new in any_document(), steps in 0..2_000_usize) {
            let bounded = gained(&old, &new, Caller::Through(Who::AnyoneElse), &all(), steps).0;
            let answer = from(&old, &new, &all());
            // Of a gain that is sure, how far it goes may not be known.
            prop_assert!(bounded == Gain::Unknown || bounded == answer || (bounded, answer) == (Gain::Some, Gain::All));
        }

        #[test]
        fn a_deny_never_adds_an_allow_never_takes_and_order_is_nothing(old in any_document(), more in any_statement()) {
            let mut new = old.clone();
            new.insert(old.len() / 2, more.clone());
            let (gained, lost) = (from(&old, &new, &all()), from(&new, &old, &all()));
            match more.effect {
                Effect::Deny => prop_assert_eq!(gained, Gain::Nothing),
                Effect::Allow => prop_assert_eq!(lost, Gain::Nothing),
            }
            let mut turned = new.clone();
            turned.reverse();
            turned.extend(new.clone());
            prop_assert_eq!(from(&new, &turned, &all()), Gain::Nothing);
            prop_assert_eq!(from(&turned, &new, &all()), Gain::Nothing);
        }
    }
}
