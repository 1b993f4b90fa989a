//! ECR507: which requests a `deny` covers.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    // Without a policy there is nothing that binds.
    let Some(block) = subject.block.filter(|_| subject.plan.creates_ecr_endpoint()) else { return };
    if let Some(deny) = block.access.iter().find(|access| !access.value.allow) {
        report.push(
            Diagnostic::new(&cards::DENY_BINDS_ENDPOINT_ONLY, deny.span, "this binds only what crosses the endpoints")
                .label("another way to ECR is not denied")
                .help("to deny it everywhere, add a repository policy or a service control policy"),
        );
    }
}
