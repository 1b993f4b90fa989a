//! Input: the policies in roles.
//! Output: `execution_role`, of the role whose pulls are tied to the endpoints.
//! Never: takes a role that only looks alike: its policy is compared with the one that the spec makes.

use super::draft::Draft;
use super::ecr_policy::prefix;
use super::names::plain;
use crate::aws::{PULL_THROUGH_CACHE, PrincipalName};
use crate::plan::{Attribute, PolicyDocument, ResourceId, ResourceKind, RolePolicy, Statement, Value};
use crate::spec::model::Keyword;
use std::collections::BTreeSet;

/// Says which role is tied, if one is.
pub(super) fn write(draft: &mut Draft) {
    let launches = &draft.plan.surroundings.workload.launches;
    if !draft.guesses.ties_role || !launches.iter().any(|it| it.value.is_fargate()) {
        return;
    }
    let Some((id, policy, document)) = tied(draft) else { return };
    let (words, role) = match &policy.role {
        Value::Attribute(role, Attribute::Name) => {
            (made(draft, role).map(|name| format!("new \"{name}\"")), Some(role))
        }
        Value::Literal(name) if PrincipalName::parse_role_without_path(name).is_ok() => {
            // Terraform's readers know the name that a role will have.
            let mut ids = draft.plan.resources.iter().map(|resource| &resource.id);
            let role = ids.find(|id| made(draft, id) == Some(name));
            let new = if role.is_some() { "new " } else { "" };
            (Some(format!("{new}\"{name}\"")), role)
        }
        Value::Literal(_)
        | Value::Attribute(..)
        | Value::Parameter(_)
        | Value::Pseudo(_)
        | Value::Join(_)
        | Value::Unknown(_) => (None, None),
    };
    let Some(words) = words else {
        let role = plain(&draft.plan.role_name(policy));
        return draft.note(format!(
            "the role `{role}` is tied to the endpoints, but its name is not known: add `execution_role`"
        ));
    };
    draft.say(Keyword::ExecutionRole, words);
    draft.kept.role_policy = Some(id);
    draft.kept.role = role;
    if draft.guesses.caches {
        // What such a role may fill is said by the prefixes of the caches.
        let filling = document.statements.iter().filter(|statement| fills(statement)).flat_map(|it| &it.resources);
        let prefixes: BTreeSet<String> = filling.filter_map(|value| prefix(&value.to_string())).collect();
        for prefix in prefixes {
            draft.say_once(Keyword::PullThroughCache, format!("\"{prefix}\""));
        }
    }
}

/// The first policy in a role that lets images be pulled under the condition of an endpoint.
fn tied<'w>(draft: &Draft<'w>) -> Option<(&'w ResourceId, &'w RolePolicy, &'w PolicyDocument)> {
    let plan = draft.plan;
    plan.resources.iter().find_map(|resource| {
        let ResourceKind::RolePolicy(policy) = &resource.kind else { return None };
        let document = plan.policy(&policy.policy)?;
        document.statements.iter().any(ties).then_some((&resource.id, policy, document))
    })
}

fn ties(statement: &Statement) -> bool {
    let pulls = statement.actions.iter().any(|action| action.as_literal() == Some("ecr:BatchGetImage"));
    pulls && statement.conditions.iter().any(|condition| condition.key.eq_ignore_ascii_case("aws:SourceVpce"))
}

fn fills(statement: &Statement) -> bool {
    let has = |wanted: &&str| statement.actions.iter().any(|action| action.as_literal() == Some(wanted));
    PULL_THROUGH_CACHE.iter().all(has)
}

/// The name of a role that the plan makes, where it is known.
fn made<'w>(draft: &Draft<'w>, id: &ResourceId) -> Option<&'w str> {
    let ResourceKind::Role(role) = &draft.plan.resource(id)?.kind else { return None };
    role.name.as_literal().filter(|name| PrincipalName::parse_role_without_path(name).is_ok())
}
