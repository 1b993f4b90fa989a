//! Input: the document of the S3 gateway endpoint.
//! Output: whether it lets image layers through, which ECR's signed addresses fetch.
//! Never: assumes that a condition holds.

use super::decide::{names_action, taken, without_conditions};
use super::known::Known;
use super::named::{Named, exists};
use super::principal::{Who, is_about};
use super::symbol::{Part, Symbol};
use super::{Answer, Budget, Decision, Pattern, either_way};
use crate::plan::{Condition, Effect, PolicyDocument, Statement, Value, Why};

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

/// How a document refuses objects that not everyone can get: it denies what it would allow, or allows it to nobody.
pub fn refusal_of_objects(document: &PolicyDocument, objects: &str, budget: &mut Budget) -> Decision {
    match anyone_can_get_object(&document.without_denials(), objects, budget) {
        Answer::Yes => Decision::Denied,
        Answer::No | Answer::Unknown => Decision::NotAllowed,
    }
}

fn gets(applying: &[(&Statement, [Known; 3])], objects: &Pattern, kindly: bool, budget: &mut Budget) -> Answer {
    let on = |effect: Effect| -> Vec<Named> {
        let holds = |known: Known| taken(known, effect, kindly);
        let statements = applying
            .iter()
            .filter(|(statement, known)| statement.effect == effect && known.iter().all(|known| holds(*known)));
        let resources = statements.flat_map(|(statement, _)| Named::widest(statement));
        resources.filter(|(_, known)| holds(*known)).map(|(named, _)| named).collect()
    };
    let objects = &[Named::Like(objects.clone())];
    let opened = !exists(&[objects], &on(Effect::Allow), budget);
    let denied = exists(&[objects, &on(Effect::Deny)], &[], budget);
    match (opened, denied) {
        (Answer::No, _) | (_, Answer::Yes) => Answer::No,
        (Answer::Yes, Answer::No) => Answer::Yes,
        (Answer::Unknown, _) | (_, Answer::Unknown) => Answer::Unknown,
    }
}

fn conditions(statement: &Statement) -> Known {
    let are_all = |asks: Asks| statement.conditions.iter().all(|condition| of_ones_own(condition) == Some(asks));
    match statement.effect {
        Effect::Allow if statement.conditions.iter().any(|it| of_ones_own(it) == Some(Asks::IsOwn)) => Some(false),
        Effect::Deny if !statement.conditions.is_empty() && are_all(Asks::IsNotOwn) => Some(true),
        Effect::Allow | Effect::Deny => without_conditions(statement),
    }
}

/// What a condition asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// For a principal, or an owner of the bucket, of one's own: ECR's request never has them.
    IsOwn,
    /// For any but those: ECR's request always is that.
    IsNotOwn,
}

/// What a condition asks of a principal, or of the bucket's owner; `None` if it asks for neither, or for one that may be
/// ECR's own.
fn of_ones_own(condition: &Condition) -> Option<Asks> {
    let operator = condition.operator.to_ascii_lowercase();
    // A request without the key fulfills `ForAllValues`, and a negated operator asks for each value on its own.
    let asks = match operator.strip_prefix("foranyvalue:").unwrap_or(&operator) {
        negated if negated.len() < operator.len() && negated.contains("not") => return None,
        "stringequals" | "stringequalsignorecase" | "stringlike" | "arnequals" | "arnlike" => Asks::IsOwn,
        "stringnotequals"
        | "stringnotequalsignorecase"
        | "stringnotlike"
        | "arnnotequals"
        | "arnnotlike"
        | "stringnotequalsifexists"
        | "stringnotequalsignorecaseifexists"
        | "stringnotlikeifexists"
        | "arnnotequalsifexists"
        | "arnnotlikeifexists" => Asks::IsNotOwn,
        _ => return None,
    };
    let key = condition.key.to_ascii_lowercase();
    let own =
        ["aws:principal", "aws:userid", "aws:username", "aws:resourceaccount", "aws:resourceorg", "s3:resourceaccount"];
    // Whether a service calls is about the caller's kind.
    let is_own = own.iter().any(|own| key.starts_with(own)) && !key.starts_with("aws:principalis");
    // A pattern that leaves the account open may match ECR's own.
    // The fourth field of an ARN is its account; a path begins with the organization.
    let (separator, field) = if key.ends_with("orgpaths") { ('/', 0) } else { (':', 4) };
    let certain = |value: &Value| {
        if let Value::Unknown(Why::Elsewhere(name)) = value {
            return name.contains("aws_organizations_organization.");
        }
        let Some(pattern) = Pattern::of(value) else { return false };
        let fields: Vec<&[Part]> =
            pattern.parts().split(|part| *part == Part::Exactly(Symbol::Character(separator))).collect();
        fields
            .get(field)
            .or(fields.first())
            .is_some_and(|told| told.iter().all(|part| matches!(part, Part::Exactly(_))))
    };
    (is_own && condition.values.iter().all(certain)).then_some(asks)
}

#[cfg(test)]
mod tests {
    use crate::plan::{Condition, Effect, PolicyDocument, Principals, Statement, Value, Why};
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
        let organization = Value::Unknown(Why::Elsewhere("data.aws_organizations_organization.o.id".to_owned()));
        let mut of_ones_own = tied(deny("*"), "StringNotEquals", "aws:ResourceOrgID", "");
        of_ones_own.conditions[0].values = vec![organization];
        assert_eq!(ask(of_ones_own), Answer::No);
        for (operator, key) in [
            ("StringNotEquals", "aws:PrincipalAccount"),
            ("StringNotEqualsIfExists", "aws:PrincipalOrgID"),
            ("StringNotEquals", "s3:ResourceAccount"),
        ] {
            assert_eq!(ask(tied(deny("*"), operator, key, "111122223333")), Answer::No, "{operator} {key}");
            let also = tied(tied(deny("*"), operator, key, "111122223333"), "Bool", "aws:SecureTransport", "false");
            assert_eq!(ask(also), Answer::Unknown);
        }
        assert_eq!(ask(tied(deny("*"), "BoolIfExists", "aws:PrincipalIsAWSService", "false")), Answer::Unknown);
        assert_eq!(ask(Statement { resources: vec![Value::unknown()], ..deny("*") }), Answer::Unknown);
        assert_eq!(ask(tied(deny("arn:aws:s3:::c/*"), "Bool", "aws:SecureTransport", "false")), Answer::Yes);
    }

    fn tied(statement: Statement, operator: &str, key: &str, value: &str) -> Statement {
        let condition =
            Condition { operator: operator.into(), key: key.into(), values: vec![Value::literal(value.to_string())] };
        Statement { conditions: [statement.conditions, vec![condition]].concat(), ..statement }
    }

    /// `arn:aws:s3:::${Project}-data/*` is the layer bucket whatever the project is called only if `*-data/*` may be.
    #[test]
    fn a_name_that_is_known_in_part_is_judged_by_that_part() {
        let objects = "arn:aws:s3:::prod-us-east-2-starport-layer-bucket/*";
        let ask = |effect: Effect, parts: [Value; 3]| {
            let resources = vec![Value::Join(parts.into())];
            let named = Statement { resources, ..statement(effect, &["s3:*"], "") };
            let all = statement(Effect::Allow, &["s3:*"], "*");
            let statements = if effect == Effect::Deny { vec![named, all] } else { vec![named] };
            anyone_can_get_object(&PolicyDocument { statements }, objects)
        };
        let named = |end: &'static str| [Value::literal("arn:aws:s3:::"), Value::unknown(), Value::literal(end)];
        assert_eq!(ask(Effect::Allow, named("-data/*")), Answer::No);
        assert_eq!(ask(Effect::Allow, named("-layer-bucket/*")), Answer::Unknown);
        assert_eq!(ask(Effect::Allow, named("")), Answer::Unknown);
        assert_eq!(ask(Effect::Deny, named("-data")), Answer::Unknown);
        let account = [Value::literal("arn:aws:s3:::own-"), Value::unknown(), Value::literal("/*")];
        assert_eq!(ask(Effect::Deny, account), Answer::Yes);
    }

    #[test]
    fn a_condition_on_ones_own_principals_never_holds_and_of_others_it_is_not_known() {
        for (operator, key, value, expected) in [
            ("StringEquals", "aws:PrincipalAccount", "111122223333", Answer::No),
            ("stringequals", "AWS:principalaccount", "111122223333", Answer::No),
            ("StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5", Answer::No),
            ("StringEquals", "aws:ResourceAccount", "111122223333", Answer::No),
            ("StringEquals", "s3:ResourceAccount", "111122223333", Answer::No),
            ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/*", Answer::No),
            ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/*", Answer::Unknown),
            ("StringLike", "aws:PrincipalAccount", "*", Answer::Unknown),
            ("StringNotEquals", "aws:PrincipalAccount", "111122223333", Answer::Unknown),
            ("StringEqualsIfExists", "aws:PrincipalAccount", "111122223333", Answer::Unknown),
            ("ForAnyValue:StringLike", "aws:ResourceOrgPaths", "o-a1b2c3d4e5/r-ab12/ou-ab12-1/ou-ab12-2/*", Answer::No),
            ("ForAnyValue:StringLike", "aws:ResourceOrgPaths", "*", Answer::Unknown),
            ("ForAllValues:StringLike", "aws:ResourceOrgPaths", "o-a1b2c3d4e5/*", Answer::Unknown),
            ("StringEquals", "aws:SourceVpc", "vpc-1", Answer::Unknown),
            ("Bool", "aws:SecureTransport", "true", Answer::Unknown),
        ] {
            let allow = tied(statement(Effect::Allow, &["s3:GetObject"], "*"), operator, key, value);
            let answer = anyone_can_get_object(&PolicyDocument { statements: vec![allow] }, "arn:aws:s3:::b/*");
            assert_eq!(answer, expected, "{operator} {key} {value}");
        }
    }
}
