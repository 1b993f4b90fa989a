//! The card of ECR509: images that AWS adds to tasks.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::{Repository, Verb};

/// A pull limited to repositories also stops images that AWS adds from its own accounts.
pub static RULE: Rule = Rule {
    code: Code(509),
    name: "aws_images_stopped",
    severity: Severity::Note,
    exceptions: &[],
    title: "pulls limited to your repositories also stop images that AWS adds to workloads",
    explanation: "\
Some services of AWS add a container to your tasks or nodes, whose image is in a repository of an AWS account: \
GuardDuty's Runtime Monitoring adds its agent to tasks on Fargate, from `aws-guardduty-agent-fargate`. That image \
passes through the same endpoints. An `allow pull` limited to your own repositories refuses it: the agent does not \
start, and your tasks run without it, or stop. Users report such failures where the execution role is limited; \
that a limited endpoint policy has the same effect is deduced.

If such a service is on, add the repository's ARN, with the account that AWS's page lists for your region: `allow \
pull repo \"arn:aws:ecr:REGION:ACCOUNT:repository/aws-guardduty-agent-fargate\"`. Or limit who pulls instead of \
what. If there is none, or its repository is named, `accept ECR509` and say so.",
    symptoms: &["aws-guardduty-agent", "no VPC endpoint policy allows the ecr:"],
    sources: &[
        Reference {
            title: "ECR Repository for GuardDuty agent on AWS Fargate (Amazon ECS only)",
            url: "https://docs.aws.amazon.com/guardduty/latest/ug/ecs-runtime-agent-ecr-image-uri.html",
            read: "2026-11-25",
        },
        Reference {
            title: "step-functions: run ecs task when guard duty runtime monitoring is enabled (a user's report)",
            url: "https://github.com/aws/aws-cdk/issues/32877",
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
  allow pull repo "team/*";
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
    let pulls = |verb: &Verb| matches!(verb, Verb::Pull | Verb::All);
    let allows = block.access.iter().filter(|access| access.value.allow && pulls(&access.value.verb.value));
    if allows.clone().any(|allow| allow.value.repositories.is_empty()) {
        return;
    }
    // Whoever names such a repository knows.
    let of_aws = |repository: &Repository| {
        matches!(repository, Repository::Arn(_)) && repository.pattern().starts_with("aws-guardduty-agent")
    };
    let mut repositories = allows.flat_map(|allow| &allow.value.repositories);
    if repositories.clone().any(|repository| of_aws(&repository.value)) {
        return;
    }
    if let Some(repository) = repositories.next() {
        report.push(
            Diagnostic::new(&RULE, repository.span, "pulls are limited to repositories of yours")
                .label("AWS's own repositories are not among them")
                .help(
                    "where AWS injects images, such as GuardDuty's agent, allow their repositories by ARN, too; else \
                     accept this with a reason",
                ),
        );
    }
}
