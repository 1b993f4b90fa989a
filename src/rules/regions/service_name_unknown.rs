//! ECR704: no endpoint service has that name.

use crate::aws::service_name::{NameFault, name_fault};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(region) = subject.plan.region else { return };
    for (resource, name) in subject.named_services() {
        let Some(NameFault::NoSuchService { meant }) = name_fault(name, region) else { continue };
        report.push(
            Diagnostic::at(
                &cards::SERVICE_NAME_UNKNOWN,
                resource.span,
                format!("no endpoint service is named `{name}`"),
            )
            .label("AWS refuses the endpoint")
            .help(format!("a similar name exists: `{meant}`")),
        );
    }
}
