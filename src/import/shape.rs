//! Input: one of two plans.
//! Output: what it makes, under names that both plans have.
//! Never: leaves out a property that decides who reaches what.

use super::atoms::{Of, atoms};
use super::kept::Kept;
use super::side::Side;
use crate::aws::Service;
use crate::plan::{
    EgressRule, Ingress, IpAddressType, OutboundRule, PolicyDocument, PolicyId, Ports, Resource, ResourceId,
    ResourceKind, Subnet, Value, Zone,
};
use std::collections::{BTreeMap, BTreeSet};

/// Which part of a spec something is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Network,
    Clients,
    Tasks,
    Endpoints,
    EcrPolicy,
    S3Policy,
    Role,
}

/// The ports on which a client is admitted.
pub(super) const PORTS: &str = "ports";

/// What stands for a policy that is not known, or says too much to be taken apart. It is like no other.
pub(super) const UNREAD: &str = "statements that cannot be compared";

/// A property of a thing: of a policy, what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) part: Part,
    pub(super) lines: BTreeSet<String>,
    /// The resource, where it is a policy.
    pub(super) policy_of: Option<ResourceId>,
}

/// What a plan makes: by name, the properties by name.
pub(super) type Shape = BTreeMap<(Part, String), BTreeMap<&'static str, Fact>>;

/// The shape of those resources that are wanted.
pub(super) fn shape<'p>(side: &Side<'p>, resources: impl Iterator<Item = &'p Resource>) -> Shape {
    let mut shape = Shape::new();
    for resource in resources {
        add(side, resource, &mut shape);
    }
    shape
}

fn add(side: &Side, resource: &Resource, shape: &mut Shape) {
    let mut put = |part: Part, name: String, what: &'static str, lines: BTreeSet<String>| {
        let facts = shape.entry((part, name)).or_default();
        let fact = Fact { part, lines: BTreeSet::new(), policy_of: None };
        facts.entry(what).or_insert(fact).lines.extend(lines);
    };
    let one = |text: String| BTreeSet::from([text]);
    let itself = || side.value(&Value::Attribute(resource.id.clone(), crate::plan::Attribute::Id));
    let on_or_off = |on: bool| if on { "on" } else { "off" }.to_owned();
    match &resource.kind {
        ResourceKind::Vpc(vpc) => {
            put(Part::Network, itself(), "CIDR", one(side.value(&vpc.cidr)));
            let dns = |on: Option<bool>| one(on.map_or_else(|| "?".to_owned(), on_or_off));
            put(Part::Network, itself(), "DNS support", dns(vpc.dns_support));
            put(Part::Network, itself(), "DNS hostnames", dns(vpc.dns_hostnames));
        }
        ResourceKind::Subnet(Subnet { vpc, cidr: _, zone }) => {
            put(Part::Network, itself(), "VPC", one(side.value(vpc)));
            let zone = match zone {
                Zone::Index(index) => format!("zone {index}"),
                Zone::Named(name) => name.clone(),
                Zone::Unknown => "?".to_owned(),
            };
            put(Part::Network, itself(), "Availability Zone", one(zone));
        }
        ResourceKind::RouteTable(table) => put(Part::Network, itself(), "VPC", one(side.value(&table.vpc))),
        ResourceKind::RouteTableAssociation(association) => {
            let name = format!("the route table of {}", side.value(&association.subnet));
            put(Part::Network, name, "route table", one(side.value(&association.route_table)));
        }
        ResourceKind::SecurityGroup(group) => {
            put(Part::Clients, itself(), "VPC", one(side.value(&group.vpc)));
            if let Some(rules) = side.egress(resource) {
                let line = |rule: &EgressRule| format!("{} on {}", side.peer(&rule.peer), self::ports(rule.ports));
                put(Part::Clients, itself(), "outbound rules", or_none(rules.iter().map(line).collect()));
            }
        }
        ResourceKind::Ingress(Ingress { group: _, peer, ports, description: _ }) => {
            put(Part::Clients, side.peer(peer), PORTS, one(self::ports(*ports)));
        }
        ResourceKind::Egress(OutboundRule { group, rule, description: _ }) => {
            let name = format!("a way from {} to {}", side.value(group), side.peer(&rule.peer));
            put(Part::Tasks, name, "outbound ports", one(ports(rule.ports)));
        }
        ResourceKind::InterfaceEndpoint(endpoint) => {
            put(Part::Endpoints, itself(), "VPC", one(side.value(&endpoint.vpc)));
            put(Part::Endpoints, itself(), "subnets", one(side.list(&endpoint.subnets)));
            put(Part::Endpoints, itself(), "security groups", one(side.list(&endpoint.security_groups)));
            if let Some(on) = endpoint.private_dns {
                put(Part::Endpoints, itself(), "private DNS", one(on_or_off(on)));
            }
            put(Part::Endpoints, itself(), "address type", one(addresses(endpoint.addresses)));
            let line = |rule: &Ingress| format!("{} on {}", side.peer(&rule.peer), self::ports(rule.ports));
            if let Some(rules) = side.ingress(&endpoint.security_groups) {
                put(Part::Endpoints, itself(), "clients", or_none(rules.map(line).collect()));
            }
            let is_ecr = Service::ECR.into_iter().any(|service| endpoint.service.is(service, Some(side.region)));
            let (part, of) = if is_ecr { (Part::EcrPolicy, Of::Ecr) } else { (Part::Endpoints, Of::Other) };
            policy(side, resource, (Part::Endpoints, itself()), part, endpoint.policy.as_ref(), of, shape);
        }
        ResourceKind::GatewayEndpoint(endpoint) => {
            put(Part::Endpoints, itself(), "VPC", one(side.value(&endpoint.vpc)));
            put(Part::Endpoints, itself(), "route tables", one(side.list(&endpoint.route_tables)));
            put(Part::Endpoints, itself(), "address type", one(addresses(endpoint.addresses)));
            let key = (Part::Endpoints, itself());
            policy(side, resource, key, Part::S3Policy, endpoint.policy.as_ref(), Of::S3, shape);
        }
        ResourceKind::Role(role) => {
            let key = (Part::Role, format!("the role `{}`", side.value(&role.name)));
            policy(side, resource, key, Part::Role, Some(&role.trust), Of::Other, shape);
        }
        ResourceKind::RolePolicy(of) => {
            let key = (Part::Role, format!("the policy in the role `{}`", side.value(&of.role)));
            policy(side, resource, key, Part::Role, Some(&of.policy), Of::Other, shape);
        }
    }
}

fn or_none(lines: BTreeSet<String>) -> BTreeSet<String> {
    if lines.is_empty() { BTreeSet::from(["none".to_owned()]) } else { lines }
}

fn addresses(addresses: Option<IpAddressType>) -> String {
    addresses.map_or("?", IpAddressType::as_str).to_owned()
}

fn ports(ports: Ports) -> String {
    match ports {
        Ports::Tcp(from, to) if from == to => format!("tcp/{from}"),
        Ports::Tcp(from, to) => format!("tcp/{from}-{to}"),
        Ports::All => "every port".to_owned(),
        Ports::Other => "another protocol than TCP".to_owned(),
        Ports::Unknown => "? (ports)".to_owned(),
    }
}

/// What a policy says; without one, an endpoint allows everything.
fn policy(
    side: &Side,
    resource: &Resource,
    key: (Part, String),
    part: Part,
    policy: Option<&PolicyId>,
    of: Of,
    shape: &mut Shape,
) {
    let full = PolicyDocument::full_access();
    let document = policy.map_or(Some(&full), |policy| side.plan.policy(policy));
    let lines = match document.and_then(|document| atoms(document, side, of)) {
        Some(atoms) => atoms.iter().map(ToString::to_string).collect(),
        None => BTreeSet::from([UNREAD.to_owned()]),
    };
    let fact = Fact { part, lines, policy_of: Some(resource.id.clone()) };
    shape.entry(key).or_default().insert("policy", fact);
}

/// What of a world the spec makes, too.
pub(super) fn of_world<'p>(side: &Side<'p>, kept: &Kept<'p>) -> Shape {
    shape(side, side.plan.resources.iter().filter(|resource| kept.has(resource)))
}

/// All that a spec makes.
pub(super) fn of_spec(side: &Side) -> Shape {
    shape(side, side.plan.resources.iter())
}
