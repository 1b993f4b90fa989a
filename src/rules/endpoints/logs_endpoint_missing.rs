//! The card of ECR106: the endpoint that the awslogs driver writes to.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(awslogs) = subject.plan.surroundings.workload.awslogs.filter(|awslogs| awslogs.value) else { return };
    if subject.plan.has_endpoint(Service::Logs) == Some(false) {
        report.push(
            Diagnostic::new(&cards::LOGS_ENDPOINT_MISSING, awslogs.span, "there is no endpoint for `logs`")
                .label("the awslogs driver needs it")
                .help("add an interface endpoint for `logs` with private DNS on"),
        );
    }
}
