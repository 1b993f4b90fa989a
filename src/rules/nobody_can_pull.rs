use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::plan::{Effect, PolicyDocument};
use crate::policy::{self, Answer};
use crate::span::Span;

pub static RULE: Rule = Rule {
    code: Code(502),
    name: "nobody_can_pull",
    severity: Severity::Error,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let region = subject.plan.region;
    let mut judged = Vec::new();
    for service in [Service::EcrDkr, Service::EcrApi] {
        let Some((resource, endpoint)) = subject.plan.endpoint(service) else { continue };
        let Some(document) = endpoint.policy.as_ref().and_then(|id| subject.plan.policy(id)) else { continue };
        if judged.contains(&document) || policy::somebody_can_pull(document, region) != Answer::No {
            continue;
        }
        judged.push(document);
        let allows = document.statements.iter().filter(|statement| statement.effect == Effect::Allow);
        let without_denies = PolicyDocument { statements: allows.cloned().collect() };
        let denied = policy::somebody_can_pull(&without_denies, region) != Answer::No;
        let span = said(subject, denied).or(resource.span);
        let found = Diagnostic::at(&RULE, span, "nobody can pull any image through these endpoints");
        report.push(if denied {
            found.label("what is denied leaves nobody").help("deny less: name roles or repositories")
        } else {
            found
                .label("no `allow` grants a whole pull")
                .help("write `allow pull`: a pull needs the token and two more actions on one repository")
        });
    }
}

/// The first statement of the kind that leaves nobody.
fn said(subject: &Subject, denied: bool) -> Option<Span> {
    let access = &subject.block?.access;
    access.iter().find(|access| access.value.allow != denied).map(|access| access.span)
}
