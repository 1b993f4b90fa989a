//! Input: EKS clusters, node groups and Fargate profiles of a template.
//! Output: what pulls in a VPC, from where, and with which role.
//! Never: takes the subnets of a cluster for those of its nodes: EKS puts network interfaces of its own there.

use super::called::is_given_away;
use super::instances::Launched;
use super::reading::{CLUSTER, Reading, block, cluster_group, first};
use super::tasks;
use super::vpcs::Vpc;
use super::workload::is_here;
use crate::plan::{self, Client, Launch, List, Surroundings, Task};
use crate::template::evaluated::Resource;
use crate::template::value::{Entry, Kind, Value};

const GROUP: &[&str] = &["AWS::EKS::Nodegroup", "aws_eks_node_group"];
const PROFILE: &[&str] = &["AWS::EKS::FargateProfile", "aws_eks_fargate_profile"];

const NODES: Launch = Launch::Eks { fargate: false };
const PODS: Launch = Launch::Eks { fargate: true };

/// What instances are started by, which may join any cluster.
const INSTANCES: &[&str] =
    &["AWS::AutoScaling::AutoScalingGroup", "aws_autoscaling_group", "AWS::EC2::Instance", "aws_instance"];

/// Adds clusters, and what of them pulls. A node pulls with its own role, a pod on Fargate with the profile's.
/// <https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html>,
/// <https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html>, read on 2026-11-30.
pub(super) fn lift(reading: &Reading, vpc: &Vpc, around: &mut Surroundings) {
    let clusters: Vec<(&Resource, Option<&Value>)> = reading.of_types(CLUSTER).map(|it| (it, subnets_of(it))).collect();
    around.cluster_groups = clusters.iter().map(|(cluster, _)| group_of(reading, cluster)).collect();
    let groups: Vec<&Resource> = reading.of_types(GROUP).collect();
    for (cluster, _) in clusters.iter().filter(|(cluster, subnets)| is_here(reading, vpc, cluster, *subnets)) {
        let has = |of: &Resource| is_of(reading, of, cluster);
        let shows_nodes = groups.iter().any(|group| has(group));
        if !shows_nodes && reading.of_types(PROFILE).any(has) && !may_have_nodes(reading, cluster) {
            continue;
        }
        around.workload.add_launch(NODES, cluster.span);
        if !shows_nodes {
            let client = client(cluster, NODES, List::unknown(), List::unknown());
            around.clients.push(Client { presumed: true, ..client });
        }
    }
    let profiles = reading.of_types(PROFILE).map(|profile| (profile, PODS));
    for (one, launch) in groups.iter().map(|group| (*group, NODES)).chain(profiles) {
        let cluster = clusters.iter().find(|(cluster, _)| is_of(reading, one, cluster));
        // A profile without subnets has those of its cluster.
        let subnets = first(&one.properties, &["Subnets", "subnet_ids"]).or_else(|| cluster?.1);
        if !is_here(reading, vpc, one, subnets) {
            continue;
        }
        around.workload.add_launch(launch, one.span);
        let task = start(reading, one);
        let named = task.as_ref().map(|task| task.name.clone());
        let launched = match block(&one.properties, "LaunchTemplate", "launch_template") {
            Some(said) => Launched::by_template(reading, said),
            None => Launched::plainly(),
        };
        let of_cluster =
            || cluster.map_or_else(List::unknown, |(cluster, _)| List::Items(vec![group_of(reading, cluster)]));
        let groups = launched.groups.clone().unwrap_or_else(of_cluster);
        let client = Client { task: named, ..client(one, launch, reading.list(subnets), groups) };
        if launch == PODS {
            around.clients.push(Client { public_address: Some(false), ..client });
        } else {
            around.clients.extend(launched.clients(reading, &client));
        }
        around.tasks.extend(task);
    }
}

/// What pulls. Nodes have the security groups of their launch template, else that of the cluster, as pods on Fargate do,
/// which have no public addresses. Nodes may be in other subnets than the cluster names.
/// <https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html>,
/// <https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html>,
/// <https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html>,
/// <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateFargateProfile.html>, read on 2026-11-30.
fn client(from: &Resource, launch: Launch, subnets: List, security_groups: List) -> Client {
    Client {
        name: from.address.clone(),
        launch,
        subnets,
        security_groups,
        public_address: None,
        task: None,
        host_role: None,
        presumed: false,
        off: None,
        span: Some(from.span),
    }
}

/// The security group that EKS makes with a cluster.
fn group_of(reading: &Reading, cluster: &Resource) -> plan::Value {
    let network = block(&cluster.properties, "ResourcesVpcConfig", "vpc_config");
    let shown =
        network.and_then(|it| first(it, &["cluster_security_group_id"])).filter(|said| said.as_text().is_some());
    shown.map_or_else(|| cluster_group(cluster), |said| reading.value(said))
}

/// Whether a cluster may have nodes beside its node groups: by EKS Auto Mode, or something that starts instances.
/// <https://docs.aws.amazon.com/eks/latest/userguide/automode.html>, read on 2026-11-30.
fn may_have_nodes(reading: &Reading, cluster: &Resource) -> bool {
    let auto =
        block(&cluster.properties, "ComputeConfig", "compute_config").and_then(|it| first(it, &["Enabled", "enabled"]));
    let is_auto = auto.is_some_and(|said| said.as_bool() != Some(false));
    is_auto || reading.of_types(INSTANCES).next().is_some() || is_given_away(reading, CLUSTER, cluster)
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
