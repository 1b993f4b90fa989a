//! ECR702: a name that the template uses is not confirmed in this partition.

use crate::aws::{Partition, Service};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::EndpointService;
use crate::rules::Subject;
use crate::span::Span;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(region) = subject.plan.region else { return };
    if region.partition == Partition::Aws {
        return;
    }
    let endpoints = subject.plan.endpoints().filter_map(|(resource, service)| match service {
        EndpointService::Known(service) => Some((*service, resource.span)),
        EndpointService::Named(_)
        | EndpointService::Abroad(_)
        | EndpointService::Like(..)
        | EndpointService::Unknown(_) => None,
    });
    let endpoints: Vec<(Service, Option<Span>)> = endpoints.collect();
    let minimal = subject.block.is_none_or(|block| !block.s3_full.is_some_and(|full| full.value));
    let s3 = endpoints.iter().find(|(service, _)| minimal && *service == Service::S3);
    let unnamed: Vec<_> = endpoints.iter().filter(|(service, _)| !service.name_is_confirmed(region)).collect();
    let Some((_, place)) = s3.or(unnamed.first().copied()) else { return };
    let mut unconfirmed: Vec<String> = Vec::new();
    unconfirmed.extend(s3.map(|_| format!("the layer bucket `{}`", region.layer_bucket())));
    let names = unnamed.iter().map(|(service, _)| service.endpoint_service_name(region));
    unconfirmed.extend(names.map(|name| format!("the service name `{name}`")));
    let span = subject.block.map_or(*place, |block| Some(block.region.span));
    report.push(
        Diagnostic::at(
            &cards::PARTITION_UNCONFIRMED,
            span,
            format!("some names in partition `{}` are not confirmed", region.partition.id()),
        )
        .label("AWS publishes no list for it")
        .note(format!("not confirmed: {}", unconfirmed.join(", ")))
        .help(match (s3.is_some(), unnamed.is_empty()) {
            (true, true) => "pull one image, then accept this with that as the reason",
            (true, false) => {
                "check the service names with `aws ec2 describe-vpc-endpoint-services` and pull one image, then accept this with \
                 that as the reason"
            }
            (false, _) => "check them with `aws ec2 describe-vpc-endpoint-services`, then accept this with a reason",
        }),
    );
}
