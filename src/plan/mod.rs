//! Comes in: a block's model (or, by [`crate::import`], a template).
//! Goes out: a [`Plan`]: the resources, policies and outputs, in AWS's terms and no target's.
//! Never: writes `Fn::Sub` or `${}`; each back end owns its escaping.

mod access;
mod build;
mod execution_role;
mod names;
mod needs;
mod parameters;
mod policy;
mod property;
mod value;

pub use access::statement_of;
pub use build::{plan, sdk_before_private_dns};
pub use execution_role::grants_to_role;
pub use names::{ResourceId, dns_names_output, logical_id};
pub use needs::{callers, services_needed, services_of};
pub use policy::{Condition, Effect, Policy, PolicyDocument, PolicyId, Principals, Statement};
pub use property::{Property, Setting};
pub use value::{Attribute, List, Parameter, Pseudo, Value};

use crate::aws::{Region, Service};
use crate::diagnostic::Rule;
use crate::model::Workload;
use crate::span::Span;
use std::borrow::Cow;

/// What one template (one stack, one root module) is to hold.
///
/// `None` and `Unknown` in it mean "not known", as in a template whose value is a parameter or an import; a rule
/// counts them neither as kept nor as broken.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Where it is deployed.
    pub region: &'static Region,
    /// What is to run there: what the endpoints are for.
    pub workload: Workload,
    /// The VPC that the endpoints are in.
    pub vpc: Value,
    /// The resources to create, in a stable order: by kind, then by name.
    pub resources: Vec<Resource>,
    /// The policy documents that resources name, each once.
    pub policies: Vec<Policy>,
    /// Endpoints that are there already.
    pub existing: Vec<ExistingEndpoint>,
    /// Services whose names private hosted zones of the user's own serve, in the order of services.
    pub own_zones: Vec<OwnZone>,
    /// What the template tells those who deploy it.
    pub outputs: Vec<Output>,
    /// Key and value of each tag, on every taggable resource; sorted by key.
    pub tags: Vec<(String, String)>,
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

    /// The name of the role that a policy is in.
    pub fn role_name(&self, policy: &RolePolicy) -> String {
        if let Value::Attribute(id, Attribute::Name) = &policy.role
            && let Some(ResourceKind::Role(role)) = self.resource(id).map(|resource| &resource.kind)
        {
            return role.name.to_string();
        }
        policy.role.to_string()
    }

    /// Whether the user's own hosted zones serve a service's names.
    pub fn has_own_zone(&self, service: Service) -> bool {
        self.own_zones.iter().any(|zone| zone.service == service)
    }

    /// The interface endpoint for a service, where it is to be created.
    pub fn endpoint(&self, service: Service) -> Option<(&Resource, &InterfaceEndpoint)> {
        self.interface_endpoints().find(|(_, endpoint)| endpoint.service.is(service, self.region))
    }

    /// Whether the gateway endpoint for a service is to be created, or there already.
    pub fn gateway(&self, service: Service) -> Option<bool> {
        let services = self.gateway_endpoints().map(|(_, endpoint)| &endpoint.service);
        self.is_among(service, services)
    }

    /// Whether an endpoint for a service is to be created, or there already.
    pub fn has_endpoint(&self, service: Service) -> Option<bool> {
        let interfaces = self.interface_endpoints().map(|(_, endpoint)| &endpoint.service);
        self.is_among(service, interfaces.chain(self.gateway_endpoints().map(|(_, endpoint)| &endpoint.service)))
    }

    fn is_among<'p>(&self, service: Service, services: impl Iterator<Item = &'p EndpointService>) -> Option<bool> {
        let mut unknown = false;
        for candidate in services {
            if candidate.is(service, self.region) {
                return Some(true);
            }
            unknown |= *candidate == EndpointService::Unknown;
        }
        if self.existing.iter().any(|existing| existing.service == service) {
            return Some(true);
        }
        if unknown { None } else { Some(false) }
    }

    /// Every interface endpoint to create, with its resource.
    pub fn interface_endpoints(&self) -> impl Iterator<Item = (&Resource, &InterfaceEndpoint)> {
        self.resources.iter().filter_map(|resource| {
            let ResourceKind::InterfaceEndpoint(endpoint) = &resource.kind else { return None };
            Some((resource, endpoint))
        })
    }

    /// Every gateway endpoint to create, with its resource.
    pub fn gateway_endpoints(&self) -> impl Iterator<Item = (&Resource, &GatewayEndpoint)> {
        self.resources.iter().filter_map(|resource| {
            let ResourceKind::GatewayEndpoint(endpoint) = &resource.kind else { return None };
            Some((resource, endpoint))
        })
    }
}

/// A resource to create.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// What others name it by.
    pub id: ResourceId,
    /// What it is.
    pub kind: ResourceKind,
    /// Why it is there.
    pub reason: Reason,
    /// The words of the spec that ask for it.
    pub span: Option<Span>,
}

/// Why a resource is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The rule that asks for it.
    pub rule: &'static Rule,
    /// One sentence, lower case, without a full stop.
    pub sentence: Cow<'static, str>,
}

/// What a resource is. Matched without wildcards by every back end.
#[derive(Debug, Clone, PartialEq)]
pub enum ResourceKind {
    /// `AWS::EC2::VPC`.
    Vpc(Vpc),
    /// `AWS::EC2::Subnet`.
    Subnet(Subnet),
    /// `AWS::EC2::RouteTable`.
    RouteTable(RouteTable),
    /// `AWS::EC2::SubnetRouteTableAssociation`.
    RouteTableAssociation(RouteTableAssociation),
    /// `AWS::EC2::SecurityGroup`. Its egress is AWS's default: everything over IPv4.
    SecurityGroup(SecurityGroup),
    /// `AWS::EC2::SecurityGroupIngress`.
    Ingress(Ingress),
    /// `AWS::EC2::VPCEndpoint` of type `Interface`.
    InterfaceEndpoint(InterfaceEndpoint),
    /// `AWS::EC2::VPCEndpoint` of type `Gateway`.
    GatewayEndpoint(GatewayEndpoint),
    /// `AWS::IAM::Role`.
    Role(Role),
    /// A policy in a role: `AWS::IAM::Policy` or `aws_iam_role_policy`.
    RolePolicy(RolePolicy),
}

impl ResourceKind {
    /// Its `PolicyDocument`.
    pub fn policy(&self) -> Option<&PolicyId> {
        match self {
            ResourceKind::InterfaceEndpoint(endpoint) => endpoint.policy.as_ref(),
            ResourceKind::GatewayEndpoint(endpoint) => endpoint.policy.as_ref(),
            ResourceKind::RolePolicy(policy) => Some(&policy.policy),
            ResourceKind::Vpc(_)
            | ResourceKind::Subnet(_)
            | ResourceKind::RouteTable(_)
            | ResourceKind::RouteTableAssociation(_)
            | ResourceKind::SecurityGroup(_)
            | ResourceKind::Ingress(_)
            | ResourceKind::Role(_) => None,
        }
    }
}

/// A VPC.
#[derive(Debug, Clone, PartialEq)]
pub struct Vpc {
    /// `CidrBlock`.
    pub cidr: Value,
    /// `EnableDnsSupport`.
    pub dns_support: Option<bool>,
    /// `EnableDnsHostnames`.
    pub dns_hostnames: Option<bool>,
}

/// A subnet.
#[derive(Debug, Clone, PartialEq)]
pub struct Subnet {
    /// `VpcId`.
    pub vpc: Value,
    /// `CidrBlock`.
    pub cidr: Value,
    /// In which zone.
    pub zone: Zone,
}

/// An Availability Zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Zone {
    /// The zone of this index, from 0, among those of the region that the account has.
    Index(u8),
    /// By name, `us-east-2a`.
    Named(String),
    /// Not known.
    Unknown,
}

/// A route table.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteTable {
    /// `VpcId`.
    pub vpc: Value,
}

/// Ties a subnet to a route table.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteTableAssociation {
    /// `SubnetId`.
    pub subnet: Value,
    /// `RouteTableId`.
    pub route_table: Value,
}

/// A security group.
#[derive(Debug, Clone, PartialEq)]
pub struct SecurityGroup {
    /// `VpcId`.
    pub vpc: Value,
    /// `GroupDescription`.
    pub description: Cow<'static, str>,
}

/// An ingress rule of a security group.
#[derive(Debug, Clone, PartialEq)]
pub struct Ingress {
    /// `GroupId`: whose rule it is.
    pub group: Value,
    /// Who is let in.
    pub peer: Peer,
    /// To which ports.
    pub ports: Ports,
    /// `Description`, of AWS's characters alone.
    pub description: Cow<'static, str>,
}

/// Who is let in by a security group's rule.
#[derive(Debug, Clone, PartialEq)]
pub enum Peer {
    /// `CidrIp`.
    Ipv4(Value),
    /// `CidrIpv6`.
    Ipv6(Value),
    /// `SourceSecurityGroupId`.
    Group(Value),
    /// `SourcePrefixListId`.
    PrefixList(Value),
    /// Not known.
    Unknown,
}

/// Ports of a security group's rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ports {
    /// TCP, from the first to the last, both included.
    Tcp(u16, u16),
    /// Every protocol and port (`IpProtocol: -1`).
    All,
    /// Another protocol: it admits no https.
    Other,
    /// Not known.
    Unknown,
}

/// The service that an endpoint is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndpointService {
    /// One that ecrc knows, under its name of the plan's region.
    Known(Service),
    /// `ServiceName` of a template, as it stands there.
    Named(String),
    /// Not known.
    Unknown,
}

impl EndpointService {
    /// Whether it is this service, under its name in the region.
    pub fn is(&self, service: Service, region: &Region) -> bool {
        match self {
            EndpointService::Known(known) => *known == service,
            EndpointService::Named(name) => *name == service.endpoint_service_name(region),
            EndpointService::Unknown => false,
        }
    }

    /// Its `ServiceName` in the region.
    pub fn name(&self, region: &Region) -> Option<String> {
        match self {
            EndpointService::Known(service) => Some(service.endpoint_service_name(region)),
            EndpointService::Named(name) => Some(name.clone()),
            EndpointService::Unknown => None,
        }
    }
}

/// An interface endpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct InterfaceEndpoint {
    /// `ServiceName`.
    pub service: EndpointService,
    /// `VpcId`.
    pub vpc: Value,
    /// `PrivateDnsEnabled`.
    pub private_dns: Option<bool>,
    /// `SubnetIds`.
    pub subnets: List,
    /// `SecurityGroupIds`.
    pub security_groups: List,
    /// `PolicyDocument`; AWS's full access where there is none.
    pub policy: Option<PolicyId>,
}

/// A gateway endpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct GatewayEndpoint {
    /// `ServiceName`.
    pub service: EndpointService,
    /// `VpcId`.
    pub vpc: Value,
    /// `RouteTableIds`.
    pub route_tables: List,
    /// `PolicyDocument`; AWS's full access where there is none.
    pub policy: Option<PolicyId>,
}

/// An IAM role.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// `RoleName`.
    pub name: Value,
    /// `AssumeRolePolicyDocument`.
    pub trust: PolicyId,
}

/// A policy in a role.
#[derive(Debug, Clone, PartialEq)]
pub struct RolePolicy {
    /// The role's name.
    pub role: Value,
    /// `PolicyName`.
    pub name: Value,
    /// `PolicyDocument`.
    pub policy: PolicyId,
}

/// An endpoint that is there already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExistingEndpoint {
    /// For which service.
    pub service: Service,
    /// Its id.
    pub id: String,
    /// The words that say so.
    pub span: Option<Span>,
}

/// A private hosted zone that the user keeps for a service's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnZone {
    /// For which service.
    pub service: Service,
    /// The words that say so.
    pub span: Option<Span>,
}

impl OwnZone {
    /// The zone's name: `dkr.ecr.us-east-2.amazonaws.com`.
    pub fn name(&self, region: &Region) -> String {
        self.service.private_dns_names(region).into_iter().next().unwrap_or_default()
    }

    /// The alias records that it holds, each leading to the endpoint: the zone's own name, and `*` below it.
    pub fn records(&self, region: &Region) -> Vec<String> {
        self.service.private_dns_names(region)
    }
}

/// What a template tells those who deploy it.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// In CloudFormation's spelling, `EcrApiEndpointId`; Terraform has it in snake case.
    pub name: String,
    /// What it is, in a sentence.
    pub description: Cow<'static, str>,
    /// Its value.
    pub value: OutputValue,
}

/// The value of an output.
#[derive(Debug, Clone, PartialEq)]
pub enum OutputValue {
    /// One.
    One(Value),
    /// Several; CloudFormation joins them with commas.
    Many(Vec<Value>),
    /// The DNS entries of an endpoint, each as `HOSTED_ZONE_ID:NAME`: what an alias record points to.
    DnsEntries(ResourceId),
}
