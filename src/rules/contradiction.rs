//! ECR005: two statements cannot both hold.

use crate::diagnostic::{Code, Example, Rule, Severity};
/// Two statements cannot both hold.
pub static RULE: Rule = Rule {
    code: Code(5),
    name: "contradiction",
    severity: Severity::Error,
    exceptions: &[],
    title: "two statements cannot both hold",
    explanation: "\
The same thing is said twice, or two things are said that exclude each other: `vpc new` beside what belongs to a VPC \
that is there, `clients` beside a security group of yours, `s3 full` beside `s3 also`, a feature of launches that the \
block does not have, or, with `execution_role new`, two tag keys that differ in letter case alone, which IAM takes for one.

ecrc does not choose between them. The later statement is marked, and the earlier one beside it. What a block says \
again replaces its file's `defaults`, and is no contradiction.",
    symptoms: &["Duplicate tag keys found. Please note that Tag keys are case insensitive."],
    sources: &[],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  logs none;
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
