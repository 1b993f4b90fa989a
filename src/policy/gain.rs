//! Comes in: two documents, somebody, an action, and the resources in question.
//! Goes out: whether the second one allows what the first does not, decided over all those resources at once.
//! Never: samples, or takes a condition to hold or not to hold: each is tried both ways.

use super::decide::{Known, names_action, resources, taken};
use super::principal::is_about;
use super::search::{Budget, exists_within};
use super::{Answer, Pattern, Who, either_way};
use crate::plan::{Condition, Effect, PolicyDocument};

/// So many different conditions are tried in all ways; with more, the answer is not known.
const CONDITIONS: usize = 8;

/// Who makes the calls that a comparison is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller<'r> {
    /// Somebody, through the endpoint that carries the document.
    Through(Who<'r>),
    /// The role that carries the document as a policy of its own.
    Itself,
}

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
    /// It cannot be told.
    Unknown,
    /// The action on some of the resources.
    Some,
    /// The action on all of the resources.
    All,
}

/// What two documents say of one caller and one action.
#[derive(Debug)]
pub struct Difference<'d> {
    old: Vec<Line<'d>>,
    new: Vec<Line<'d>>,
}

impl<'d> Difference<'d> {
    /// What both say of a caller and an action.
    pub fn of(old: &'d PolicyDocument, new: &'d PolicyDocument, caller: Caller, action: &str) -> Self {
        Self { old: lines(old, caller, action), new: lines(new, caller, action) }
    }

    /// Whether both say the same in the same words, so that nothing is gained or lost.
    pub fn is_none(&self) -> bool {
        let known = |line: &Line| line.applies == Some(true) && line.resources.iter().all(Option::is_some);
        self.old == self.new && self.old.iter().all(known)
    }

    /// What the caller may do under the new document that was not allowed under the old one, and whether that hangs on
    /// a condition.
    ///
    /// Two conditions are the same where they are written the same. Each may hold or not, independently of the others,
    /// so that a grant under one condition is a gain beside the same grant under another.
    pub fn gained(&self, resources: &Resources) -> (Gain, bool) {
        gain(&self.old, &self.new, resources)
    }

    /// What the caller was allowed under the old document, and is not under the new one.
    pub fn lost(&self, resources: &Resources) -> (Gain, bool) {
        gain(&self.new, &self.old, resources)
    }
}

fn gain(old: &[Line], new: &[Line], resources: &Resources) -> (Gain, bool) {
    let mut conditions: Vec<&[Condition]> = Vec::new();
    for line in old.iter().chain(new) {
        if !line.conditions.is_empty() && !conditions.contains(&line.conditions) {
            conditions.push(line.conditions);
        }
    }
    if conditions.len() > CONDITIONS {
        return (Gain::Unknown, true);
    }
    let mut budget = Budget::new();
    let mut most = (Gain::Nothing, false);
    // The first way is that none holds.
    for holding in 0..1_usize << conditions.len() {
        let holds = |of: &[Condition]| {
            let at = conditions.iter().position(|known| *known == of);
            at.is_none_or(|at| holding & (1 << at) != 0)
        };
        let found = gain_where(old, new, resources, &holds, &mut budget);
        if found > most.0 {
            most = (found, holding != 0);
        }
    }
    most
}

/// A statement about the caller and the action.
#[derive(Debug, PartialEq)]
struct Line<'d> {
    effect: Effect,
    /// Whether it surely is about them.
    applies: Known,
    resources: Vec<Option<Pattern>>,
    conditions: &'d [Condition],
}

fn lines<'d>(document: &'d PolicyDocument, caller: Caller, action: &str) -> Vec<Line<'d>> {
    let lines = document.statements.iter().filter_map(|statement| {
        let about = match caller {
            Caller::Through(who) => is_about(statement, who),
            Caller::Itself => Some(true),
        };
        let applies = match (about, names_action(statement, action)) {
            (Some(false), _) | (_, Some(false)) => return None,
            (Some(true), Some(true)) => Some(true),
            (None, _) | (_, None) => None,
        };
        let resources = resources(statement).collect();
        Some(Line { effect: statement.effect, applies, resources, conditions: &statement.conditions })
    });
    lines.collect()
}

/// What a document allows and denies under certain conditions, what is not known taken `kindly` or not.
struct Side {
    allowed: Vec<Pattern>,
    denied: Vec<Pattern>,
}

impl Side {
    fn of(lines: &[Line], holds: &dyn Fn(&[Condition]) -> bool, kindly: bool) -> Self {
        let of = |effect: Effect| {
            let lines = lines.iter().filter(|line| line.effect == effect && holds(line.conditions));
            let whatever = || taken(None, effect, kindly).then(|| Pattern::new("*"));
            lines
                .filter(|line| taken(line.applies, effect, kindly))
                .flat_map(|line| &line.resources)
                .filter_map(|pattern| pattern.clone().or_else(whatever))
                .collect()
        };
        Self { allowed: of(Effect::Allow), denied: of(Effect::Deny) }
    }
}

fn gain_where(
    old: &[Line],
    new: &[Line],
    resources: &Resources,
    holds: &dyn Fn(&[Condition]) -> bool,
    budget: &mut Budget,
) -> Gain {
    let side = |lines, kindly| Side::of(lines, holds, kindly);
    let surely = gains(&side(old, true), &side(new, false), resources, budget);
    match either_way(surely, || gains(&side(old, false), &side(new, true), resources, budget)) {
        Answer::No => Gain::Nothing,
        Answer::Unknown => Gain::Unknown,
        Answer::Yes if keeps_from(&side(old, true), &side(new, false), resources, budget) == Answer::No => Gain::All,
        Answer::Yes => Gain::Some,
    }
}

/// Whether there is a resource that is allowed, and was not.
fn gains(old: &Side, new: &Side, resources: &Resources, budget: &mut Budget) -> Answer {
    let within = [resources.within.clone()];
    let never_allowed = [resources.without.as_slice(), &new.denied, &old.allowed].concat();
    let denied_before = [resources.without.as_slice(), &new.denied].concat();
    any([
        exists_within(&[&within, &new.allowed], &never_allowed, budget),
        exists_within(&[&within, &new.allowed, &old.denied], &denied_before, budget),
    ])
}

/// Whether there is a resource that is not allowed, or was allowed before.
fn keeps_from(old: &Side, new: &Side, resources: &Resources, budget: &mut Budget) -> Answer {
    let within = [resources.within.clone()];
    let without = resources.without.as_slice();
    any([
        exists_within(&[&within], &[without, &new.allowed].concat(), budget),
        exists_within(&[&within, &new.denied], without, budget),
        exists_within(&[&within, &old.allowed], &[without, &old.denied].concat(), budget),
    ])
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
    use super::{Caller, Difference, Gain, Resources};
    use crate::plan::{Condition, Effect, PolicyDocument, Principals, Statement, Value};
    use crate::policy::{Decision, Pattern, Request, Who, decide};
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

    fn from(old: &[Statement], new: &[Statement], resources: &Resources) -> Gain {
        let document = |statements: &[Statement]| PolicyDocument { statements: statements.to_vec() };
        Difference::of(&document(old), &document(new), Caller::Through(Who::AnyoneElse), ACTION).gained(resources).0
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
        let gain = |old: Vec<Statement>, new: Vec<Statement>| {
            let (old, new) = (PolicyDocument { statements: old }, PolicyDocument { statements: new });
            Difference::of(&old, &new, Caller::Itself, ACTION).gained(&all())
        };
        assert_eq!(gain(vec![under("vpc-1")], vec![under("vpc-1")]), (Gain::Nothing, false));
        assert_eq!(gain(vec![under("vpc-1")], vec![under("vpc-2")]), (Gain::All, true));
        assert_eq!(gain(vec![free.clone()], vec![under("vpc-2")]), (Gain::Nothing, false));
        assert_eq!(gain(vec![under("vpc-1")], vec![free]), (Gain::All, false));
        assert_eq!(gain(vec![], vec![under("vpc-1"), under("vpc-2")]), (Gain::All, true));
    }

    #[test]
    fn what_is_not_known_is_no_gain_and_no_safety() {
        let unknown = |effect| Statement { resources: vec![Value::Unknown], ..on(effect, "") };
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
            let (old, new) = ((0..count - 1).map(under).collect(), (0..count).map(under).collect());
            let (old, new) = (PolicyDocument { statements: old }, PolicyDocument { statements: new });
            Difference::of(&old, &new, Caller::Itself, ACTION).gained(&all())
        };
        assert_eq!(gained(8), (Gain::All, true));
        assert_eq!(gained(9), (Gain::Unknown, true));
    }

    #[test]
    fn the_same_words_are_no_difference_where_all_is_known() {
        let is_none = |old: &[Statement], new: &[Statement]| {
            let document = |statements: &[Statement]| PolicyDocument { statements: statements.to_vec() };
            Difference::of(&document(old), &document(new), Caller::Through(Who::AnyoneElse), ACTION).is_none()
        };
        let (every, a) = (on(Effect::Allow, "*"), on(Effect::Allow, "a*"));
        assert!(is_none(&[], &[]));
        assert!(is_none(std::slice::from_ref(&every), std::slice::from_ref(&every)));
        assert!(!is_none(std::slice::from_ref(&every), &[a]));
        // What is about others, or about something else, is no part of it.
        let other = Statement { actions: vec![Value::literal("ecr:GetAuthorizationToken")], ..on(Effect::Deny, "*") };
        assert!(is_none(std::slice::from_ref(&every), &[every.clone(), other]));
        let whom = Statement { principals: Some(Principals::Unknown), ..every.clone() };
        assert!(!is_none(std::slice::from_ref(&whom), std::slice::from_ref(&whom)));
        let what = Statement { resources: vec![Value::literal("a"), Value::Unknown], ..every };
        assert!(!is_none(std::slice::from_ref(&what), std::slice::from_ref(&what)));
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
