//! Input: the policies in roles.
//! Output: `execution_role`, of the roles whose pulls are tied to the endpoints.
//! Never: takes a role that only looks alike: its policy is compared with the one that the spec makes.

use super::draft::{Draft, Ties};
use super::ecr_policy::prefix;
use super::names::plain;
use crate::aws::{PULL_THROUGH_CACHE, PrincipalName};
use crate::plan::{Attribute, PolicyDocument, ResourceId, ResourceKind, Statement, Value};
use crate::spec::model::Keyword;
use std::collections::BTreeSet;

/// A role whose pulls are tied.
struct Tied<'w> {
    name: &'w str,
    /// The role, where the plan makes it.
    role: Option<&'w ResourceId>,
    policy: &'w ResourceId,
    document: &'w PolicyDocument,
}

/// Says which roles are tied, if any is.
pub(super) fn write(draft: &mut Draft) {
    let launches = &draft.plan.surroundings.workload.launches;
    if draft.guesses.ties == Ties::None || !launches.iter().any(|it| it.value.is_fargate()) {
        return;
    }
    let mut tied = tied(draft);
    // One statement makes all of its roles, or none.
    let makes = tied.first().is_some_and(|first| first.role.is_some());
    tied.retain(|other| other.role.is_some() == makes);
    if draft.guesses.ties == Ties::First {
        tied.truncate(1);
    }
    if tied.is_empty() {
        return;
    }
    let names: Vec<String> = tied.iter().map(|tied| format!("\"{}\"", tied.name)).collect();
    let new = if makes { "new " } else { "" };
    draft.say(Keyword::ExecutionRole, format!("{new}{}", names.join(", ")));
    draft.kept.role_policies = tied.iter().map(|tied| tied.policy).collect();
    draft.kept.roles = tied.iter().filter_map(|tied| tied.role).collect();
    if draft.guesses.caches {
        // What such a role may fill is said by the prefixes of the caches.
        let filling = tied.iter().flat_map(|tied| &tied.document.statements).filter(|statement| fills(statement));
        let filled = filling.flat_map(|statement| &statement.resources);
        let prefixes: BTreeSet<String> = filled.filter_map(|value| prefix(&value.to_string())).collect();
        for prefix in prefixes {
            draft.say_once(Keyword::PullThroughCache, format!("\"{prefix}\""));
        }
    }
}

/// The roles with a policy that lets images be pulled under the condition of an endpoint.
fn tied<'w>(draft: &mut Draft<'w>) -> Vec<Tied<'w>> {
    let plan = draft.plan;
    let mut all: Vec<Tied> = Vec::new();
    for resource in &plan.resources {
        let ResourceKind::RolePolicy(of) = &resource.kind else { continue };
        let Some(document) = plan.policy(&of.policy).filter(|document| document.statements.iter().any(ties)) else {
            continue;
        };
        let named = match &of.role {
            Value::Attribute(role, Attribute::Name) => made(draft, role).map(|name| (name, Some(role))),
            Value::Literal(name) if PrincipalName::parse_role_without_path(name).is_ok() => {
                // Terraform's readers know the name that a role will have.
                let mut ids = plan.resources.iter().map(|resource| &resource.id);
                Some((name.as_ref(), ids.find(|id| made(draft, id) == Some(name))))
            }
            Value::Literal(_)
            | Value::Attribute(..)
            | Value::Parameter(_)
            | Value::Pseudo(_)
            | Value::Join(_)
            | Value::Unknown(_) => None,
        };
        match named {
            // To IAM, names that differ in letter case alone are one.
            Some((name, _)) if all.iter().any(|tied| tied.name.eq_ignore_ascii_case(name)) => {}
            Some((name, role)) => all.push(Tied { name, role, policy: &resource.id, document }),
            None => {
                let role = plain(&plan.role_name(of));
                draft.note(format!(
                    "the role `{role}` is tied to the endpoints, but its name is not known: add `execution_role`"
                ));
            }
        }
    }
    all
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
