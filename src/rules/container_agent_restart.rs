//! The card of ECR109: container instances that run before their endpoints are there.

use super::Subject;
use super::ecs_endpoint_missing::ECS;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::{Launch, Vpc};

/// Running container instances keep their old route until their agent restarts.
pub static RULE: Rule = Rule {
    code: Code(109),
    name: "container_agent_restart",
    severity: Severity::Note,
    exceptions: &[],
    title: "running container instances use the ECS endpoints only once their agent restarts",
    explanation: "\
EC2 container instances that run already keep calling the public endpoints of ECS when the interface endpoints \
appear. AWS asks to create `ecs-agent`, `ecs-telemetry` and `ecs` in this order where instances exist, and then to \
reboot each instance or restart its container agent: `sudo docker stop ecs-agent`, then `sudo docker start \
ecs-agent`. Tasks that start afterwards take the new way.

In a VPC that is there already, restart the agents after the deployment, and write `accept ECR109 \"…\"` with that \
as the reason. With `vpc new` no instance is older than the endpoints, and their order does not matter.",
    symptoms: &["Error from tcs; backing off", "Failed to connect to ACS"],
    sources: &[Reference {
        title: "Amazon ECS interface VPC endpoints (AWS PrivateLink)",
        url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
        read: "2026-11-24",
    }],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch ec2;
  logs awslogs;
  s3 full;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  vpc new 10.0.0.0/16;
  launch ec2;
  logs awslogs;
  s3 full;
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block.filter(|block| !matches!(block.vpc, Vpc::New { .. })) else { return };
    // Where they are there already, agents have found them, or have been restarted.
    if !ECS.iter().any(|service| subject.plan.endpoint(*service).is_some()) {
        return;
    }
    let ec2 = block.workload.launches.iter().find(|launch| matches!(launch.value, Launch::Ec2 { .. }));
    if let Some(launch) = ec2 {
        report.push(
            Diagnostic::new(&RULE, launch.span, "container instances that run already keep their way to ECS")
                .label("until their agent restarts")
                .help("create `ecs-agent`, `ecs-telemetry` and `ecs` in that order, then restart the agent or reboot"),
        );
    }
}
