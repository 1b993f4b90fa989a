use super::Subject;
use super::ecs_endpoint_missing::ECS;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::model::Launch;

pub static RULE: Rule = Rule { code: Code(105), name: "ecs_endpoint_unneeded", severity: Severity::Note, title: "", explanation: "", symptoms: &[], sources: &[], bad: Example::Spec(""), good: Example::Spec("") };

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let launches = &subject.plan.workload.launches;
    let Some(fargate) = launches.iter().find(|launch| matches!(launch.value, Launch::Fargate { .. })) else { return };
    if launches.iter().any(|launch| matches!(launch.value, Launch::Ec2 { .. })) {
        return;
    }
    let there: Vec<_> = ECS.into_iter().filter(|service| subject.plan.has_endpoint(*service) == Some(true)).collect();
    let region = subject.plan.region;
    if region.launched_since_2023_12_23() {
        report.push(
            Diagnostic::new(&RULE, fargate.span, format!("AWS's pages differ on ECS endpoints in `{}`", region.id))
                .label("no ECS endpoints are derived for it")
                .note(
                    "of regions launched since 2023-12-23 one section asks for `ecs`, `ecs-agent` and `ecs-telemetry`, \
                     another says that Fargate needs none",
                )
                .help("where tasks fail to start, add a `launch ec2`, which derives the three"),
        );
    } else if let Some(service) = there.first() {
        let span = subject.plan.existing.iter().find(|existing| existing.service == *service);
        let span = span.and_then(|existing| existing.span).unwrap_or(fargate.span);
        report.push(
            Diagnostic::new(&RULE, span, format!("Fargate does not need the endpoint for `{}`", service.name()))
                .label("costs, and does nothing for these tasks")
                .help("keep it only for Service Connect, which uses `ecs-agent`, or for other container instances"),
        );
    }
}
