//! ECR515: a policy whose wildcards overlap in more ways than ecrc tries.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::PolicyId;
use crate::rules::Subject;
use crate::span::Span;
use crate::spec::model::{Block, Verb};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for (policy, rules) in subject.bound.undecided() {
        let carrier = subject.plan.resources.iter().find(|resource| resource.kind.policy() == Some(&policy));
        let span = most_wildcards(subject.block, &policy).or(carrier.and_then(|resource| resource.span));
        let codes: Vec<String> = rules.iter().map(|rule| rule.code.to_string()).collect();
        let codes = match codes.as_slice() {
            [one] => one.clone(),
            [one, other] => format!("{one} and {other}"),
            [some @ .., last] => format!("{}, and {last}", some.join(", ")),
            [] => continue,
        };
        report.push(
            Diagnostic::at(
                &cards::NOT_DECIDED,
                span,
                format!("ecrc cannot decide {codes}: too many wildcards of this policy overlap"),
            )
            .label("most wildcards are here")
            .help("write whole names, or patterns that begin differently"),
        );
    }
}

/// The statement of a block that has the most wildcards.
fn most_wildcards(block: Option<&Block>, policy: &PolicyId) -> Option<Span> {
    let access = block?.on_policy(policy);
    let wildcards = |text: &str| text.matches(['*', '?']).count();
    let most = access.into_iter().max_by_key(|access| {
        let repositories = access.value.repositories.iter().map(|repository| wildcards(repository.value.pattern()));
        let verb = if let Verb::Action(action) = &access.value.verb.value { wildcards(action) } else { 0 };
        repositories.sum::<usize>() + verb
    });
    most.map(|access| access.span)
}
