//! Input: a plan, and who pulls in it.
//! Output: what these call.
//! Never: counts a service that nothing is known to call.

use crate::aws::Service;
use crate::plan::{Client, InterfaceEndpoint, Plan, Resource, callers, services_of};

/// Why a group is the one of an endpoint that names none.
pub(super) const OF_DEFAULT: &str = "an endpoint without a security group gets the VPC's default group";

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
    plan.endpoint(Service::S3).is_none_or(|(_, it)| it.inbound_only == Some(true))
        && plan.gateway(Service::S3) == Some(true)
}

/// Names in backticks.
pub(super) fn listed(names: impl IntoIterator<Item = String>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
