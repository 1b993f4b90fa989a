//! ECR511: the image of a task, and the policy that lets nobody pull it.

use crate::aws::Region;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Effect, Image, PolicyDocument, PolicyId, Principals, Property, Resource, Statement, Value};
use crate::policy::{Answer, Decision, decide_open, mend};
use crate::rules::Subject;

/// What is asked of the registry for an image.
const DOWNLOAD: &[&str] = &["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/// Reports the images of tasks that the policy of the registry's endpoint refuses, whoever pulls them.
pub(super) fn check(
    subject: &Subject,
    region: &'static Region,
    (endpoint, id): (&Resource, &PolicyId),
    document: &PolicyDocument,
    report: &mut Report,
) {
    let kindest = at_its_kindest(document);
    let mut judged: Vec<Value> = Vec::new();
    for task in &subject.plan.surroundings.tasks {
        for said in &task.images {
            let image = Image::of(&said.name.in_region(Some(region))).filter(|image| image.region.id == region.id);
            let Some(image) = image.filter(|image| !judged.contains(&image.arn())) else { continue };
            judged.push(image.arn());
            let refusal = |action: &&'static str| {
                let mut decision = Decision::Unknown;
                subject.bound.ask(&cards::OWN_ROLE_SHUT_OUT, id, |budget| {
                    decision = decide_open(&kindest, action, &image.arn(), budget);
                    match decision {
                        Decision::Denied | Decision::NotAllowed => Answer::No,
                        Decision::Allowed => Answer::Yes,
                        Decision::Unknown => Answer::Unknown,
                    }
                });
                matches!(decision, Decision::Denied | Decision::NotAllowed).then_some((*action, decision))
            };
            let refused: Vec<(&str, Decision)> = DOWNLOAD.iter().filter_map(refusal).collect();
            if refused.is_empty() {
                continue;
            }
            let name = image.repository.to_string();
            let message = format!("the endpoints' policy lets nobody pull `{name}`, the image of `{}`", task.name);
            let found = Diagnostic::at(&cards::OWN_ROLE_SHUT_OUT, said.span.or(task.span), message)
                .label("no task with this image starts")
                .help(mend(&refused, &format!(" on `{}`", image.arn()), "", "the endpoints' policy"));
            let policy = endpoint.place(Property::PolicyDocument);
            report.push(match policy {
                Some(policy) => found.also(policy, "refuses it"),
                None => found,
            });
        }
    }
}

/// A document as it is for whom it lets do most: all whom it names may ask, and each condition holds that allows.
fn at_its_kindest(document: &PolicyDocument) -> PolicyDocument {
    let kind = |said: &Statement| match said.effect {
        Effect::Allow => Some(said.to_everyone()),
        Effect::Deny if said.conditions.is_empty() && said.principals == Some(Principals::Everyone) => {
            Some(said.clone())
        }
        Effect::Deny => None,
    };
    PolicyDocument { statements: document.statements.iter().filter_map(kind).collect() }
}
