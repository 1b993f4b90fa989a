use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::model::{Launch, Vpc};

pub static RULE: Rule = Rule { code: Code(109), name: "container_agent_restart", severity: Severity::Note, title: "", explanation: "", symptoms: &[], sources: &[], bad: Example::Spec(""), good: Example::Spec("") };

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block.filter(|block| !matches!(block.vpc, Vpc::New { .. })) else { return };
    let ec2 = block.workload.launches.iter().find(|launch| matches!(launch.value, Launch::Ec2 { .. }));
    if let Some(launch) = ec2 {
        report.push(
            Diagnostic::new(&RULE, launch.span, "container instances that run already keep their way to ECS")
                .label("until their agent restarts")
                .help("create `ecs-agent`, `ecs-telemetry` and `ecs` in that order, then restart the agent or reboot"),
        );
    }
}
