//! ECR407: principals in a gateway endpoint's policy.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::Principals;
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for (resource, gateway) in subject.plan.gateway_endpoints() {
        let Some(policy) = gateway.policy.as_ref().and_then(|id| subject.plan.policy(id)) else { continue };
        let named = policy.statements.iter().any(|statement| match &statement.principals {
            Some(Principals::Aws(arns)) => arns.iter().any(|arn| arn.as_literal() != Some("*")),
            Some(Principals::Service(_)) => true,
            Some(Principals::Everyone | Principals::Unknown) | None => false,
        });
        if named {
            let help = if subject.block.is_some() {
                "remove `role` and `user`, and restrict the role in its own policy"
            } else if gateway.service.is(Service::S3, subject.plan.region) {
                // ECR signs the address of a layer, so that no condition on one's own roles holds for it.
                "write `\"Principal\": \"*\"`, and restrict the role in its own policy"
            } else {
                "write `\"Principal\": \"*\"`, and limit it with the condition key `aws:PrincipalArn`"
            };
            let said = subject.block.zip(gateway.policy.as_ref());
            let said = said.map_or_else(Vec::new, |(block, id)| block.on_policy(id));
            let whom = said.into_iter().find(|access| !access.value.principals.is_empty());
            let span = whom.map(|access| access.span).or(resource.span);
            let message = "the policy of a gateway endpoint names a principal";
            report
                .push(Diagnostic::at(&cards::GATEWAY_PRINCIPAL, span, message).label("only `*` works here").help(help));
        }
    }
}
