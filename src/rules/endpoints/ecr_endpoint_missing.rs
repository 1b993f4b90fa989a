//! The card of ECR103: the ECR endpoints that a pull passes through.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan;
use crate::plan::Launch;
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for launch in &subject.plan.surroundings.workload.launches {
        if matches!(launch.value, Launch::Eks { .. }) {
            continue;
        }
        let needed = plan::services_of(launch.value, subject.plan.region);
        for service in needed.into_iter().filter(|service| matches!(service, Service::EcrApi | Service::EcrDkr)) {
            if subject.plan.has_endpoint(service) == Some(false) {
                report.push(
                    Diagnostic::new(
                        &cards::ECR_ENDPOINT_MISSING,
                        launch.span,
                        format!("there is no endpoint for `{}`", service.name()),
                    )
                    .label("needs it to pull images")
                    .help(format!("add an interface endpoint for `{}` with private DNS on", service.name())),
                );
            }
        }
    }
}
