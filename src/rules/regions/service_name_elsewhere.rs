//! ECR703: an endpoint is for a service of another region or partition.

use crate::aws::service_name::{NameFault, name_fault};
use crate::aws::{Region, ServiceName};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;
use crate::span::Span;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(region) = subject.plan.region else { return };
    for (resource, name) in subject.named_services() {
        let expected = match name_fault(name, Some(region)) {
            Some(NameFault::Elsewhere { expected, .. }) => expected,
            // Of a template, it may be an endpoint to another region, whose `ServiceRegion` ecrc does not read.
            None if subject.block.is_some() => {
                let other = ServiceName::parse(name).ok().and_then(|name| name.other_region(region));
                let Some(other) = other else { continue };
                name.replace(other.id, region.id)
            }
            None | Some(NameFault::NoSuchService { .. } | NameFault::Unreplaced { .. }) => continue,
        };
        report.push(found(resource.span, name, region, &expected));
    }
    let Some(block) = subject.block else { return };
    let on = block.access_on.iter().filter_map(|access| access.value.on.as_ref());
    let private_dns = block.private_dns_of.iter().map(|of| &of.service);
    for key in on.chain(private_dns) {
        if let Some(expected) = key.value.elsewhere(region) {
            report.push(found(Some(key.span), key.value.as_str(), region, &expected));
        }
    }
}

fn found(span: Option<Span>, name: &str, region: &Region, expected: &str) -> Diagnostic {
    let message = format!("service `{name}` does not belong to `{}`", region.id);
    Diagnostic::at(&cards::SERVICE_NAME_ELSEWHERE, span, message)
        .label("of another region or partition")
        .help(format!("write `{expected}`"))
}
