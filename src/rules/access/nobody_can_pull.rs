//! ECR502: policies that no pull passes.

use super::cause::{Cause, cause};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::policy::{self, Answer, Part, Puller};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let region = subject.plan.region;
    let mut judged = Vec::new();
    for (resource, endpoint) in subject.ecr_endpoints() {
        let Some(id) = &endpoint.policy else { continue };
        let Some(document) = subject.policy(id) else { continue };
        let known = judged.contains(&document);
        judged.push(document.clone());
        // What is longer than AWS takes (ECR505) is not judged further.
        let passed_over = known || policy::excess(&document.statements).is_some();
        let part = subject.part_of(id);
        if passed_over || subject.bound.somebody_can_pull(id, &document, part, region) != Answer::No {
            continue;
        }
        let repositories = policy::repositories_of(region);
        let somebody_can = |document: &_| {
            let question = |budget: &mut _| policy::can_pull(document, Puller::Anybody, part, &repositories, budget);
            subject.bound.ask_for_words(question)
        };
        let (message, help) = match part {
            Part::Whole => (
                "nobody can pull any image through these endpoints",
                "allow `ecr:GetAuthorizationToken`, and on one repository `ecr:BatchGetImage` and \
                 `ecr:GetDownloadUrlForLayer`",
            ),
            Part::Token => {
                ("nobody can get a token through `ecr.api`", "allow `ecr:GetAuthorizationToken` on all resources")
            }
            Part::Image => (
                "nobody can pull any image through `ecr.dkr`",
                "allow `ecr:BatchGetImage` and `ecr:GetDownloadUrlForLayer` on one repository",
            ),
        };
        let at_endpoint = || Diagnostic::at(&cards::NOBODY_CAN_PULL, resource.span, message);
        let found = match cause(subject, &document, somebody_can) {
            Cause::NotAllowed => {
                let span = subject.block.and_then(|block| block.access.iter().find(|access| access.value.allow));
                let span = span.map(|access| access.span).or(resource.span);
                Diagnostic::at(&cards::NOBODY_CAN_PULL, span, message)
                    .label("no `allow` grants a whole pull")
                    .help("write `allow pull`: a pull needs the token and two more actions on one repository")
            }
            Cause::Denied(Some(denial)) => {
                let label = if denial.with.is_empty() {
                    "leaves nobody who can pull"
                } else {
                    "leaves nobody, together with others"
                };
                let found = Diagnostic::new(&cards::NOBODY_CAN_PULL, denial.deny, message).label(label);
                let found = denial.with.into_iter().fold(found, |found, other| found.also(other, "together with this"));
                found.help("narrow the `deny` to roles or repositories")
            }
            Cause::Denied(None) => at_endpoint().help("narrow the `deny` to roles or repositories"),
            Cause::Undecided => at_endpoint().label("no pull passes this policy").help(help),
        };
        report.push(found);
    }
}
