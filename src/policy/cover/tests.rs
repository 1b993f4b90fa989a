//! What one list of statements covers of another, against what is worked out by hand and by trying.

use super::{Grant, Texts, covered, covered_by};
use crate::aws::{PULL, PUSH};
use crate::plan::{Condition, Effect, Principals, Pseudo, Statement, Value};
use crate::policy::Budget;
use proptest::prelude::*;

const STEPS: usize = 1_000_000;

fn covers(wide: &Statement, narrow: &Statement) -> bool {
    let (mut texts, mut budget) = (Texts::default(), Budget::new(STEPS));
    let mut grant = |statement| Grant::of(statement, &mut texts, &mut budget);
    let (Some(wide), Some(narrow)) = (grant(wide), grant(narrow)) else { return false };
    wide.covers(&narrow, &mut budget) == Some(true)
}

const REPOSITORY: &str = "arn:aws:ecr:us-east-2:111122223333:repository/";

fn statement(actions: &[&str], resources: &[&str]) -> Statement {
    let literals = |texts: &[&str]| texts.iter().map(|text| Value::literal(text.to_string())).collect();
    Statement {
        sid: None,
        effect: Effect::Allow,
        principals: Some(Principals::Everyone),
        actions: literals(actions),
        resources: literals(resources),
        conditions: Vec::new(),
    }
}

fn on(actions: &[&str], names: &[&str]) -> Statement {
    let names: Vec<String> = names.iter().map(|name| format!("{REPOSITORY}{name}")).collect();
    statement(actions, &names.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn actions_and_resources_are_covered_together() {
    let without_token = &PULL[..2];
    for (case, wide, narrow, expected) in [
        ("itself", statement(PULL, &["*"]), statement(PULL, &["*"]), true),
        ("all", statement(&["*"], &["*"]), statement(PULL, &["*"]), true),
        ("not all", statement(PULL, &["*"]), statement(&["*"], &["*"]), false),
        ("of another service too", statement(&["ecr:*"], &["*"]), statement(&["*"], &["*"]), false),
        ("that service too", statement(&["ecr:*", "s3:*"], &["*"]), statement(&["s3:Get*"], &["*"]), true),
        ("another service", statement(&["ecr:*"], &["*"]), statement(&["s3:GetObject"], &["*"]), false),
        ("its objects", statement(&["s3:*"], &["b/*"]), statement(&["s3:GetObject"], &["*"]), false),
        ("another verb", statement(PULL, &["*"]), statement(PUSH, &["*"]), false),
        ("letter case", statement(&["ECR:putimage"], &["*"]), statement(&["ecr:PutImage"], &["*"]), true),
        ("the same actions", statement(&["ecr:Put*"], &["*"]), statement(&["ecr:P*"], &["*"]), true),
        ("fewer actions", statement(&["ecr:PutI*"], &["*"]), statement(&["ecr:P*"], &["*"]), false),
        ("an action that is new", statement(PULL, &["*"]), statement(&["ecr:FreezeRegistry"], &["*"]), false),
        ("a new one in other letters", statement(PULL, &["*"]), statement(&["ECR:FreezeRegistry"], &["*"]), false),
        ("a new one in capitals", statement(PULL, &["*"]), statement(&["ecr:FREEZE"], &["*"]), false),
        ("a pattern of new ones", statement(&["ecr:F*"], &["*"]), statement(&["ecr:FreezeRegistry"], &["*"]), true),
        ("a repository", on(PULL, &["*"]), on(PULL, &["a"]), true),
        ("not every one", on(PULL, &["a"]), on(PULL, &["*"]), false),
        ("of a team", on(PULL, &["team-*"]), on(PULL, &["team-a/*", "team-b"]), true),
        ("of no team", on(PULL, &["team-*"]), on(PULL, &["team-a/*", "b"]), false),
        ("by two together", on(PULL, &["a", "a?*"]), on(PULL, &["a*"]), true),
        ("the token is on all", on(PULL, &["*"]), statement(PULL, &["*"]), false),
        ("a token that is nowhere", on(without_token, &["*"]), on(PULL, &["a"]), true),
        ("the token alone", statement(&["ecr:Get*"], &["*"]), statement(&[PULL[2]], &["*"]), true),
        ("no token", statement(without_token, &["*"]), statement(&[PULL[2]], &["*"]), false),
        (
            "every repository",
            statement(without_token, &["arn:*:ecr:*:*:repository/*"]),
            statement(without_token, &["*"]),
            true,
        ),
        ("one registry's", on(without_token, &["*"]), statement(without_token, &["*"]), false),
        ("nothing that is there", statement(&[], &[]), statement(&["ecr:Frob*"], &["*"]), true),
    ] {
        assert_eq!(covers(&wide, &narrow), expected, "{case}");
    }
}

#[test]
fn principals_are_covered() {
    let role = |name: &str| Value::literal(format!("arn:aws:iam::111122223333:role/{name}"));
    let of = |principals: Option<Principals>| Statement { principals, ..statement(PULL, &["*"]) };
    let aws = |values: &[Value]| of(Some(Principals::Aws(values.to_vec())));
    let everyone = || of(Some(Principals::Everyone));
    let service = |name: &str| of(Some(Principals::Service(name.into())));
    for (wide, narrow, expected) in [
        (everyone(), aws(&[role("r")]), true),
        (everyone(), service("a"), true),
        (everyone(), of(Some(Principals::Unknown)), true),
        (aws(&[role("r")]), everyone(), false),
        (aws(&[role("r"), role("s")]), aws(&[role("s")]), true),
        (aws(&[role("s")]), aws(&[role("r"), role("s")]), false),
        (aws(&[Value::literal("*")]), everyone(), true),
        (everyone(), aws(&[Value::literal("*")]), true),
        (aws(&[role("r")]), aws(&[Value::literal("*")]), false),
        (aws(&[Value::literal("111122223333")]), aws(&[role("r"), role("s")]), true),
        (aws(&[role("r")]), aws(&[Value::literal("111122223333")]), false),
        (aws(&[Value::unknown()]), aws(&[role("r")]), false),
        (aws(&[role("r")]), aws(&[Value::unknown()]), false),
        (of(Some(Principals::Unknown)), aws(&[role("r")]), false),
        (of(Some(Principals::Unknown)), of(Some(Principals::Unknown)), false),
        (service("a"), service("a"), true),
        (service("a"), service("b"), false),
        (of(None), of(None), true),
    ] {
        assert_eq!(covers(&wide, &narrow), expected, "{:?} {:?}", wide.principals, narrow.principals);
    }
}

#[test]
fn conditions_effects_and_what_is_not_known_cover_nothing() {
    let all = || statement(&["*"], &["*"]);
    let condition = Condition { operator: "Bool".into(), key: "k".into(), values: vec![Value::literal("true")] };
    let tied = Statement { conditions: vec![condition], ..all() };
    assert!(covers(&all(), &tied));
    assert!(!covers(&tied, &all()));
    let deny = Statement { effect: Effect::Deny, ..all() };
    assert!(!covers(&deny, &all()));
    assert!(!covers(&all(), &deny));
    let unknown = |value: Value| Statement { resources: vec![value], ..all() };
    assert!(!covers(&unknown(Value::unknown()), &all()));
    assert!(!covers(&all(), &unknown(Value::unknown())));
    let account = |tail: &str| {
        let head = Value::literal("arn:aws:ecr:us-east-2:");
        let tail = Value::literal(format!(":repository/{tail}"));
        let arn = Value::join([head, Value::Pseudo(Pseudo::Account), tail]);
        Statement { resources: vec![arn], ..statement(&["ecr:PutImage"], &[]) }
    };
    assert!(covers(&account("a*"), &account("ab")));
    assert!(!covers(&account("*"), &on(&["ecr:PutImage"], &["a"])));
    assert!(!covers(&on(&["ecr:PutImage"], &["*"]), &account("a")));
    let unnamed = Statement { actions: vec![Value::unknown()], ..all() };
    assert!(!covers(&unnamed, &all()));
    assert!(!covers(&all(), &unnamed));
}

#[test]
fn each_is_covered_by_the_first_that_does() {
    let pairs = |grants: &[Statement]| covered(grants, &mut Budget::new(STEPS));
    let (all, a, ab) = (on(PULL, &["*"]), on(PULL, &["a*"]), on(PULL, &["ab"]));
    assert_eq!(pairs(&[ab.clone(), a.clone(), all.clone()]), [(0, 1), (1, 2)]);
    assert_eq!(pairs(&[all.clone(), a.clone(), ab.clone()]), [(1, 0), (2, 0)]);
    assert_eq!(pairs(&[a.clone(), a.clone(), a.clone()]), [(1, 0), (2, 0)]);
    assert_eq!(pairs(&[ab, on(PUSH, &["a*"])]), []);
    assert_eq!(pairs(&[]), []);
}

#[test]
fn what_others_cover_is_found_by_the_first_of_them() {
    let pairs = |narrow: &[Statement], wide: &[Statement]| covered_by(narrow, wide, &mut Budget::new(STEPS));
    let (all, a, ab, b) = (on(PULL, &["*"]), on(PULL, &["a*"]), on(PULL, &["ab"]), on(PULL, &["b"]));
    assert_eq!(pairs(&[b.clone(), ab.clone(), a.clone()], &[a.clone(), all]), [(0, 1), (1, 0), (2, 0)]);
    // Among themselves they are not compared.
    assert_eq!(pairs(&[a.clone(), ab.clone()], &[b]), []);
    assert_eq!(pairs(&[ab, on(PUSH, &["ab"])], &[on(PUSH, &["a*"])]), [(1, 0)]);
    assert_eq!(pairs(&[statement(&["ecr:FreezeRegistry"], &["*"])], &[statement(&["ecr:*"], &["*"])]), [(0, 0)]);
}

#[test]
fn hundreds_are_compared_in_few_steps() {
    let mut budget = Budget::new(10_000_000);
    let own: Vec<Statement> = (0..280).map(|number| on(PULL, &[&format!("team-{number}/*")])).collect();
    assert_eq!(covered(&own, &mut budget), []);
    assert!(budget.spent() < 250_000, "{}", budget.spent());
}

proptest! {
    /// What is found with few steps is covered; when they suffice, nothing more is.
    #[test]
    fn what_is_found_within_a_bound_is_found_without(
        names in prop::collection::vec(prop::collection::vec("[ab*?]{1,10}", 1..3), 0..6),
        steps in 0..20_000_usize,
    ) {
        let names: Vec<Vec<&str>> = names.iter().map(|names| names.iter().map(String::as_str).collect()).collect();
        let grants: Vec<Statement> = names.iter().map(|names| on(PULL, names)).collect();
        let mut budget = Budget::new(steps);
        let bounded = covered(&grants, &mut budget);
        for (narrow, wide) in &bounded {
            prop_assert!(covers(&grants[*wide], &grants[*narrow]));
        }
        if !budget.is_exhausted() {
            prop_assert_eq!(bounded, covered(&grants, &mut Budget::new(100 * STEPS)));
        }
        let (some, others) = grants.split_at(grants.len() / 2);
        let mut budget = Budget::new(steps);
        let bounded = covered_by(some, others, &mut budget);
        for (narrow, wide) in &bounded {
            prop_assert!(covers(&others[*wide], &some[*narrow]));
        }
        let is_covered = |narrow: &&Statement| others.iter().any(|wide| covers(wide, narrow));
        prop_assert!(budget.is_exhausted() || bounded.len() == some.iter().filter(is_covered).count());
    }
}
