//! The card of ECR108: specs that do not say where logs go.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// An ECS launch should say which log driver its tasks have.
pub static RULE: Rule = Rule {
    code: Code(108),
    name: "logs_unsaid",
    severity: Severity::Note,
    exceptions: &[],
    title: "an ECS launch without a `logs` statement gets no endpoint for logs",
    explanation: "\
Where a spec has no `logs` statement, no endpoint for CloudWatch Logs is made. Tasks whose definition names the \
`awslogs` driver then do not start. The task definitions are not part of the spec, so ecrc cannot see which driver \
they name.

Write `logs awslogs` if any task uses that driver, which adds the endpoint; write `logs none` if none does.",
    symptoms: &[
        "The task cannot find the Amazon CloudWatch log group … There is a connection issue between the task \
         and Amazon CloudWatch",
        "failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch \
         log stream",
    ],
    sources: &[
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Amazon ECS interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
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
    let workload = &subject.plan.workload;
    let Some(launch) = workload.launches.iter().find(|launch| launch.value.is_ecs()) else { return };
    if workload.awslogs.is_none() {
        report.push(
            Diagnostic::new(&RULE, launch.span, "nothing says where the tasks' logs go")
                .label("tasks that name the awslogs driver will not start")
                .help("write `logs awslogs`, or `logs none` where no task uses that driver"),
        );
    }
}
