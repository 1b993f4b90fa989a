//! ECR505: the length of endpoint policies.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::PolicyId;
use crate::policy::{self, ENDPOINT_POLICY_QUOTA};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let mut judged = Vec::new();
    for (resource, _) in plan.endpoints() {
        let Some(id) = resource.kind.policy().filter(|id| !judged.contains(id)) else { continue };
        judged.push(id);
        let Some(length) = plan.policy(id).and_then(|document| policy::excess(&document.statements)) else { continue };
        let of_s3 = *id == PolicyId::S3;
        let said = subject.block.and_then(|block| {
            let of_s3 = block.s3_also.last().filter(|_| of_s3).map(|bucket| bucket.span);
            of_s3.or(block.on_policy(id).last().map(|access| access.span))
        });
        let help = if of_s3 {
            "name fewer buckets, or write `s3 full`"
        } else if matches!(id, PolicyId::Endpoint(_)) {
            "shorten the actions with `*`, or restrict roles in their own policies"
        } else {
            "name repositories by a common prefix and `*`, or move `deny` statements to repository policies"
        };
        report.push(
            Diagnostic::at(
                &cards::POLICY_TOO_LONG,
                said.or(resource.span),
                format!("the endpoint policy has {length} characters"),
            )
            .label(format!("AWS allows {ENDPOINT_POLICY_QUOTA}"))
            .help(help),
        );
    }
}
