//! ECR201: private DNS of the endpoint for the registry.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(off) = subject.private_dns_off(Service::EcrDkr) else { return };
    let found = Diagnostic::at(&cards::DKR_PRIVATE_DNS, off.span, "`ecr.dkr` without private DNS")
        .label("the registry's name would lead to the internet");
    report.push(match off.span {
        Some(span) if off.of_all => found
            .help("write `private_dns ecr.dkr on` beside it: the narrower statement wins")
            .suggest(span.after(), "; private_dns ecr.dkr on", "add `private_dns ecr.dkr on`"),
        Some(span) => {
            found.help("write `private_dns ecr.dkr on`, which is the default").suggest(span, "on", "write `on`")
        }
        None => found.help("set `PrivateDnsEnabled` to true"),
    });
}
