//! The card of ECR304: the range of a new VPC.

use crate::diagnostic::{Code, Example, Reference, Rule, Severity};

/// The range of a new VPC holds its subnets.
pub static RULE: Rule = Rule {
    code: Code(304),
    name: "cidr_too_small",
    severity: Severity::Error,
    exceptions: &[],
    title: "the range of the new VPC cannot hold its subnets",
    explanation: "\
A VPC's IPv4 range is a `/16` to a `/28`, and so is each subnet's. `vpc new` makes one private subnet for each \
zone, all of one size: the range is cut into as many equal parts as the next power of two of the zones, and a part \
wider than a `/20` down to a `/20`. Two zones in a `/28` would need two `/29`, which AWS does not have.

Write a wider range, or fewer zones. AWS keeps five addresses of every subnet for itself, and each interface \
endpoint takes one in each zone, each task on Fargate another: a `/24` is little.",
    symptoms: &[
        "InvalidSubnet.Conflict: The CIDR '…' conflicts with another subnet",
        "InvalidVpc.Range: The CIDR '…' is invalid",
    ],
    sources: &[
        Reference {
            title: "VPC CIDR blocks",
            url: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Subnet CIDR blocks",
            url: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  vpc new 10.0.0.0/28;
  launch fargate 1.4.0;
  logs awslogs;
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
