//! The card of ECR507: how far a denial reaches.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    // Without a policy there is nothing that binds.
    let Some(block) = subject.block.filter(|_| subject.plan.creates_ecr_endpoint()) else { return };
    if let Some(deny) = block.access.iter().find(|access| !access.value.allow) {
        report.push(
            Diagnostic::new(
                &cards::DENY_BINDS_ENDPOINT_ONLY,
                deny.span,
                "this `deny` covers only requests through this VPC's endpoints",
            )
            .label("other routes to ECR are not denied")
            .help("to deny it everywhere, add a repository policy or a service control policy"),
        );
    }
}
