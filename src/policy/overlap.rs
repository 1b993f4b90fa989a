//! Input: two statements.
//! Output: whether one request can match both of them.
//! Never: says no if an unknown value could make a difference.

use super::account::whichever;
use super::cover::{Grant, repositories};
use super::principal::Texts;
use super::search::exists;
use super::{Answer, Budget};
use crate::plan::{Effect, Principals, Statement, Value};

/// Whether some request is one that both statements are about, whatever their effects and conditions, and whichever
/// account deploys.
pub fn overlap(one: &Statement, other: &Statement, budget: &mut Budget) -> Answer {
    let answer = overlap_as_written(one, other, budget);
    whichever(answer, &[one, other], |account| {
        overlap_as_written(&one.in_account(account), &other.in_account(account), budget)
    })
}

fn overlap_as_written(one: &Statement, other: &Statement, budget: &mut Budget) -> Answer {
    let mut texts = Texts::default();
    let [one, other] = [one, other].map(|it| Statement { effect: Effect::Allow, ..it.clone() });
    let (Some(one), Some(other)) = (Grant::of(&one, &mut texts, budget), Grant::of(&other, &mut texts, budget)) else {
        return Answer::Unknown;
    };
    if !is_of_both(&one, &other) {
        return Answer::No;
    }
    let on_all = |grant: &Grant| grant.resources.iter().any(|pattern| pattern.matches("*"));
    if one.registry & other.registry != 0 && on_all(&one) && on_all(&other) {
        return Answer::Yes;
    }
    let mut answers = Vec::new();
    if one.repository & other.repository != 0 {
        answers.push(exists(&[&repositories(), &one.resources, &other.resources], &[], budget));
    }
    // Actions that are not in the table.
    if !one.foreign.is_empty() && !other.foreign.is_empty() {
        let actions = exists(&[&one.actions, &other.actions], &[], budget);
        let resources = exists(&[&one.resources, &other.resources], &[], budget);
        answers.push(if actions == Answer::Yes { resources } else { actions });
    }
    let is = |answer| answers.contains(&answer);
    if is(Answer::Yes) {
        Answer::Yes
    } else if is(Answer::Unknown) {
        Answer::Unknown
    } else {
        Answer::No
    }
}

/// Whether somebody may be among those whom both are about.
fn is_of_both(one: &Grant, other: &Grant) -> bool {
    let listed = |grant: &Grant| matches!(&grant.statement.principals, Some(Principals::Aws(_)));
    if !listed(one) || !listed(other) {
        return true;
    }
    let names = |of: &Grant, by: &Grant| {
        of.whom.listed.iter().any(|name| by.whom.contains(Some(name)) != Some(false))
            || by.statement.principals.iter().any(everybody)
    };
    names(one, other) || names(other, one)
}

fn everybody(principals: &Principals) -> bool {
    match principals {
        Principals::Aws(arns) => arns.iter().any(|arn: &Value| arn.as_literal() == Some("*")),
        Principals::Everyone | Principals::Unknown => true,
        Principals::Service(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::overlap;
    use crate::aws::{PULL, PUSH_ALONE};
    use crate::plan::{Effect, Principals, Statement, Value, Why};
    use crate::policy::{Answer, Budget};

    const REPOSITORY: &str = "arn:aws:ecr:us-east-2:111122223333:repository/";

    fn statement(who: &[&str], actions: &[&str], names: &[&str]) -> Statement {
        let role = |name: &&str| Value::literal(format!("arn:aws:iam::111122223333:role/{name}"));
        let repository = |name: &&str| format!("{REPOSITORY}{name}");
        let resources: Vec<String> =
            if names.is_empty() { vec!["*".into()] } else { names.iter().map(repository).collect() };
        Statement {
            sid: None,
            effect: Effect::Deny,
            principals: Some(if who.is_empty() {
                Principals::Everyone
            } else {
                Principals::Aws(who.iter().map(role).collect())
            }),
            actions: actions.iter().map(|action| Value::literal(action.to_string())).collect(),
            resources: resources.into_iter().map(Value::literal).collect(),
            conditions: Vec::new(),
        }
    }

    #[test]
    fn statements_overlap_where_whom_action_and_resource_do() {
        let all = || statement(&[], &["*"], &[]);
        for (one, other, expected) in [
            (all(), all(), true),
            (all(), statement(&["r"], PULL, &["a"]), true),
            (all(), statement(&[], &["ecr:FreezeRegistry"], &[]), true),
            (statement(&["r"], PULL, &[]), statement(&["s"], PULL, &[]), false),
            (statement(&["r", "s"], PULL, &[]), statement(&["s"], PULL, &[]), true),
            (statement(&[], PULL, &[]), statement(&[], PUSH_ALONE, &[]), false),
            (statement(&[], PULL, &["a*"]), statement(&[], PULL, &["*b"]), true),
            (statement(&[], PULL, &["a*"]), statement(&[], PULL, &["b*"]), false),
            (statement(&[], &["ecr:*"], &["a"]), statement(&[], &[PULL[2]], &[]), false),
            (statement(&[], &["ecr:*"], &[]), statement(&[], &[PULL[2]], &[]), true),
            (statement(&[], PULL, &[]), statement(&[], &["ecr:FreezeRegistry"], &[]), false),
            (statement(&[], &["ecr:Freeze*"], &[]), statement(&[], &["ecr:FreezeRegistry"], &[]), false),
        ] {
            let answer = overlap(&one, &other, &mut Budget::new(100_000));
            assert_eq!(answer, expected.into(), "{one} / {other}");
            assert_eq!(overlap(&other, &one, &mut Budget::new(100_000)), answer);
        }
        assert_eq!(
            overlap(&all(), &Statement { resources: vec![Value::Unknown(Why::Unsaid)], ..all() }, &mut Budget::new(9)),
            Answer::Unknown
        );
    }
}
