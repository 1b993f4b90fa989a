//! The card of ECR506: the policies of ECR's two endpoints.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Effect, InterfaceEndpoint, Principals, Statement, Value};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let (Some((resource, api)), Some((_, dkr))) = (plan.endpoint(Service::EcrApi), plan.endpoint(Service::EcrDkr))
    else {
        return;
    };
    if api.policy == dkr.policy {
        return;
    }
    let (Some(of_api), Some(of_dkr)) = (statements(subject, api), statements(subject, dkr)) else { return };
    if of_api != of_dkr {
        report.push(
            Diagnostic::at(
                &cards::ECR_POLICIES_DIFFER,
                resource.span,
                "the two ECR endpoints carry different policies",
            )
            .label("differs from the `ecr.dkr` policy")
            .help("put one policy on both"),
        );
    }
}

/// What an endpoint's policy says, whatever its statements are called and their order; `None` where some of it is not
/// known.
fn statements(subject: &Subject, endpoint: &InterfaceEndpoint) -> Option<Vec<Statement>> {
    let mut statements = match &endpoint.policy {
        Some(id) => subject.policy(id)?.into_owned().statements,
        None => vec![Statement {
            sid: None,
            effect: Effect::Allow,
            principals: Some(Principals::Everyone),
            actions: vec![Value::literal("*")],
            resources: vec![Value::literal("*")],
            conditions: Vec::new(),
        }],
    };
    for statement in &mut statements {
        statement.sid = None;
        let conditions = statement.conditions.iter().flat_map(|condition| &condition.values);
        let mut values = statement.actions.iter().chain(&statement.resources).chain(conditions);
        if statement.principals == Some(Principals::Unknown) || values.any(|value| matches!(value, Value::Unknown(_))) {
            return None;
        }
    }
    // Any order will do, if it is the same for both.
    statements.sort_by_cached_key(|statement| format!("{statement:?}"));
    Some(statements)
}
