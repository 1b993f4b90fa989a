//! ECR702: a name that the template uses is not confirmed in this partition.

use crate::aws::{Partition, Service};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::EndpointService;
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(region) = subject.plan.region else { return };
    if region.partition == Partition::Aws {
        return;
    }
    let interfaces = subject.plan.interface_endpoints().map(|(_, endpoint)| &endpoint.service);
    let gateways = subject.plan.gateway_endpoints().map(|(_, endpoint)| &endpoint.service);
    let services: Vec<Service> = interfaces
        .chain(gateways)
        .filter_map(|service| match service {
            EndpointService::Known(service) => Some(*service),
            EndpointService::Named(_) | EndpointService::Unknown(_) => None,
        })
        .collect();
    let minimal = subject.block.is_none_or(|block| !block.s3_full.is_some_and(|full| full.value));
    let mut unconfirmed: Vec<String> = Vec::new();
    if minimal && services.contains(&Service::S3) {
        unconfirmed.push(format!("the layer bucket `{}`", region.layer_bucket()));
    }
    let names = services.iter().filter(|service| !service.name_is_confirmed(region));
    unconfirmed.extend(names.map(|service| format!("the service name `{}`", service.endpoint_service_name(region))));
    if unconfirmed.is_empty() {
        return;
    }
    let span = subject.block.map(|block| block.region.span);
    report.push(
        Diagnostic::at(
            &cards::PARTITION_UNCONFIRMED,
            span,
            format!("some names in partition `{}` are not confirmed", region.partition.id()),
        )
        .label("AWS publishes no list for it")
        .note(format!("not confirmed: {}", unconfirmed.join(", ")))
        .help("check them with `aws ec2 describe-vpc-endpoint-services`, then accept this with a reason"),
    );
}
