//! The card of ECR501: permissions that restrict nobody.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::{plan, policy};

/// An `allow` that another one covers restricts nobody.
pub static RULE: Rule = Rule {
    code: Code(501),
    name: "allow_covered",
    severity: Severity::Warning,
    title: "another `allow` covers this one wholly, so it restricts nobody",
    explanation: "\
Statements of a policy that allow add up: who is let through by one is let through. An `allow` whose verb, \
principals and repositories another `allow` covers therefore changes nothing, and a reader who takes it for a \
limit is mistaken. The combined policy on AWS's page is such a case: `AllowPull` names one role, but `AllowAll` \
stands beside it, and everybody may do everything that is not denied. The page does not say so; it follows from \
how policies are evaluated.

Remove the narrower `allow` if all of it is to be allowed, or the wider one if the narrower is meant as a limit. \
Of two equal ones the later is reported.",
    symptoms: &[],
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
    ],
    bad: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  allow all;
  allow pull role "ecsTaskExecutionRole";
>
"#,
    ),
    good: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  allow pull role "ecsTaskExecutionRole";
>
"#,
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let allows: Vec<_> = block.access.iter().filter(|access| access.value.allow).collect();
    let grants: Vec<_> = allows.iter().map(|allow| plan::statement_of(&allow.value, block)).collect();
    for (at, (allow, grant)) in allows.iter().zip(&grants).enumerate() {
        let mut others = allows.iter().zip(&grants).enumerate().filter(|(other, _)| *other != at);
        let by = others.find(|(other, (_, wider))| {
            let equal = policy::covers(grant, wider);
            policy::covers(wider, grant) && (!equal || *other < at)
        });
        if let Some((_, (wider, _))) = by {
            report.push(
                Diagnostic::new(&RULE, allow.span, "this `allow` lets nobody do more")
                    .label("covered wholly")
                    .also(wider.span, "by what is allowed here")
                    .help("remove it, or remove the wider one if access is to be limited"),
            );
        }
    }
}
