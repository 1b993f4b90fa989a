//! Input: a plan.
//! Output: its policies in short, one line for each statement, in no target's language.
//! Never: replaces the documents themselves; those are in the templates.

use ecrc::Plan;
use ecrc::plan::{PolicyId, ResourceKind, Statement, logical_id};
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
        statements: policy.document.statements.iter().map(Statement::to_string).collect(),
    });
    policies.collect()
}

fn carriers(plan: &Plan, id: &PolicyId) -> Vec<String> {
    let carriers = plan.resources.iter().filter_map(|resource| {
        if let ResourceKind::Role(role) = &resource.kind {
            return (role.trust == *id).then(|| format!("role {}", role.name));
        }
        resource.kind.policy().filter(|of| *of == id)?;
        if let ResourceKind::RolePolicy(policy) = &resource.kind {
            return Some(format!("role {}", plan.role_name(policy)));
        }
        let service = resource.kind.service()?;
        Some(service.key().map_or_else(|| logical_id(&resource.id), str::to_owned))
    });
    carriers.collect()
}
