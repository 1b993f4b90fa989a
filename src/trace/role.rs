//! Input: a plan, and what is asked of a start in it.
//! Output: the role that pulls.
//! Never: takes a role by a name that only resembles it.

use super::asked::Asked;
use crate::plan::{Attribute, Launch, Plan, PolicyId, ResourceId, ResourceKind, Task, Value};

/// The role that pulls: the one that is asked for, the task's execution role, or the one that the spec ties to the VPC.
pub(super) fn of_start(plan: &Plan, asked: &Asked, launch: Launch, task: Option<&Task>) -> Option<Value> {
    if let Some(said) = &asked.role {
        return Some(named(plan, said));
    }
    if let Some(task) = task {
        return task.role.clone();
    }
    if !launch.is_ecs() {
        return None;
    }
    plan.resources.iter().find_map(|resource| {
        let ResourceKind::RolePolicy(policy) = &resource.kind else { return None };
        if policy.policy != PolicyId::ExecutionRole {
            return None;
        }
        let Value::Attribute(id, _) = &policy.role else { return Some(arn_of(plan, &policy.role)) };
        Some(Value::Attribute(id.clone(), Attribute::Arn))
    })
}

/// The role of that ARN or name: one of the plan, if it is there.
fn named(plan: &Plan, said: &str) -> Value {
    let name = said.rsplit('/').next().unwrap_or(said);
    let of_plan = plan.resources.iter().find(|resource| {
        let ResourceKind::Role(role) = &resource.kind else { return false };
        role.name.as_literal() == Some(name) || resource.id == ResourceId::Named(said.to_owned())
    });
    match of_plan {
        Some(resource) => Value::Attribute(resource.id.clone(), Attribute::Arn),
        None if said.starts_with("arn:") => Value::literal(said.to_owned()),
        None => arn_of(plan, &Value::literal(said.to_owned())),
    }
}

fn arn_of(plan: &Plan, name: &Value) -> Value {
    Value::role_arn("/", name.clone()).in_region(plan.region)
}
