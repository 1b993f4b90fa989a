//! The card of ECR102: platform versions of Fargate on which no new task starts.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::{Launch, OperatingSystem, PlatformVersion};

/// A platform version that AWS has retired starts no task.
pub static RULE: Rule = Rule {
    code: Code(102),
    name: "platform_version_retired",
    severity: Severity::Warning,
    exceptions: &[],
    title: "the platform version is retired, and no task starts on it",
    explanation: "\
AWS retired the Linux platform versions `1.0.0`, `1.1.0` and `1.2.0` on 2020-12-14, and `1.3.0` on 2026-03-16. No \
task or service can start on them. AWS announced that it would update services on `1.3.0` by force from 2026-03-02 \
and terminate the tasks that were left on 2026-03-31.

The page on ECR's endpoints still says what these versions needed: `ecr.dkr` and the S3 gateway, without `ecr.api`. \
A spec that names one compiles to just that, so that you can describe an old template as it is. Tasks on `1.4.0` \
fail in such a VPC, because they need `ecr.api` too.

Write `launch fargate 1.4.0`.",
    symptoms: &[],
    sources: &[
        Reference {
            title: "AWS Fargate Linux platform version deprecation",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-versions-retired.html",
            read: "2026-11-29",
        },
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.3.0;
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

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for launch in &subject.plan.workload.launches {
        let Launch::Fargate { version, os: OperatingSystem::Linux } = launch.value else { continue };
        if version >= PlatformVersion(1, 4, 0) {
            continue;
        }
        let since = if version == PlatformVersion(1, 3, 0) { "2026-03-16" } else { "2020-12-14" };
        let message = format!("no task starts any more on Fargate platform version `{version}`");
        report.push(
            Diagnostic::new(&RULE, launch.span, message)
                .label(format!("retired on {since}"))
                .note("ecrc derives what AWS documents for it: `ecr.dkr` and the S3 gateway endpoint alone")
                .help("write `launch fargate 1.4.0`; ecrc then derives `ecr.api`, too, which that version needs"),
        );
    }
}
