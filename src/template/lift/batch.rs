//! Input: compute environments of AWS Batch in a template.
//! Output: what their jobs run on, and from where they pull.
//! Never: takes one on EKS for instances of its own: the cluster is said elsewhere.

use super::reading::Reading;
use super::vpcs::Vpc;
use super::workload::{first, is_here, put};
use crate::plan::{Client, Launch, OperatingSystem, Surroundings};
use crate::template::value::Value;

const ENVIRONMENT: &[&str] = &["AWS::Batch::ComputeEnvironment", "aws_batch_compute_environment"];

/// Adds what jobs run on, and where. On EC2 the security groups are those of the instances, which pull.
/// <https://docs.aws.amazon.com/batch/latest/APIReference/API_ComputeResource.html>, read on 2026-11-30.
pub(super) fn lift(reading: &Reading, vpc: &Vpc, around: &mut Surroundings) {
    for environment in reading.of_types(ENVIRONMENT) {
        let of_cloudformation = environment.properties.get("ComputeResources");
        let resources =
            of_cloudformation.or_else(|| environment.properties.blocks("compute_resources").first().copied());
        let Some(resources) = resources else { continue };
        let subnets = first(resources, &["Subnets", "subnets"]);
        let Some(launch) = first(resources, &["Type", "type"]).and_then(launch_of) else { continue };
        if !is_here(reading, vpc, subnets) {
            continue;
        }
        put(&mut around.workload, launch, environment.span);
        around.clients.push(Client {
            name: environment.address.clone(),
            launch,
            subnets: reading.list(subnets),
            security_groups: reading.list(first(resources, &["SecurityGroupIds", "security_group_ids"])),
            public_address: None,
            task: None,
            presumed: false,
            span: Some(environment.span),
        });
    }
}

/// What jobs run on: the launch that Batch starts them by.
fn launch_of(said: &Value) -> Option<Launch> {
    match said.as_text()?.as_str() {
        "FARGATE" | "FARGATE_SPOT" => Launch::on_fargate("LATEST", OperatingSystem::Linux),
        "EC2" | "SPOT" => Some(Launch::Ec2 { os: OperatingSystem::Linux }),
        _ => None,
    }
}
