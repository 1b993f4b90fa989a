//! Input: EKS clusters, node groups and Fargate profiles of a template.
//! Output: what pulls in a VPC, from where, and with which role.
//! Never: takes the subnets of a cluster for those of its nodes if the template shows the nodes.

use super::reading::{Reading, block, first};
use super::tasks;
use super::vpcs::Vpc;
use super::workload::is_here;
use crate::plan::{Client, Launch, List, Surroundings, Task};
use crate::template::evaluated::Resource;
use crate::template::value::{Entry, Kind, Value};

const CLUSTER: &[&str] = &["AWS::EKS::Cluster", "aws_eks_cluster"];
const GROUP: &[&str] = &["AWS::EKS::Nodegroup", "aws_eks_node_group"];
const PROFILE: &[&str] = &["AWS::EKS::FargateProfile", "aws_eks_fargate_profile"];

const NODES: Launch = Launch::Eks { fargate: false };
const PODS: Launch = Launch::Eks { fargate: true };

/// Adds clusters, and what of them pulls. A node pulls with its own role, a pod on Fargate with the profile's.
/// <https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html>,
/// <https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html>, read on 2026-11-30.
pub(super) fn lift(reading: &Reading, vpc: &Vpc, around: &mut Surroundings) {
    let clusters: Vec<(&Resource, Option<&Value>)> = reading.of_types(CLUSTER).map(|it| (it, subnets_of(it))).collect();
    let groups: Vec<&Resource> = reading.of_types(GROUP).collect();
    for (cluster, subnets) in clusters.iter().filter(|(_, subnets)| is_here(reading, vpc, *subnets)) {
        around.workload.add_launch(NODES, cluster.span);
        if !groups.iter().any(|group| is_of(reading, group, cluster)) {
            let client = client(reading, cluster, NODES, *subnets);
            around.clients.push(Client { presumed: true, ..client });
        }
    }
    let profiles = reading.of_types(PROFILE).map(|profile| (profile, PODS));
    for (one, launch) in groups.iter().map(|group| (*group, NODES)).chain(profiles) {
        // A profile without subnets has those of its cluster.
        let cluster = || clusters.iter().find(|(cluster, _)| is_of(reading, one, cluster));
        let subnets = first(&one.properties, &["Subnets", "subnet_ids"]).or_else(|| cluster()?.1);
        if !is_here(reading, vpc, subnets) {
            continue;
        }
        around.workload.add_launch(launch, one.span);
        let task = start(reading, one);
        let named = task.as_ref().map(|task| task.name.clone());
        around.clients.push(Client { task: named, ..client(reading, one, launch, subnets) });
        around.tasks.extend(task);
    }
}

/// What pulls, with security groups that EKS or a launch template chooses.
fn client(reading: &Reading, from: &Resource, launch: Launch, subnets: Option<&Value>) -> Client {
    Client {
        name: from.address.clone(),
        launch,
        subnets: reading.list(subnets),
        security_groups: List::unknown(),
        public_address: None,
        task: None,
        presumed: false,
        off: None,
        span: Some(from.span),
    }
}

/// What starts: nodes and pods pull EKS's own images, whichever else.
fn start(reading: &Reading, from: &Resource) -> Option<Task> {
    let keys = ["NodeRole", "node_role_arn", "PodExecutionRoleArn", "pod_execution_role_arn"];
    let role = first(&from.properties, &keys)?;
    let entry = Entry { key: "ExecutionRoleArn".to_owned(), key_span: role.span, value: role.clone() };
    let as_task = Resource { properties: from.properties.with(Kind::Map(vec![entry])), ..from.clone() };
    Some(Task { pulls: true, ..tasks::task(reading, &as_task) })
}

fn subnets_of(cluster: &Resource) -> Option<&Value> {
    first(block(&cluster.properties, "ResourcesVpcConfig", "vpc_config")?, &["SubnetIds", "subnet_ids"])
}

/// Whether a node group or a profile is of a cluster, which it names by reference or by its name.
fn is_of(reading: &Reading, one: &Resource, cluster: &Resource) -> bool {
    let Some(said) = first(&one.properties, &["ClusterName", "cluster_name"]) else { return false };
    let name = || first(&cluster.properties, &["Name", "name"])?.as_text();
    match reading.named(said) {
        Some(named) => named.address == cluster.address,
        None => said.as_text().is_some_and(|text| Some(text) == name()),
    }
}
