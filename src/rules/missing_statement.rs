//! ECR004: a statement that every block needs is missing.

use crate::diagnostic::{Code, Example, Rule, Severity};
/// A statement that every block needs is missing.
pub static RULE: Rule = Rule {
    code: Code(4),
    name: "missing_statement",
    severity: Severity::Error,
    exceptions: &[],
    title: "a statement that every block needs is missing",
    explanation: "\
A block says where it is (`region`) and what runs there (`launch`): all else follows from these or has a default. A \
file with nothing in it is an error, too, since it is likely the wrong file.",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(
        "\
private_ecr <
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
