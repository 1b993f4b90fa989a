//! Input: what a service of ECS says of its launch type and its capacity providers, and what its cluster says.
//! Output: as what its tasks run, and on which instances.
//! Never: takes a platform version, a capacity provider or a strategy that is not known for a usual one.

use super::called::{ECS_CLUSTER, called, is_given_away};
use super::ids::each;
use super::instances::{self, Fleet, GROUP};
use super::reading::{Reading, block, first, set};
use super::tasks::{compatibilities, os_of};
use crate::plan::{Launch, OperatingSystem};
use crate::span::Spanned;
use crate::template::evaluated::{Exists, Resource};
use crate::template::value::Value;

const PROVIDER: &[&str] = &["AWS::ECS::CapacityProvider", "aws_ecs_capacity_provider"];
const ASSOCIATION: &[&str] = &["AWS::ECS::ClusterCapacityProviderAssociations", "aws_ecs_cluster_capacity_providers"];

/// As what a service's tasks run, where that is known: by its launch type, its capacity providers, what its task is made
/// for, its cluster's default strategy, and as without any of these on instances.
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html>, read 2026-11-30.
pub(super) fn launch_of(reading: &Reading, service: &Resource, task: Option<&Resource>) -> Option<Spanned<Launch>> {
    let os = task.map_or(OperatingSystem::Linux, os_of);
    let made_for = match task.map_or_else(Vec::new, compatibilities).as_slice() {
        [one] => Runs::of(one),
        _ => None,
    };
    let on = |runs: Runs| match runs {
        Runs::Fargate => fargate(service, os),
        // A capacity provider that is not shown may be one of these.
        Runs::Instances if made_for == Some(Runs::Managed) => {
            Some(Spanned::new(Launch::ManagedInstances, service.span))
        }
        Runs::Instances => Some(Spanned::new(Launch::Ec2 { os }, service.span)),
        Runs::Managed => Some(Spanned::new(Launch::ManagedInstances, service.span)),
    };
    let said = set(&service.properties, &["LaunchType", "launch_type"]);
    if let Some(runs) = said.and_then(Value::as_text).as_deref().and_then(Runs::of) {
        return on(runs);
    }
    let own = own_strategy(service);
    if let Some(runs) = runs_by(reading, &own) {
        return on(runs);
    }
    if let Some(runs) = made_for {
        return on(runs);
    }
    if said.is_some() || !own.is_empty() || is_started_otherwise(service) {
        return None;
    }
    let default = said_of(reading, cluster_of(reading, service)?, default_strategy)?;
    on(if default.is_empty() { Runs::Instances } else { runs_by(reading, &default)? })
}

/// The instances that a service's tasks run on; none where one of their capacity providers is not known. Without a strategy
/// these are the instances of its cluster.
pub(super) fn fleets_of(reading: &Reading, service: &Resource, launch: Launch) -> Vec<Fleet> {
    let is_said = set(&service.properties, &["LaunchType", "launch_type"]).is_some();
    let cluster = cluster_of(reading, service);
    let of_cluster = |read| said_of(reading, cluster?, read).filter(|said| !said.is_empty());
    let default = || of_cluster(default_strategy).filter(|_| !is_said);
    let own = Some(own_strategy(service)).filter(|own| !own.is_empty());
    let strategy = own.or_else(default).or_else(|| of_cluster(own_providers)).unwrap_or_default();
    let providers: Option<Vec<&Resource>> = strategy.iter().map(|said| called(reading, PROVIDER, said)).collect();
    let is_its = |provider: &&Resource| managed(provider).is_some() == (launch == Launch::ManagedInstances);
    let providers: Option<Vec<&Resource>> = providers.map(|providers| providers.into_iter().filter(is_its).collect());
    let joined = cluster.filter(|it| launch != Launch::ManagedInstances && !is_given_away(reading, ECS_CLUSTER, it));
    match (providers.as_deref(), joined) {
        (Some([]), Some(cluster)) => instances::joining(reading, cluster),
        (providers, _) => {
            let fleets = providers.unwrap_or_default().iter().map(|provider| fleet(reading, provider));
            fleets.collect::<Option<_>>().unwrap_or_default()
        }
    }
}

/// The instances of a capacity provider.
fn fleet(reading: &Reading, provider: &Resource) -> Option<Fleet> {
    if let Some(managed) = managed(provider) {
        let launched = block(managed, "InstanceLaunchTemplate", "instance_launch_template")?;
        return Some(instances::managed(reading, launched));
    }
    let of = block(&provider.properties, "AutoScalingGroupProvider", "auto_scaling_group_provider")?;
    let group = called(reading, GROUP, first(of, &["AutoScalingGroupArn", "auto_scaling_group_arn"])?)?;
    Some(instances::of_group(reading, group))
}

/// What a capacity provider says of ECS Managed Instances, if it is one of these.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-capacityprovider-managedinstancesprovider.html>,
/// read 2026-11-30.
fn managed(provider: &Resource) -> Option<&Value> {
    block(&provider.properties, "ManagedInstancesProvider", "managed_instances_provider").filter(|it| !it.is_null())
}

/// On what tasks run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Runs {
    Fargate,
    Instances,
    /// ECS Managed Instances.
    Managed,
}

impl Runs {
    /// As a launch type and what a task is made for say it.
    fn of(said: &str) -> Option<Self> {
        match said {
            "FARGATE" => Some(Self::Fargate),
            "EC2" => Some(Self::Instances),
            "MANAGED_INSTANCES" => Some(Self::Managed),
            _ => None,
        }
    }
}

/// On what the tasks of a strategy run; `None` where it is empty, or not known.
fn runs_by(reading: &Reading, strategy: &[&Value]) -> Option<Runs> {
    let mut all = strategy.iter().map(|said| match (said.as_text(), called(reading, PROVIDER, said)) {
        (Some(name), _) if name.starts_with("FARGATE") => Some(Runs::Fargate),
        (_, Some(provider)) if managed(provider).is_some() => Some(Runs::Managed),
        (Some(_), _) | (None, Some(_)) => Some(Runs::Instances),
        (None, None) => None,
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
        let of = called(reading, ECS_CLUSTER, first(&association.properties, &["Cluster", "cluster_name"])?)?;
        match of.address == cluster.address {
            false => {}
            true if association.exists == Exists::Always => all.extend(read(association)),
            true => return None,
        }
    }
    (!is_given_away(reading, ECS_CLUSTER, cluster)).then_some(all)
}

fn cluster_of<'e>(reading: &Reading<'e>, service: &Resource) -> Option<&'e Resource> {
    called(reading, ECS_CLUSTER, first(&service.properties, &["Cluster", "cluster"])?)
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
