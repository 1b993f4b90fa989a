//! Input: what a resource is for.
//! Output: its name, also in AWS's spelling.
//! Never: gives two resources of a plan the same name.

use crate::aws::Service;

/// Names of resources. Each back end spells them in its own way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResourceId {
    /// The VPC of `vpc new`.
    Vpc,
    /// Its private subnet in the zone of this number, from 1.
    PrivateSubnet(u8),
    /// Its private route table.
    PrivateRouteTable,
    /// What ties the subnet of this number to the route table.
    PrivateSubnetRouteTableAssociation(u8),
    /// The security group of the interface endpoints.
    EndpointSecurityGroup,
    /// The rule that admits https from the whole VPC.
    HttpsFromVpc,
    /// The rule that admits https from one client: a CIDR, a group or a prefix list, as written in canonical form.
    HttpsFrom(String),
    /// The rule that admits https from the group of a parameter.
    HttpsFromClientGroup,
    /// The endpoint for a service.
    Endpoint(Service),
    /// The task execution role.
    ExecutionRole,
    /// Its policy.
    ExecutionRolePolicy,
    /// A name of a template that ecrc did not make.
    Named(String),
}

/// The output that lists the DNS names of an endpoint.
pub fn dns_names_output(service: Service) -> String {
    [service.pascal_case(), "EndpointDnsNames"].concat()
}

/// The output that lists the records which a hosted zone of the user's own must hold for a service.
pub fn zone_records_output(service: Service) -> String {
    [service.pascal_case(), "ZoneRecords"].concat()
}

/// The name of a resource in AWS's spelling, `EcrApiEndpoint`: CloudFormation's logical id.
///
/// What is not a letter or a digit in a CIDR or an id is spelt by a letter that stands in none, so that two clients
/// never share a name.
pub fn logical_id(id: &ResourceId) -> String {
    match id {
        ResourceId::Vpc => "Vpc".to_owned(),
        ResourceId::PrivateSubnet(number) => format!("PrivateSubnet{number}"),
        ResourceId::PrivateRouteTable => "PrivateRouteTable".to_owned(),
        ResourceId::PrivateSubnetRouteTableAssociation(number) => {
            format!("PrivateSubnet{number}RouteTableAssociation")
        }
        ResourceId::EndpointSecurityGroup => "EndpointSecurityGroup".to_owned(),
        ResourceId::HttpsFromVpc => "HttpsFromVpc".to_owned(),
        ResourceId::HttpsFrom(client) => {
            let spelt = client.chars().map(|c| match c {
                '.' => 'x',
                ':' => 'y',
                '/' => 'm',
                '-' => 'z',
                other => other,
            });
            format!("HttpsFrom{}", spelt.collect::<String>())
        }
        ResourceId::HttpsFromClientGroup => "HttpsFromClientSecurityGroup".to_owned(),
        ResourceId::Endpoint(service) => [service.pascal_case(), "Endpoint"].concat(),
        ResourceId::ExecutionRole => "ExecutionRole".to_owned(),
        ResourceId::ExecutionRolePolicy => "ExecutionRolePolicy".to_owned(),
        ResourceId::Named(name) => name.clone(),
    }
}
