//! ECR201: private DNS of the endpoint for the registry.

use crate::aws::{Fips, Service};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for service in [Service::EcrDkr, Service::Fips(Fips::EcrDkr)] {
        let Some(off) = subject.private_dns_off(service) else { continue };
        let on = format!("private_dns {} on", service.name());
        let message = format!("`{}` needs private DNS, which is off here", service.name());
        let found = Diagnostic::at(&cards::DKR_PRIVATE_DNS, off.span, message)
            .label("the registry name would resolve publicly");
        let found =
            match off.span {
                Some(span) if off.of_all => found
                    .help(format!("add `{on}`: the more specific statement wins"))
                    .suggest(span.after(), format!("; {on}"), format!("add `{on}`")),
                Some(span) => found.help(format!("write `{on}`, the default")).suggest(span, "on", "write `on`"),
                None => found.help("set `PrivateDnsEnabled` to true"),
            };
        report.push(subject.beside_private_dns(service, found));
    }
}
