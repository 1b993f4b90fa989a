//! The card of ECR404: containers that are connected to S3 already.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// A new S3 gateway endpoint interrupts the S3 connections of running containers.
pub static RULE: Rule = Rule {
    code: Code(404),
    name: "s3_connections_interrupted",
    severity: Severity::Warning,
    exceptions: &[],
    title: "adding the S3 gateway endpoint interrupts the S3 connections that containers hold",
    explanation: "\
The gateway endpoint changes the route to Amazon S3 in the subnets' route tables. Connections that containers have \
open at that moment are cut and not resumed, since their traffic takes another way; new ones work. Programs that \
do not reconnect fail.

To have no interruption, AWS says to create a new VPC with the endpoint and move the cluster there: `vpc new`. \
Otherwise deploy at a quiet time, restart what does not reconnect, and `accept ECR404` with that as the reason. \
`s3 in_use` says that there are such containers; ecrc cannot see them.",
    symptoms: &[
        "failed to copy: httpReadSeeker: failed open: … read: connection reset by peer",
        "failed to copy: httpReadSeeker: failed open: unexpected EOF",
    ],
    sources: &[
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Gateway endpoints for Amazon S3",
            url: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  s3 in_use;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  vpc new 10.0.0.0/16;
  launch fargate 1.4.0;
  logs awslogs;
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(in_use) = subject.block.and_then(|block| block.s3_in_use) else { return };
    if subject.plan.gateway_endpoints().any(|(_, gateway)| gateway.service.is(Service::S3, subject.plan.region)) {
        report.push(
            Diagnostic::new(&RULE, in_use, "adding the S3 gateway endpoint interrupts open connections to S3")
                .label("containers hold some")
                .help(
                    "create the endpoint in a new VPC (`vpc new`) and move the cluster there, or accept a short break",
                ),
        );
    }
}
