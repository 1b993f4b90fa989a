use super::Subject;
use crate::plan;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::model::Launch;

pub static RULE: Rule = Rule { code: Code(103), name: "ecr_endpoint_missing", severity: Severity::Error, title: "", explanation: "", symptoms: &[], sources: &[], bad: Example::Spec(""), good: Example::Spec("") };

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for launch in &subject.plan.workload.launches {
        if matches!(launch.value, Launch::Eks { .. }) {
            continue;
        }
        let needed = plan::services_of(launch.value, subject.plan.region);
        for service in needed.into_iter().filter(|service| matches!(service, Service::EcrApi | Service::EcrDkr)) {
            if subject.plan.has_endpoint(service) == Some(false) {
                report.push(
                    Diagnostic::new(&RULE, launch.span, format!("there is no endpoint for `{}`", service.name()))
                        .label("needs it to pull images")
                        .help(format!("add an interface endpoint for `{}` with private DNS on", service.name())),
                );
            }
        }
    }
}
