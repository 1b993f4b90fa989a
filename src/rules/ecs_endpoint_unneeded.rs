//! The card of ECR105: ECS endpoints beside tasks on Fargate.

use super::Subject;
use super::ecs_endpoint_missing::ECS;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::Launch;

/// Tasks on Fargate need no endpoint of ECS.
pub static RULE: Rule = Rule {
    code: Code(105),
    name: "ecs_endpoint_unneeded",
    severity: Severity::Note,
    exceptions: &[],
    title: "tasks on Fargate need no ECS endpoints, but AWS's page is unclear for newer regions",
    explanation: "\
AWS documents that tasks on Fargate do not need `ecs`, `ecs-agent` and `ecs-telemetry`. One that is there costs by \
the hour and does nothing for them, unless they use Service Connect: it manages its Envoy proxy through `ecs-agent`, \
and through the public `ecs-sc` where that endpoint is missing.

Later the page gained a section on regions launched since 2023-12-23: there all three endpoints must exist, or the \
traffic goes to the public ones. It is not limited to EC2, and the section on Fargate still says that none is \
needed; which of them holds is unconfirmed. The page's own example is ca-west-1. That ap-southeast-5, \
ap-southeast-6, ap-southeast-7, mx-central-1, ap-east-2 and eusc-de-east-1 belong to them too follows from their \
launch dates.

`launch fargate` alone creates no ECS endpoint in any region. If your tasks need them in one of these regions, \
create them beside what ecrc compiles; where they run without, write `accept ECR105 \"…\"` with that as the reason.",
    symptoms: &[],
    sources: &[
        Reference {
            title: "Amazon ECS interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
            read: "2026-11-24",
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
  region ca-west-1;
  launch fargate 1.4.0;
  logs awslogs;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region ca-central-1;
  launch fargate 1.4.0;
  logs awslogs;
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let launches = &subject.plan.workload.launches;
    let Some(fargate) = launches.iter().find(|launch| matches!(launch.value, Launch::Fargate { .. })) else { return };
    if launches.iter().any(|launch| matches!(launch.value, Launch::Ec2 { .. })) {
        return;
    }
    let region = subject.plan.region;
    if region.launched_since_2023_12_23() {
        report.push(
            Diagnostic::new(&RULE, fargate.span, format!("AWS's pages differ on ECS endpoints in `{}`", region.id))
                .label("no ECS endpoints are derived for it")
                .note(
                    "of regions launched since 2023-12-23 one section asks for `ecs`, `ecs-agent` and `ecs-telemetry`, \
                     another says that Fargate needs none",
                )
                .help("where tasks fail to start, add a `launch ec2`, which derives the three"),
        );
        return;
    }
    for service in ECS {
        let existing = subject.plan.existing.iter().find(|existing| existing.service == service);
        let span = match (existing, subject.plan.endpoint(service)) {
            (Some(existing), _) => existing.span,
            (None, Some((resource, _))) => resource.span,
            (None, None) => continue,
        };
        report.push(
            Diagnostic::at(&RULE, span, format!("Fargate does not need the endpoint for `{}`", service.name()))
                .label("costs, and does nothing for these tasks")
                .help("keep it only for Service Connect, which uses `ecs-agent`, or for other container instances"),
        );
    }
}
