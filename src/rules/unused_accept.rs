//! ECR008: an `accept` silences nothing.

use crate::diagnostic::{Code, Diagnostic, Example, Rule, Severity};
use crate::span::Span;

/// An `accept` silences nothing.
pub static RULE: Rule = Rule {
    code: Code(8),
    name: "unused_accept",
    severity: Severity::Warning,
    exceptions: &[],
    title: "an `accept` silences nothing",
    explanation: "\
A reason for something that does not happen misleads those who read it, and would hide it if it happened later. An \
`accept` in `defaults` counts as used where one of the blocks needs it.",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  accept ECR102 \"we move to 1.4.0 in May\";
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

/// An `accept` that no block needed.
pub(super) fn found(span: Span, code: Code) -> Diagnostic {
    Diagnostic::new(&RULE, span, format!("nothing here is found by `{code}`"))
        .label("accepts nothing")
        .help("remove the statement")
}
