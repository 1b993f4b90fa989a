//! Input: two plans, of which at least one is of something that ecrc did not write.
//! Output: both with the names of ecrc's own for what these name, and other resources under one name where they do the same.
//! Never: compares what ecrc does not read of others' resources: tags and descriptions.

use crate::aws::Service;
use crate::plan::{
    Attribute, EndpointService, Ingress, List, OutboundRule, Parameter, Peer, Plan, Policy, PolicyDocument, PolicyId,
    Ports, Resource, ResourceId, ResourceKind, Value, Why, Zone, logical_id,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What people call resources, by the names that ecrc has for them.
type Names = BTreeMap<String, String>;

/// A plan to compare.
pub(super) struct Alike {
    pub(super) plan: Plan,
    names: Names,
}

impl Alike {
    /// What people call a resource, if not as ecrc does.
    pub(super) fn name_of(&self, id: &ResourceId) -> Option<&String> {
        self.names.get(&logical_id(id))
    }

    /// A text in which ecrc's names of resources, between backticks or brackets, are those that people have for them.
    pub(super) fn called(&self, text: &str) -> String {
        let mut called = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, open)) = rest.find(['`', '<']).map(|at| rest.split_at(at)) {
            called.push_str(before);
            let close = if open.starts_with('<') { '>' } else { '`' };
            let Some((ours, after)) = open.get(1..).and_then(|inner| inner.split_once(close)) else {
                rest = open;
                break;
            };
            let theirs = self.names.get(ours).map_or(ours, String::as_str);
            called.extend(open.chars().next());
            called.push_str(theirs);
            called.push(close);
            rest = after;
        }
        called + rest
    }
}

/// Both plans, so that equal things are equal. A region that only one of them names is taken for that of both.
pub(super) fn alike(old: &Plan, new: &Plan) -> [Alike; 2] {
    let [old, mut new] = [(old, new), (new, old)].map(|(plan, other)| {
        let plain = plain(plan, other);
        let own = own_names(&plain);
        let names = own.iter().map(|(theirs, ours)| (logical_id(ours), logical_id(theirs))).collect();
        Alike { plan: renamed(&plain, &own), names }
    });
    let same = same(&old.plan, &new.plan);
    let mut names: Names = old.names;
    names.extend(same.iter().map(|(old, new)| (logical_id(new), logical_id(old))));
    let mut old = Alike { plan: renamed(&old.plan, &same), names };
    forget_zones(&mut old.plan, &mut new.plan);
    [old, new]
}

/// Without what is not compared, with what the region says written out, and with the parameters that the other side has,
/// too. Statements and what they list have no order.
fn plain(plan: &Plan, other: &Plan) -> Plan {
    let region = plan.region.or(other.region);
    let parameters = other.parameters();
    let named = |why: &Why| match why {
        Why::Open(name) => parameters.iter().copied().find(|parameter| parameter.is_called(name)),
        Why::Unsaid | Why::Elsewhere(_) | Why::Because(_) | Why::Unread(_) | Why::AllBut(_) => None,
    };
    let mut plan = plan.with_values(&|value| match value {
        Value::Unknown(why) => named(why).map(Value::Parameter),
        Value::Pseudo(_) | Value::Join(_) => Some(value.in_region(region)),
        Value::Literal(_) | Value::Parameter(_) | Value::Attribute(..) => None,
    });
    plan.region = region;
    plan.outputs.clear();
    plan.tags.clear();
    plan.name = None;
    let full = PolicyId::Named("full access".to_owned());
    plan.policies.push(Policy { id: full.clone(), document: PolicyDocument::full_access() });
    for policy in &mut plan.policies {
        let statements = &mut policy.document.statements;
        for statement in statements.iter_mut() {
            statement.sid = None;
            statement.actions.sort();
            statement.resources.sort();
        }
        statements.sort_by_cached_key(ToString::to_string);
    }
    for resource in &mut plan.resources {
        match &mut resource.kind {
            ResourceKind::SecurityGroup(group) => group.description = Cow::Borrowed(""),
            ResourceKind::Ingress(rule) => rule.description = Cow::Borrowed(""),
            ResourceKind::Egress(rule) => rule.description = Cow::Borrowed(""),
            ResourceKind::InterfaceEndpoint(endpoint) => {
                endpoint.policy.get_or_insert_with(|| full.clone());
            }
            ResourceKind::GatewayEndpoint(endpoint) => {
                endpoint.policy.get_or_insert_with(|| full.clone());
            }
            ResourceKind::Vpc(_)
            | ResourceKind::Subnet(_)
            | ResourceKind::RouteTable(_)
            | ResourceKind::RouteTableAssociation(_)
            | ResourceKind::Role(_)
            | ResourceKind::RolePolicy(_) => {}
        }
    }
    plan
}

/// Of a zone that one side names and the other counts, nobody knows whether it is the same.
fn forget_zones(old: &mut Plan, new: &mut Plan) {
    for resource in &mut new.resources {
        let other = old.resources.iter_mut().find(|other| other.id == resource.id).map(|other| &mut other.kind);
        if let (ResourceKind::Subnet(subnet), Some(ResourceKind::Subnet(other))) = (&mut resource.kind, other)
            && std::mem::discriminant(&subnet.zone) != std::mem::discriminant(&other.zone)
        {
            (subnet.zone, other.zone) = (Zone::Unknown, Zone::Unknown);
        }
    }
}

/// The plan with other names of resources, wherever they stand.
fn renamed(plan: &Plan, names: &BTreeMap<ResourceId, ResourceId>) -> Plan {
    let mut plan = plan.with_values(&|value| {
        let Value::Attribute(id, attribute) = value else { return None };
        names.get(id).map(|name| Value::Attribute(name.clone(), *attribute))
    });
    for resource in &mut plan.resources {
        if let Some(name) = names.get(&resource.id) {
            resource.id = name.clone();
        }
    }
    plan
}

/// The names that ecrc has for what is there once: the VPC, an endpoint of a service, the group that all interface
/// endpoints have, and whom that lets in.
fn own_names(plan: &Plan) -> BTreeMap<ResourceId, ResourceId> {
    let group = group_of_endpoints(plan);
    let mut named: BTreeMap<ResourceId, Vec<&ResourceId>> = BTreeMap::new();
    for resource in &plan.resources {
        if let Some(ours) = own_name(plan, resource, group) {
            named.entry(ours).or_default().push(&resource.id);
        }
    }
    let only = named.into_iter().filter_map(|(ours, theirs)| {
        let [ResourceId::Named(name)] = theirs.as_slice() else { return None };
        Some((ResourceId::Named(name.clone()), ours))
    });
    only.collect()
}

fn own_name(plan: &Plan, resource: &Resource, group: Option<&ResourceId>) -> Option<ResourceId> {
    match &resource.kind {
        ResourceKind::Vpc(_) => Some(ResourceId::Vpc),
        ResourceKind::SecurityGroup(_) => (group == Some(&resource.id)).then_some(ResourceId::EndpointSecurityGroup),
        ResourceKind::Ingress(Ingress { group: of, peer, ports: Ports::Tcp(443, 443), .. }) => {
            if !is_id(of, group?) {
                return None;
            }
            match peer {
                Peer::Ipv4(Value::Attribute(_, Attribute::Cidr) | Value::Parameter(Parameter::VpcCidr)) => {
                    Some(ResourceId::HttpsFromVpc)
                }
                Peer::Ipv4(from) | Peer::Ipv6(from) | Peer::Group(from) | Peer::PrefixList(from) => {
                    from.as_literal().map(|from| ResourceId::HttpsFrom(from.to_owned()))
                }
                Peer::Unknown => None,
            }
        }
        ResourceKind::InterfaceEndpoint(_) | ResourceKind::GatewayEndpoint(_) => {
            let service = resource.kind.service()?;
            let known = Service::ALL.iter().find(|known| service.is(**known, plan.region));
            match (known, service) {
                (Some(known), _) => Some(ResourceId::Endpoint(*known)),
                (None, EndpointService::Named(name) | EndpointService::Abroad(name)) => {
                    Some(ResourceId::EndpointOf(name.clone()))
                }
                (None, EndpointService::Known(_) | EndpointService::Like(..) | EndpointService::Unknown(_)) => None,
            }
        }
        ResourceKind::Subnet(_)
        | ResourceKind::RouteTable(_)
        | ResourceKind::RouteTableAssociation(_)
        | ResourceKind::Ingress(_)
        | ResourceKind::Egress(_)
        | ResourceKind::Role(_)
        | ResourceKind::RolePolicy(_) => None,
    }
}

/// The only group of all interface endpoints.
fn group_of_endpoints(plan: &Plan) -> Option<&ResourceId> {
    let mut groups = plan.interface_endpoints().map(|(_, endpoint)| match &endpoint.security_groups {
        List::Items(items) => match items.as_slice() {
            [Value::Attribute(id, Attribute::Id)] => Some(id),
            _ => None,
        },
        List::Parameter(_) | List::Unknown(_) => None,
    });
    let first = groups.next()??;
    groups.all(|group| group == Some(first)).then_some(first)
}

fn is_id(value: &Value, id: &ResourceId) -> bool {
    matches!(value, Value::Attribute(of, Attribute::Id) if of == id)
}

/// The resources of the one plan that are those of the other under another name. Each round knows the names of the one
/// before it: what ties two resources is known by both. Last come rules that differ in whom they are about.
fn same(old: &Plan, new: &Plan) -> BTreeMap<ResourceId, ResourceId> {
    let mut same = BTreeMap::new();
    for key in [key, key_without_peer] {
        loop {
            let known = same.len();
            let before = renamed(old, &same);
            let mut gone = open(&before, new, key);
            for (key, come) in open(new, &before, key) {
                same.extend(gone.remove(&key).unwrap_or_default().into_iter().zip(come));
            }
            if same.len() == known {
                break;
            }
        }
    }
    same
}

/// The resources whose name the other plan does not have, by their keys.
fn open(plan: &Plan, other: &Plan, key: fn(&Resource) -> String) -> BTreeMap<String, Vec<ResourceId>> {
    let taken: BTreeSet<&ResourceId> = other.resources.iter().map(|resource| &resource.id).collect();
    let mut keys: BTreeMap<String, Vec<ResourceId>> = BTreeMap::new();
    for resource in plan.resources.iter().filter(|resource| !taken.contains(&resource.id)) {
        keys.entry(key(resource)).or_default().push(resource.id.clone());
    }
    keys
}

fn key_without_peer(resource: &Resource) -> String {
    if let ResourceKind::Ingress(Ingress { group, ports, .. }) = &resource.kind {
        return format!("into {group} {ports:?}");
    }
    if let ResourceKind::Egress(OutboundRule { group, rule, .. }) = &resource.kind {
        return format!("out of {group} {:?}", rule.ports);
    }
    key(resource)
}

/// What tells a resource from others of its kind, beside its name. What has nothing of its own goes by the order.
fn key(resource: &Resource) -> String {
    match &resource.kind {
        ResourceKind::Vpc(_) => "VPC".to_owned(),
        ResourceKind::Subnet(subnet) => format!("subnet {}", subnet.cidr),
        ResourceKind::RouteTable(_) => "route table".to_owned(),
        ResourceKind::RouteTableAssociation(tie) => format!("route table of {}", tie.subnet),
        ResourceKind::SecurityGroup(_) => "security group".to_owned(),
        ResourceKind::Ingress(Ingress { group, peer, ports, .. }) => format!("into {group} {peer:?} {ports:?}"),
        ResourceKind::Egress(OutboundRule { group, rule, .. }) => format!("out of {group} {rule:?}"),
        ResourceKind::InterfaceEndpoint(endpoint) => format!("interface endpoint {:?}", endpoint.service),
        ResourceKind::GatewayEndpoint(endpoint) => format!("gateway endpoint {:?}", endpoint.service),
        ResourceKind::Role(role) => format!("role {}", role.name),
        ResourceKind::RolePolicy(policy) => format!("policy of {}", policy.role),
    }
}
