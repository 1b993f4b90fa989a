//! What `access` says about two policies, compared with the evaluator, one request at a time.

use super::carried::{Bearer, Carried};
use super::reserve::Reserve;
use crate::diff::grant::{Access, Broadened};
use crate::diff::pairs::Pair;
use crate::plan::{Effect, PolicyDocument, Principals, Statement, Value};
use crate::policy::{Decision, Request, Who, decide};
use proptest::prelude::*;
use proptest::sample::select;

const ROLE: &str = "arn:aws:iam::111122223333:role/x";

/// Actions that stand in policies, known to ecrc or not, and the requests that they are tried with.
type Actions = (Bearer, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

fn of_ecr() -> Actions {
    let named = &[
        "*",
        "ecr:*",
        "ecr:PutImage",
        "ecr:Put*",
        "ecr:*Image",
        "ecr:FreezeRegistry",
        "ecr:Freeze*",
        "ecr:Freeze?",
        "ECR:PUTFOO",
        "*:PutFoo",
        "*Foo",
        "e?r:Get*",
        "ecr:Get?*",
        "ecr:Get???",
        "s3:*",
    ];
    let asked = &[
        "ecr:PutImage",
        "ecr:GetAuthorizationToken",
        "ecr:DeleteRepository",
        "ecr:FreezeRegistry",
        "ecr:FreezeX",
        "ecr:Freeze",
        "ecr:PutFoo",
        "ecr:GetFoo",
        "ecr:Get",
        "ecr:ThawImage",
        "ecr:New",
    ];
    let on =
        &["*", "arn:aws:ecr:us-east-2:111122223333:repository/a", "arn:aws:ecr:us-east-2:111122223333:repository/b"];
    (Bearer::Ecr, named, asked, on)
}

fn of_s3() -> Actions {
    let named = &[
        "*",
        "s3:*",
        "s3:GetObject",
        "S3:PutObject",
        "*:PutObject",
        "s?:Put*",
        "*Put*",
        "s3:*Object",
        "s3:Get???",
        "*:Get*",
        "ecr:*",
    ];
    let asked = &["s3:GetObject", "s3:PutObject", "s3:PutObjectAcl", "s3:DeleteObject", "s3:GetAcl", "s3:ListBucket"];
    (Bearer::S3, named, asked, &["arn:aws:s3:::a/x", "arn:aws:s3:::b/x"])
}

fn of_other() -> Actions {
    let named = &[
        "*",
        "logs:*",
        "logs:PutLogEvents",
        "LOGS:PUTLOGEVENTS",
        "logs:Put*",
        "*:Put*",
        "l?gs:*Events",
        "logs:Get???",
        "sqs:*",
    ];
    let asked = &["logs:PutLogEvents", "logs:PutFoo", "logs:GetLogEvents", "logs:GetFoo", "logs:Get", "sqs:PutFoo"];
    (Bearer::Other, named, asked, &["*"])
}

fn statement(allow: bool, role: bool, actions: &[&str], resource: &str) -> Statement {
    let principals = if role { Principals::Aws(vec![Value::literal(ROLE)]) } else { Principals::Everyone };
    Statement {
        sid: None,
        effect: if allow { Effect::Allow } else { Effect::Deny },
        principals: Some(principals),
        actions: actions.iter().map(|action| Value::literal((*action).to_owned())).collect(),
        resources: vec![Value::literal(resource.to_owned())],
        conditions: Vec::new(),
    }
}

fn document(named: &'static [&'static str], on: &'static [&'static str]) -> impl Strategy<Value = Vec<Statement>> {
    let resources: Vec<&str> = [&["*"][..], on].concat();
    let statement = (any::<bool>(), any::<bool>(), prop::collection::vec(select(named), 1..3), select(resources))
        .prop_map(|(allow, role, actions, resource)| statement(allow, role, &actions, resource));
    prop::collection::vec(statement, 0..4)
}

/// Two policies that share some statements, as those of two sides do.
fn documents((bearer, named, asked, on): Actions) -> impl Strategy<Value = (Carried, Requests)> {
    (document(named, on), document(named, on), document(named, on)).prop_map(move |(both, old, new)| {
        let of = |own: Vec<Statement>| PolicyDocument { statements: [both.clone(), own].concat() };
        let carried = Carried { bearer: bearer.clone(), old: of(old), new: of(new), addresses: vec!["E".to_owned()] };
        (carried, Requests { asked, on })
    })
}

#[derive(Debug, Clone, Copy)]
struct Requests {
    asked: &'static [&'static str],
    on: &'static [&'static str],
}

impl Requests {
    /// One that the new policy allows and the old one does not.
    fn gained(self, carried: &Carried) -> Option<String> {
        let role = Value::literal(ROLE);
        let each = self.asked.iter().flat_map(|action| self.on.iter().map(move |on| (*action, *on)));
        for (action, on) in each {
            let resource = Value::literal(on);
            for who in [Who::AnyoneElse, Who::Arn(&role)] {
                let request = Request { who, action, resource: &resource };
                let allows = |document: &PolicyDocument| decide(document, &request) == Decision::Allowed;
                if !allows(&carried.old) && allows(&carried.new) {
                    return Some(format!("{action} on {on} by {who:?}"));
                }
            }
        }
        None
    }
}

fn access(carried: &Carried) -> Access {
    let mut access = Access::default();
    if carried.old != carried.new {
        carried.compare(&Pair { old: None, new: None }, &mut Reserve::new(), &mut access);
    }
    if !access.undecided.is_empty() {
        access.broadened = access.broadened.max(Broadened::Unknown);
    }
    access
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(1500)))]

    /// New actions of AWS, and patterns of any form, are no way around it.
    #[test]
    fn what_is_not_broadened_allows_nothing_new(
        (carried, requests) in prop_oneof![documents(of_ecr()), documents(of_s3()), documents(of_other())],
    ) {
        let access = access(&carried);
        let gained = requests.gained(&carried);
        prop_assert!(access.broadened != Broadened::No || gained.is_none(), "{gained:?}\n{access:?}");
    }
}

fn between(bearer: Bearer, old: &[Statement], new: &[Statement]) -> Access {
    let of = |statements: &[Statement]| PolicyDocument { statements: statements.to_vec() };
    access(&Carried { bearer, old: of(old), new: of(new), addresses: vec!["E".to_owned()] })
}

#[test]
fn actions_that_are_not_known_are_compared() {
    let all = statement(true, false, &["*"], "*");
    let pull = statement(true, true, &["ecr:BatchGetImage"], "*");
    for (bearer, old, new, named) in [
        (
            Bearer::Ecr,
            vec![all.clone(), statement(false, false, &["ecr:FreezeRegistry"], "*")],
            vec![all.clone()],
            true,
        ),
        (Bearer::Ecr, vec![pull.clone()], vec![pull.clone(), statement(true, true, &["ecr:Freeze*"], "*")], true),
        (Bearer::S3, vec![], vec![statement(true, false, &["*:PutObject"], "*")], true),
        (Bearer::S3, vec![], vec![statement(true, false, &["ecr:*"], "*")], false),
    ] {
        let access = between(bearer, &old, &new);
        assert_eq!(access.broadened == Broadened::Yes, named, "{access:?}");
        assert!(access.undecided.is_empty() && access.grants.is_empty() != named, "{access:?}");
    }
}

#[test]
fn patterns_that_cross_are_undecided_where_no_known_action_is_both() {
    let all = || statement(true, false, &["*"], "*");
    let deny = |action: &str| statement(false, false, &[action], "*");
    let undecided = |old: &[Statement], new: &[Statement]| !between(Bearer::Ecr, old, new).undecided.is_empty();
    // `ecr:GetRepositoryPolicy` and `ecr:GetRegistryPolicy` are both.
    assert!(!undecided(&[all(), deny("ecr:Get*"), deny("ecr:*Policy")], &[all(), deny("ecr:Get*")]));
    assert!(undecided(&[all(), deny("ecr:Freeze*"), deny("ecr:*Policy")], &[all(), deny("ecr:Freeze*")]));
    // What stays on both sides decides nothing.
    let stays = [deny("ecr:Freeze*"), deny("ecr:*Policy")];
    let deletes = [stays.to_vec(), vec![all(), deny("ecr:DeleteRepository")]].concat();
    assert!(!undecided(&deletes, &[stays.to_vec(), vec![all(), deny("ecr:PutImage")]].concat()));
}
