//! ECR405: an S3 interface endpoint in the gateway's place.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    if subject.plan.gateway(Service::S3) != Some(false) {
        return;
    }
    if let Some((resource, _)) = subject.plan.endpoint(Service::S3) {
        report.push(
            Diagnostic::at(
                &cards::S3_INTERFACE_INSTEAD,
                resource.span,
                "an `s3` interface endpoint replaces the gateway endpoint",
            )
            .label("AWS documents this only partly for ECR")
            .help("add a gateway endpoint for `s3`; it costs nothing"),
        );
    }
}
