//! Input: the execution role of a task, and whom it trusts.
//! Output: what becomes of the start if ECS cannot assume the role.
//! Never: takes a trust policy that is not known for one that trusts nobody.

use super::caller::Caller;
use super::data::{Hop, HopKind, Verdict};
use crate::plan::{Attribute, Effect, PolicyDocument, Principals, Pseudo, ResourceId, ResourceKind, Statement, Value};
use crate::policy::{Circumstances, Given, names_action};

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
    let trust = caller.plan.policy(&made.trust).map(|trust| trust.in_region(caller.plan.region));
    let trusted = trust.and_then(|trust| {
        let own = caller.own_account().unwrap_or_else(Value::unknown);
        // An account that is written out is the one that deploys, if the image is in it, too.
        let of_image = || caller.image.as_ref().map(|image| image.account.clone());
        let in_account = |account: Value| is_trusted(&of_ecs(caller, account).settle(&trust));
        in_account(own).or_else(|| in_account(of_image()?).filter(|trusts| *trusts))
    });
    let hop = match trusted {
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

/// What a condition can ask of ECS that assumes a role for a task: its own account, and an ARN of ECS in it, of which no
/// page says how it ends. <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html>, read
/// 2026-11-30.
fn of_ecs(caller: &Caller, account: Value) -> Circumstances {
    let rest = Value::Attribute(ResourceId::Named(caller.name.clone()), Attribute::Arn);
    let source = Value::arn("ecs", Value::Pseudo(Pseudo::Region), account.clone(), rest);
    Circumstances {
        principal: None,
        source_vpc: Given::Absent,
        source_vpce: Given::Absent,
        other_endpoints: Vec::new(),
        region: Given::Unknown,
        source_account: Given::Is(account),
        via_service: Given::Absent,
        source_arn: Given::Is(source.in_region(caller.plan.region)),
    }
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
