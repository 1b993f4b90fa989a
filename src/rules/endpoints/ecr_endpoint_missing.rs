//! ECR103: the ECR endpoints that a pull passes through.

use super::missing;
use crate::aws::Service;
use crate::cards;
use crate::diagnostic::Report;
use crate::plan;
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    // ECR605 tells what stops tasks whose images are of other registries.
    if subject.all_pull_elsewhere() {
        return;
    }
    for launch in &subject.plan.surroundings.workload.launches {
        let mut runs =
            subject.plan.surroundings.clients.iter().filter(|client| client.launch == launch.value).peekable();
        let is_shown = runs.peek().is_some();
        if launch.value.is_eks() || is_shown && runs.all(|client| subject.pulls_elsewhere(client)) {
            continue;
        }
        let needed = plan::services_of(launch.value, subject.plan.region);
        for service in needed.into_iter().filter(|service| matches!(service, Service::EcrApi | Service::EcrDkr)) {
            let needed_by = (launch.span, "needs it to pull images");
            missing::report(subject, service, &cards::ECR_ENDPOINT_MISSING, needed_by, report);
        }
    }
    // Every launch fetches manifests through it; not every one needs ECR's API.
    if let Some(span) = subject.pulls_unseen().and_then(|endpoint| endpoint.span) {
        let needed_by = (span, "every pull needs `ecr.dkr`, too");
        missing::report(subject, Service::EcrDkr, &cards::ECR_ENDPOINT_MISSING, needed_by, report);
    }
}
