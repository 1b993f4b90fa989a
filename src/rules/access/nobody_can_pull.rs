//! The card of ECR502: policies that no pull passes.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Effect, PolicyDocument, Statement};
use crate::policy::{self, Answer};
use crate::rules::Subject;
use crate::span::Span;
use crate::spec::derive;
use crate::spec::model::Block;

/// So many `deny` statements are tried for whether the others leave somebody without them.
const MOST_TRIED: usize = 20;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(region) = subject.plan.region else { return };
    let mut judged = Vec::new();
    for service in [Service::EcrDkr, Service::EcrApi] {
        let Some((resource, endpoint)) = subject.plan.endpoint(service) else { continue };
        let Some(id) = &endpoint.policy else { continue };
        let Some(document) = subject.policy(id) else { continue };
        let can_pull = |document: &PolicyDocument| {
            subject.bound.ask(&cards::NOBODY_CAN_PULL, id, |budget| policy::somebody_can_pull(document, region, budget))
        };
        let known = judged.contains(&document);
        judged.push(document.clone());
        // What is longer than AWS takes (ECR505) is not judged further.
        let passed_over = known || policy::excess(&document.statements).is_some();
        if passed_over || can_pull(&document) != Answer::No {
            continue;
        }
        let allows = document.statements.iter().filter(|statement| statement.effect == Effect::Allow);
        let allows: Vec<Statement> = allows.cloned().collect();
        let leaves_nobody = |denies: &[Statement]| {
            let statements = allows.iter().chain(denies).cloned().collect();
            let document = PolicyDocument { statements };
            subject.bound.ask_for_words(|budget| policy::somebody_can_pull(&document, region, budget)) == Answer::No
        };
        let message = "nobody can pull any image through these endpoints";
        if leaves_nobody(&[]) {
            let span = subject.block.and_then(|block| block.access.iter().find(|access| access.value.allow));
            let span = span.map(|access| access.span).or(resource.span);
            report.push(
                Diagnostic::at(&cards::NOBODY_CAN_PULL, span, message)
                    .label("no `allow` grants a whole pull")
                    .help("write `allow pull`: a pull needs the token and two more actions on one repository"),
            );
            continue;
        }
        let found = match subject.block.and_then(|block| shutting_out(subject, block, leaves_nobody)) {
            Some((deny, others)) => {
                let found = Diagnostic::new(&cards::NOBODY_CAN_PULL, deny, message);
                let label = if others.is_empty() {
                    "leaves nobody who can pull"
                } else {
                    "leaves nobody, together with others"
                };
                others.into_iter().fold(found.label(label), |found, other| found.also(other, "together with this"))
            }
            None => Diagnostic::at(&cards::NOBODY_CAN_PULL, resource.span, message),
        };
        report.push(found.help("narrow the `deny` to roles or repositories"));
    }
}

/// The first `deny` that leaves nobody, together with those before it; and of these the ones that it takes.
fn shutting_out(
    subject: &Subject,
    block: &Block,
    leaves_nobody: impl Fn(&[Statement]) -> bool,
) -> Option<(Span, Vec<Span>)> {
    let denies: Vec<_> = block.access.iter().filter(|access| !access.value.allow).collect();
    let statements: Vec<Statement> =
        denies.iter().map(|deny| subject.statement(&derive::statement_of(&deny.value, block))).collect();
    // What is denied more leaves no more: the first that is too much lies between what is enough and what is not.
    let (mut enough, mut too_much) = (0, statements.len());
    while enough + 1 < too_much {
        let middle = usize::midpoint(enough, too_much);
        if leaves_nobody(statements.get(..middle)?) { too_much = middle } else { enough = middle }
    }
    let deny = denies.get(enough)?.span;
    let alone = statements.get(enough..too_much)?;
    if leaves_nobody(alone) {
        return Some((deny, Vec::new()));
    }
    let needed = (0..enough).take(MOST_TRIED).filter(|index| {
        let others = statements.get(..too_much).unwrap_or_default().iter().enumerate();
        let others: Vec<Statement> = others.filter(|(at, _)| at != index).map(|(_, it)| it.clone()).collect();
        !leaves_nobody(&others)
    });
    Some((deny, needed.filter_map(|index| denies.get(index)).map(|deny| deny.span).collect()))
}
