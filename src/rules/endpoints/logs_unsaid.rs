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
            Diagnostic::new(&cards::LOGS_UNSAID, launch.span, "nothing says where the tasks' logs go")
                .label("tasks that name the awslogs driver will not start")
                .help("write `logs awslogs`, or `logs none` where no task uses that driver"),
        );
    }
}
