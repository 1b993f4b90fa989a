//! ECR003: a value does not have the form that AWS documents.

use crate::diagnostic::{Code, Example, Rule, Severity};
/// A value does not have the form that AWS documents.
pub static RULE: Rule = Rule {
    code: Code(3),
    name: "malformed_value",
    severity: Severity::Error,
    title: "a value does not have the form that AWS documents",
    explanation: "\
Accounts have 12 digits (an example on AWS's own page has 10), ids a prefix and 8 or 17 hexadecimal digits, CIDRs no \
host bits, dates a day of the calendar; names of roles, users, repositories and buckets have the characters and lengths \
of their services, and a resource at most 50 tags.

AWS would refuse such a value late, or, in a policy, take it and match nothing.",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec("\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  account 1234567890;
>
"),
    good: Example::Spec("\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  account 111122223333;
>
"),
};
