//! ECR007: an included file cannot be taken.

use crate::diagnostic::{Code, Example, Rule, Severity};
/// An included file cannot be taken.
pub static RULE: Rule = Rule {
    code: Code(7),
    name: "include",
    severity: Severity::Error,
    exceptions: &[],
    title: "an included file cannot be taken",
    explanation: "\
`include` takes the `defaults` of another file. That file has to be there, below the folder that is compiled (symbolic \
links resolved), it must not include its way back, and it holds no blocks of its own.

The path is relative to the file that includes.",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(
        "\
include \"missing.ecr\";

private_ecr <
  region us-east-2;
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
