//! ECR701: there is no such region, or none with ECR.

use crate::diagnostic::{Code, Example, Reference, Rule, Severity};
/// There is no such region, or none with ECR.
pub static RULE: Rule = Rule {
    code: Code(701),
    name: "region_unknown",
    severity: Severity::Error,
    exceptions: &[],
    title: "there is no such region, or none with ECR",
    explanation: "\
The region names the endpoint services, the layer bucket and the ARNs; a wrong one makes all of them wrong. It has to \
be the identifier of a region that Amazon ECR supports, such as `us-east-2`.

The list is that of botocore 1.44.8. In a newer region ecrc knows no service names yet. A region that botocore lists \
but that AWS has not opened is let through, with ECR705.",
    symptoms: &["dial tcp: lookup api.ecr.us-west-1a.amazonaws.com: no such host"],
    sources: &[
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Amazon ECR endpoints and quotas",
            url: "https://docs.aws.amazon.com/general/latest/gr/ecr.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Spec(
        "\
private_ecr <
  region us-eats-2;
  launch fargate 1.4.0;
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
