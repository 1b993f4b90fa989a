//! ECR104: the three ECS endpoints that container instances need.

use super::missing;
use crate::aws::Service;
use crate::cards;
use crate::diagnostic::Report;
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for launch in &subject.plan.surroundings.workload.launches {
        if !launch.value.is_on_instances() {
            continue;
        }
        for service in Service::ECS {
            let needed_by = (launch.span, "container instances need it");
            missing::report(subject, service, &cards::ECS_ENDPOINT_MISSING, needed_by, report);
        }
    }
}
