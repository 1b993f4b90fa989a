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
        let endpoint = |service: &ecrc::plan::EndpointService| {
            service.key().map_or_else(|| logical_id(&resource.id), str::to_owned)
        };
        match &resource.kind {
            ResourceKind::InterfaceEndpoint(of) => {
                of.policy.as_ref().filter(|of| *of == id).map(|_| endpoint(&of.service))
            }
            ResourceKind::GatewayEndpoint(of) => {
                of.policy.as_ref().filter(|of| *of == id).map(|_| endpoint(&of.service))
            }
            ResourceKind::Role(role) => (role.trust == *id).then(|| format!("role {}", role.name)),
            ResourceKind::RolePolicy(policy) => {
                (policy.policy == *id).then(|| format!("role {}", plan.role_name(policy)))
            }
            ResourceKind::Vpc(_)
            | ResourceKind::Subnet(_)
            | ResourceKind::RouteTable(_)
            | ResourceKind::RouteTableAssociation(_)
            | ResourceKind::SecurityGroup(_)
            | ResourceKind::Ingress(_)
            | ResourceKind::Egress(_) => None,
        }
    });
    carriers.collect()
}
