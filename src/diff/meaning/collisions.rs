//! Input: what a template creates, and what existed before: in it, in other templates, or outside of both.
//! Output: deployments that will fail because a name, an address range or a route is taken.
//! Never: assumes that another account or VPC is this one, without saying so.

use super::view::{View, listed};
use crate::aws::{Ipv4Cidr, Partition, Service};
use crate::diff::change::{Class, ResourceChange};
use crate::diff::consequence::{Consequence, Meaning};
use crate::diff::resources::by_id;
use crate::diff::side::Side;
use crate::plan::{GatewayEndpoint, List, Plan, ResourceId, ResourceKind, RolePolicy, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What the templates of a side have and no other can have, by name.
#[derive(Default)]
pub(in crate::diff) struct Taken<'s> {
    /// IAM knows no regions, and tells no names apart by their letter case.
    roles: Holders<'s, (Partition, String)>,
    /// By role and name.
    role_policies: Holders<'s, (Partition, String, &'s str)>,
    /// Those that lead to S3 through a gateway.
    route_tables: Holders<'s, (&'static str, &'s str)>,
    sides: BTreeMap<&'s str, Side<'s>>,
}

/// The templates that have something.
type Holders<'s, K> = BTreeMap<K, Vec<&'s str>>;

impl<'s> Taken<'s> {
    /// Of the templates of a side, as far as their values are known.
    pub(in crate::diff) fn of(old: &[Side<'s>]) -> Self {
        let mut taken = Self::default();
        for side in old {
            taken.sides.insert(side.name, *side);
            for resource in &side.plan.resources {
                if let ResourceKind::Role(role) = &resource.kind {
                    add(&mut taken.roles, role.name.as_literal().and_then(|name| role_key(*side, name)), *side);
                } else if let ResourceKind::RolePolicy(policy) = &resource.kind {
                    add(&mut taken.roles, policy.role.as_literal().and_then(|name| role_key(*side, name)), *side);
                    add(&mut taken.role_policies, policy_key(*side, policy), *side);
                } else if let ResourceKind::GatewayEndpoint(gateway) = &resource.kind {
                    for table in tables(gateway) {
                        add(&mut taken.route_tables, table.as_literal().and_then(|id| table_key(*side, id)), *side);
                    }
                }
            }
        }
        taken
    }

    /// The template of a name.
    pub(super) fn side(&self, name: &str) -> Option<Side<'s>> {
        self.sides.get(name).copied()
    }
}

fn add<'s, K: Ord>(of: &mut Holders<'s, K>, key: Option<K>, side: Side<'s>) {
    if let Some(key) = key {
        of.entry(key).or_default().push(side.name);
    }
}

/// The template of another name that has something.
fn holder<'s, K: Ord>(of: &Holders<'s, K>, key: &K, new: Side) -> Option<&'s str> {
    of.get(key)?.iter().find(|name| **name != new.name).copied()
}

/// What is in a region that is not known, is not known to be in another's way.
fn role_key(side: Side, name: &str) -> Option<(Partition, String)> {
    Some((side.plan.region?.partition, name.to_lowercase()))
}

fn table_key<'t>(side: Side, id: &'t str) -> Option<(&'static str, &'t str)> {
    Some((side.plan.region?.id, id))
}

fn policy_key<'p>(side: Side, policy: &'p RolePolicy) -> Option<(Partition, String, &'p str)> {
    let (partition, role) = role_key(side, policy.role.as_literal()?)?;
    Some((partition, role, policy.name.as_literal()?))
}

fn tables(gateway: &GatewayEndpoint) -> &[Value] {
    match &gateway.route_tables {
        List::Items(tables) => tables,
        List::Parameter(_) | List::Unknown(_) => &[],
    }
}

impl View<'_> {
    pub(super) fn collisions(self, old: Option<Side>, new: Side, taken: &Taken) -> Vec<Meaning> {
        let old = old.filter(|old| old.plan.region == new.plan.region);
        let mut found = Vec::new();
        let made = by_id(new.plan);
        for change in &self.change.resources {
            let Some(kind) = made.get(&change.id).map(|resource| &resource.kind) else { continue };
            let is_made = matches!(change.class, Class::Added | Class::Moved | Class::Replaced);
            if let ResourceKind::Role(role) = kind
                && let Some(name) = role.name.as_literal().filter(|_| is_made)
            {
                found.extend(role_exists(change, name, old, new, taken));
            } else if let ResourceKind::RolePolicy(policy) = kind
                && let Some(key) = policy_key(new, policy).filter(|_| is_made)
                && let Some(other) = holder(&taken.role_policies, &key, new)
            {
                let sentence = format!(
                    "`{other}` has the policy `{}` in the role `{}`, too: deploy it first, since what deletes that one \
                     deletes `{}`",
                    policy.name, policy.role, change.address
                );
                found.push(Meaning::new(Consequence::PolicyOverwritten, sentence).about(change));
            } else if let ResourceKind::GatewayEndpoint(gateway) = kind {
                found.extend(route_exists(change, gateway, old, new, taken));
            }
        }
        if let Some(old) = old {
            found.extend(self.subnets_overlap(old.plan, new.plan));
            found.extend(self.subnets_in_use(old.plan));
        }
        found
    }

    /// New subnets whose ranges overlap those of subnets that are still there: CloudFormation deletes at the end.
    fn subnets_overlap(self, old: &Plan, new: &Plan) -> Option<Meaning> {
        let stays = |id: &ResourceId| {
            let mut staying = self.of_class(Class::Unchanged).chain(self.of_class(Class::Changed));
            !self.is_terraform() || staying.any(|change| change.id == *id)
        };
        let before: Vec<(&Value, Ipv4Cidr)> =
            old.resources.iter().filter_map(|of| subnet(&of.kind).filter(|_| stays(&of.id))).collect();
        let mut overlapping: Vec<(&ResourceChange, Ipv4Cidr)> = Vec::new();
        let mut overlapped: Vec<String> = Vec::new();
        let made = by_id(new);
        let is_made = |change: &&ResourceChange| matches!(change.class, Class::Added | Class::Replaced);
        for change in self.change.resources.iter().filter(is_made) {
            let Some((vpc, range)) = made.get(&change.id).and_then(|of| subnet(&of.kind)) else { continue };
            // In a VPC that is made anew nothing is there yet.
            if self.is_made_anew(vpc) {
                continue;
            }
            let met = before.iter().filter(|(of, other)| *of == vpc && range.overlaps(*other));
            let met: Vec<String> = met.map(|(_, other)| other.to_string()).collect();
            if !met.is_empty() {
                overlapping.push((change, range));
                overlapped.extend(met);
            }
        }
        overlapped.sort();
        overlapped.dedup();
        let made: Vec<String> =
            overlapping.iter().map(|(change, range)| format!("`{}` ({range})", change.address)).collect();
        (!made.is_empty()).then(|| {
            let sentence = format!(
                "this deployment fails: {} would be made while the subnets {} are still there, and EC2 refuses ranges \
                 that overlap (InvalidSubnet.Conflict)",
                made.join(", "),
                listed(&overlapped)
            );
            Meaning::new(Consequence::SubnetOverlap, sentence)
                .about_all(overlapping.into_iter().map(|(change, _)| change))
        })
    }

    /// Subnets that Terraform deletes before it changes the endpoints that have network interfaces in them. Users
    /// report so (<https://github.com/terraform-aws-modules/terraform-aws-vpc/issues/828> on replacing a subnet,
    /// <https://github.com/terraform-aws-modules/terraform-aws-vpc/issues/995> on taking one away; read 2026-11-29).
    fn subnets_in_use(self, old: &Plan) -> Option<Meaning> {
        if !self.is_terraform() {
            return None;
        }
        let changed: BTreeSet<&ResourceId> = self.of_class(Class::Changed).map(|change| &change.id).collect();
        let mut used: BTreeSet<&ResourceId> = BTreeSet::new();
        for (_, endpoint) in old.interface_endpoints().filter(|(resource, _)| changed.contains(&resource.id)) {
            let List::Items(subnets) = &endpoint.subnets else { continue };
            used.extend(subnets.iter().filter_map(|of| if let Value::Attribute(id, _) = of { Some(id) } else { None }));
        }
        let is_deleted = |change: &&ResourceChange| matches!(change.class, Class::Replaced | Class::Removed);
        let deleted = self.change.resources.iter().filter(is_deleted);
        let subnets: Vec<&ResourceChange> = deleted.filter(|change| used.contains(&change.id)).collect();
        (!subnets.is_empty()).then(|| {
            let sentence = format!(
                "this deployment fails, users report: Terraform deletes {} while the endpoints still have network \
                 interfaces there, and EC2 refuses that (DependencyViolation)",
                listed(&subnets.iter().map(|change| change.address.clone()).collect::<Vec<_>>())
            );
            Meaning::new(Consequence::SubnetInUse, sentence).about_all(subnets)
        })
    }
}

/// The VPC and the range of a subnet, where that is known.
fn subnet(kind: &ResourceKind) -> Option<(&Value, Ipv4Cidr)> {
    let ResourceKind::Subnet(subnet) = kind else { return None };
    Some((&subnet.vpc, Ipv4Cidr::canonical(subnet.cidr.as_literal()?)?))
}

/// A role of a name that is taken.
fn role_exists(change: &ResourceChange, name: &str, old: Option<Side>, new: Side, taken: &Taken) -> Option<Meaning> {
    let has_policy = |side: Side| {
        side.plan.resources.iter().any(|resource| {
            let ResourceKind::RolePolicy(policy) = &resource.kind else { return false };
            policy.role.as_literal().is_some_and(|role| role.to_lowercase() == name.to_lowercase())
        })
    };
    let refused = "IAM refuses a second one of that name (EntityAlreadyExists)";
    let sentence = if old.is_some_and(has_policy) {
        format!(
            "this deployment fails: `{}` would be made while the role `{name}` exists, and {refused}; write \
             `execution_role \"{name}\"` to keep it, or delete it first",
            change.address
        )
    } else {
        let other = holder(&taken.roles, &role_key(new, name)?, new)?;
        format!(
            "in the account of `{other}` this deployment fails: `{}` would be made while that has the role `{name}`, \
             and {refused}",
            change.address
        )
    };
    Some(Meaning::new(Consequence::RoleExists, sentence).about(change))
}

/// A gateway for route tables in which another one has the route.
fn route_exists(
    change: &ResourceChange,
    gateway: &GatewayEndpoint,
    old: Option<Side>,
    new: Side,
    taken: &Taken,
) -> Option<Meaning> {
    let before = old.and_then(|old| old.plan.gateway_endpoints().find(|(resource, _)| resource.id == change.id));
    let before = before.map_or(&[][..], |(_, before)| tables(before));
    let gained = || tables(gateway).iter().filter(|table| !before.contains(table)).filter_map(Value::as_literal);
    let refused = "EC2 refuses a second route to it (RouteAlreadyExists)";
    let of_template =
        gained().find_map(|table| Some((table, holder(&taken.route_tables, &table_key(new, table)?, new)?)));
    let existing = || {
        let old = old.filter(|old| change.class == Class::Added && may_be_one(&old.plan.vpc, &new.plan.vpc))?;
        old.plan.surroundings.existing.iter().find(|existing| existing.service == Service::S3)
    };
    let sentence = if let Some((table, other)) = of_template {
        format!(
            "this deployment fails while the gateway of `{other}` has the route to S3 in `{table}`, which `{}` takes: \
             {refused}",
            change.address
        )
    } else {
        let id = &existing()?.id;
        format!(
            "this deployment fails while `{id}` has the route to S3 in a route table that `{}` takes: {refused}",
            change.address
        )
    };
    Some(Meaning::new(Consequence::RouteExists, sentence).about(change))
}

/// Whether two VPCs are not surely two.
pub(super) fn may_be_one(one: &Value, other: &Value) -> bool {
    one == other || !one.is_known() || !other.is_known()
}
