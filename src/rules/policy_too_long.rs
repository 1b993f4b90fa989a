//! The card of ECR505: the length of endpoint policies.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::plan::PolicyId;
use crate::policy::{self, ENDPOINT_POLICY_QUOTA};

/// An endpoint policy is at most 20,480 characters long.
pub static RULE: Rule = Rule {
    code: Code(505),
    name: "policy_too_long",
    severity: Severity::Error,
    exceptions: &[],
    title: "the endpoint policy is longer than 20,480 characters",
    explanation: "\
AWS takes one policy for each endpoint, of at most 20,480 characters, white space included. A longer one fails \
when it is deployed.

Let wildcards stand for repositories (`repo \"team/*\"`), or name several roles and repositories in one statement \
instead of writing one for each: what a statement says besides is then there once. What differs from team to team \
can also be said by the repositories' own policies, which hold beside the endpoints'.",
    symptoms: &[],
    sources: &[
        Reference {
            title: "Control access to VPC endpoints using endpoint policies",
            url: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
            read: "2026-11-24",
        },
        Reference {
            title: "AWS PrivateLink quotas",
            url: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Shortened(
        r#"private_ecr <
  region us-east-2;
  account 111122223333;
  launch fargate 1.4.0;
  logs awslogs;
  allow pull;
  allow push repo "team/service-001";
  # … and so on, one statement for each repository, up to "team/service-100"
>
"#,
    ),
    good: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  account 111122223333;
  launch fargate 1.4.0;
  logs awslogs;
  allow pull;
  allow push repo "team/*";
>
"#,
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let interfaces = plan.interface_endpoints().map(|(resource, endpoint)| (resource, &endpoint.policy));
    let gateways = plan.gateway_endpoints().map(|(resource, endpoint)| (resource, &endpoint.policy));
    let mut judged = Vec::new();
    for (resource, id) in interfaces.chain(gateways) {
        let Some(id) = id.as_ref().filter(|id| !judged.contains(id)) else { continue };
        judged.push(id);
        let Some(length) = plan.policy(id).and_then(|document| policy::excess(&document.statements)) else { continue };
        let of_s3 = *id == PolicyId::S3;
        let said = subject.block.and_then(|block| {
            let of_ecr = block.access.last().map(|access| access.span);
            if of_s3 { block.s3_also.last().map(|bucket| bucket.span) } else { of_ecr }
        });
        let help = if of_s3 {
            "name fewer buckets, or write `s3 full`"
        } else {
            "name repositories by a common prefix and `*`, or move denies into repository policies"
        };
        report.push(
            Diagnostic::at(&RULE, said.or(resource.span), format!("the endpoint policy has {length} characters"))
                .label(format!("AWS takes {ENDPOINT_POLICY_QUOTA}"))
                .help(help),
        );
    }
}
