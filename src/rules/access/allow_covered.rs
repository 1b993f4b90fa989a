//! ECR501: permissions that restrict nobody.

use crate::aws::service_actions;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Effect, PolicyId, Statement};
use crate::policy;
use crate::rules::Subject;
use crate::rules::quote::shortened;
use crate::spec::derive;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return of_template(subject, report) };
    for (id, access) in block.policies() {
        if subject.plan.policy(&id).is_none() {
            continue;
        }
        let allows: Vec<_> = access.into_iter().filter(|access| access.value.allow).collect();
        let grants: Vec<_> = allows.iter().map(|allow| derive::statement_of(&allow.value, block)).collect();
        for (narrow, wide) in covered(subject, &id, &grants) {
            if let (Some(narrow), Some(wide)) = (allows.get(narrow), allows.get(wide)) {
                let wider = shortened(&wide.value.to_string());
                let message = format!("this `allow` has no effect: `{wider}` covers it");
                let found = Diagnostic::new(&cards::ALLOW_COVERED, narrow.span, message).label("already fully allowed");
                let page = narrow.value.on.as_ref().map(|_| service_actions::POLICIES_PAGE);
                report.push(explained(found.also(wide.span, "by this statement")).citing_instead(page).in_vain());
            }
        }
    }
}

/// With the reason, and what to do.
fn explained(found: Diagnostic) -> Diagnostic {
    found
        .note("`allow` statements add up, so this one restricts nobody")
        .help("remove it; to limit access, remove the wider one")
}

/// In a template the statements have no place of their own.
fn of_template(subject: &Subject, report: &mut Report) {
    let mut judged = Vec::new();
    for (resource, endpoint) in subject.ecr_endpoints() {
        let Some(id) = &endpoint.policy else { continue };
        let Some(document) = subject.policy(id) else { continue };
        if judged.contains(&document) {
            continue;
        }
        let allows = document.statements.iter().filter(|statement| statement.effect == Effect::Allow);
        let grants: Vec<Statement> = allows.cloned().collect();
        judged.push(document);
        let name = |at: usize| match grants.get(at).and_then(|grant| grant.sid.as_ref()) {
            Some(sid) => format!("`{sid}`"),
            None => format!("allowing statement {}", at + 1),
        };
        for (narrow, wide) in covered(subject, id, &grants) {
            let message = format!("{} has no effect: {} covers it", name(narrow), name(wide));
            let found = Diagnostic::at(&cards::ALLOW_COVERED, resource.span, message).label("already fully allowed");
            report.push(explained(found));
        }
    }
}

/// Which of the grants another one covers, with that other one. Where they are more than a policy has room for, which
/// ECR505 reports, they are not compared.
fn covered(subject: &Subject, policy: &PolicyId, grants: &[Statement]) -> Vec<(usize, usize)> {
    if policy::excess(grants).is_some() {
        return Vec::new();
    }
    subject.bound.ask(&cards::ALLOW_COVERED, policy, |budget| policy::covered(grants, budget))
}
