//! Input: two policy documents over a small alphabet, and a request.
//! Output: a panic if the evaluator contradicts itself: one decision and a decision over many, a deny that adds, an
//! allow that takes, an order that matters.
#![no_main]

use arbitrary::Arbitrary;
use ecrc::plan::{Effect, PolicyDocument, Principals, Statement, Value};
use ecrc::policy::{Answer, Budget, Caller, Comparison, Decision, Gain, Pattern, Request, Resources, Who, decide};
use libfuzzer_sys::fuzz_target;

const ACTION: &str = "ecr:PutImage";

/// More than any question of a case takes.
const STEPS: usize = 10_000_000;

/// What is gained and what is lost.
fn compared(old: &PolicyDocument, new: &PolicyDocument, who: Who, resources: &Resources) -> [Gain; 2] {
    let mut budget = Budget::new(STEPS);
    let mut comparison = Comparison::of(old, new);
    let about = comparison.about(Caller::Through(who), &mut budget).expect("steps");
    let naming = comparison.naming(ACTION, &mut budget).expect("steps");
    let difference = comparison.difference(&about, &naming, &mut budget).expect("steps");
    let gained = comparison.gained(&difference, resources, &mut budget).0;
    [gained, comparison.lost(&difference, resources, &mut budget).0]
}

#[derive(Arbitrary, Debug, Clone)]
struct Rule {
    deny: bool,
    who: u8,
    action: u8,
    resource: Vec<u8>,
}

#[derive(Arbitrary, Debug)]
struct Case {
    old: Vec<Rule>,
    more: Rule,
    who: u8,
    resource: Vec<u8>,
}

fn role(number: u8) -> Value {
    Value::literal(format!("arn:aws:iam::111122223333:role/r{}", number % 3))
}

fn pattern(bytes: &[u8]) -> String {
    bytes.iter().take(8).map(|byte| ["a", "b", "*", "?"][usize::from(byte % 4)]).collect()
}

fn statement(rule: &Rule) -> Statement {
    let principals = if rule.who % 4 == 3 { Principals::Everyone } else { Principals::Aws(vec![role(rule.who)]) };
    Statement {
        sid: None,
        effect: if rule.deny { Effect::Deny } else { Effect::Allow },
        principals: Some(principals),
        actions: vec![Value::literal(["*", "ecr:*", "ecr:PutImage", "ecr:Get*"][usize::from(rule.action % 4)])],
        resources: vec![Value::Literal(pattern(&rule.resource).into())],
        conditions: Vec::new(),
    }
}

fuzz_target!(|case: Case| {
    let rules: Vec<&Rule> = case.old.iter().take(6).collect();
    let document = |rules: &[&Rule]| PolicyDocument { statements: rules.iter().map(|rule| statement(rule)).collect() };
    let old = document(&rules);
    let mut added = rules.clone();
    added.insert(rules.len() / 2, &case.more);
    let new = document(&added);
    let asks = role(case.who);
    let who = if case.who % 4 == 3 { Who::AnyoneElse } else { Who::Arn(&asks) };

    // One resource: what is gained there is what two decisions say.
    let text: String = case.resource.iter().take(8).map(|byte| ["a", "b", "c"][usize::from(byte % 3)]).collect();
    let resource = Value::Literal(text.clone().into());
    let allowed = |document: &PolicyDocument| {
        decide(document, &Request { who, action: ACTION, resource: &resource }) == Decision::Allowed
    };
    let one = Resources { within: Pattern::new(&text), without: Vec::new() };
    let [gained, lost] = compared(&old, &new, who, &one);
    assert_eq!(gained != Gain::Nothing, !allowed(&old) && allowed(&new), "{gained:?}");
    assert_eq!(lost != Gain::Nothing, allowed(&old) && !allowed(&new));

    // All resources: a deny never adds, an allow never takes.
    let all = Resources { within: Pattern::new("*"), without: Vec::new() };
    let [gained_of_all, lost_of_all] = compared(&old, &new, who, &all);
    let never = if case.more.deny { gained_of_all } else { lost_of_all };
    assert!(matches!(never, Gain::Nothing | Gain::Unknown), "{never:?}");
    if gained != Gain::Nothing {
        assert_ne!(gained_of_all, Gain::Nothing);
    }

    // Order and repetition are nothing.
    let mut turned = new.clone();
    turned.statements.reverse();
    turned.statements.extend(new.statements.clone());
    for nothing in compared(&new, &turned, who, &all) {
        assert!(matches!(nothing, Gain::Nothing | Gain::Unknown), "{nothing:?}");
    }

    // A pattern covers what it has in common with each of its texts.
    let (wide, narrow) = (Pattern::new(&pattern(&case.more.resource)), Pattern::new(&text));
    assert_eq!(wide.covers(&narrow, &mut Budget::new(STEPS)) == Answer::Yes, wide.matches(&text));
    assert_eq!(wide.intersects(&narrow, &mut Budget::new(STEPS)) == Answer::Yes, wide.matches(&text));

    // Fewer steps lead to no other answer.
    let covers = wide.covers(&narrow, &mut Budget::new(case.resource.len()));
    assert!(covers == Answer::Unknown || covers == wide.covers(&narrow, &mut Budget::new(STEPS)));
});
