//! ECR507: which requests a `deny` covers.

use crate::aws::service_actions;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Effect, PolicyId};
use crate::policy::{self, Answer, Budget};
use crate::rules::Subject;
use crate::rules::crossing::{Crossing, crossing};
use crate::span::Spanned;
use crate::spec::derive;
use crate::spec::model::{Access, Block};

/// Where else to deny it.
const ELSEWHERE: &str = "to deny it everywhere, add a repository policy or a service control policy";

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    for (id, access) in block.policies() {
        // Without a policy there is nothing that binds.
        if subject.plan.policy(&id).is_some() {
            report.diagnostics.extend(of_policy(subject, block, &id, &access));
        }
    }
}

fn of_policy(subject: &Subject, block: &Block, id: &PolicyId, access: &[&Spanned<Access>]) -> Option<Diagnostic> {
    // Of one that binds nothing another rule tells.
    let binds = |access: &Access| {
        !access.allow && (access.on.is_some() || crossing(access, block, subject.plan) != Crossing::Nothing)
    };
    let denies: Vec<_> = access.iter().filter(|access| binds(&access.value)).collect();
    let takes_away = |access: &Access| {
        let deny = subject.statement(&derive::statement_of(access, block));
        let Some(document) = subject.policy(id) else { return true };
        let allows = document.statements.iter().filter(|statement| statement.effect == Effect::Allow);
        // What is longer than AWS takes (ECR505) is not judged further.
        policy::excess(&document.statements).is_some()
            || subject.bound.ask_for_words(|budget: &mut Budget| {
                allows.into_iter().any(|allow| policy::overlap(allow, &deny, budget) != Answer::No)
            })
    };
    let elsewhere =
        if *id == PolicyId::Ecr { ELSEWHERE } else { "to deny it everywhere, add a service control policy" };
    let page = (*id != PolicyId::Ecr).then_some(service_actions::POLICIES_PAGE);
    let found = if let Some(deny) = denies.iter().find(|deny| takes_away(&deny.value)) {
        let message = "this `deny` covers only requests through this VPC's endpoints";
        let service = deny.value.on.as_ref().map_or("ECR".to_owned(), |on| format!("`{}`", on.value.as_str()));
        Diagnostic::new(&cards::DENY_BINDS_ENDPOINT_ONLY, deny.span, message)
            .label(format!("other routes to {service} are not denied"))
            .help(elsewhere)
    } else if let Some(deny) = denies.first() {
        let message = "this `deny` takes nothing away: no `allow` grants what it denies";
        Diagnostic::new(&cards::DENY_BINDS_ENDPOINT_ONLY, deny.span, message)
            .label("guards against a later `allow`")
            .help(format!("keep it as a guard and accept this; {elsewhere}"))
            .in_vain()
    } else {
        return None;
    };
    Some(found.citing_instead(page))
}
