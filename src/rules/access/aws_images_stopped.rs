//! ECR509: images that AWS adds to tasks.

use super::cause::{Cause, cause};
use crate::aws::{Service, registries};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::Launch;
use crate::policy::{self, Answer, Puller};
use crate::rules::Subject;
use crate::spec::derive;
use crate::spec::model::Access;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let is_ecs = plan.surroundings.workload.launches.iter().any(|launch| launch.value.is_ecs());
    let on_nodes = plan
        .surroundings
        .workload
        .launches
        .iter()
        .any(|launch| launch.value.runs_on() == Launch::Eks { fargate: false });
    let Some(region) = plan.region else { return };
    let listed = registries::find(region.id);
    let ecs = listed.and_then(|of| of.guardduty_ecs).map(|account| (account, "aws-guardduty-agent-fargate"));
    let eks = listed.map(|of| (of.guardduty_eks.unwrap_or(of.eks_add_ons), "*"));
    let agents = ecs.filter(|_| is_ecs).into_iter().chain(eks.filter(|_| on_nodes));
    let Some((resource, endpoint)) = plan.endpoint(Service::EcrDkr) else { return };
    let Some(id) = &endpoint.policy else { return };
    let Some(document) = subject.policy(id) else { return };
    let part = subject.part_of(id);
    // What is longer than AWS takes (ECR505) is not judged further; where nobody can pull, another rule says so.
    if policy::excess(&document.statements).is_some()
        || subject.bound.somebody_can_pull(id, &document, part, Some(region)) == Answer::No
    {
        return;
    }
    let arns = agents.map(|(account, repository)| {
        format!("arn:{}:ecr:{}:{account}:repository/{repository}", region.partition.id(), region.id)
    });
    let can_pull = |arn: &String| {
        subject.bound.ask(&cards::AWS_IMAGES_STOPPED, id, |budget| {
            policy::can_pull(&document, Puller::Anybody, part, arn, budget)
        })
    };
    let mut refused = arns.filter(|arn| can_pull(arn) == Answer::No);
    let Some(arn) = &refused.next() else { return };
    let lets_it_in = |document: &_| {
        subject.bound.ask_for_words(|budget| policy::can_pull(document, Puller::Anybody, part, arn, budget))
    };
    if let Cause::Denied(denial) = cause(subject, &document, lets_it_in) {
        let message = "a `deny` refuses the image of GuardDuty's agent";
        let place = denial.as_ref().map(|denial| denial.deny).or(resource.span);
        let found = Diagnostic::at(&cards::AWS_IMAGES_STOPPED, place, message).label("covers AWS's own repositories");
        let with = denial.into_iter().flat_map(|denial| denial.with);
        let found = with.fold(found, |found, other| found.also(other, "together with this"));
        report.push(found.help(format!(
            "if GuardDuty's Runtime Monitoring is on, narrow the `deny` to exclude `{arn}`; otherwise accept this"
        )));
        return;
    }
    let is_used = plan.surroundings.workload.uses("guardduty");
    let limits = |access: &Access| derive::grants_pulls(access) && !access.repositories.is_empty();
    let said = subject.block.and_then(|block| block.access.iter().find(|access| limits(&access.value)));
    let repository = said.and_then(|access| access.value.repositories.first()).map(|repository| repository.span);
    report.push(
        Diagnostic::at(
            &cards::AWS_IMAGES_STOPPED,
            repository.or(resource.span),
            "this limits pulls to repositories without GuardDuty's agent",
        )
        .label("does not allow AWS's own repositories")
        .note_of_rule()
        .help(if is_used {
            format!("write `allow pull repo \"{arn}\"`: `uses guardduty` needs this image")
        } else {
            format!("if GuardDuty's Runtime Monitoring is on, write `allow pull repo \"{arn}\"`; otherwise accept this")
        }),
    );
}
