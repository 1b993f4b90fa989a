//! The card of ECR507: how far a denial reaches.

use super::Subject;
use super::statement_without_effect::has_access_policy;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// A denial in an endpoint policy binds only what passes through the endpoint.
pub static RULE: Rule = Rule {
    code: Code(507),
    name: "deny_binds_endpoint_only",
    severity: Severity::Note,
    exceptions: &[],
    title: "a `deny` binds only requests that pass through this VPC's endpoints",
    explanation: "\
An endpoint policy is one more gate for requests that pass through its endpoint. The console, a laptop, a pipeline \
elsewhere or another VPC do not pass through it, and what a `deny` forbids here they can do as before, if their \
own policies allow it. AWS's page gives such a denial (of `ecr:DeleteRepository`) without saying so; it follows \
from what endpoint policies are.

To protect a repository from everybody, deny the action in the repository's own policy too, or in a service \
control policy of the organization. Where the denial is meant for this VPC alone, or the other one is there, \
`accept ECR507` with that as the reason.",
    symptoms: &[],
    sources: &[
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Control access to VPC endpoints using endpoint policies",
            url: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  deny delete repo "team/app";
>
"#,
    ),
    good: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  deny delete repo "team/app";
  accept ECR507 "the policy of team/app denies it to everybody";
>
"#,
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    // Without a policy there is nothing that binds.
    let Some(block) = subject.block.filter(|_| has_access_policy(subject.plan)) else { return };
    if let Some(deny) = block.access.iter().find(|access| !access.value.allow) {
        report.push(
            Diagnostic::new(&RULE, deny.span, "this binds only what crosses the endpoints")
                .label("another way to ECR is not denied")
                .help("to deny it everywhere, add a repository policy or a service control policy"),
        );
    }
}
