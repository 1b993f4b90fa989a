//! ECR504: repositories of another region.

use crate::aws::Partition;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::Value;
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(region) = subject.plan.region else { return };
    let mut judged = Vec::new();
    for (resource, endpoint) in subject.ecr_endpoints() {
        let Some(id) = endpoint.policy.as_ref().filter(|id| !judged.contains(id)) else { continue };
        judged.push(id);
        let Some(document) = subject.policy(id) else { continue };
        let resources = document.statements.iter().flat_map(|statement| &statement.resources);
        for arn in resources.filter_map(beginning) {
            let parts: Vec<&str> = arn.splitn(5, ':').collect();
            let ["arn", partition, "ecr", of, _] = parts.as_slice() else { continue };
            let wildcard = |text: &str| text.contains(['*', '?']);
            let elsewhere = (!wildcard(of) && *of != region.id)
                || (!wildcard(partition) && Partition::find(partition) != Some(region.partition));
            if elsewhere {
                report.push(
                    Diagnostic::at(
                        &cards::REPOSITORY_ELSEWHERE,
                        resource.span,
                        format!(
                            "repositories in `{partition}`, `{of}` are not reachable through an endpoint in `{}`",
                            region.id
                        ),
                    )
                    .label("endpoints are regional")
                    .help(format!("name repositories in `{}`", region.id)),
                );
            }
        }
    }
}

/// What is known of an ARN up to the account, which only the deployment may know.
fn beginning(arn: &Value) -> Option<&str> {
    match arn {
        Value::Literal(text) => Some(text),
        Value::Join(parts) => parts.first()?.as_literal(),
        Value::Parameter(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Unknown(_) => None,
    }
}
