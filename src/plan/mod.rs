//! Input: what a spec, a template or a running VPC says; [`crate::spec::derive`] and the readers turn it into this.
//! Output: a [`Plan`]: resources, policies and outputs, in AWS's terms and no target's, and what surrounds them.
//! Never: writes `Fn::Sub` or `${}`; each back end owns its escaping.

mod beyond;
mod ecr_image;
mod endpoint_service;
mod image;
mod launch;
mod names;
mod once;
mod output;
mod parameters;
mod passage;
mod policy;
mod property;
mod replace;
mod repository;
mod resource;
mod role;
mod routes;
mod secret;
mod setting;
mod spelling;
mod surroundings;
mod tags;
mod task;
mod unfit;
mod value;
mod way;
mod workload;
mod world;
mod zones;

pub use beyond::{Beyond, is_held};
pub use ecr_image::Image;
pub use endpoint_service::EndpointService;
pub use image::{Registry, TaskImage};
pub use launch::{BatchOn, Launch, OperatingSystem, PlatformVersion, SecretStore, services_of};
pub use names::{
    PARAMETER, ResourceId, dns_entries_output, dns_names_output, logical_id, role_label, zone_records_output,
};
pub use once::once;
pub use output::{Output, OutputValue};
pub use passage::{AclRule, Client, Egress, NetworkAcl, PrefixList};
pub use policy::{Condition, Effect, Policy, PolicyDocument, PolicyId, Principals, Statement};
pub use property::Property;
pub use repository::Repository;
pub use resource::{
    EgressRule, GatewayEndpoint, Ingress, InterfaceEndpoint, IpAddressType, OutboundRule, Peer, Ports, Reason,
    Resource, ResourceKind, Role, RolePolicy, RouteTable, RouteTableAssociation, SecurityGroup, Subnet, Vpc, Zone,
};
pub use routes::{Route, ways_out};
pub use secret::{CalledRegion, OwnPolicy, Secret, SecretArn, SecretKey, parameter, secret_name};
pub use setting::Setting;
pub use spelling::{Target, property_name, type_name};
pub use surroundings::{
    AbsentRole, DefaultGroup, ExistingEndpoint, Fault, Ipv6Subnet, MainTable, Nat, OwnZone, ResolverRule, Surroundings,
    Unfit, WayOut, WayOutKind,
};
pub use tags::{NAME, Tags, name_suffix};
pub use task::{EnvFile, Exec, Logs, Task, TaskCalls};
pub use unfit::broken_state;
pub use value::{Attribute, List, Parameter, Pseudo, Value, Why};
pub use way::Outlet;
pub use workload::{NARROWING, Workload, callers};
pub use world::World;

use crate::aws::{Region, Service};

/// What one template (one stack, one root module) contains, and what else is in its VPC.
///
/// `None` and `Unknown` in it mean "unknown", as in a template whose value is a parameter or an import; a rule
/// treats them neither as passing nor as failing.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Where it is deployed, if known.
    pub region: Option<&'static Region>,
    /// The VPC that the endpoints are in.
    pub vpc: Value,
    /// The resources to create, in a stable order: by kind, then by name.
    pub resources: Vec<Resource>,
    /// The policy documents that resources name, each once.
    pub policies: Vec<Policy>,
    /// What the template tells people who deploy it.
    pub outputs: Vec<Output>,
    /// Key and value of each tag, on every taggable resource; sorted by key.
    pub tags: Vec<(String, String)>,
    /// What the `Name` of every taggable resource begins with, if they are named.
    pub name: Option<String>,
    /// What exists besides the resources.
    pub surroundings: Surroundings,
}

impl Plan {
    /// The document of that id.
    pub fn policy(&self, id: &PolicyId) -> Option<&PolicyDocument> {
        self.policies.iter().find(|policy| policy.id == *id).map(|policy| &policy.document)
    }

    /// The resource of that id.
    pub fn resource(&self, id: &ResourceId) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.id == *id)
    }

    /// The name of the role that a policy is in, as a value.
    pub fn role_of(&self, policy: &RolePolicy) -> Value {
        let Value::Attribute(id, Attribute::Name) = &policy.role else { return policy.role.clone() };
        match self.resource(id).map(|resource| &resource.kind) {
            Some(ResourceKind::Role(role)) => role.name.clone(),
            _ => policy.role.clone(),
        }
    }

    /// The same, as people read it.
    pub fn role_name(&self, policy: &RolePolicy) -> String {
        self.role_of(policy).to_string()
    }

    /// What people call that role: its name, or what the plan calls it where its name is not known.
    pub fn role_called(&self, policy: &RolePolicy) -> String {
        let name = self.role_of(policy);
        name.as_literal().map_or_else(|| policy.role.name(), str::to_owned)
    }

    /// Whether the user's own hosted zones serve a service's names.
    pub fn has_own_zone(&self, service: Service) -> bool {
        self.own_zone(service).is_some()
    }

    /// The hosted zone of the user's own that serves a service's names.
    pub fn own_zone(&self, service: Service) -> Option<&OwnZone> {
        self.surroundings.own_zones.iter().find(|zone| zone.service == service)
    }

    /// The Resolver rule that leads a service's names, or some of them, to other DNS servers: of several the most specific.
    pub fn forward(&self, service: Service) -> Option<&ResolverRule> {
        let region = self.region?;
        let meant = self.surroundings.resolver_rules.iter().filter(|rule| rule.is_meant_for(service, region));
        meant.max_by_key(|rule| rule.domain.as_ref().map_or(0, String::len)).filter(|rule| rule.forwards)
    }

    /// Whether the user's own zones, or the servers that a Resolver rule names, may serve a service's names for all that
    /// is known to pull.
    pub fn own_zones_may_serve(&self, service: Service) -> bool {
        if self.forward(service).is_some() {
            return true;
        }
        let images = self.surroundings.tasks.iter().flat_map(|task| &task.images);
        let mut images = images.filter_map(|image| Image::of(&image.name));
        let Some(zone) = self.own_zone(service) else { return false };
        zone.account().is_none_or(|own| images.all(|image| image.account.as_literal().is_none_or(|of| of == own)))
    }

    /// The interface endpoint for a service, if it is to be created: of several, one that answers for its names, then one
    /// that may.
    pub fn endpoint(&self, service: Service) -> Option<(&Resource, &InterfaceEndpoint)> {
        let all = self.interface_endpoints().filter(|(_, endpoint)| endpoint.service.is(service, self.region));
        all.min_by_key(|(_, endpoint)| match endpoint.private_dns {
            Some(true) => 0,
            None => 1,
            Some(false) => 2,
        })
    }

    /// The interface endpoint whose private DNS claims the name of one of the user's own zones, too.
    pub fn claim_on(&self, zone: &OwnZone) -> Option<&Resource> {
        let region = self.region.filter(|region| zone.claims(region));
        let (resource, endpoint) = region.and_then(|_| self.endpoint(zone.service))?;
        (endpoint.private_dns == Some(true)).then_some(resource)
    }

    /// Whether an endpoint of ECR is to be created, which carries the policy on access.
    pub fn creates_ecr_endpoint(&self) -> bool {
        Service::ECR.iter().any(|service| self.endpoint(*service).is_some())
    }

    /// Whether the VPC may have endpoints that are made elsewhere: it is looked up, or it is given, and none of those that
    /// every pull takes is made here. Who makes one of these makes the others, too; a gateway for Amazon S3 alone has many uses.
    pub fn may_have_others(&self) -> bool {
        let is_looked_up = matches!(self.vpc, Value::Unknown(Why::Elsewhere(_)));
        let mut gateways = self.gateway_endpoints();
        let has_interfaces = self.interface_endpoints().next().is_some();
        let makes_one = self.creates_ecr_endpoint()
            || has_interfaces && gateways.any(|(_, gateway)| gateway.service.is(Service::S3, self.region));
        self.vpcs().next().is_none() && (is_looked_up || !makes_one)
    }

    /// The ID of an endpoint of the block, created or existing.
    pub fn endpoint_id(&self, service: Service) -> Option<Value> {
        if let Some(existing) = self.surroundings.existing.iter().find(|existing| existing.service == service) {
            return Some(existing.id.clone());
        }
        let id = ResourceId::Endpoint(service);
        self.resources.iter().any(|resource| resource.id == id).then_some(Value::Attribute(id, Attribute::Id))
    }

    /// Whether the gateway endpoint for a service is to be created, or exists.
    pub fn gateway(&self, service: Service) -> Option<bool> {
        let services = self.gateway_endpoints().map(|(_, endpoint)| &endpoint.service);
        self.is_among(service, services)
    }

    /// Whether an endpoint for a service is to be created, or exists.
    pub fn has_endpoint(&self, service: Service) -> Option<bool> {
        let interfaces = self.interface_endpoints().filter(|(_, endpoint)| !endpoint.serves_no_public_name());
        let interfaces = interfaces.map(|(_, endpoint)| &endpoint.service);
        let gateways = self.gateway_endpoints().filter(|_| service.is_gateway()).map(|(_, endpoint)| &endpoint.service);
        self.is_among(service, interfaces.chain(gateways))
    }

    fn is_among<'p>(&self, service: Service, services: impl Iterator<Item = &'p EndpointService>) -> Option<bool> {
        let mut unknown = false;
        for candidate in services {
            if candidate.is(service, self.region) {
                return Some(true);
            }
            unknown |= candidate.may_be(service, self.region);
        }
        if self.surroundings.existing.iter().any(|existing| existing.service == service) {
            return Some(true);
        }
        // A zone of the user's own, or a Resolver rule, may lead to one in another VPC.
        if unknown || self.has_own_zone(service) || self.forward(service).is_some() { None } else { Some(false) }
    }

    /// The settings of a resource of this plan, its tags last, without unknown values.
    pub fn properties<'p>(&'p self, resource: &'p Resource) -> Vec<(Property, Setting<'p>)> {
        setting::properties(resource, Tags::of(resource, &self.tags, self.name.as_deref()))
    }

    /// Every VPC to create, with its resource.
    pub fn vpcs(&self) -> impl Iterator<Item = (&Resource, &Vpc)> {
        self.resources.iter().filter_map(|resource| {
            let ResourceKind::Vpc(vpc) = &resource.kind else { return None };
            Some((resource, vpc))
        })
    }

    /// Every subnet to create, with its resource.
    pub fn subnets(&self) -> impl Iterator<Item = (&Resource, &Subnet)> {
        self.resources.iter().filter_map(|resource| {
            let ResourceKind::Subnet(subnet) = &resource.kind else { return None };
            Some((resource, subnet))
        })
    }

    /// Every interface endpoint to create, with its resource.
    pub fn interface_endpoints(&self) -> impl Iterator<Item = (&Resource, &InterfaceEndpoint)> {
        self.resources.iter().filter_map(|resource| {
            let ResourceKind::InterfaceEndpoint(endpoint) = &resource.kind else { return None };
            Some((resource, endpoint))
        })
    }

    /// Every endpoint to create, with its service: interfaces, then gateways.
    pub fn endpoints(&self) -> impl Iterator<Item = (&Resource, &EndpointService)> {
        let interfaces = self.interface_endpoints().map(|(resource, endpoint)| (resource, &endpoint.service));
        interfaces.chain(self.gateway_endpoints().map(|(resource, endpoint)| (resource, &endpoint.service)))
    }

    /// Those for Amazon S3.
    pub fn s3_gateways(&self) -> impl Iterator<Item = (&Resource, &GatewayEndpoint)> {
        self.gateway_endpoints().filter(|(_, gateway)| gateway.service.is(Service::S3, self.region))
    }

    /// Every gateway endpoint to create, with its resource.
    pub fn gateway_endpoints(&self) -> impl Iterator<Item = (&Resource, &GatewayEndpoint)> {
        self.resources.iter().filter_map(|resource| {
            let ResourceKind::GatewayEndpoint(endpoint) = &resource.kind else { return None };
            Some((resource, endpoint))
        })
    }
}
