//! ECR703: an endpoint is for a service of another region or partition.

use crate::aws::service::{NameFault, name_fault};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(region) = subject.plan.region else { return };
    for (resource, name) in subject.named_services() {
        let Some(NameFault::Elsewhere { expected }) = name_fault(name, region) else { continue };
        report.push(
            Diagnostic::at(
                &cards::SERVICE_NAME_ELSEWHERE,
                resource.span,
                format!("service `{name}` does not belong to `{}`", region.id),
            )
            .label("of another region or partition")
            .help(format!("write `{expected}`")),
        );
    }
}
