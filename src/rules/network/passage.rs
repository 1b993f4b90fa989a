//! Input: a plan, and who pulls in it.
//! Output: what these call, and where in the VPC that is.
//! Never: takes a subnet whose block is not known for one of another block.

use crate::aws::{Ipv4Cidr, Service, internet};
use crate::plan::{
    Attribute, Client, InterfaceEndpoint, List, Plan, Resource, ResourceKind, Value, callers, services_of,
};

/// The interface endpoints that a client calls by names that lead to them.
pub(super) fn called<'p>(plan: &'p Plan, client: &Client) -> Vec<(&'p Resource, &'p InterfaceEndpoint)> {
    // Fargate before 1.4.0 reads secrets through an interface of its own.
    let elsewhere = |service: &Service| {
        [Service::SecretsManager, Service::Ssm, Service::Kms].contains(service) && client.launch.fetches_elsewhere()
    };
    let of_tasks = |service: &Service| {
        let features = [Service::Logs, Service::SecretsManager, Service::Ssm, Service::SsmMessages, Service::Kms];
        features.contains(service) && !callers(&plan.surroundings.workload, plan.region, *service).is_empty()
    };
    let of_launch = services_of(client.launch, plan.region);
    let is_called = |service: &Service| of_launch.contains(service) || of_tasks(service) && !elsewhere(service);
    let services = Service::ALL.iter().copied().filter(|service| *service != Service::S3 && is_called(service));
    services.filter_map(|service| plan.endpoint(service)).filter(|(_, it)| it.private_dns != Some(false)).collect()
}

/// Whether layers come from S3's public addresses, through the gateway endpoint.
pub(super) fn downloads_from_public_addresses(plan: &Plan) -> bool {
    plan.endpoint(Service::S3).is_none() && plan.gateway(Service::S3) == Some(true)
}

/// The block of a subnet of the plan.
pub(super) fn block_of(plan: &Plan, subnet: &Value) -> Option<Ipv4Cidr> {
    let Value::Attribute(id, Attribute::Id) = subnet else { return None };
    let ResourceKind::Subnet(subnet) = &plan.resource(id)?.kind else { return None };
    Ipv4Cidr::canonical(subnet.cidr.as_literal()?)
}

/// The blocks of subnets, as far as they are known.
pub(super) fn blocks_of(plan: &Plan, subnets: &List) -> Vec<Ipv4Cidr> {
    subnets.items().iter().filter_map(|subnet| block_of(plan, subnet)).collect()
}

/// Whether no public service can have an address of a block.
pub(super) fn is_private(block: Ipv4Cidr) -> bool {
    internet::share_of_ipv4(&[block]).is_none()
}

/// Names in backticks.
pub(super) fn listed(names: impl IntoIterator<Item = String>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The name of a prefix list, where it is known.
pub(super) fn name_of<'p>(plan: &'p Plan, list: &Value) -> Option<&'p str> {
    plan.surroundings.prefix_lists.iter().find(|known| known.id == *list).map(|known| known.name.as_str())
}

/// Whether a prefix list is one of AWS's: these hold public addresses alone.
pub(super) fn is_of_aws(plan: &Plan, list: &Value) -> bool {
    name_of(plan, list).is_some_and(|name| name.starts_with("com.amazonaws."))
}
