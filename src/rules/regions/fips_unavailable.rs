//! Input: a block with `fips on`, or endpoints of a template for FIPS names of ECR.
//! Output: ECR706: a region where ECR has no FIPS names; in notes, what `fips on` does not reach.
//! Never: says that a service has no FIPS names because ecrc knows no endpoint service for them.

use crate::aws::{FIPS_REGIONS, Partition, Region, Service};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::plan::{Launch, Plan};
use crate::rules::Subject;
use crate::span::Span;
use crate::spec::derive;
use crate::spec::model::{Block, EndpointKey};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(region) = subject.plan.region else { return };
    if !region.has_ecr_fips() {
        named(subject, region, report);
    }
    if let Some(block) = subject.block {
        let Some(on) = block.fips.filter(|fips| fips.value).map(|fips| fips.span) else { return };
        if region.has_ecr_fips() {
            plain_alone(block, region, on, report);
            fargate(subject.plan, region, on, report);
        } else {
            let message = format!("Amazon ECR has no FIPS endpoints in `{}`", region.id);
            let found = Diagnostic::new(&cards::FIPS_UNAVAILABLE, on, message)
                .label("not available in this region")
                .also(block.region.span, "the endpoints are here");
            report.push(found.help(format!("remove it, or use one of {}", listed(FIPS_REGIONS))));
        }
    }
}

/// Endpoints that a template or `endpoint` names.
fn named(subject: &Subject, region: &Region, report: &mut Report) {
    let fips = Service::ECR.into_iter().filter(|service| *service != service.plain());
    for (service, (resource, _)) in fips.filter_map(|service| Some((service, subject.plan.endpoint(service)?))) {
        let name = service.endpoint_service_name(region);
        let message = format!("the endpoint service `{name}` does not exist: ECR has no FIPS names in `{}`", region.id);
        report.push(
            Diagnostic::at(&cards::FIPS_UNAVAILABLE, resource.span, message).label("AWS refuses the endpoint").help(
                match subject.block {
                    Some(_) => format!("remove `{}` from `endpoint`", service.name()),
                    None => format!("use `{}`", service.plain().endpoint_service_name(region)),
                },
            ),
        );
    }
}

/// The services for whose FIPS names no endpoint is known, and whose plain names are none.
fn plain_alone(block: &Block, region: &Region, on: Span, report: &mut Report) {
    // Names of a gateway's service lead to it, whichever they are; what others keep has no FIPS names.
    let is_reached = |key: &EndpointKey| match key {
        EndpointKey::Listed(service) => {
            service.is_gateway()
                || *service != service.plain()
                || service.fips().is_some()
                || service.is_fips_in(region)
        }
        EndpointKey::Unlisted(_) => false,
        EndpointKey::Named(name) => name.own_id().is_some(),
    };
    let needed = derive::endpoints_needed(block);
    let without: Vec<&str> = needed.iter().filter(|key| !is_reached(key)).map(EndpointKey::as_str).collect();
    if without.is_empty() {
        return;
    }
    let message = format!("`fips on` adds no endpoint for {} in `{}`", listed(&without), region.id);
    report.push(
        Diagnostic::new(&cards::FIPS_UNAVAILABLE, on, message)
            .label("these keep their plain endpoints only")
            .help("name theirs with `endpoint`, if AWS has any, or accept this if calls to them may do without FIPS")
            .weighing(Severity::Note),
    );
}

/// Fargate runs in its FIPS mode in `GovCloud` only.
fn fargate(plan: &Plan, region: &Region, on: Span, report: &mut Report) {
    let launches = &plan.surroundings.workload.launches;
    let launch = launches.iter().find(|launch| matches!(launch.value, Launch::Fargate { .. }));
    let Some(launch) = launch.filter(|_| region.partition != Partition::AwsUsGov) else { return };
    let message = format!("AWS Fargate has no FIPS mode in `{}`, only in AWS GovCloud (US)", region.id);
    report.push(
        Diagnostic::new(&cards::FIPS_UNAVAILABLE, on, message)
            .label("adds endpoints, but no FIPS mode")
            .also(launch.span, "runs without FIPS mode")
            .help("name images by their FIPS host, `ACCOUNT.dkr.ecr-fips.REGION…`, then accept this with that as the reason")
            .weighing(Severity::Note),
    );
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
