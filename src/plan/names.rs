//! Input: what a resource is for.
//! Output: its name, also in AWS's spelling.
//! Never: gives two resources of a plan the same name.

use crate::aws::Service;
use std::fmt::Write;

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
    /// The endpoint for a service that no list has, by its whole name.
    EndpointOf(String),
    /// The rule that lets https out of a group to the endpoints' group: its id, or [`PARAMETER`].
    HttpsToEndpoints(String),
    /// The rule that lets https out of a group to S3: its id, or [`PARAMETER`].
    HttpsToS3(String),
    /// The task execution role.
    ExecutionRole,
    /// Its policy.
    ExecutionRolePolicy,
    /// One of several task execution roles, by its [`role_label`].
    ExecutionRoleOf(String),
    /// Its policy.
    ExecutionRolePolicyOf(String),
    /// A name of a template that ecrc did not make.
    Named(String),
}

/// The output that lists the DNS names of an endpoint.
pub fn dns_names_output(service: Service) -> String {
    [&service.pascal_case(), "EndpointDnsNames"].concat()
}

/// The output that lists the records which a hosted zone of the user's own must hold for a service.
pub fn zone_records_output(service: Service) -> String {
    [&service.pascal_case(), "ZoneRecords"].concat()
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
        ResourceId::HttpsFrom(client) => ["HttpsFrom", &spelt(client)].concat(),
        ResourceId::HttpsToEndpoints(group) => ["HttpsToEndpointsFrom", &spelt_group(group)].concat(),
        ResourceId::HttpsToS3(group) => ["HttpsToS3From", &spelt_group(group)].concat(),
        ResourceId::HttpsFromClientGroup => "HttpsFromClientSecurityGroup".to_owned(),
        ResourceId::Endpoint(service) => [&service.pascal_case(), "Endpoint"].concat(),
        ResourceId::EndpointOf(name) => [&spelled(name), "Endpoint"].concat(),
        ResourceId::ExecutionRole => "ExecutionRole".to_owned(),
        ResourceId::ExecutionRolePolicy => "ExecutionRolePolicy".to_owned(),
        ResourceId::ExecutionRoleOf(label) => ["ExecutionRole", label].concat(),
        ResourceId::ExecutionRolePolicyOf(label) => ["ExecutionRolePolicy", label].concat(),
        ResourceId::Named(name) => name.clone(),
    }
}

/// Stands for the id of the tasks' group that a parameter gives.
pub const PARAMETER: &str = "parameter";

/// A CIDR or an id in letters and digits.
fn spelt(text: &str) -> String {
    let spelt = text.chars().map(|c| match c {
        '.' => 'x',
        ':' => 'y',
        '/' => 'm',
        '-' => 'z',
        other => other,
    });
    spelt.collect()
}

fn spelt_group(group: &str) -> String {
    if group == PARAMETER { "TaskSecurityGroup".to_owned() } else { spelt(group) }
}

/// A role's name as a part of names of resources: letters in lower case, since IAM tells no two roles apart by that, and
/// `X` with the code in hexadecimal for what is no letter or digit. Two roles never share one, in either target's
/// spelling.
pub fn role_label(name: &str) -> String {
    let mut label = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() {
            label.push(byte.to_ascii_lowercase().into());
        } else {
            let _ = write!(label, "X{byte:02x}");
        }
    }
    label
}

/// The output that lists the DNS entries of an endpoint for a service that no list has.
pub fn dns_entries_output(name: &str) -> String {
    [&spelled(name), "EndpointDnsNames"].concat()
}

/// The name of an endpoint service in an identifier: `VpceSvc0123456789abcdef0` of one that somebody else than AWS
/// keeps, by its id. Of others the signs are spelled by capital letters, which stand in no name, so that two never share one.
fn spelled(name: &str) -> String {
    if let Some(id) = name.split('.').find_map(|part| part.strip_prefix("vpce-svc-")) {
        return ["VpceSvc", id].concat();
    }
    let letters = name.chars().map(|c| match c {
        '.' => 'X',
        '-' => 'Z',
        other => other,
    });
    "Service".chars().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::role_label;

    #[test]
    fn names_of_roles_are_told_apart() {
        assert_eq!(role_label("Web-tasks"), "webX2dtasks");
        let names = ["web-tasks", "web_tasks", "web.tasks", "webtasks", "webX2dtasks", "web--tasks", "x2d", "-"];
        let labels: std::collections::BTreeSet<String> = names.iter().map(|name| role_label(name)).collect();
        assert_eq!(labels.len(), names.len());
    }
}
