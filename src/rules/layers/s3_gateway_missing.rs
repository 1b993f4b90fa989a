//! The card of ECR401: where image layers come from.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(launch) = subject.plan.surroundings.workload.launches.first() else { return };
    let gateway = subject.plan.gateway(Service::S3);
    // Whether an interface endpoint stands in for it is another rule's.
    if gateway == Some(false) && subject.plan.has_endpoint(Service::S3) == Some(false) {
        report.push(
            Diagnostic::new(&cards::S3_GATEWAY_MISSING, launch.span, "the `s3` gateway endpoint is missing")
                .label("fetches image layers from S3")
                .help("add a gateway endpoint for `s3` with the private subnets' route tables"),
        );
    }
}
