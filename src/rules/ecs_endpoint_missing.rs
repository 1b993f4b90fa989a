use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::model::Launch;

pub static RULE: Rule = Rule { code: Code(104), name: "ecs_endpoint_missing", severity: Severity::Error, title: "", explanation: "", symptoms: &[], sources: &[], bad: Example::Spec(""), good: Example::Spec("") };

/// What container instances talk to.
pub(super) const ECS: [Service; 3] = [Service::Ecs, Service::EcsAgent, Service::EcsTelemetry];

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for launch in &subject.plan.workload.launches {
        if !matches!(launch.value, Launch::Ec2 { .. }) {
            continue;
        }
        for service in ECS {
            if subject.plan.has_endpoint(service) == Some(false) {
                report.push(
                    Diagnostic::new(&RULE, launch.span, format!("there is no endpoint for `{}`", service.name()))
                        .label("container instances need it")
                        .help("add interface endpoints for `ecs-agent`, `ecs-telemetry` and `ecs`"),
                );
            }
        }
    }
}
