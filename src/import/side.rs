//! Input: one of two plans that are compared.
//! Output: its values as texts that are equal where the resources are.
//! Never: says that two values that are not known are the same, but where the same parameter says both.

use super::kept::Kept;
use crate::aws::{Region, Service};
use crate::plan::{
    Attribute, EgressRule, Ingress, List, Parameter, Peer, Plan, Pseudo, Resource, ResourceId, ResourceKind, Subnet,
    Value, Why, logical_id,
};
use std::collections::BTreeMap;

/// What the account that deploys is called in texts.
pub(super) const ACCOUNT: &str = "<account>";

/// An empty list.
const NONE: &str = "none";

/// One of the two plans.
pub(super) struct Side<'p> {
    pub(super) plan: &'p Plan,
    pub(super) region: &'static Region,
    /// What resources are called on both sides.
    ids: BTreeMap<&'p ResourceId, String>,
    /// What parameters of the spec stand for.
    given: BTreeMap<Parameter, String>,
    /// The paths of roles that have one: `service/`, or what is not known.
    paths: BTreeMap<ResourceId, Option<String>>,
}

impl<'p> Side<'p> {
    /// What exists.
    pub(super) fn of_world(
        plan: &'p Plan,
        region: &'static Region,
        kept: &Kept<'p>,
        paths: BTreeMap<ResourceId, Option<String>>,
    ) -> Self {
        let mut ids = BTreeMap::new();
        for interface in &kept.interfaces {
            ids.insert(&interface.resource.id, endpoint(interface.service));
        }
        if let Some((gateway, _)) = kept.gateway {
            ids.insert(&gateway.id, endpoint(Service::S3));
        }
        for named in &kept.named {
            ids.insert(&named.resource.id, endpoint_of(named.name));
        }
        for (service, gateway, _) in &kept.gateways {
            ids.insert(&gateway.id, endpoint(*service));
        }
        for resource in &plan.resources {
            match &resource.kind {
                ResourceKind::SecurityGroup(_) if kept.groups.contains(&resource.id) => {
                    ids.insert(&resource.id, "the endpoints' security group".to_owned());
                }
                ResourceKind::Vpc(_) | ResourceKind::Subnet(_) | ResourceKind::RouteTable(_) if kept.network => {
                    ids.extend(part_of_network(&resource.id, &resource.kind));
                }
                ResourceKind::SecurityGroup(_)
                | ResourceKind::Vpc(_)
                | ResourceKind::Subnet(_)
                | ResourceKind::RouteTable(_)
                | ResourceKind::RouteTableAssociation(_)
                | ResourceKind::Ingress(_)
                | ResourceKind::Egress(_)
                | ResourceKind::InterfaceEndpoint(_)
                | ResourceKind::GatewayEndpoint(_)
                | ResourceKind::Role(_)
                | ResourceKind::RolePolicy(_) => {}
            }
        }
        Self { plan, region, ids, given: BTreeMap::new(), paths }
    }

    /// What the spec makes: what it leaves open is given what exists.
    pub(super) fn of_spec(plan: &'p Plan, world: &Side, kept: &Kept) -> Self {
        let mut ids = BTreeMap::new();
        for resource in &plan.resources {
            match &resource.id {
                ResourceId::Endpoint(service) => _ = ids.insert(&resource.id, endpoint(*service)),
                ResourceId::EndpointOf(name) => _ = ids.insert(&resource.id, endpoint_of(name)),
                ResourceId::EndpointSecurityGroup => {
                    ids.insert(&resource.id, "the endpoints' security group".to_owned());
                }
                ResourceId::Vpc
                | ResourceId::PrivateSubnet(_)
                | ResourceId::PrivateRouteTable
                | ResourceId::PrivateSubnetRouteTableAssociation(_)
                | ResourceId::HttpsFromVpc
                | ResourceId::HttpsFrom(_)
                | ResourceId::HttpsFromClientGroup
                | ResourceId::HttpsToEndpoints(_)
                | ResourceId::HttpsToS3(_)
                | ResourceId::ExecutionRole
                | ResourceId::ExecutionRolePolicy
                | ResourceId::ExecutionRoleOf(_)
                | ResourceId::ExecutionRolePolicyOf(_)
                | ResourceId::Named(_) => ids.extend(part_of_network(&resource.id, &resource.kind)),
            }
        }
        let mut given = BTreeMap::from([
            (Parameter::VpcId, world.value(&world.plan.vpc)),
            (Parameter::VpcCidr, world.vpc_cidr(kept)),
        ]);
        if let Some(first) = kept.interfaces.first() {
            given.insert(Parameter::SubnetIds, world.list(&first.endpoint.subnets));
        }
        if let Some(tables) = kept.route_tables() {
            given.insert(Parameter::RouteTableIds, world.list(tables));
        }
        given.extend(kept.given.iter().map(|(parameter, value)| (*parameter, world.value(value))));
        Self { plan, region: world.region, ids, given, paths: BTreeMap::new() }
    }

    /// The VPC's CIDR where the plan makes it; else who is let in without being known, if anybody is.
    fn vpc_cidr(&self, kept: &Kept<'p>) -> String {
        let made = self.plan.resources.iter().find_map(|resource| match &resource.kind {
            ResourceKind::Vpc(vpc) => Some(self.value(&vpc.cidr)),
            ResourceKind::Subnet(_)
            | ResourceKind::RouteTable(_)
            | ResourceKind::RouteTableAssociation(_)
            | ResourceKind::SecurityGroup(_)
            | ResourceKind::Ingress(_)
            | ResourceKind::Egress(_)
            | ResourceKind::InterfaceEndpoint(_)
            | ResourceKind::GatewayEndpoint(_)
            | ResourceKind::Role(_)
            | ResourceKind::RolePolicy(_) => None,
        });
        let open = || {
            let mut peers = kept.ingress(self.plan).map(|(_, ingress)| &ingress.peer);
            peers.find(|peer| is_open(peer)).map(|peer| self.peer(peer))
        };
        made.or_else(open).unwrap_or_else(|| "the VPC's CIDR".to_owned())
    }

    /// A value.
    pub(super) fn value(&self, value: &Value) -> String {
        match value {
            Value::Literal(text) => text.clone().into_owned(),
            Value::Parameter(parameter) => {
                self.given.get(parameter).cloned().unwrap_or_else(|| format!("<{parameter:?}>"))
            }
            Value::Attribute(id, attribute) => self.attribute(id, *attribute),
            Value::Pseudo(Pseudo::Account) => ACCOUNT.to_owned(),
            Value::Pseudo(Pseudo::Partition) => self.region.partition.id().to_owned(),
            Value::Pseudo(Pseudo::Region) => self.region.id.to_owned(),
            Value::Join(parts) => parts.iter().map(|part| self.value(part)).collect(),
            Value::Unknown(why) => format!("? ({why})"),
        }
    }

    /// Whether a value is known, down to its parts.
    pub(super) fn is_known(&self, value: &Value) -> bool {
        match value {
            Value::Literal(_) | Value::Parameter(_) | Value::Pseudo(_) | Value::Attribute(_, Attribute::Id) => true,
            Value::Attribute(id, Attribute::Name) => self.role_name(id).is_some(),
            Value::Attribute(id, Attribute::Arn) => self.role_name(id).is_some() && self.path(id).is_some(),
            Value::Join(parts) => parts.iter().all(|part| self.is_known(part)),
            Value::Attribute(_, Attribute::Cidr) | Value::Unknown(_) => false,
        }
    }

    fn attribute(&self, id: &ResourceId, attribute: Attribute) -> String {
        let name = || self.ids.get(id).cloned().unwrap_or_else(|| logical_id(id));
        let role = self.role_name(id);
        match attribute {
            Attribute::Id => name(),
            Attribute::Cidr => match self.plan.resource(id).map(|resource| &resource.kind) {
                Some(ResourceKind::Vpc(vpc)) => self.value(&vpc.cidr),
                Some(_) | None => format!("? (the CIDR block of {})", name()),
            },
            Attribute::Name => role.map_or_else(|| format!("? (the name of {})", name()), str::to_owned),
            Attribute::Arn => match role.zip(self.path(id)) {
                Some((role, path)) => format!("arn:{}:iam::{ACCOUNT}:role/{path}{role}", self.region.partition.id()),
                None => format!("? (the ARN of {})", name()),
            },
        }
    }

    /// The path of a role, nothing of most; `None` where it is not known.
    fn path(&self, id: &ResourceId) -> Option<&str> {
        self.paths.get(id).map_or(Some(""), Option::as_deref)
    }

    /// The name of a role of the plan, if it is known.
    pub(super) fn role_name(&self, id: &ResourceId) -> Option<&'p str> {
        let ResourceKind::Role(role) = &self.plan.resource(id)?.kind else { return None };
        role.name.as_literal()
    }

    /// A list, whatever the order.
    pub(super) fn list(&self, list: &List) -> String {
        match list {
            List::Items(items) if items.is_empty() => NONE.to_owned(),
            List::Items(items) => {
                let mut texts: Vec<String> = items.iter().map(|item| self.value(item)).collect();
                texts.sort();
                texts.dedup();
                texts.join(", ")
            }
            List::Parameter(parameter) => self.value(&Value::Parameter(*parameter)),
            List::Unknown(why) => format!("? ({why})"),
        }
    }

    /// Whether it is the prefix list of S3.
    pub(super) fn is_s3(&self, list: &Value) -> bool {
        let name = Service::S3.endpoint_service_name(self.region);
        let mut named = self.plan.surroundings.prefix_lists.iter().filter(|named| named.name == name);
        is_given(list, Parameter::S3PrefixListId) || named.any(|named| named.id == *list)
    }

    /// What a group lets out, if it is seen; everything over IPv4 where nothing is said of a group that a spec makes.
    pub(super) fn egress(&self, group: &Resource) -> Option<Vec<EgressRule>> {
        let value = Value::Attribute(group.id.clone(), Attribute::Id);
        let seen = self.plan.surroundings.egress.iter().find(|egress| egress.group == value);
        let made = || (group.id == ResourceId::EndpointSecurityGroup).then(|| vec![EgressRule::everything()]);
        seen.map(|egress| egress.rules.clone()).or_else(made)
    }

    /// The rules that let somebody in to an endpoint with these groups; `None` where all endpoints have the same groups.
    pub(super) fn ingress(&self, groups: &'p List) -> Option<impl Iterator<Item = &'p Ingress> + use<'p>> {
        let List::Items(groups) = groups else { return None };
        let is_made = |resource: &&Resource| {
            matches!(resource.kind, ResourceKind::SecurityGroup(_)) && self.ids.contains_key(&resource.id)
        };
        let made: Vec<&ResourceId> = self.plan.resources.iter().filter(is_made).map(|resource| &resource.id).collect();
        let differ = made.len() > 1 || made.contains(&&ResourceId::EndpointSecurityGroup);
        differ.then(|| {
            self.plan.resources.iter().filter_map(move |resource| {
                let ResourceKind::Ingress(ingress) = &resource.kind else { return None };
                groups.contains(&ingress.group).then_some(ingress)
            })
        })
    }

    /// Who is let in.
    pub(super) fn peer(&self, peer: &Peer) -> String {
        match peer {
            Peer::PrefixList(value) if self.is_s3(value) => "Amazon S3".to_owned(),
            Peer::Ipv4(value) | Peer::Ipv6(value) | Peer::Group(value) | Peer::PrefixList(value) => self.value(value),
            Peer::Unknown => "a client that is not known".to_owned(),
        }
    }
}

/// Whether it is a parameter of a spec, or the template's own of that name.
pub(super) fn is_given(value: &Value, parameter: Parameter) -> bool {
    match value {
        Value::Parameter(known) => *known == parameter,
        Value::Unknown(Why::Open(name)) => parameter.is_called(name),
        Value::Literal(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Join(_) | Value::Unknown(_) => false,
    }
}

/// Whether it may be the VPC's CIDR: a spec's parameter, or what is not known.
pub(super) fn is_open(peer: &Peer) -> bool {
    match peer {
        Peer::Unknown => true,
        Peer::Ipv4(value) => *value == Value::Parameter(Parameter::VpcCidr),
        Peer::Ipv6(_) | Peer::Group(_) | Peer::PrefixList(_) => false,
    }
}

fn endpoint(service: Service) -> String {
    format!("the `{}` endpoint", service.name())
}

fn endpoint_of(name: &str) -> String {
    format!("the endpoint for `{name}`")
}

/// What a part of a VPC is called, with its id.
fn part_of_network<'p>(id: &'p ResourceId, kind: &ResourceKind) -> Option<(&'p ResourceId, String)> {
    let name = match kind {
        ResourceKind::Vpc(_) => "the VPC".to_owned(),
        ResourceKind::Subnet(Subnet { cidr, .. }) => format!("the subnet {cidr}"),
        ResourceKind::RouteTable(_) => "the route table".to_owned(),
        ResourceKind::RouteTableAssociation(_)
        | ResourceKind::SecurityGroup(_)
        | ResourceKind::Ingress(_)
        | ResourceKind::Egress(_)
        | ResourceKind::InterfaceEndpoint(_)
        | ResourceKind::GatewayEndpoint(_)
        | ResourceKind::Role(_)
        | ResourceKind::RolePolicy(_) => return None,
    };
    Some((id, name))
}
