//! Input: the execution role of a task, and whom it trusts.
//! Output: what becomes of the start if ECS cannot assume the role.
//! Never: takes a trust policy that is not known for one that trusts nobody.

use super::caller::Caller;
use super::data::{Hop, HopKind, Verdict};
use crate::plan::{Effect, PolicyDocument, Principals, ResourceKind, Statement, Value};
use crate::policy::names_action;

/// What a trust policy must allow, and whom.
const ASSUME: &str = "sts:AssumeRole";
const TASKS: &str = "ecs-tasks.amazonaws.com";

/// The hop, where ECS cannot assume the role, or it is not known whether it can:
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html>, read 2026-11-30.
pub(super) fn of_trust(caller: &Caller, role: &Value, name: &str) -> Option<Hop> {
    const KIND: HopKind = HopKind::RoleTrust;
    let Value::Attribute(id, _) = role else { return None };
    let resource = caller.plan.resource(id)?;
    let ResourceKind::Role(made) = &resource.kind else { return None };
    let hop = match caller.plan.policy(&made.trust).and_then(is_trusted) {
        Some(true) => return None,
        Some(false) => {
            let hop =
                Hop::new(KIND, Verdict::Stops, format!("`{name}` does not trust `{TASKS}`, so ECS cannot assume it"));
            hop.help(format!("let `{TASKS}` assume `{name}`"))
        }
        None => Hop::unknown(KIND, format!("ecrc does not know whether ECS can assume `{name}`")),
    };
    Some(hop.at(resource.span))
}

/// Whether a trust policy lets ECS assume the role for a task.
fn is_trusted(trust: &PolicyDocument) -> Option<bool> {
    let about: Vec<&Statement> =
        trust.statements.iter().filter(|statement| names_action(statement, ASSUME) != Some(false)).collect();
    let trusts = |statement: &&Statement| match (&statement.principals, statement.effect) {
        // What it takes away, and under which conditions, is not followed.
        (_, Effect::Deny) | (Some(Principals::Everyone | Principals::Unknown), Effect::Allow) => None,
        (Some(Principals::Service(service)), Effect::Allow) if service == TASKS => {
            let is_sure = statement.conditions.is_empty() && names_action(statement, ASSUME) == Some(true);
            is_sure.then_some(true)
        }
        // ECS may have principals for a region or a partition, which its pages do not name.
        (Some(Principals::Service(service)), Effect::Allow) if service.starts_with("ecs-tasks.") => None,
        (Some(Principals::Service(_) | Principals::Aws(_)) | None, Effect::Allow) => Some(false),
    };
    let all: Vec<Option<bool>> = about.iter().map(trusts).collect();
    if all.contains(&Some(true)) && about.iter().all(|statement| statement.effect == Effect::Allow) {
        return Some(true);
    }
    all.iter().all(|one| *one == Some(false)).then_some(false)
}
