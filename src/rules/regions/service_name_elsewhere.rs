//! ECR703: an endpoint is for a service of another region or partition.

use crate::aws::ServiceName;
use crate::aws::service_name::{NameFault, name_fault};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(region) = subject.plan.region else { return };
    for (resource, name) in subject.named_services() {
        let expected = match name_fault(name, region) {
            Some(NameFault::Elsewhere { expected }) => expected,
            // Of a template, it may be an endpoint to another region, whose `ServiceRegion` ecrc does not read.
            None if subject.block.is_some() => {
                let other = ServiceName::parse(name).ok().and_then(|name| name.other_region(region));
                let Some(other) = other else { continue };
                name.replace(other.id, region.id)
            }
            None | Some(NameFault::NoSuchService { .. }) => continue,
        };
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
