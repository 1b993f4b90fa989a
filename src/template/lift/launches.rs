//! Input: what a service of ECS says of its launch type and its capacity providers, and what its cluster says.
//! Output: as what its tasks run, and on the instances of which Auto Scaling groups.
//! Never: takes a platform version, a capacity provider or a strategy that is not known for a usual one.

use super::instances::{called, is_given_away, set};
use super::reading::{Reading, block, first};
use super::role_attachments::each;
use super::tasks::{compatibilities, os_of};
use crate::plan::{Launch, OperatingSystem};
use crate::span::Spanned;
use crate::template::evaluated::{Exists, Resource};
use crate::template::value::Value;

const CLUSTER: &[&str] = &["AWS::ECS::Cluster", "aws_ecs_cluster"];
const PROVIDER: &[&str] = &["AWS::ECS::CapacityProvider", "aws_ecs_capacity_provider"];
const ASSOCIATION: &[&str] = &["AWS::ECS::ClusterCapacityProviderAssociations", "aws_ecs_cluster_capacity_providers"];
const GROUP: &[&str] = &["AWS::AutoScaling::AutoScalingGroup", "aws_autoscaling_group"];

/// As what a service's tasks run, where that is known: by its launch type, its capacity providers, what its task is made
/// for, its cluster's default strategy, and as without any of these on instances.
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html>, read 2026-11-30.
pub(super) fn launch_of(reading: &Reading, service: &Resource, task: Option<&Resource>) -> Option<Spanned<Launch>> {
    let os = task.map_or(OperatingSystem::Linux, os_of);
    let on = |runs: Runs| match runs {
        Runs::Fargate => fargate(service, os),
        Runs::Instances => Some(Spanned::new(Launch::Ec2 { os }, service.span)),
    };
    let said = set(&service.properties, &["LaunchType", "launch_type"]);
    match said.and_then(Value::as_text).as_deref() {
        Some("FARGATE") => return fargate(service, os),
        Some("EC2") => return on(Runs::Instances),
        Some(_) | None => {}
    }
    let own = own_strategy(service);
    if let Some(runs) = runs_by(reading, &own) {
        return on(runs);
    }
    match task.map_or_else(Vec::new, compatibilities).as_slice() {
        [one] if one == "FARGATE" => return fargate(service, os),
        [one] if one == "EC2" => return on(Runs::Instances),
        _ => {}
    }
    if said.is_some() || !own.is_empty() || is_started_otherwise(service) {
        return None;
    }
    let default = said_of(reading, cluster_of(reading, service)?, default_strategy)?;
    on(if default.is_empty() { Runs::Instances } else { runs_by(reading, &default)? })
}

/// The Auto Scaling groups whose instances a service's tasks run on; none where one of them is not known. Without a
/// strategy these are the instances of its cluster.
pub(super) fn groups_of<'e>(reading: &Reading<'e>, service: &Resource) -> Vec<&'e Resource> {
    let is_said = set(&service.properties, &["LaunchType", "launch_type"]).is_some();
    let of_cluster = |read| said_of(reading, cluster_of(reading, service)?, read).filter(|said| !said.is_empty());
    let default = || of_cluster(default_strategy).filter(|_| !is_said);
    let own = Some(own_strategy(service)).filter(|own| !own.is_empty());
    let strategy = own.or_else(default).or_else(|| of_cluster(own_providers)).unwrap_or_default();
    let group = |said: &Value| {
        let provider = called(reading, PROVIDER, said)?;
        let of = block(&provider.properties, "AutoScalingGroupProvider", "auto_scaling_group_provider")?;
        called(reading, GROUP, first(of, &["AutoScalingGroupArn", "auto_scaling_group_arn"])?)
    };
    let groups: Option<Vec<&Resource>> = strategy.into_iter().map(group).collect();
    groups.unwrap_or_default()
}

/// On what tasks run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Runs {
    Fargate,
    Instances,
}

/// On what the tasks of a strategy run; `None` where it is empty, or not known.
fn runs_by(reading: &Reading, strategy: &[&Value]) -> Option<Runs> {
    let mut all = strategy.iter().map(|said| match said.as_text() {
        Some(name) if name.starts_with("FARGATE") => Some(Runs::Fargate),
        Some(_) => Some(Runs::Instances),
        None => called(reading, PROVIDER, said).map(|_| Runs::Instances),
    });
    let first = all.next()??;
    // ECS does not mix them.
    all.all(|other| other == Some(first)).then_some(first)
}

fn own_strategy(service: &Resource) -> Vec<&Value> {
    strategy(&service.properties, "CapacityProviderStrategy", "capacity_provider_strategy")
}

/// The capacity providers of a strategy; where it is not known, the value that would be it.
fn strategy<'v>(of: &'v Value, of_cloudformation: &str, of_terraform: &str) -> Vec<&'v Value> {
    let items = [of.blocks(of_cloudformation), of.blocks(of_terraform)].concat();
    let items = items.into_iter().filter(|item| !item.is_null());
    items.map(|item| first(item, &["CapacityProvider", "capacity_provider"]).unwrap_or(item)).collect()
}

/// The default strategy that a cluster says, or what is associated with one.
fn default_strategy(said: &Resource) -> Vec<&Value> {
    strategy(&said.properties, "DefaultCapacityProviderStrategy", "default_capacity_provider_strategy")
}

/// The capacity providers of one's own that a cluster has, by itself or by what is associated with it.
fn own_providers(said: &Resource) -> Vec<&Value> {
    let listed = first(&said.properties, &["CapacityProviders", "capacity_providers"]);
    let is_own = |said: &&Value| said.as_text().is_none_or(|name| !name.starts_with("FARGATE"));
    listed.into_iter().flat_map(each).filter(is_own).collect()
}

/// What a cluster says, and what is associated with it; `None` where that is not known.
fn said_of<'e>(
    reading: &Reading<'e>,
    cluster: &'e Resource,
    read: fn(&'e Resource) -> Vec<&'e Value>,
) -> Option<Vec<&'e Value>> {
    let mut all = read(cluster);
    for association in reading.of_types(ASSOCIATION) {
        let of = called(reading, CLUSTER, first(&association.properties, &["Cluster", "cluster_name"])?)?;
        match of.address == cluster.address {
            false => {}
            true if association.exists == Exists::Always => all.extend(read(association)),
            true => return None,
        }
    }
    (!is_given_away(reading, CLUSTER, cluster)).then_some(all)
}

fn cluster_of<'e>(reading: &Reading<'e>, service: &Resource) -> Option<&'e Resource> {
    called(reading, CLUSTER, first(&service.properties, &["Cluster", "cluster"])?)
}

/// Whether a service leaves its launch to task sets, which something else makes.
fn is_started_otherwise(service: &Resource) -> bool {
    let controller = block(&service.properties, "DeploymentController", "deployment_controller");
    let kind = controller.and_then(|it| first(it, &["Type", "type"]));
    kind.is_some_and(|kind| kind.as_text().is_none_or(|text| text == "EXTERNAL"))
}

/// Tasks on Fargate, of which the words of the version are the place if they stand in the service.
fn fargate(service: &Resource, os: OperatingSystem) -> Option<Spanned<Launch>> {
    let Some(said) = first(&service.properties, &["PlatformVersion", "platform_version"]) else {
        return Some(Spanned::new(Launch::on_fargate("LATEST", os)?, service.span));
    };
    let place = if service.body.holds(said.span) { said.span } else { service.span };
    Some(Spanned::new(Launch::on_fargate(&said.as_text()?, os)?, place))
}
