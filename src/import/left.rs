//! Input: a plan, and what of it the spec makes.
//! Output: what the spec does not make and does not touch, in words.
//! Never: passes over a kind of resource, or something that surrounds the plan.

use super::draft::Draft;
use super::names::listed;
use crate::plan::{Output, Plan, ResourceKind, Surroundings, WayOutKind, Workload, logical_id};
use std::collections::{BTreeMap, BTreeSet};

/// A sentence for each kind, lower case, without a period. Endpoints are compared, and not among them.
pub(super) fn left(draft: &Draft) -> Vec<String> {
    // Everything that a plan has is named here, so that something new in it is thought of.
    let Plan { region: _, vpc: _, resources, policies: _, outputs, tags: _, name: _, surroundings } = draft.plan;
    let Surroundings {
        workload,
        existing: _,
        own_zones: _,
        resolver_rules: _,
        shows_names: _,
        runs_elsewhere: _,
        ipv6_subnets: _,
        absent_roles: _,
        unfit,
        ways_out,
        may_route: _,
        main_table: _,
        default_group: _,
        cluster_groups: _,
        clients: _,
        tasks: _,
        repositories: _,
        caches: _,
        egress: _,
        acls,
        prefix_lists: _,
        custom_dns: _,
        open_dns: _,
        has_more_blocks: _,
    } = surroundings;
    // Where tasks run, and what their groups let out, is no part of a spec; the DNS servers are said by `dns`.
    // Each of these is said by a statement.
    let Workload { launches: _, awslogs: _, secrets: _, exec: _, kms: _, uses: _ } = workload;
    let made = draft.evaluated.iter().flat_map(|evaluated| &evaluated.resources);
    let addresses: BTreeSet<&str> = made.map(|resource| resource.address.as_str()).collect();
    let mut by_kind: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for resource in resources.iter().filter(|resource| !draft.kept.has(resource)) {
        let kind = match &resource.kind {
            ResourceKind::Vpc(_) => "VPC",
            ResourceKind::Subnet(_) => "subnets",
            ResourceKind::RouteTable(_) => "route tables",
            ResourceKind::RouteTableAssociation(_) => "route table associations",
            ResourceKind::SecurityGroup(_) => "security groups",
            ResourceKind::Ingress(_) | ResourceKind::Egress(_) => "rules of security groups",
            ResourceKind::Role(_) => "roles",
            ResourceKind::RolePolicy(_) => "policies in roles",
            ResourceKind::InterfaceEndpoint(_) | ResourceKind::GatewayEndpoint(_) => continue,
        };
        let names = by_kind.entry(kind).or_default();
        let name = logical_id(&resource.id);
        let is_policy = matches!(resource.kind, ResourceKind::RolePolicy(_));
        let name = if is_policy { address(&addresses, &name) } else { name };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut left: Vec<String> = by_kind.iter().map(|(kind, names)| format!("{kind}: {}", listed(names))).collect();
    if !outputs.is_empty() {
        let names: Vec<String> = outputs.iter().map(|Output { name, .. }| name.clone()).collect();
        left.push(format!("outputs: {}", listed(&names)));
    }
    let mut ways: Vec<&str> = ways_out
        .iter()
        .filter_map(|way| match way.kind {
            WayOutKind::Nat => Some("the route to a NAT gateway"),
            WayOutKind::Transit => Some("the route to a transit gateway"),
            WayOutKind::Vpn => Some("the route to a virtual private gateway"),
            WayOutKind::Appliance => Some("the route to an appliance"),
            WayOutKind::Firewall => Some("the route to a Gateway Load Balancer endpoint"),
            WayOutKind::Private => Some("the route to other private networks"),
            WayOutKind::Other | WayOutKind::Part => Some("another route out of the VPC"),
            // Of a public subnet.
            WayOutKind::Internet | WayOutKind::Detached => None,
        })
        .collect();
    ways.sort_unstable();
    ways.dedup();
    if !acls.is_empty() {
        left.push("network ACLs".to_owned());
    }
    if !unfit.is_empty() {
        let names: Vec<String> = unfit.iter().map(|unfit| unfit.name.clone()).collect();
        left.push(format!("endpoints that carry nothing: {}", listed(&names)));
    }
    left.extend(ways.into_iter().map(str::to_owned));
    left
}

/// The address of the resource that puts a policy into a role: where it puts several into some, each has a longer name.
fn address(addresses: &BTreeSet<&str>, name: &str) -> String {
    let parts = name.char_indices().filter(|(_, c)| matches!(c, '.' | '[')).filter_map(|(at, _)| name.get(..at));
    let own = [name].into_iter().chain(parts.rev()).find(|part| addresses.contains(part));
    own.unwrap_or(name).to_owned()
}
