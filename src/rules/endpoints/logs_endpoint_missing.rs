//! ECR106: the endpoint that the awslogs driver writes to.

use super::missing;
use crate::aws::Service;
use crate::cards;
use crate::diagnostic::Report;
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(awslogs) = subject.plan.surroundings.workload.awslogs.filter(|awslogs| awslogs.value) else { return };
    let needed_by = (awslogs.span, "the awslogs driver needs it");
    missing::report(subject, Service::Logs, &cards::LOGS_ENDPOINT_MISSING, needed_by, report);
}
