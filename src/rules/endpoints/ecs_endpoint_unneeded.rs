//! ECR105: ECS endpoints for tasks on Fargate.

use crate::aws::{Region, Service};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{BatchOn, Launch};
use crate::rules::Subject;

/// Where AWS says both that Batch jobs on Fargate need the ECS endpoints and that they do not.
const BATCH_PAGE: &str = "https://docs.aws.amazon.com/batch/latest/userguide/vpc-endpoint-considerations.html";

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let launches = &subject.plan.surroundings.workload.launches;
    let Some(fargate) = launches.iter().find(|launch| launch.value.is_fargate()) else { return };
    if launches.iter().any(|launch| launch.value.is_on_instances()) {
        return;
    }
    let region = subject.plan.region;
    let are_there = Service::ECS.into_iter().all(|service| subject.plan.has_endpoint(service) == Some(true));
    if are_there && region.is_some_and(Region::launched_since_2023_12_23) {
        return;
    }
    if let Some(region) = region.filter(|region| region.launched_since_2023_12_23()) {
        report.push(
            Diagnostic::new(
                &cards::ECS_ENDPOINT_UNNEEDED,
                fargate.span,
                format!("AWS documents two answers on ECS endpoints in `{}`", region.id),
            )
            .label("ecrc derives no ECS endpoints for this")
            .note(
                "of regions launched since 2023-12-23 one section asks for `ecs`, `ecs-agent` and `ecs-telemetry`, \
                     another says that Fargate needs none",
            )
            .help(if subject.block.is_some() {
                "if tasks fail to start, write `endpoint ecs, ecs-agent, ecs-telemetry`"
            } else {
                "if tasks fail to start, add interface endpoints for `ecs`, `ecs-agent` and `ecs-telemetry`"
            }),
        );
        return;
    }
    if let Some(batch) = launches.iter().find(|launch| launch.value == Launch::Batch(BatchOn::Fargate)) {
        let (label, help) = if are_there {
            return;
        } else if subject.block.is_some() {
            (
                "no ECS endpoints are derived for it",
                "if jobs fail to start, write `endpoint ecs, ecs-agent, ecs-telemetry`",
            )
        } else if Service::ECS.into_iter().any(|service| subject.plan.has_endpoint(service) == Some(false)) {
            (
                "may need the ECS endpoints",
                "if jobs fail to start, add interface endpoints for `ecs`, `ecs-agent` and `ecs-telemetry`",
            )
        } else {
            return;
        };
        report.push(
            Diagnostic::new(
                &cards::ECS_ENDPOINT_UNNEEDED,
                batch.span,
                "AWS's page contradicts itself on ECS endpoints for Batch jobs on Fargate",
            )
            .label(label)
            .note("it says that such jobs need none, and below that they must be created to run jobs")
            .help(help)
            .citing(BATCH_PAGE),
        );
        return;
    }
    let needed: Vec<Service> =
        subject.plan.surroundings.workload.used_services().into_iter().map(|(service, _, _)| service).collect();
    for service in Service::ECS.into_iter().filter(|service| !needed.contains(service)) {
        let existing = subject.plan.surroundings.existing.iter().find(|existing| existing.service == service);
        let span = match (existing, subject.plan.endpoint(service)) {
            (Some(existing), _) => existing.span,
            (None, Some((resource, _))) => resource.span,
            (None, None) => continue,
        };
        report.push(
            Diagnostic::at(
                &cards::ECS_ENDPOINT_UNNEEDED,
                span,
                format!("Fargate does not need the `{}` endpoint", service.name()),
            )
            .label("billed, but unused by these tasks")
            .help("keep it only for Service Connect, which uses `ecs-agent`, or for other container instances"),
        );
    }
}
