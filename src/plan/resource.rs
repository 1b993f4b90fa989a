//! Input: what a resource of a VPC is set to.
//! Output: the resources that a plan can contain, a closed list that every back end matches without wildcards.
//! Never: knows how a target spells them.

use super::{EndpointService, List, PolicyId, Property, ResourceId, Value};
use crate::diagnostic::Rule;
use crate::span::Span;
use std::borrow::Cow;

/// A resource to create.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// What others name it by.
    pub id: ResourceId,
    /// What it is.
    pub kind: ResourceKind,
    /// Why it is there, where that is said.
    pub reason: Option<Reason>,
    /// The words that ask for it.
    pub span: Option<Span>,
    /// The words that its properties come from, where these are others.
    pub places: Vec<(Property, Span)>,
}

impl Resource {
    /// Where a property comes from, as exactly as that is known.
    pub fn place(&self, property: Property) -> Option<Span> {
        self.said(property).or(self.span)
    }

    /// The words that say a property, where they are others than those that ask for the resource.
    pub fn said(&self, property: Property) -> Option<Span> {
        self.places.iter().find(|(of, _)| *of == property).map(|(_, span)| *span)
    }
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
    /// `AWS::EC2::SecurityGroupEgress`.
    Egress(OutboundRule),
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
    /// The service that it is for, if it is an endpoint.
    pub fn service(&self) -> Option<&EndpointService> {
        match self {
            ResourceKind::InterfaceEndpoint(endpoint) => Some(&endpoint.service),
            ResourceKind::GatewayEndpoint(endpoint) => Some(&endpoint.service),
            ResourceKind::Vpc(_)
            | ResourceKind::Subnet(_)
            | ResourceKind::RouteTable(_)
            | ResourceKind::RouteTableAssociation(_)
            | ResourceKind::SecurityGroup(_)
            | ResourceKind::Ingress(_)
            | ResourceKind::Egress(_)
            | ResourceKind::Role(_)
            | ResourceKind::RolePolicy(_) => None,
        }
    }

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
            | ResourceKind::Egress(_)
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

/// An egress rule of a security group.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboundRule {
    /// `GroupId`: whose rule it is.
    pub group: Value,
    /// To where, and on which ports.
    pub rule: EgressRule,
    /// `Description`, of AWS's characters alone.
    pub description: Cow<'static, str>,
}

/// An outbound rule of a security group.
#[derive(Debug, Clone, PartialEq)]
pub struct EgressRule {
    /// To where.
    pub peer: Peer,
    /// On which ports.
    pub ports: Ports,
}

impl EgressRule {
    /// A rule of which nothing is known.
    pub fn unknown() -> Self {
        Self { peer: Peer::Unknown, ports: Ports::Unknown }
    }

    /// AWS's rule of a new group: everything over IPv4.
    pub fn everything() -> Self {
        Self { peer: Peer::Ipv4(Value::literal("0.0.0.0/0")), ports: Ports::All }
    }
}

/// The other side of a security group's rule.
#[derive(Debug, Clone, PartialEq)]
pub enum Peer {
    /// `CidrIp`.
    Ipv4(Value),
    /// `CidrIpv6`.
    Ipv6(Value),
    /// `SourceSecurityGroupId`, or `DestinationSecurityGroupId`.
    Group(Value),
    /// `SourcePrefixListId`, or `DestinationPrefixListId`.
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

/// The addresses that clients reach an endpoint by (`IpAddressType`), and the records of its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IpAddressType {
    /// IPv4 alone, AWS's default.
    Ipv4,
    /// IPv4 and IPv6.
    Dualstack,
    /// IPv6 alone.
    Ipv6,
}

impl IpAddressType {
    /// All values.
    pub const ALL: &[IpAddressType] = &[IpAddressType::Ipv4, IpAddressType::Dualstack, IpAddressType::Ipv6];

    /// As AWS writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            IpAddressType::Ipv4 => "ipv4",
            IpAddressType::Dualstack => "dualstack",
            IpAddressType::Ipv6 => "ipv6",
        }
    }

    /// The type of that spelling.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }
}

/// An interface endpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct InterfaceEndpoint {
    /// Whether it surely is one: else nothing decides the type, or whether there is private DNS.
    pub is_sure: bool,
    /// `ServiceName`.
    pub service: EndpointService,
    /// `VpcId`.
    pub vpc: Value,
    /// `PrivateDnsEnabled`.
    pub private_dns: Option<bool>,
    /// `PrivateDnsOnlyForInboundResolverEndpoint` of `DnsOptions`: whether private DNS answers those alone who ask from
    /// outside of the VPC, so that what is in it goes through the gateway endpoint; `None` is not known.
    pub inbound_only: Option<bool>,
    /// `IpAddressType`, and `DnsOptions` that match; `None` is not known.
    pub addresses: Option<IpAddressType>,
    /// `SubnetIds`.
    pub subnets: List,
    /// `SecurityGroupIds`.
    pub security_groups: List,
    /// `PolicyDocument`; AWS's full access where there is none.
    pub policy: Option<PolicyId>,
}

impl InterfaceEndpoint {
    /// Whether no name of AWS's leads to it, whatever service it is for, of which nothing is known.
    pub fn serves_no_public_name(&self) -> bool {
        self.private_dns == Some(false) && matches!(self.service, EndpointService::Unknown(_))
    }
}

/// A gateway endpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct GatewayEndpoint {
    /// `ServiceName`.
    pub service: EndpointService,
    /// `VpcId`.
    pub vpc: Value,
    /// `IpAddressType`, and `DnsOptions` that match; `None` is not known.
    pub addresses: Option<IpAddressType>,
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
    /// `Path`; `/` where none is said. It is a part of the ARN.
    pub path: Value,
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
