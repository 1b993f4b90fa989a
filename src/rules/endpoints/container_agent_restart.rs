//! ECR109: container instances that run before their endpoints exist.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::Launch;
use crate::rules::Subject;
use crate::spec::model::Vpc;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block.filter(|block| !matches!(block.vpc, Vpc::New { .. })) else { return };
    // Where they are there already, agents have found them, or have been restarted.
    if !Service::ECS.iter().any(|service| subject.plan.endpoint(*service).is_some()) {
        return;
    }
    let ec2 = block.workload.launches.iter().find(|launch| matches!(launch.value.runs_on(), Launch::Ec2 { .. }));
    if let Some(launch) = ec2 {
        report.push(
            Diagnostic::new(
                &cards::CONTAINER_AGENT_RESTART,
                launch.span,
                "running container instances do not use new ECS endpoints at once",
            )
            .label("not before their agent restarts")
            .help("create `ecs-agent`, `ecs-telemetry` and `ecs` in that order, then restart the agent or reboot"),
        );
    }
}
