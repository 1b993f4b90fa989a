//! Input: a document and a request.
//! Output: what the document answers, by IAM's rules: a deny wins, and what nothing allows is not allowed.
//! Never: assumes that a condition holds or does not: what depends on one is unknown.

use super::Pattern;
use super::known::{Known, and, any, or};
use super::named::{Named, names};
use super::pattern::matches_action;
use super::principal::{Who, is_about};
use super::symbol::symbols;
use crate::plan::{Effect, PolicyDocument, Statement, Value};

/// A request.
#[derive(Debug, Clone, Copy)]
pub struct Request<'r> {
    /// Who asks.
    pub who: Who<'r>,
    /// For what, `ecr:PutImage`.
    pub action: &'r str,
    /// On what: an ARN, or `*` where the action has no resource.
    pub resource: &'r Value,
}

/// What a document says to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Something allows it, nothing denies it.
    Allowed,
    /// Something denies it.
    Denied,
    /// Nothing allows it.
    NotAllowed,
    /// It hangs on a condition, or on a value that is not known.
    Unknown,
}

/// What the document says.
pub fn decide(document: &PolicyDocument, request: &Request) -> Decision {
    weigh(document, |statement| applies(statement, request))
}

/// What the document says, where it is known which statements apply.
pub(super) fn weigh(document: &PolicyDocument, mut applies: impl FnMut(&Statement) -> Known) -> Decision {
    let mut allowed: Known = Some(false);
    let mut denied: Known = Some(false);
    for statement in &document.statements {
        let applies = applies(statement);
        match statement.effect {
            Effect::Allow => allowed = or(allowed, applies),
            Effect::Deny => denied = or(denied, applies),
        }
    }
    match (allowed, denied) {
        (_, Some(true)) => Decision::Denied,
        (Some(false), _) => Decision::NotAllowed,
        (Some(true), Some(false)) => Decision::Allowed,
        (None, _) | (_, None) => Decision::Unknown,
    }
}

fn applies(statement: &Statement, request: &Request) -> Known {
    let known = and(is_about(statement, request.who), names_action(statement, request.action));
    if known == Some(false) {
        return known;
    }
    and(known, and(names_resource(statement, request.resource), without_conditions(statement)))
}

/// Whether a statement names an action; `None` where it cannot be told.
pub fn names_action(statement: &Statement, action: &str) -> Option<bool> {
    let is_one = !action.contains(['*', '?']);
    let is_like = |pattern: &Value| Some(matches_action(pattern.as_literal()?, action));
    any(statement.actions.iter().map(|value| names(value, is_like).filter(|_| is_one || value.all_but().is_none())))
}

fn names_resource(statement: &Statement, resource: &Value) -> Known {
    let text = symbols(resource);
    any(Named::all(statement).map(|named| match (named?, &text) {
        (named, Some(text)) => Some(named.holds(text)),
        (named, None) => named.holds_everything().then_some(true),
    }))
}

/// The patterns of a statement's resources; `None` for one that is not known, or that only says what it leaves out.
pub(super) fn resources(statement: &Statement) -> impl Iterator<Item = Option<Pattern>> {
    Named::all(statement).map(|named| if let Named::Like(pattern) = named? { Some(pattern) } else { None })
}

/// Whether a statement applies whatever the conditions: it is not known whether one holds.
pub(super) fn without_conditions(statement: &Statement) -> Known {
    statement.conditions.is_empty().then_some(true)
}

/// What is not known, taken for a document that allows more (`kindly`), or for one that allows less.
pub(super) fn taken(known: Known, effect: Effect, kindly: bool) -> bool {
    known.unwrap_or((effect == Effect::Allow) == kindly)
}

#[cfg(test)]
mod tests {
    use super::{Decision, Request, Who, decide};
    use crate::plan::{Condition, Effect, PolicyDocument, Principals, Pseudo, Statement, Value, Why};
    use proptest::prelude::*;

    const REPOSITORY: &str = "arn:aws:ecr:us-east-2:111122223333:repository/";

    fn role(name: &str) -> Value {
        Value::literal(format!("arn:aws:iam::111122223333:role/{name}"))
    }

    fn statement(effect: Effect, who: Option<&str>, action: &str, resource: &str) -> Statement {
        Statement {
            sid: None,
            effect,
            principals: Some(who.map_or(Principals::Everyone, |who| Principals::Aws(vec![role(who)]))),
            actions: vec![Value::literal(action.to_string())],
            resources: vec![Value::literal(resource.to_string())],
            conditions: Vec::new(),
        }
    }

    fn ask(statements: &[Statement], who: Option<&str>, action: &str, name: &str) -> Decision {
        let document = PolicyDocument { statements: statements.to_vec() };
        let role = role(who.unwrap_or_default());
        let who = if who.is_some() { Who::Arn(&role) } else { Who::AnyoneElse };
        decide(&document, &Request { who, action, resource: &Value::literal(format!("{REPOSITORY}{name}")) })
    }

    #[test]
    fn the_documented_policies_say_what_they_say() {
        use Effect::{Allow, Deny};
        let all = statement(Allow, None, "*", "*");
        let prevent = statement(Deny, None, "ecr:DeleteRepository", &format!("{REPOSITORY}x"));
        let pull = statement(Allow, Some("r"), "ecr:BatchGetImage", "*");
        for (statements, who, action, name, expected) in [
            (vec![all.clone(), prevent.clone()], None, "ecr:DeleteRepository", "x", Decision::Denied),
            (vec![all.clone(), prevent.clone()], None, "ecr:DeleteRepository", "y", Decision::Allowed),
            (vec![prevent.clone()], None, "ecr:PutImage", "x", Decision::NotAllowed),
            (vec![pull.clone()], Some("r"), "ecr:BatchGetImage", "x", Decision::Allowed),
            (vec![pull.clone()], Some("s"), "ecr:BatchGetImage", "x", Decision::NotAllowed),
            (vec![pull.clone()], None, "ecr:BatchGetImage", "x", Decision::NotAllowed),
            (vec![pull.clone()], Some("r"), "ECR:batchgetimage", "x", Decision::Allowed),
            (vec![all, prevent, pull], None, "ecr:BatchGetImage", "x", Decision::Allowed),
        ] {
            assert_eq!(ask(&statements, who, action, name), expected, "{action} {name}");
        }
    }

    #[test]
    fn all_but_some_actions_are_the_others() {
        let but = |effect| Statement {
            actions: vec![Value::Unknown(Why::AllBut(["ecr:Delete*", "ecr:PutImage"].map(Value::literal).to_vec()))],
            ..statement(effect, None, "", "*")
        };
        let (allow, deny) = (but(Effect::Allow), but(Effect::Deny));
        let all = statement(Effect::Allow, None, "*", "*");
        for (action, allowed, denied) in [
            ("ecr:BatchGetImage", Decision::Allowed, Decision::Denied),
            ("ecr:putimage", Decision::NotAllowed, Decision::Allowed),
            ("ecr:DeleteRepository", Decision::NotAllowed, Decision::Allowed),
            // Of all actions, some are among them.
            ("*", Decision::Unknown, Decision::Unknown),
        ] {
            assert_eq!(ask(std::slice::from_ref(&allow), None, action, "x"), allowed, "{action}");
            assert_eq!(ask(&[all.clone(), deny.clone()], None, action, "x"), denied, "{action}");
        }
    }

    #[test]
    fn all_but_some_resources_are_the_others() {
        let own = Value::join([
            Value::literal("arn:aws:ecr:us-east-2:"),
            Value::Pseudo(Pseudo::Account),
            Value::literal(":repository/own"),
        ]);
        let others = vec![Value::literal(format!("{REPOSITORY}team/*")), own];
        let but = |others: &[Value]| Statement {
            resources: vec![Value::Unknown(Why::AllBut(others.to_vec()))],
            ..statement(Effect::Deny, None, "*", "")
        };
        let all = statement(Effect::Allow, None, "*", "*");
        let says = |deny: Statement, name| ask(&[all.clone(), deny], None, "ecr:BatchGetImage", name);
        assert_eq!(says(but(&others), "team/a"), Decision::Allowed);
        assert_eq!(says(but(&others), "team"), Decision::Denied);
        assert_eq!(says(but(&[Value::literal("*")]), "a"), Decision::Allowed);
        // One that is not known may be the one that is asked for.
        assert_eq!(says(but(&[Value::unknown()]), "a"), Decision::Unknown);
    }

    #[test]
    fn what_hangs_on_a_condition_is_not_known() {
        let equals = |key: &str| Condition {
            operator: "StringEquals".into(),
            key: key.into(),
            values: vec![Value::literal("vpc-1")],
        };
        let mut tied = statement(Effect::Allow, None, "*", "*");
        tied.conditions.push(equals("aws:SourceVpc"));
        assert_eq!(ask(std::slice::from_ref(&tied), None, "ecr:PutImage", "x"), Decision::Unknown);
        let deny = statement(Effect::Deny, None, "*", "*");
        assert_eq!(ask(&[tied, deny], None, "ecr:PutImage", "x"), Decision::Denied);
    }

    #[test]
    fn three_values_are_combined_and_never_guessed() {
        use Effect::{Allow, Deny};
        let known = |effect| statement(effect, None, "*", "*");
        let unknown = |effect| Statement { resources: vec![Value::unknown()], ..known(effect) };
        let unnamed = |effect| Statement { actions: vec![Value::unknown()], ..known(effect) };
        for (statements, expected) in [
            (vec![], Decision::NotAllowed),
            (vec![unknown(Allow)], Decision::Unknown),
            (vec![unnamed(Allow)], Decision::Unknown),
            (vec![unknown(Deny)], Decision::NotAllowed),
            (vec![known(Allow), unknown(Deny)], Decision::Unknown),
            (vec![known(Allow), unnamed(Deny)], Decision::Unknown),
            (vec![unknown(Allow), known(Allow)], Decision::Allowed),
            (vec![unknown(Allow), known(Deny)], Decision::Denied),
            (vec![known(Deny), unknown(Deny), known(Allow)], Decision::Denied),
            (vec![unknown(Allow), unknown(Deny)], Decision::Unknown),
            (vec![Statement { principals: Some(Principals::Unknown), ..known(Allow) }], Decision::Unknown),
            (vec![Statement { actions: vec![Value::literal("s3:*")], ..unknown(Allow) }], Decision::NotAllowed),
        ] {
            assert_eq!(ask(&statements, None, "ecr:PutImage", "x"), expected, "{statements:?}");
        }
    }

    #[test]
    fn a_resource_is_matched_as_far_as_it_is_known() {
        let account = |tail: &str| {
            let head = Value::literal("arn:aws:ecr:us-east-2:");
            Value::join([head, Value::Pseudo(Pseudo::Account), Value::literal(format!(":repository/{tail}"))])
        };
        let decide = |allowed: Value, asked: &Value| {
            let allow = Statement { resources: vec![allowed], ..statement(Effect::Allow, None, "*", "") };
            let request = Request { who: Who::AnyoneElse, action: "ecr:PutImage", resource: asked };
            decide(&PolicyDocument { statements: vec![allow] }, &request)
        };
        let literal = |tail: &str| Value::literal(format!("{REPOSITORY}{tail}"));
        assert_eq!(decide(account("a*"), &account("ab")), Decision::Allowed);
        assert_eq!(decide(account("a*"), &account("b")), Decision::NotAllowed);
        assert_eq!(decide(literal("*"), &account("a")), Decision::NotAllowed);
        assert_eq!(decide(account("*"), &literal("a")), Decision::NotAllowed);
        assert_eq!(decide(Value::literal("*"), &Value::unknown()), Decision::Allowed);
        assert_eq!(decide(literal("*"), &Value::unknown()), Decision::Unknown);
        // What is asked is a text: in it a star is no wildcard.
        assert_eq!(decide(Value::literal("*"), &Value::literal("*")), Decision::Allowed);
        assert_eq!(decide(literal("a"), &Value::literal("*")), Decision::NotAllowed);
    }

    #[test]
    fn a_trust_policy_is_about_the_role_itself() {
        let trust = Statement { resources: Vec::new(), ..statement(Effect::Allow, Some("r"), "sts:AssumeRole", "") };
        assert_eq!(ask(std::slice::from_ref(&trust), Some("r"), "sts:AssumeRole", ""), Decision::Allowed);
        assert_eq!(ask(&[trust], None, "sts:AssumeRole", ""), Decision::NotAllowed);
    }

    fn any_statement() -> impl Strategy<Value = Statement> {
        let effect = prop_oneof![Just(Effect::Allow), Just(Effect::Deny)];
        let who = prop_oneof![Just(None), Just(Some("r")), Just(Some("s"))];
        let action = prop_oneof![Just("*"), Just("ecr:*"), Just("ecr:Put*"), Just("ecr:BatchGetImage")];
        (effect, who, action, "[ab*?]{1,3}")
            .prop_map(|(effect, who, action, name)| statement(effect, who, action, &format!("{REPOSITORY}{name}")))
    }

    proptest! {
        #[test]
        fn a_deny_never_adds_an_allow_never_takes_and_order_is_nothing(
            mut statements in prop::collection::vec(any_statement(), 0..5),
            more in any_statement(),
            who in prop_oneof![Just(None), Just(Some("r")), Just(Some("s"))],
            action in prop_oneof![Just("ecr:PutImage"), Just("ecr:BatchGetImage")],
            name in "[ab]{1,3}",
        ) {
            let before = ask(&statements, who, action, &name) == Decision::Allowed;
            let effect = more.effect;
            statements.push(more);
            let after = ask(&statements, who, action, &name) == Decision::Allowed;
            match effect {
                Effect::Deny => prop_assert!(before || !after),
                Effect::Allow => prop_assert!(!before || after),
            }
            let mut turned = statements.clone();
            turned.reverse();
            turned.extend(statements.clone());
            prop_assert_eq!(after, ask(&turned, who, action, &name) == Decision::Allowed);
        }
    }
}
