//! Input: the policies of one template, before and after, and what becomes of what carries them.
//! Output: who gains and who loses which actions on what, through which endpoint; whether access is broadened.
//! Never: compares policies as texts: both are evaluated, for everybody and everything that either names, and for the
//! rest.

mod carried;
mod realm;
mod unbound;

use super::Side;
use super::pairs::Pair;
use super::resources::{Class, ResourceChange};
use crate::aws::Service;
use crate::plan::{
    Effect, Plan, PolicyDocument, PolicyId, Principals, Resource, ResourceId, ResourceKind, Statement, Value,
};
use crate::policy::Budget;
use carried::{Bearer, Carried};
pub(super) use unbound::note as note_unbound;

/// Whether somebody may do what was not allowed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Broadened {
    /// Nobody.
    #[default]
    No,
    /// It cannot be told.
    Unknown,
    /// Somebody.
    Yes,
}

/// In which direction a grant changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It was not allowed, and will be.
    Gained,
    /// It was allowed, and will not be.
    Lost,
}

/// What somebody gains or loses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Which of both.
    pub change: Change,
    /// Who: `everyone`, `role app`.
    pub who: Vec<String>,
    /// The actions, by verbs of the language where they make one up: `pull`, `everything`.
    pub what: String,
    /// The actions themselves, as AWS writes them.
    pub actions: Vec<String>,
    /// On what: `every repository`; `None` where the actions have no resource.
    pub on: Option<String>,
    /// The endpoints, as the template calls them; none for what a role may do by its own policy.
    pub through: Vec<String>,
    /// Whether it is about a part of what `on` names.
    pub partly: bool,
    /// Whether it hangs on a condition of the policy.
    pub conditional: bool,
}

/// What becomes of access.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Access {
    /// The decision.
    pub broadened: Broadened,
    /// What is gained, then what is lost.
    pub grants: Vec<Grant>,
    /// What cannot be told, and why.
    pub undecided: Vec<String>,
}

/// The steps for the policies of many templates, so that all of them together end soon.
pub(super) struct Reserve(usize);

impl Reserve {
    /// So many steps for all.
    const ALL: usize = 16_000_000;
    /// So many at most for one comparison.
    const MOST: usize = 4_000_000;
    /// So many for each, when nothing is left.
    const LEAST: usize = 2_000;

    pub(super) fn new() -> Self {
        Self(Self::ALL)
    }

    /// Does what takes steps; and whether these sufficed.
    fn spend<T>(&mut self, work: impl FnOnce(&mut Budget) -> T) -> (T, bool) {
        let mut budget = Budget::new(self.0.clamp(Self::LEAST, Self::MOST));
        let made = work(&mut budget);
        self.0 = self.0.saturating_sub(budget.spent());
        (made, !budget.is_exhausted())
    }
}

/// The access that one template gives.
pub(super) fn compare(pair: &Pair, resources: &[ResourceChange], reserve: &mut Reserve) -> Access {
    let mut access = Access::default();
    // What carries the same policies before and after is one: both of ECR's endpoints, as a rule.
    let mut carried: Vec<Carried> = Vec::new();
    for id in [
        ResourceId::Endpoint(Service::EcrApi),
        ResourceId::Endpoint(Service::EcrDkr),
        ResourceId::Endpoint(Service::S3),
        ResourceId::ExecutionRolePolicy,
    ] {
        for next in carriers(&id, pair, resources, &mut access.undecided) {
            match carried.iter_mut().find(|known| known.is_like(&next)) {
                Some(known) => known.addresses.extend(next.addresses),
                None => carried.push(next),
            }
        }
    }
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
    if let ResourceKind::GatewayEndpoint(_) = &resource.kind { Bearer::S3 } else { Bearer::Ecr }
}

fn document(plan: &Plan, resource: &Resource) -> PolicyDocument {
    let policy = resource.kind.policy().and_then(|id| plan.policy(id));
    policy.cloned().unwrap_or_else(full_access)
}

/// The policy of an endpoint that is given none.
fn full_access() -> PolicyDocument {
    PolicyDocument {
        statements: vec![Statement {
            sid: None,
            effect: Effect::Allow,
            principals: Some(Principals::Everyone),
            actions: vec![Value::literal("*")],
            resources: vec![Value::literal("*")],
            conditions: Vec::new(),
        }],
    }
}
