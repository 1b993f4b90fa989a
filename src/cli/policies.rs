//! Comes in: a plan.
//! Goes out: its policies in short, a line a statement, in no target's language.
//! Never: stands for the documents themselves; those are in the templates.

use ecrc::Plan;
use ecrc::plan::{Condition, Effect, PolicyId, Principals, ResourceKind, Statement, Value, logical_id};
use serde::Serialize;

/// A policy, and what carries it.
#[derive(Serialize)]
pub struct Policy {
    pub name: String,
    /// The endpoints (`ecr.api`) and roles (`role app`) that carry it.
    pub on: Vec<String>,
    pub statements: Vec<String>,
}

/// The policies of a plan.
pub fn of(plan: &Plan) -> Vec<Policy> {
    let policies = plan.policies.iter().map(|policy| Policy {
        name: policy.id.to_string(),
        on: carriers(plan, &policy.id),
        statements: policy.document.statements.iter().map(statement).collect(),
    });
    policies.collect()
}

fn carriers(plan: &Plan, id: &PolicyId) -> Vec<String> {
    let carriers = plan.resources.iter().filter_map(|resource| {
        let endpoint = |service: &ecrc::plan::EndpointService| match service {
            ecrc::plan::EndpointService::Known(service) => service.name().to_owned(),
            ecrc::plan::EndpointService::Named(name) => name.clone(),
            ecrc::plan::EndpointService::Unknown => logical_id(&resource.id),
        };
        match &resource.kind {
            ResourceKind::InterfaceEndpoint(of) => {
                of.policy.as_ref().filter(|of| *of == id).map(|_| endpoint(&of.service))
            }
            ResourceKind::GatewayEndpoint(of) => {
                of.policy.as_ref().filter(|of| *of == id).map(|_| endpoint(&of.service))
            }
            ResourceKind::Role(role) => (role.trust == *id).then(|| format!("role {}", role.name)),
            ResourceKind::RolePolicy(policy) => (policy.policy == *id).then(|| format!("role {}", policy.role)),
            ResourceKind::Vpc(_)
            | ResourceKind::Subnet(_)
            | ResourceKind::RouteTable(_)
            | ResourceKind::RouteTableAssociation(_)
            | ResourceKind::SecurityGroup(_)
            | ResourceKind::Ingress(_) => None,
        }
    });
    carriers.collect()
}

/// `deny ecr:DeleteRepository on arn:aws:ecr:us-east-2:<account>:repository/x`
fn statement(statement: &Statement) -> String {
    let effect = match statement.effect {
        Effect::Allow => "allow",
        Effect::Deny => "deny",
    };
    let mut words = vec![effect.to_owned(), values(&statement.actions)];
    match &statement.principals {
        None | Some(Principals::Everyone) => {}
        Some(Principals::Aws(arns)) => words.push(format!("by {}", values(arns))),
        Some(Principals::Service(service)) => words.push(format!("by {service}")),
        Some(Principals::Unknown) => words.push("by ?".to_owned()),
    }
    if !statement.resources.is_empty() {
        words.push(format!("on {}", values(&statement.resources)));
    }
    for (index, condition) in statement.conditions.iter().enumerate() {
        let Condition { operator, key, values: of } = condition;
        let joint = if index == 0 { "where" } else { "and" };
        words.push(format!("{joint} {key} {operator} {}", values(of)));
    }
    words.join(" ")
}

fn values(values: &[Value]) -> String {
    values.iter().map(Value::to_string).collect::<Vec<_>>().join(", ")
}
