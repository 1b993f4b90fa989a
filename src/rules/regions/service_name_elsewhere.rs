//! ECR703: an endpoint is for a service of another region or partition.

use crate::aws::ServiceName;
use crate::aws::service_name::{Meant, NameFault, name_fault};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;
use crate::span::Span;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(region) = subject.plan.region else { return };
    // A spec has whole names in quotes.
    let quote = if subject.block.is_some() { "\"" } else { "" };
    let found = |span: Option<Span>, name: &str, meant: &Meant| {
        let message = format!("service `{name}` does not belong to `{}`", region.id);
        let found =
            Diagnostic::at(&cards::SERVICE_NAME_ELSEWHERE, span, message).label("of another region or partition");
        match meant {
            Meant::Name(meant) => found.help(format!("write `{quote}{meant}{quote}`")),
            Meant::OfProvider => found.help(format!("ask its provider for the service in `{}`", region.id)),
        }
    };
    for (resource, name) in subject.named_services() {
        let meant = match name_fault(name, Some(region)) {
            Some(NameFault::Elsewhere { expected, .. }) => Some(Meant::Name(expected)),
            // Of a template, it may be an endpoint to another region, whose `ServiceRegion` ecrc does not read.
            None if subject.block.is_some() => ServiceName::parse(name).ok().and_then(|name| name.meant_in(region)),
            None | Some(NameFault::NoSuchService { .. } | NameFault::Unreplaced { .. }) => None,
        };
        report.diagnostics.extend(meant.map(|meant| found(resource.span, name, &meant)));
    }
    let Some(block) = subject.block else { return };
    let on = block.access_on.iter().filter_map(|access| access.value.on.as_ref());
    let private_dns = block.private_dns_of.iter().map(|of| &of.service);
    for key in on.chain(private_dns) {
        let meant = key.value.elsewhere(region);
        report.diagnostics.extend(meant.map(|meant| found(Some(key.span), key.value.as_str(), &meant)));
    }
}
