//! Input: the policies of one template, before and after, and what happens to the resources that carry them.
//! Output: who gains and who loses which actions on what, through which endpoint; whether access is broadened.
//! Never: compares policies as texts: both are evaluated, for everyone and everything that either names, and for the
//! rest.

mod carried;
mod crossing;
mod cuts;
mod decided;
mod level;
mod realm;
mod reserve;
#[cfg(test)]
mod tests;
mod unbound;

use super::change::{Class, ResourceChange};
use super::grant::{Access, Broadened};
use super::pairs::Pair;
use super::side::Side;
use crate::aws::Service;
use crate::plan::{Plan, PolicyDocument, PolicyId, Resource, ResourceId, ResourceKind};
use carried::{Bearer, Carried};
pub(super) use reserve::Reserve;
use std::collections::BTreeSet;
pub(super) use unbound::note as note_unbound;

/// The access that one template gives.
pub(super) fn compare(pair: &Pair, resources: &[ResourceChange], reserve: &mut Reserve) -> Access {
    let mut access = Access::default();
    // What carries the same policies before and after is one: both of ECR's endpoints, as a rule.
    let mut carried: Vec<Carried> = Vec::new();
    let mut ids = vec![
        ResourceId::Endpoint(Service::EcrApi),
        ResourceId::Endpoint(Service::EcrDkr),
        ResourceId::Endpoint(Service::S3),
        ResourceId::ExecutionRolePolicy,
    ];
    let sides = pair.old.into_iter().chain(pair.new);
    let with_policy: BTreeSet<&ResourceId> = sides
        .flat_map(|side| &side.plan.resources)
        .filter(|resource| resource.kind.policy().is_some())
        .map(|resource| &resource.id)
        .collect();
    let others = resources.iter().map(|change| &change.id).filter(|id| !ids.contains(id) && with_policy.contains(id));
    let others: Vec<ResourceId> = others.cloned().collect();
    ids.extend(others);
    for id in ids {
        for next in carriers(&id, pair, resources, &mut access.undecided) {
            if let Some(known) = carried.iter_mut().find(|known| known.is_other_half(&next)) {
                known.join(next);
            } else if let Some(known) = carried.iter_mut().find(|known| known.is_like(&next)) {
                known.addresses.extend(next.addresses);
            } else {
                carried.push(next);
            }
        }
    }
    carried.retain(|carried| carried.old != carried.new);
    for carried in carried {
        carried.compare(pair, reserve, &mut access);
    }
    let trust = |side: Option<Side>| Some(side?.plan.policy(&PolicyId::ExecutionRoleTrust)?.clone());
    if let (Some(old), Some(new)) = (trust(pair.old), trust(pair.new))
        && old != new
    {
        access.undecided.push("who may assume the execution role changes".to_owned());
    }
    access.grants.sort_by_key(|grant| grant.change);
    if !access.undecided.is_empty() {
        access.broadened = access.broadened.max(Broadened::Unknown);
    }
    access
}

/// What becomes of the policy that a resource carries; nothing where it stays, or is not known.
fn carriers(id: &ResourceId, pair: &Pair, resources: &[ResourceChange], undecided: &mut Vec<String>) -> Vec<Carried> {
    // What only moves allows what it allowed.
    let change = resources.iter().find(|change| change.id == *id && change.class != Class::Moved);
    let Some(change) = change else { return Vec::new() };
    let [before, after] = [pair.old, pair.new].map(|side| {
        let plan = side?.plan;
        Some((plan, plan.resource(id)?))
    });
    let existing = |side: Option<Side>| {
        let there =
            side?.plan.surroundings.existing.iter().find(|existing| ResourceId::Endpoint(existing.service) == *id);
        there.map(|existing| format!("`{}`, whose policy is not known,", existing.id))
    };
    let own = format!("`{}`", change.address);
    let takes = match (before, after) {
        (None, _) => {
            existing(pair.old).map(|other| format!("{own} takes the place of {}", other.trim_end_matches(',')))
        }
        (_, None) => existing(pair.new).map(|other| format!("{other} takes the place of {own}")),
        _ => None,
    };
    if let Some(takes) = takes {
        undecided.push(takes);
        return Vec::new();
    }
    let unread = [before, after]
        .into_iter()
        .flatten()
        .any(|(plan, resource)| resource.kind.policy().is_some_and(|policy| plan.policy(policy).is_none()));
    if unread {
        undecided.push(format!("what the policy of {own} says is not known"));
        return Vec::new();
    }
    let of = |side: Option<(&Plan, &Resource)>| {
        side.map(|(plan, resource)| (document(plan, resource), bearer(plan, resource)))
    };
    let nothing = || PolicyDocument { statements: Vec::new() };
    let carried = |bearer: Bearer, old: PolicyDocument, new: PolicyDocument| Carried {
        bearer,
        old,
        new,
        addresses: vec![change.address.clone()],
    };
    let all = match (of(before), of(after)) {
        (Some((old, bearer)), Some((new, same))) if bearer == same => vec![carried(bearer, old, new)],
        (old, new) => {
            let old = old.map(|(old, bearer)| carried(bearer, old, nothing()));
            let new = new.map(|(new, bearer)| carried(bearer, nothing(), new));
            old.into_iter().chain(new).collect()
        }
    };
    all.into_iter().filter(|carried| carried.old != carried.new).collect()
}

fn bearer(plan: &Plan, resource: &Resource) -> Bearer {
    if let ResourceKind::RolePolicy(policy) = &resource.kind {
        return Bearer::Role(plan.role_name(policy));
    }
    let is = |wanted: Service| resource.kind.service().is_some_and(|service| service.is(wanted, plan.region));
    if is(Service::S3) {
        Bearer::S3
    } else if Service::ECR.into_iter().any(is) {
        Bearer::Ecr
    } else {
        Bearer::Other
    }
}

fn document(plan: &Plan, resource: &Resource) -> PolicyDocument {
    let policy = resource.kind.policy().and_then(|id| plan.policy(id));
    policy.cloned().unwrap_or_else(PolicyDocument::full_access)
}
