//! ECR003: a value does not have the form that AWS documents.

use crate::aws::{Malformed, PrincipalKind, PrincipalName, mistaken};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::rules::Subject;
use crate::span::Span;
use crate::spec::model::{Principal, Repository};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let is_cached = |name: &str| {
        let rest = |prefix: &str| name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'));
        block.pull_through_cache.iter().any(|prefix| rest(prefix.value.as_str()))
    };
    let principal = |name: &PrincipalName, kind| mistaken::unlikely_principal(name.as_str(), kind);
    for access in block.access.iter().chain(&block.access_on) {
        for repository in &access.value.repositories {
            let unlikely = match &repository.value {
                Repository::Named(name) => mistaken::unlikely_repository(name.as_str()),
                Repository::Arn(arn) => arn.unlikely(),
            };
            let unlikely = unlikely.filter(|_| !is_cached(repository.value.pattern()));
            report.diagnostics.extend(unlikely.map(|unlikely| of(repository.span, &unlikely)));
        }
        for whom in &access.value.principals {
            let unlikely = match &whom.value {
                Principal::Role(name) => principal(name, PrincipalKind::Role),
                Principal::User(name) => principal(name, PrincipalKind::User),
                Principal::Arn(arn) => arn.unlikely(),
            };
            report.diagnostics.extend(unlikely.map(|unlikely| of(whom.span, &unlikely)));
        }
    }
    for prefix in block.pull_through_cache.iter().filter(|prefix| prefix.value.as_str().starts_with("repository/")) {
        let unlikely = mistaken::unlikely_repository(prefix.value.as_str());
        report.diagnostics.extend(unlikely.map(|unlikely| of(prefix.span, &unlikely)));
    }
    for name in block.execution_roles.iter().flat_map(|roles| &roles.value.names) {
        let unlikely = principal(&name.value, PrincipalKind::Role);
        report.diagnostics.extend(unlikely.map(|unlikely| of(name.span, &unlikely)));
    }
}

/// The diagnostic for a name that is probably not the intended one.
fn of(span: Span, unlikely: &Malformed) -> Diagnostic {
    let mut found = Diagnostic::new(&cards::MALFORMED_VALUE, span, unlikely.to_string())
        .weighing(Severity::Warning)
        .label(unlikely.label().unwrap_or_default())
        .note("a statement about a name that does not exist matches nothing")
        .help(unlikely.help().unwrap_or_default());
    if let Some(meant) = unlikely.meant() {
        found = found.suggest(span, format!("\"{meant}\""), format!("write `\"{meant}\"`"));
    }
    found
}
