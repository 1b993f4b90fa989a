//! ECR002: a word is not one of those that can stand there.

use crate::diagnostic::{Code, Example, Rule, Severity};
/// A word is not one of those that can stand there.
pub static RULE: Rule = Rule {
    code: Code(2),
    name: "unknown_word",
    severity: Severity::Error,
    exceptions: &[],
    title: "a word is not one of those that can stand there",
    explanation: "\
Statements open with a word of a closed set, and many of their words are of closed sets, too: launch types, log \
drivers, verbs, services. A word near to one of them is named.

`ecrc init` prints a spec with the common statements; the book's reference has all of them.",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslog;
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
