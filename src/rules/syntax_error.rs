//! ECR001: a statement does not have the shape of a statement.

use crate::diagnostic::{Code, Example, Rule, Severity};

/// A statement does not have the shape of a statement.
pub static RULE: Rule = Rule {
    code: Code(1),
    name: "syntax_error",
    severity: Severity::Error,
    exceptions: &[],
    title: "a statement does not have the shape of a statement",
    explanation: "\
A word stands where a string belongs, or a string where a word does; there are too few words or too many; a `;`, a \
`<` or a closing quote is missing; a character stands where it has no place.

Reading goes on at the next `;` or `>`, so that one run reports every broken statement. Most findings carry a fix.

Past 10,000 findings in what is read, and where the blocks of one command take more than 16 MB of statements from \
`defaults`, reading stops, and nothing is written.",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(
        "\
private_ecr <
  region \"us-east-2\";
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
