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
`include` takes the `defaults` of another file. That file must exist, must not include its way back, and holds no blocks \
of its own. It lies in the git work tree of the file or directory that is compiled; outside of a work tree, it lies in \
the directory that is compiled, or beside the file and below. Symbolic links are resolved first, and `.git` is no part of a work tree.

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
