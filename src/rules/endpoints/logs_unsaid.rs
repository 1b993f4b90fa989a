//! ECR108: specs that do not say where logs go.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    // Of a template, what it does not show is not unsaid.
    if subject.block.is_none() {
        return;
    }
    let workload = &subject.plan.surroundings.workload;
    let Some(launch) = workload.launches.iter().find(|launch| launch.value.is_ecs()) else { return };
    if workload.awslogs.is_none() {
        report.push(
            Diagnostic::new(&cards::LOGS_UNSAID, launch.span, "no `logs` statement says where task logs go")
                .label("tasks with the awslogs driver will not start")
                .note_of_rule()
                .help("write `logs awslogs`, or `logs none` if no task uses that driver"),
        );
    }
}
