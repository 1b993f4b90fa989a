use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule { code: Code(106), name: "logs_endpoint_missing", severity: Severity::Error, title: "", explanation: "", symptoms: &[], sources: &[], bad: Example::Spec(""), good: Example::Spec("") };

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(awslogs) = subject.plan.workload.awslogs.filter(|awslogs| awslogs.value) else { return };
    if subject.plan.has_endpoint(Service::Logs) == Some(false) {
        report.push(
            Diagnostic::new(&RULE, awslogs.span, "there is no endpoint for `logs`")
                .label("the awslogs driver needs it")
                .help("add an interface endpoint for `logs` with private DNS on"),
        );
    }
}
