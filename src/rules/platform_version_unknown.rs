//! The card of ECR101: which platform versions of Fargate there are.

use crate::diagnostic::{Code, Example, Reference, Rule, Severity};

/// A platform version exists for the operating system that it is named with.
pub static RULE: Rule = Rule {
    code: Code(101),
    name: "platform_version_unknown",
    severity: Severity::Error,
    exceptions: &[],
    title: "the platform version must exist for the operating system",
    explanation: "\
Fargate numbers its platform versions for Linux and for Windows independently: `1.0.0` is the current one of Windows \
and a long retired one of Linux. AWS lists `1.0.0`, `1.1.0`, `1.2.0`, `1.3.0` and `1.4.0` for Linux, and `1.0.0` for \
Windows. Which endpoints a task needs depends on its version, so one that AWS does not list cannot be compiled.

Write `launch fargate 1.4.0`, or `launch fargate 1.0.0 windows`. `latest` stands for the newest version of the \
operating system, `1.4.0` and `1.0.0` when AWS's page was read.",
    symptoms: &[],
    sources: &[
        Reference {
            title: "Fargate platform versions for Amazon ECS",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html",
            read: "2026-11-24",
        },
        Reference {
            title: "AWS Fargate Linux platform version deprecation",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-versions-retired.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.5.0;
  logs awslogs;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
>
",
    ),
};
