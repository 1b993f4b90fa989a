//! Comes in: a document and a request.
//! Goes out: what the document says to it, by IAM's rules: a deny wins, and what nothing allows is not allowed.
//! Never: takes a condition to hold or not to hold: what hangs on one is not known.

use super::Pattern;
use crate::plan::{Effect, PolicyDocument, Principals, Statement, Value};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who<'r> {
    /// The role or user of this ARN.
    Arn(&'r Value),
    /// Somebody whom the document does not name.
    AnyoneElse,
}

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

/// Whether something holds, where that may not be known.
pub(super) type Known = Option<bool>;

/// What the document says.
pub fn decide(document: &PolicyDocument, request: &Request) -> Decision {
    let mut allowed: Known = Some(false);
    let mut denied: Known = Some(false);
    for statement in &document.statements {
        let applies = applies(statement, request);
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

fn or(a: Known, b: Known) -> Known {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        (None, _) | (_, None) => None,
    }
}

fn and(a: Known, b: Known) -> Known {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        (None, _) | (_, None) => None,
    }
}

fn any(all: impl Iterator<Item = Known>) -> Known {
    all.fold(Some(false), or)
}

fn applies(statement: &Statement, request: &Request) -> Known {
    let action = names_action(statement, request.action);
    let resource = any(statement.resources.iter().map(|pattern| match request.resource.as_literal() {
        Some(text) => Pattern::of(pattern).map(|pattern| pattern.matches(text)),
        // A resource that only the deployment knows wholly is matched as a pattern without wildcards.
        None => match Pattern::of(pattern)?.covers(&Pattern::of(request.resource)?) {
            super::Answer::Yes => Some(true),
            super::Answer::No => Some(false),
            super::Answer::Unknown => None,
        },
    }));
    let conditions = if statement.conditions.is_empty() { Some(true) } else { None };
    and(and(is_about(statement, request.who), action), and(resource, conditions))
}

/// Whether a statement is about somebody.
pub(super) fn is_about(statement: &Statement, who: Who) -> Known {
    match &statement.principals {
        Some(Principals::Everyone) => Some(true),
        Some(Principals::Aws(arns)) => any(arns.iter().map(|arn| is_arn(arn, who))),
        Some(Principals::Service(_)) => Some(false),
        Some(Principals::Unknown) | None => None,
    }
}

fn is_arn(arn: &Value, who: Who) -> Known {
    if *arn == Value::Unknown {
        return None;
    }
    if arn.as_literal() == Some("*") {
        return Some(true);
    }
    let Who::Arn(asks) = who else {
        // Somebody else of an account that is named as a whole.
        return if account_of_root(arn).is_some() { None } else { Some(false) };
    };
    if arn == asks {
        return Some(true);
    }
    match (account_of_root(arn), asks.as_literal()) {
        (Some(account), Some(asks)) => Some(asks.split(':').nth(4) == Some(account)),
        (Some(_), None) => None,
        (None, _) => Some(false),
    }
}

/// The account that a principal names as a whole: `arn:aws:iam::111122223333:root`, or its 12 digits alone.
fn account_of_root(arn: &Value) -> Option<&str> {
    let arn = arn.as_literal()?;
    if arn.len() == 12 && arn.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(arn);
    }
    arn.strip_suffix(":root")?.split(':').nth(4)
}

/// Whether a statement names an action.
pub(super) fn names_action(statement: &Statement, action: &str) -> Known {
    let action = action.to_ascii_lowercase();
    any(statement.actions.iter().map(|pattern| Some(Pattern::of_action(pattern.as_literal()?).matches(&action))))
}

#[cfg(test)]
mod tests {
    use super::{Decision, Request, Who, decide};
    use crate::plan::{Condition, Effect, PolicyDocument, Principals, Statement, Value};
    use proptest::prelude::*;

    const REPOSITORY: &str = "arn:aws:ecr:us-east-2:111122223333:repository/";

    fn role(name: &str) -> Value {
        Value::Literal(format!("arn:aws:iam::111122223333:role/{name}"))
    }

    fn statement(effect: Effect, who: Option<&str>, action: &str, resource: &str) -> Statement {
        Statement {
            sid: None,
            effect,
            principals: Some(who.map_or(Principals::Everyone, |who| Principals::Aws(vec![role(who)]))),
            actions: vec![Value::literal(action)],
            resources: vec![Value::literal(resource)],
            conditions: Vec::new(),
        }
    }

    fn ask(statements: &[Statement], who: Option<&str>, action: &str, name: &str) -> Decision {
        let document = PolicyDocument { statements: statements.to_vec() };
        let role = role(who.unwrap_or_default());
        let who = if who.is_some() { Who::Arn(&role) } else { Who::AnyoneElse };
        decide(&document, &Request { who, action, resource: &Value::Literal(format!("{REPOSITORY}{name}")) })
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
