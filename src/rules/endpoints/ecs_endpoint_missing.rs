//! The card of ECR104: the three ECS endpoints that container instances need.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::Launch;
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for launch in &subject.plan.surroundings.workload.launches {
        if !matches!(launch.value, Launch::Ec2 { .. }) {
            continue;
        }
        for service in Service::ECS {
            if subject.plan.has_endpoint(service) == Some(false) {
                report.push(
                    Diagnostic::new(
                        &cards::ECS_ENDPOINT_MISSING,
                        launch.span,
                        format!("there is no endpoint for `{}`", service.name()),
                    )
                    .label("container instances need it")
                    .help("add interface endpoints for `ecs-agent`, `ecs-telemetry` and `ecs`"),
                );
            }
        }
    }
}
