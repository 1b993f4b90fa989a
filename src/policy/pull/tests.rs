//! Pulls are decided as the sum of their parts.

use crate::aws::{PULL, region};
use crate::plan::{Condition, Effect, PolicyDocument, Principals, Statement, Value};
use crate::policy::{Answer, Budget, Decision, Request, Who, decide, somebody_can_pull};
use proptest::prelude::*;

fn statement(effect: Effect, actions: &[&str], resource: &str) -> Statement {
    Statement {
        sid: None,
        effect,
        principals: Some(Principals::Everyone),
        actions: actions.iter().map(|action| Value::literal(action.to_string())).collect(),
        resources: vec![Value::literal(resource.to_string())],
        conditions: Vec::new(),
    }
}

fn within(statements: Vec<Statement>, steps: usize) -> Answer {
    let region = region::find("us-east-2").unwrap();
    somebody_can_pull(&PolicyDocument { statements }, Some(region), &mut Budget::new(steps))
}

fn pull(statements: Vec<Statement>) -> Answer {
    within(statements, 10_000_000)
}

#[test]
fn a_pull_needs_the_token_and_both_actions_on_one_repository() {
    use Effect::{Allow, Deny};
    let repository = |name: &str| format!("arn:aws:ecr:us-east-2:111122223333:repository/{name}");
    let token = || statement(Allow, &["ecr:GetAuthorizationToken"], "*");
    let (manifests, layers) = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer");
    let on = |action: &str, name: &str| statement(Allow, &[action], &repository(name));
    let deny = |action: &str, name: &str| statement(Deny, &[action], &repository(name));
    for (case, statements, expected) in [
        ("all", vec![statement(Allow, &["*"], "*")], Answer::Yes),
        ("pull", vec![statement(Allow, PULL, "*")], Answer::Yes),
        ("none", vec![], Answer::No),
        ("no token", vec![on(manifests, "a"), on(layers, "a")], Answer::No),
        ("token on a repository", vec![statement(Allow, PULL, &repository("a"))], Answer::No),
        ("two repositories", vec![token(), on(manifests, "a"), on(layers, "b")], Answer::No),
        ("common", vec![token(), on(manifests, "a*"), on(layers, "*b")], Answer::Yes),
        ("deny all", vec![statement(Allow, &["*"], "*"), statement(Deny, &["*"], "*")], Answer::No),
        ("deny the only", vec![token(), on(manifests, "a"), on(layers, "a"), deny(layers, "?")], Answer::No),
        ("deny another", vec![token(), on(manifests, "a"), on(layers, "a"), deny(layers, "b*")], Answer::Yes),
        (
            "deny by parts",
            vec![token(), on(manifests, "a*"), on(layers, "a*"), deny(layers, "a"), deny(manifests, "a?*")],
            Answer::No,
        ),
        (
            "other region",
            vec![token(), statement(Allow, PULL, "arn:aws:ecr:us-west-2:111122223333:repository/*")],
            Answer::No,
        ),
        (
            "lower case",
            vec![statement(Allow, &["ecr:*"], "*"), statement(Deny, &["ECR:BATCHGETIMAGE"], "*")],
            Answer::No,
        ),
    ] {
        assert_eq!(pull(statements), expected, "{case}");
    }
}

#[test]
fn the_three_may_come_from_everyone_from_a_role_and_from_its_account() {
    use Effect::{Allow, Deny};
    let role = |name: &str| Value::literal(format!("arn:aws:iam::111122223333:role/{name}"));
    let account = || Value::literal("111122223333");
    let of =
        |value: Value, statement: Statement| Statement { principals: Some(Principals::Aws(vec![value])), ..statement };
    let all_of = |principals| Statement { principals, ..statement(Allow, &["*"], "*") };
    let token = || statement(Allow, &[PULL[2]], "*");
    let both = || statement(Allow, &PULL[..2], "*");
    let deny = || statement(Deny, &[PULL[0]], "*");
    for (case, statements, expected) in [
        ("one role", vec![of(role("r"), token()), of(role("r"), both())], Answer::Yes),
        ("two roles", vec![of(role("r"), token()), of(role("s"), both())], Answer::No),
        (
            "one of two roles",
            vec![
                Statement { principals: Some(Principals::Aws(vec![role("r"), role("s")])), ..token() },
                of(role("s"), both()),
            ],
            Answer::Yes,
        ),
        ("everyone and a role", vec![token(), of(role("s"), both())], Answer::Yes),
        ("its account", vec![of(account(), token()), of(role("s"), both())], Answer::Yes),
        ("another account", vec![of(Value::literal("444455556666"), token()), of(role("s"), both())], Answer::No),
        ("a deny to a role", vec![token(), both(), of(role("r"), deny())], Answer::Yes),
        ("a deny to the role", vec![token(), of(role("r"), both()), of(role("r"), deny())], Answer::No),
        (
            "others of the account",
            vec![of(account(), token()), of(account(), both()), of(role("r"), deny())],
            Answer::Yes,
        ),
        ("a deny to the account", vec![token(), of(role("r"), both()), of(account(), deny())], Answer::No),
        ("a service", vec![all_of(Some(Principals::Service("a".into())))], Answer::No),
        ("somebody", vec![all_of(Some(Principals::Unknown))], Answer::Unknown),
        ("nobody", vec![all_of(None)], Answer::Unknown),
        ("a role that is not known", vec![of(Value::unknown(), all_of(None))], Answer::Unknown),
    ] {
        assert_eq!(pull(statements), expected, "{case}");
    }
}

#[test]
fn what_is_not_known_matters_only_where_it_decides() {
    use Effect::{Allow, Deny};
    let all = |effect| statement(effect, &["*"], "*");
    let unknown = |effect| Statement { resources: vec![Value::unknown()], ..all(effect) };
    let condition = Condition { operator: "Bool".into(), key: "k".into(), values: vec![Value::literal("true")] };
    let tied = |effect| Statement { conditions: vec![condition.clone()], ..all(effect) };
    let only = |action: &str, statement| Statement { actions: vec![Value::literal(action.to_string())], ..statement };
    for (case, statements, expected) in [
        ("an allow", vec![unknown(Allow)], Answer::Unknown),
        ("a deny", vec![all(Allow), unknown(Deny)], Answer::Unknown),
        ("a deny alone", vec![unknown(Deny)], Answer::No),
        ("an allow beside one", vec![all(Allow), unknown(Allow)], Answer::Yes),
        ("an allow that is denied", vec![unknown(Allow), all(Deny)], Answer::No),
        ("a tied allow", vec![tied(Allow)], Answer::Unknown),
        ("a tied deny", vec![all(Allow), tied(Deny)], Answer::Unknown),
        ("a tied allow of the token alone", vec![only(PULL[2], tied(Allow))], Answer::No),
        ("a deny of what is no pull", vec![all(Allow), only("ecr:Put*", unknown(Deny))], Answer::Yes),
    ] {
        assert_eq!(pull(statements), expected, "{case}");
    }
}

#[test]
fn every_account_has_twelve_places_and_every_repository_a_name() {
    use Effect::{Allow, Deny};
    let with_deny =
        |action: &str, resource: &str| pull(vec![statement(Allow, &["*"], "*"), statement(Deny, &[action], resource)]);
    let manifests = |resource: &str| with_deny("ecr:BatchGetImage", resource);
    assert_eq!(manifests("arn:aws:ecr:us-east-2:????????????:repository/*"), Answer::No);
    assert_eq!(manifests("arn:aws:ecr:us-east-2:*:repository/?*"), Answer::No);
    assert_eq!(manifests("arn:aws:ecr:us-east-?:*"), Answer::No);
    assert_eq!(manifests("arn:aws:ecr:us-east-2:*:repository/??*"), Answer::Yes);
    assert_eq!(manifests("arn:aws:ecr:us-east-2:???????????:repository/*"), Answer::Yes);
    assert_eq!(manifests("arn:aws-cn:*"), Answer::Yes);
    // The token is asked for on `*` alone.
    assert_eq!(with_deny("*", "arn:*"), Answer::No);
    assert_eq!(with_deny(PULL[2], "arn:*"), Answer::Yes);
    assert_eq!(with_deny(PULL[2], "?"), Answer::No);
}

#[test]
fn thousands_of_statements_are_decided() {
    use Effect::{Allow, Deny};
    let name = |index: usize| format!("arn:aws:ecr:us-east-2:111122223333:repository/team-{index}");
    let denies = || (0..2_000).map(|index| statement(Deny, &["ecr:*"], &name(index))).collect::<Vec<_>>();
    let with = |allow: Statement| [vec![statement(Allow, &[PULL[2]], "*"), allow], denies()].concat();
    assert_eq!(pull(with(statement(Allow, PULL, "*"))), Answer::Yes);
    assert_eq!(pull(with(statement(Allow, PULL, &name(1_999)))), Answer::No);
    assert_eq!(pull(with(statement(Allow, PULL, &name(2_000)))), Answer::Yes);
    // As many roles as a document within AWS's quota has room for, each denied what it is allowed.
    let roles = |effect| {
        let role = |index: usize| Value::literal(format!("arn:aws:iam::111122223333:role/r{index}"));
        let of = move |index| Statement {
            principals: Some(Principals::Aws(vec![role(index)])),
            ..statement(effect, PULL, &name(index))
        };
        (0..400).map(of).collect::<Vec<_>>()
    };
    assert_eq!(pull([vec![statement(Allow, &[PULL[2]], "*")], roles(Allow), roles(Deny)].concat()), Answer::No);
}

fn any_statement() -> impl Strategy<Value = Statement> {
    let effect = prop_oneof![2 => Just(Effect::Allow), 1 => Just(Effect::Deny)];
    let whom = prop::sample::select(vec!["*", "111122223333", "arn:aws:iam::111122223333:role/r", "444455556666"]);
    let actions = prop::sample::select(vec!["*", "ecr:Batch*", "ecr:GetD*", "ecr:Get*", "ecr:GetA*", "ecr:PutImage"]);
    let resource = prop_oneof![
        Just("*".to_owned()),
        "[ab*?]{1,3}".prop_map(|name| format!("arn:aws:ecr:us-east-2:111122223333:repository/{name}")),
    ];
    let actions = prop::collection::vec(actions, 1..3);
    (effect, whom, actions, resource).prop_map(|(effect, whom, actions, resource)| Statement {
        principals: Some(Principals::Aws(vec![Value::literal(whom)])),
        ..statement(effect, &actions, &resource)
    })
}

/// By asking for each principal, and each repository of up to four letters.
fn pulls_by_trying(document: &PolicyDocument) -> bool {
    let mut names: Vec<String> = Vec::new();
    let mut last = vec![String::new()];
    for _ in 0..4 {
        last = last.iter().flat_map(|name| ["a", "b", "c"].map(|letter| format!("{name}{letter}"))).collect();
        names.extend(last.clone());
    }
    let in_account =
        |account: &str, name: &String| Value::literal(format!("arn:aws:ecr:us-east-2:{account}:repository/{name}"));
    let repositories: Vec<Value> = names
        .iter()
        .flat_map(|name| ["111122223333", "777788889999"].map(|account| in_account(account, name)))
        .collect();
    let whom =
        ["arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:role/r", "444455556666"].map(Value::literal);
    whom.iter().map(Who::Arn).chain([Who::AnyoneElse]).any(|who| {
        let may =
            |action: &str, resource: &Value| decide(document, &Request { who, action, resource }) == Decision::Allowed;
        may(PULL[2], &Value::literal("*"))
            && repositories.iter().any(|repository| may(PULL[0], repository) && may(PULL[1], repository))
    })
}

proptest! {
    #[test]
    fn answers_agree_with_trying(
        statements in prop::collection::vec(any_statement(), 0..6),
        more in any_statement(),
    ) {
        let before = pull(statements.clone());
        prop_assert_eq!(before == Answer::Yes, pulls_by_trying(&PolicyDocument { statements: statements.clone() }));
        let effect = more.effect;
        let with_more = [statements, vec![more]].concat();
        let after = pull(with_more.clone());
        match effect {
            Effect::Deny => prop_assert!(before == Answer::Yes || after == Answer::No),
            Effect::Allow => prop_assert!(before == Answer::No || after == Answer::Yes),
        }
        let turned = with_more.iter().rev().chain(&with_more).cloned().collect();
        prop_assert_eq!(after, pull(turned));
    }

    #[test]
    fn a_bounded_answer_is_right_or_not_known(
        statements in prop::collection::vec(any_statement(), 0..6),
        steps in 0..3_000_usize,
    ) {
        let bounded = within(statements.clone(), steps);
        prop_assert!(bounded == Answer::Unknown || bounded == pull(statements));
    }
}
