//! ECR201: private DNS of the endpoint for the registry.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(off) = subject.private_dns_off(Service::EcrDkr) else { return };
    let found = Diagnostic::at(&cards::DKR_PRIVATE_DNS, off.span, "`ecr.dkr` needs private DNS, which is off here")
        .label("the registry name would resolve publicly");
    report.push(match off.span {
        Some(span) if off.of_all => found
            .help("add `private_dns ecr.dkr on`: the more specific statement wins")
            .suggest(span.after(), "; private_dns ecr.dkr on", "add `private_dns ecr.dkr on`"),
        Some(span) => found.help("write `private_dns ecr.dkr on`, the default").suggest(span, "on", "write `on`"),
        None => found.help("set `PrivateDnsEnabled` to true"),
    });
}
