//! ECR003: a value does not have the form that AWS documents.

use super::Subject;
use crate::aws::{Malformed, PrincipalKind, PrincipalName, mistaken};
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
        "when AWS allows the name, but it likely names something else (`repository/app`, `role/deployer`, \
         `docker.io/library/nginx`)",
    )],
    title: "a value does not have the form that AWS documents",
    explanation: "\
Accounts have 12 digits (an example on AWS's own page has 10), ids a prefix and 8 or 17 hexadecimal digits, CIDRs no \
host bits, dates a day of the calendar; names of roles, users, repositories and buckets have the characters and lengths \
of their services, and a resource at most 50 tags.

AWS would refuse such a value late, or, in a policy, take it and match nothing: a `deny` on an image's address, on a \
tag, on a session of a role or on half an ARN denies nothing. The same happens to `repository/app` or `role/deployer`, \
copied from an ARN, and to `docker.io/library/nginx`. A repository may have that name and a role that path, but the \
statement then covers no other. If the name is right, accept the warning.",
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
    let is_cached = |name: &str| {
        let rest = |prefix: &str| name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'));
        block.pull_through_cache.iter().any(|prefix| rest(prefix.value.as_str()))
    };
    let principal = |name: &PrincipalName, kind| mistaken::unlikely_principal(name.as_str(), kind);
    for access in &block.access {
        for repository in &access.value.repositories {
            let Repository::Named(name) = &repository.value else { continue };
            let unlikely = mistaken::unlikely_repository(name.as_str()).filter(|_| !is_cached(name.as_str()));
            report.diagnostics.extend(unlikely.map(|unlikely| of(repository.span, &unlikely)));
        }
        for whom in &access.value.principals {
            let unlikely = match &whom.value {
                Principal::Role(name) => principal(name, PrincipalKind::Role),
                Principal::User(name) => principal(name, PrincipalKind::User),
                Principal::Arn(_) => None,
            };
            report.diagnostics.extend(unlikely.map(|unlikely| of(whom.span, &unlikely)));
        }
    }
    for prefix in block.pull_through_cache.iter().filter(|prefix| prefix.value.as_str().starts_with("repository/")) {
        let unlikely = mistaken::unlikely_repository(prefix.value.as_str());
        report.diagnostics.extend(unlikely.map(|unlikely| of(prefix.span, &unlikely)));
    }
    let role = block.execution_role.as_ref();
    let unlikely = role.and_then(|role| Some((role.span, principal(&role.value.name, PrincipalKind::Role)?)));
    report.diagnostics.extend(unlikely.map(|(span, unlikely)| of(span, &unlikely)));
}

/// The finding of a name that is likely not the one that is meant.
fn of(span: Span, unlikely: &Malformed) -> Diagnostic {
    let mut found = Diagnostic::new(&RULE, span, unlikely.to_string())
        .weighing(Severity::Warning)
        .label(unlikely.label().unwrap_or_default())
        .note("a statement on a name that does not exist matches nothing")
        .help(unlikely.help().unwrap_or_default());
    if let Some(meant) = unlikely.meant() {
        found = found.suggest(span, format!("\"{meant}\""), format!("write `\"{meant}\"`"));
    }
    found
}
