//! The card of ECR502: policies that no pull passes.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::plan::{Effect, PolicyDocument};
use crate::policy::{self, Answer};
use crate::span::Span;

/// Somebody can pull some image through the endpoints.
pub static RULE: Rule = Rule {
    code: Code(502),
    name: "nobody_can_pull",
    severity: Severity::Error,
    exceptions: &[],
    title: "the policy of the ECR endpoints lets nobody pull any image",
    explanation: "\
A pull takes three actions: `ecr:GetAuthorizationToken`, which has no resource and is granted on `*`, and \
`ecr:BatchGetImage` and `ecr:GetDownloadUrlForLayer` on the repository. This policy leaves no principal that has \
all three, the last two on one repository, so the endpoints serve no pull at all.

A block with an `allow` allows nothing but what its `allow` statements say, and `allow push` alone contains no \
pull. A `deny` takes away what an `allow` gives; a denial always wins. In a template, a policy of denials alone \
refuses everything, since with a policy of its own an endpoint allows only what that policy says.

Write an `allow pull`, or narrow the `deny`. The rule is deduced from how AWS evaluates policies, and decided \
exactly over the wildcards `*` and `?`.",
    symptoms: &[
        "no VPC endpoint policy allows the ecr:",
        "is not authorized to perform: ecr:BatchGetImage",
        "is not authorized to perform: ecr:GetAuthorizationToken",
    ],
    sources: &[
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Policy evaluation logic",
            url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
            read: "2026-11-25",
        },
        Reference {
            title: "Troubleshoot access denied error messages",
            url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
            read: "2026-11-25",
        },
    ],
    bad: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  allow push role "ci";
>
"#,
    ),
    good: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  allow pull;
  allow push role "ci";
>
"#,
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let region = subject.plan.region;
    let mut judged = Vec::new();
    for service in [Service::EcrDkr, Service::EcrApi] {
        let Some((resource, endpoint)) = subject.plan.endpoint(service) else { continue };
        let Some(document) = endpoint.policy.as_ref().and_then(|id| subject.policy(id)) else { continue };
        let known = judged.contains(&document);
        judged.push(document.clone());
        // What is longer than AWS takes (ECR505) is not judged further.
        let passed_over = known || policy::excess(&document.statements).is_some();
        if passed_over || policy::somebody_can_pull(&document, region) != Answer::No {
            continue;
        }
        let allows = document.statements.iter().filter(|statement| statement.effect == Effect::Allow);
        let without_denies = PolicyDocument { statements: allows.cloned().collect() };
        let denied = policy::somebody_can_pull(&without_denies, region) != Answer::No;
        let span = said(subject, denied).or(resource.span);
        let found = Diagnostic::at(&RULE, span, "nobody can pull any image through these endpoints");
        report.push(if denied {
            found.label("what is denied leaves nobody").help("deny less: name roles or repositories")
        } else {
            found
                .label("no `allow` grants a whole pull")
                .help("write `allow pull`: a pull needs the token and two more actions on one repository")
        });
    }
}

/// The first statement of the kind that leaves nobody.
fn said(subject: &Subject, denied: bool) -> Option<Span> {
    let access = &subject.block?.access;
    access.iter().find(|access| access.value.allow != denied).map(|access| access.span)
}
