//! Input: a resource of a plan.
//! Output: its properties, one by one, in the order in which templates have them.
//! Never: omits one that a template would contain: back ends, parameters and differences all read this list.

use super::{
    EndpointService, IpAddressType, List, Peer, PolicyId, Ports, Property, Resource, ResourceKind, Tags, Value, Why,
    Zone,
};

/// What a property is set to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Setting<'p> {
    /// A string.
    Value(&'p Value),
    /// Several strings.
    List(&'p List),
    /// Words of ecrc's own.
    Text(&'p str),
    /// On or off.
    Bool(bool),
    /// A port.
    Number(u16),
    /// An Availability Zone.
    Zone(&'p Zone),
    /// The service of an endpoint.
    Service(&'p EndpointService),
    /// The type of the records of an endpoint's names.
    DnsRecords(IpAddressType),
    /// The document of that id.
    Policy(&'p PolicyId),
    /// Key and value of each tag, sorted by key.
    Tags(Tags<'p>),
}

impl Setting<'_> {
    /// Why it is not known; `None` where it is.
    pub fn why(&self) -> Option<&Why> {
        match self {
            Setting::Value(Value::Unknown(why)) | Setting::List(List::Unknown(why)) => Some(why),
            Setting::Service(service) => service.why(),
            Setting::Value(_)
            | Setting::List(_)
            | Setting::Text(_)
            | Setting::Bool(_)
            | Setting::Number(_)
            | Setting::Zone(_)
            | Setting::DnsRecords(_)
            | Setting::Policy(_)
            | Setting::Tags(_) => None,
        }
    }
}

/// What a resource is set to, its tags last. What is not known is left out.
pub(super) fn properties<'p>(resource: &'p Resource, tags: Option<Tags<'p>>) -> Vec<(Property, Setting<'p>)> {
    let mut properties = own(&resource.kind);
    properties.extend(tags.map(|tags| (Property::Tags, Setting::Tags(tags))));
    properties
}

fn own(kind: &ResourceKind) -> Vec<(Property, Setting<'_>)> {
    use Property as P;
    use Setting as S;
    let switch = |property, on: Option<bool>| on.map(|on| (property, S::Bool(on)));
    match kind {
        ResourceKind::Vpc(vpc) => {
            let mut properties = vec![(P::CidrBlock, S::Value(&vpc.cidr))];
            properties.extend(switch(P::EnableDnsSupport, vpc.dns_support));
            properties.extend(switch(P::EnableDnsHostnames, vpc.dns_hostnames));
            properties
        }
        ResourceKind::Subnet(subnet) => vec![
            (P::VpcId, S::Value(&subnet.vpc)),
            (P::CidrBlock, S::Value(&subnet.cidr)),
            (P::AvailabilityZone, S::Zone(&subnet.zone)),
        ],
        ResourceKind::RouteTable(table) => vec![(P::VpcId, S::Value(&table.vpc))],
        ResourceKind::RouteTableAssociation(association) => {
            vec![(P::SubnetId, S::Value(&association.subnet)), (P::RouteTableId, S::Value(&association.route_table))]
        }
        ResourceKind::SecurityGroup(group) => {
            vec![(P::GroupDescription, S::Text(&group.description)), (P::VpcId, S::Value(&group.vpc))]
        }
        ResourceKind::Ingress(ingress) => {
            let mut properties = vec![(P::GroupId, S::Value(&ingress.group))];
            properties.extend(ports(ingress.ports));
            properties.extend(match &ingress.peer {
                Peer::Ipv4(cidr) => Some((P::CidrIp, S::Value(cidr))),
                Peer::Ipv6(cidr) => Some((P::CidrIpv6, S::Value(cidr))),
                Peer::Group(group) => Some((P::SourceSecurityGroupId, S::Value(group))),
                Peer::PrefixList(list) => Some((P::SourcePrefixListId, S::Value(list))),
                Peer::Unknown => None,
            });
            properties.push((P::Description, S::Text(&ingress.description)));
            properties
        }
        ResourceKind::Egress(egress) => {
            let mut properties = vec![(P::GroupId, S::Value(&egress.group))];
            properties.extend(ports(egress.rule.ports));
            properties.extend(match &egress.rule.peer {
                Peer::Ipv4(cidr) => Some((P::CidrIp, S::Value(cidr))),
                Peer::Ipv6(cidr) => Some((P::CidrIpv6, S::Value(cidr))),
                Peer::Group(group) => Some((P::DestinationSecurityGroupId, S::Value(group))),
                Peer::PrefixList(list) => Some((P::DestinationPrefixListId, S::Value(list))),
                Peer::Unknown => None,
            });
            properties.push((P::Description, S::Text(&egress.description)));
            properties
        }
        ResourceKind::InterfaceEndpoint(endpoint) => {
            let mut properties = vec![
                (P::ServiceName, S::Service(&endpoint.service)),
                (P::VpcEndpointType, S::Text("Interface")),
                (P::VpcId, S::Value(&endpoint.vpc)),
            ];
            properties.extend(switch(P::PrivateDnsEnabled, endpoint.private_dns));
            properties.extend(addresses(endpoint.addresses));
            properties.extend([
                (P::SubnetIds, S::List(&endpoint.subnets)),
                (P::SecurityGroupIds, S::List(&endpoint.security_groups)),
            ]);
            properties.extend(endpoint.policy.as_ref().map(|policy| (P::PolicyDocument, S::Policy(policy))));
            properties
        }
        ResourceKind::GatewayEndpoint(endpoint) => {
            let mut properties = vec![
                (P::ServiceName, S::Service(&endpoint.service)),
                (P::VpcEndpointType, S::Text("Gateway")),
                (P::VpcId, S::Value(&endpoint.vpc)),
            ];
            properties.extend(addresses(endpoint.addresses));
            properties.push((P::RouteTableIds, S::List(&endpoint.route_tables)));
            properties.extend(endpoint.policy.as_ref().map(|policy| (P::PolicyDocument, S::Policy(policy))));
            properties
        }
        ResourceKind::Role(role) => {
            vec![(P::RoleName, S::Value(&role.name)), (P::AssumeRolePolicyDocument, S::Policy(&role.trust))]
        }
        ResourceKind::RolePolicy(policy) => vec![
            (P::PolicyName, S::Value(&policy.name)),
            (P::Roles, S::Value(&policy.role)),
            (P::PolicyDocument, S::Policy(&policy.policy)),
        ],
    }
}

/// The addresses of an endpoint and the records of its names, where they are not AWS's default.
fn addresses(addresses: Option<IpAddressType>) -> Vec<(Property, Setting<'static>)> {
    let others = addresses.into_iter().filter(|addresses| *addresses != IpAddressType::Ipv4);
    let said = |addresses: IpAddressType| {
        let records = (Property::DnsOptions, Setting::DnsRecords(addresses));
        [(Property::IpAddressType, Setting::Text(addresses.as_str())), records]
    };
    others.flat_map(said).collect()
}

/// The protocol and ports of a security group's rule.
fn ports(ports: Ports) -> Vec<(Property, Setting<'static>)> {
    match ports {
        Ports::Tcp(from, to) => vec![
            (Property::IpProtocol, Setting::Text("tcp")),
            (Property::FromPort, Setting::Number(from)),
            (Property::ToPort, Setting::Number(to)),
        ],
        Ports::All => vec![(Property::IpProtocol, Setting::Text("-1"))],
        Ports::Other | Ports::Unknown => Vec::new(),
    }
}
