//! ECR003: a value does not have the form that AWS documents.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::model::{Principal, Repository};
use crate::span::Span;

/// A value does not have the form that AWS documents.
pub static RULE: Rule = Rule {
    code: Code(3),
    name: "malformed_value",
    severity: Severity::Error,
    exceptions: &[(
        Severity::Warning,
        "when AWS allows the name, but a part of it belongs to an ARN (`repository/app`, `role/deployer`)",
    )],
    title: "a value does not have the form that AWS documents",
    explanation: "\
Accounts have 12 digits (an example on AWS's own page has 10), ids a prefix and 8 or 17 hexadecimal digits, CIDRs no \
host bits, dates a day of the calendar; names of roles, users, repositories and buckets have the characters and lengths \
of their services, and a resource at most 50 tags.

AWS would refuse such a value late, or, in a policy, take it and match nothing. That is also what happens to \
`repository/app` or `role/deployer`, copied from an ARN: a repository may have that name and a role that path, but the \
statement then covers neither `app` nor `deployer`, and a `deny` on it denies nothing. If the name is right, accept the \
warning.",
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

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    for access in &block.access {
        for repository in &access.value.repositories {
            if let Repository::Named(name) = &repository.value {
                let label = "ECR takes this as the whole name";
                of_arn(name.as_str(), repository.span, &[("repository", "repo")], label, report);
            }
        }
        for principal in &access.value.principals {
            if let Principal::Role(name) | Principal::User(name) = &principal.value {
                let label = "IAM takes the beginning as a path";
                of_arn(name.as_str(), principal.span, &[("role", "role"), ("user", "user")], label, report);
            }
        }
    }
}

/// Reports a name that begins as the last part of an ARN does. AWS takes that beginning for a part of the name. Each
/// beginning stands with the word that names such a thing in a statement.
fn of_arn(name: &str, span: Span, kinds: &[(&str, &str)], label: &str, report: &mut Report) {
    let Some((beginning, meant)) = name.split_once('/') else { return };
    let Some((kind, keyword)) = kinds.iter().find(|(kind, _)| *kind == beginning) else { return };
    report.push(
        Diagnostic::new(&RULE, span, format!("`{name}` begins with `{kind}/`, which belongs to an ARN"))
            .weighing(Severity::Warning)
            .label(label)
            .note("a statement on a name that does not exist matches nothing")
            .help(format!("write `{keyword} \"{meant}\"`, or accept {} if the name is right", RULE.code)),
    );
}
