use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule { code: Code(108), name: "logs_unsaid", severity: Severity::Note, title: "", explanation: "", symptoms: &[], sources: &[], bad: Example::Spec(""), good: Example::Spec("") };

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let workload = &subject.plan.workload;
    let Some(launch) = workload.launches.iter().find(|launch| launch.value.is_ecs()) else { return };
    if workload.awslogs.is_none() {
        report.push(
            Diagnostic::new(&RULE, launch.span, "nothing says where the tasks' logs go")
                .label("tasks that name the awslogs driver will not start")
                .help("write `logs awslogs`, or `logs none` where no task uses that driver"),
        );
    }
}
