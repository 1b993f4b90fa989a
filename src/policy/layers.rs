//! Input: the document of the S3 gateway endpoint.
//! Output: whether it lets image layers through, which ECR's signed addresses fetch.
//! Never: assumes that a condition holds.

use super::decide::{names_action, resources, taken, without_conditions};
use super::known::Known;
use super::principal::Who;
use super::principal::is_about;
use super::search::exists;
use super::symbol::{Part, Symbol};
use super::{Answer, Budget, Pattern, either_way};
use crate::plan::{Condition, Effect, PolicyDocument, Statement, Value};

/// Whether the document lets everyone, without conditions, get every object of `objects` (an ARN that ends in `/*`).
///
/// The address of a layer is signed by ECR: who asks is nobody whom a document names, so that a statement for certain
/// principals neither opens the bucket nor closes it, and a condition that asks for one of one's own never holds.
pub fn anyone_can_get_object(document: &PolicyDocument, objects: &str, budget: &mut Budget) -> Answer {
    // An object's name is not empty.
    let objects = match objects.strip_suffix("/*") {
        Some(bucket) => Pattern::new(&format!("{bucket}/?*")),
        None => Pattern::new(objects),
    };
    let applying: Vec<(&Statement, [Known; 3])> = document
        .statements
        .iter()
        .map(|statement| {
            let names = names_action(statement, "s3:GetObject");
            (statement, [names, is_about(statement, Who::AnyoneElse), conditions(statement)])
        })
        .filter(|(_, known)| !known.contains(&Some(false)))
        .collect();
    let surely = gets(&applying, &objects, false, budget);
    either_way(surely, || gets(&applying, &objects, true, budget))
}

fn gets(applying: &[(&Statement, [Known; 3])], objects: &Pattern, kindly: bool, budget: &mut Budget) -> Answer {
    let on = |effect: Effect| -> Vec<Pattern> {
        let holds = |known: Known| taken(known, effect, kindly);
        let statements = applying
            .iter()
            .filter(|(statement, known)| statement.effect == effect && known.iter().all(|known| holds(*known)));
        let whatever = || holds(None).then(|| Pattern::new("*"));
        statements.flat_map(|(statement, _)| resources(statement)).filter_map(|known| known.or_else(whatever)).collect()
    };
    let objects = std::slice::from_ref(objects);
    let opened = !exists(&[objects], &on(Effect::Allow), budget);
    let denied = exists(&[objects, &on(Effect::Deny)], &[], budget);
    match (opened, denied) {
        (Answer::No, _) | (_, Answer::Yes) => Answer::No,
        (Answer::Yes, Answer::No) => Answer::Yes,
        (Answer::Unknown, _) | (_, Answer::Unknown) => Answer::Unknown,
    }
}

fn conditions(statement: &Statement) -> Known {
    let never = statement.effect == Effect::Allow && statement.conditions.iter().any(asks_for_ones_own);
    if never { Some(false) } else { without_conditions(statement) }
}

/// Whether a condition asks for a principal, or an owner of the bucket, of one's own.
fn asks_for_ones_own(condition: &Condition) -> bool {
    let operator = condition.operator.to_ascii_lowercase();
    let positive =
        ["stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"].contains(&operator.as_str());
    let key = condition.key.to_ascii_lowercase();
    let own = ["aws:principal", "aws:userid", "aws:username", "aws:resourceaccount", "aws:resourceorg"];
    // A pattern that leaves the account open may match ECR's own.
    let certain = |value: &Value| {
        let Some(pattern) = Pattern::of(value) else { return false };
        let fields: Vec<&[Part]> =
            pattern.parts().split(|part| *part == Part::Exactly(Symbol::Character(':'))).collect();
        fields.get(4).or(fields.first()).is_some_and(|told| told.iter().all(|part| matches!(part, Part::Exactly(_))))
    };
    positive && own.iter().any(|own| key.starts_with(own)) && condition.values.iter().all(certain)
}

#[cfg(test)]
mod tests {
    use crate::plan::{Condition, Effect, PolicyDocument, Principals, Statement, Value};
    use crate::policy::{Answer, Budget};

    fn anyone_can_get_object(document: &PolicyDocument, objects: &str) -> Answer {
        super::anyone_can_get_object(document, objects, &mut Budget::new(1_000_000))
    }

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

    #[test]
    fn the_layer_bucket_is_open_only_to_everyone_without_conditions() {
        let objects = "arn:aws:s3:::prod-us-east-2-starport-layer-bucket/*";
        let ask = |statements: Vec<Statement>| anyone_can_get_object(&PolicyDocument { statements }, objects);
        let get = |resource: &str| statement(Effect::Allow, &["s3:GetObject"], resource);
        assert_eq!(ask(vec![get(objects)]), Answer::Yes);
        assert_eq!(ask(vec![get("*")]), Answer::Yes);
        assert_eq!(ask(vec![statement(Effect::Allow, &["*"], "*")]), Answer::Yes);
        assert_eq!(ask(vec![get("arn:aws:s3:::prod-us-west-2-starport-layer-bucket/*")]), Answer::No);
        assert_eq!(ask(vec![get("arn:aws:s3:::prod-us-east-2-starport-layer-bucket")]), Answer::No);
        let mut unknown = get("*");
        unknown.resources = vec![Value::unknown()];
        assert_eq!(ask(vec![unknown.clone()]), Answer::Unknown);
        assert_eq!(ask(vec![unknown.clone(), get("*")]), Answer::Yes);
        assert_eq!(ask(vec![statement(Effect::Deny, &["*"], "*"), unknown]), Answer::No);
        assert_eq!(ask(vec![get("arn:aws:s3:::prod-us-east-2-starport-layer-bucket/?*")]), Answer::Yes);
        assert_eq!(ask(vec![get("arn:aws:s3:::prod-us-east-2-starport-layer-bucket/a*")]), Answer::No);
        assert_eq!(ask(vec![]), Answer::No);
        assert_eq!(ask(vec![statement(Effect::Allow, &["s3:PutObject"], "*")]), Answer::No);
        assert_eq!(anyone_can_get_object(&PolicyDocument { statements: vec![get("a")] }, "a"), Answer::Yes);
    }

    #[test]
    fn a_deny_closes_it_where_it_is_for_everyone() {
        let objects = "arn:aws:s3:::b/*";
        let ask = |deny: Statement| {
            let all = statement(Effect::Allow, &["s3:*"], "*");
            anyone_can_get_object(&PolicyDocument { statements: vec![deny, all] }, objects)
        };
        let deny = |resource: &str| statement(Effect::Deny, &["s3:Get*"], resource);
        let of = |principals: Principals| Statement { principals: Some(principals), ..deny("*") };
        assert_eq!(ask(deny(objects)), Answer::No);
        assert_eq!(ask(deny("arn:aws:s3:::*/x")), Answer::No);
        assert_eq!(ask(deny("arn:aws:s3:::c/*")), Answer::Yes);
        assert_eq!(ask(deny("arn:aws:s3:::b/")), Answer::Yes);
        assert_eq!(ask(statement(Effect::Deny, &["s3:Put*"], "*")), Answer::Yes);
        assert_eq!(ask(of(Principals::Aws(vec![Value::literal("arn:aws:iam::111122223333:role/r")]))), Answer::Yes);
        assert_eq!(ask(of(Principals::Aws(vec![Value::literal("*")]))), Answer::No);
        assert_eq!(ask(of(Principals::Unknown)), Answer::Unknown);
        assert_eq!(ask(tied(deny("*"), "StringEquals", "aws:PrincipalAccount", "111122223333")), Answer::Unknown);
        assert_eq!(ask(Statement { resources: vec![Value::unknown()], ..deny("*") }), Answer::Unknown);
        assert_eq!(ask(tied(deny("arn:aws:s3:::c/*"), "Bool", "aws:SecureTransport", "false")), Answer::Yes);
    }

    fn tied(statement: Statement, operator: &str, key: &str, value: &str) -> Statement {
        let condition =
            Condition { operator: operator.into(), key: key.into(), values: vec![Value::literal(value.to_string())] };
        Statement { conditions: vec![condition], ..statement }
    }

    #[test]
    fn a_condition_on_ones_own_principals_never_holds_and_of_others_it_is_not_known() {
        for (operator, key, value, expected) in [
            ("StringEquals", "aws:PrincipalAccount", "111122223333", Answer::No),
            ("stringequals", "AWS:principalaccount", "111122223333", Answer::No),
            ("StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5", Answer::No),
            ("StringEquals", "aws:ResourceAccount", "111122223333", Answer::No),
            ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/*", Answer::No),
            ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/*", Answer::Unknown),
            ("StringLike", "aws:PrincipalAccount", "*", Answer::Unknown),
            ("StringNotEquals", "aws:PrincipalAccount", "111122223333", Answer::Unknown),
            ("StringEqualsIfExists", "aws:PrincipalAccount", "111122223333", Answer::Unknown),
            ("StringEquals", "aws:SourceVpc", "vpc-1", Answer::Unknown),
            ("Bool", "aws:SecureTransport", "true", Answer::Unknown),
        ] {
            let allow = tied(statement(Effect::Allow, &["s3:GetObject"], "*"), operator, key, value);
            let answer = anyone_can_get_object(&PolicyDocument { statements: vec![allow] }, "arn:aws:s3:::b/*");
            assert_eq!(answer, expected, "{operator} {key} {value}");
        }
    }
}
