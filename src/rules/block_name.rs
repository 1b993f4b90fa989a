//! ECR006: a block has no name, or not one of its own.

use crate::diagnostic::{Code, Example, Rule, Severity};
/// A block has no name, or not one of its own.
pub static RULE: Rule = Rule {
    code: Code(6),
    name: "block_name",
    severity: Severity::Error,
    exceptions: &[],
    title: "a block has no name, or not one of its own",
    explanation: "\
Outputs go by the blocks' names, so that several blocks each need one, unique among all that one command compiles. A \
single block may go without: it goes by its file's name.

A name is a small letter, then small letters, digits and `-`, 40 characters at most.",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(
        "\
private_ecr Web_1 <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr web-1 <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
>
",
    ),
};
