//! ECR405: an S3 interface endpoint in the gateway's place.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    // Without private DNS it replaces nothing, which is another rule's.
    if subject.plan.gateway(Service::S3) != Some(false) || subject.private_dns_off(Service::S3).is_some() {
        return;
    }
    if let Some((resource, endpoint)) = subject.plan.endpoint(Service::S3) {
        let message = "an `s3` interface endpoint replaces the gateway endpoint";
        let found = Diagnostic::at(&cards::S3_INTERFACE_INSTEAD, resource.span, message)
            .label("AWS documents this only partly for ECR")
            .help("add a gateway endpoint for `s3`; it costs nothing");
        report.push(match endpoint.private_dns {
            Some(_) => found,
            None => found.note("its private DNS may be off, and then the layers' names stay public"),
        });
    }
}
