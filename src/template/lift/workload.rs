//! Input: ECS services and task definitions, EKS clusters and profiles of a template.
//! Output: what runs, and what it uses beside images.
//! Never: takes a platform version that is not known for a current one.

use super::reading::{Reading, get};
use super::vpcs::Vpc;
use crate::plan::{self, Launch, OperatingSystem, PlatformVersion, Property, SecretStore, Workload};
use crate::span::{Span, Spanned};
use crate::template::evaluated::Resource;
use crate::template::structured;
use crate::template::value::Value;

const SERVICE: &[&str] = &["AWS::ECS::Service", "aws_ecs_service"];
const TASK: &[&str] = &["AWS::ECS::TaskDefinition", "aws_ecs_task_definition"];
const CLUSTER: &[&str] = &["AWS::EKS::Cluster", "aws_eks_cluster"];
const PROFILE: &[&str] = &["AWS::EKS::FargateProfile", "aws_eks_fargate_profile"];

/// What runs in a VPC, and in which of its subnets; nothing where the template shows nothing of it.
pub(super) fn of(reading: &Reading, vpc: &Vpc) -> (Workload, Vec<plan::Value>) {
    let mut workload = Workload::default();
    let mut subnets: Vec<plan::Value> = Vec::new();
    let services: Vec<&Resource> = reading.of_types(SERVICE).collect();
    for service in &services {
        let own = network(service, &["AwsvpcConfiguration", "Subnets"], "network_configuration", "subnets");
        let Some(here) = in_vpc(reading, vpc, own) else { continue };
        subnets.extend(here);
        let task = first(service, &["TaskDefinition", "task_definition"]).and_then(|task| reading.named(task));
        let windows = task.is_some_and(is_windows);
        let said = first(service, &["LaunchType", "launch_type"]).and_then(Value::as_text);
        let provider = providers(service);
        let compatible = task.map_or_else(Vec::new, compatibilities);
        match said.as_deref() {
            Some("FARGATE") => fargate(&mut workload, service, windows),
            Some("EC2") => put(&mut workload, ec2(windows), service.span),
            _ if provider.iter().any(|name| name.starts_with("FARGATE")) => fargate(&mut workload, service, windows),
            // A capacity provider of one's own is of instances, and so is the default.
            _ if !provider.is_empty() || compatible == ["EC2"] => put(&mut workload, ec2(windows), service.span),
            _ if compatible == ["FARGATE"] => fargate(&mut workload, service, windows),
            _ => {}
        }
        let exec = first(service, &["EnableExecuteCommand", "enable_execute_command"]);
        if let Some(exec) = exec.filter(|exec| exec.as_bool() == Some(true)) {
            workload.exec = Some(Spanned::new(true, exec.span));
        }
        if let Some(task) = task {
            containers(task, &mut workload);
        }
    }
    if services.is_empty() && vpc.is_only {
        for task in reading.of_types(TASK) {
            let windows = is_windows(task);
            match compatibilities(task).as_slice() {
                [one] if one == "FARGATE" => put(&mut workload, latest(windows), task.span),
                [one] if one == "EC2" => put(&mut workload, ec2(windows), task.span),
                _ => {}
            }
            containers(task, &mut workload);
        }
    }
    for cluster in reading.of_types(CLUSTER) {
        let own = network(cluster, &["SubnetIds"], "vpc_config", "subnet_ids");
        let own = own.or_else(|| cluster.properties.along(&["ResourcesVpcConfig", "SubnetIds"]));
        if let Some(here) = in_vpc(reading, vpc, own) {
            subnets.extend(here);
            put(&mut workload, Launch::Eks { fargate: false }, cluster.span);
        }
    }
    if vpc.is_only {
        for profile in reading.of_types(PROFILE) {
            put(&mut workload, Launch::Eks { fargate: true }, profile.span);
        }
    }
    subnets.sort();
    subnets.dedup();
    (workload, subnets)
}

/// The subnets that a service or cluster says: below `NetworkConfiguration`, or in a block of Terraform's.
fn network<'r>(resource: &'r Resource, path: &[&str], block: &str, key: &str) -> Option<&'r Value> {
    let of_cloudformation = resource.properties.get("NetworkConfiguration").and_then(|it| it.along(path));
    of_cloudformation.or_else(|| resource.properties.blocks(block).first().and_then(|it| it.get(key)))
}

/// The subnets of a VPC among those that something runs in; `None` where it runs elsewhere, or that is not known.
fn in_vpc(reading: &Reading, vpc: &Vpc, subnets: Option<&Value>) -> Option<Vec<plan::Value>> {
    let items = subnets.and_then(Value::items).unwrap_or_default();
    let made: Vec<&Resource> = items.iter().filter_map(|subnet| reading.named(subnet)).collect();
    if made.is_empty() {
        return vpc.is_only.then(Vec::new);
    }
    let here = made.iter().any(|subnet| vpc.holds(reading, get(subnet, Property::VpcId)));
    here.then(|| items.iter().map(|subnet| reading.value(subnet)).collect())
}

/// The names of a service's capacity providers.
fn providers(service: &Resource) -> Vec<String> {
    let said = service.properties.get("CapacityProviderStrategy").and_then(Value::items).unwrap_or_default();
    let blocks = service.properties.blocks("capacity_provider_strategy");
    let names = said.iter().filter_map(|it| it.get("CapacityProvider"));
    let names = names.chain(blocks.iter().filter_map(|it| it.get("capacity_provider")));
    names.map(|name| name.as_text().unwrap_or_else(|| "?".to_owned())).collect()
}

fn first<'r>(resource: &'r Resource, keys: &[&str]) -> Option<&'r Value> {
    keys.iter().find_map(|key| resource.properties.get(key)).filter(|value| !value.is_null())
}

fn put(workload: &mut Workload, launch: Launch, span: Span) {
    if !workload.launches.iter().any(|known| known.value == launch) {
        workload.launches.push(Spanned::new(launch, span));
    }
}

fn ec2(windows: bool) -> Launch {
    Launch::Ec2 { os: if windows { OperatingSystem::Windows } else { OperatingSystem::Linux } }
}

/// What `LATEST` stands for.
fn latest(windows: bool) -> Launch {
    if windows {
        Launch::Fargate { version: PlatformVersion(1, 0, 0), os: OperatingSystem::Windows }
    } else {
        Launch::Fargate { version: PlatformVersion(1, 4, 0), os: OperatingSystem::Linux }
    }
}

fn fargate(workload: &mut Workload, service: &Resource, windows: bool) {
    let said = first(service, &["PlatformVersion", "platform_version"]);
    let Some(said) = said else { return put(workload, latest(windows), service.span) };
    let Some(text) = said.as_text() else { return };
    if text.eq_ignore_ascii_case("LATEST") {
        return put(workload, latest(windows), said.span);
    }
    let numbers: Option<Vec<u8>> = text.split('.').map(|part| part.parse().ok()).collect();
    if let Some([major, minor, patch]) = numbers.as_deref() {
        let os = if windows { OperatingSystem::Windows } else { OperatingSystem::Linux };
        put(workload, Launch::Fargate { version: PlatformVersion(*major, *minor, *patch), os }, said.span);
    }
}

fn compatibilities(task: &Resource) -> Vec<String> {
    let said = first(task, &["RequiresCompatibilities", "requires_compatibilities"]).and_then(Value::items);
    said.unwrap_or_default().iter().filter_map(Value::as_text).collect()
}

fn is_windows(task: &Resource) -> bool {
    let of_cfn = task.properties.along(&["RuntimePlatform", "OperatingSystemFamily"]);
    let of_terraform =
        task.properties.blocks("runtime_platform").first().and_then(|it| it.get("operating_system_family"));
    of_cfn.or(of_terraform).and_then(Value::as_text).is_some_and(|family| family.starts_with("WINDOWS"))
}

/// What the containers of a task use: the log driver, and where their secrets come from.
fn containers(task: &Resource, workload: &mut Workload) {
    let said = first(task, &["ContainerDefinitions", "container_definitions"]).and_then(structured);
    let containers: Vec<Value> = said.as_ref().and_then(Value::items).unwrap_or_default().to_vec();
    for container in &containers {
        let logs = either(container, "LogConfiguration", "logConfiguration");
        let driver = logs.and_then(|logs| either(logs, "LogDriver", "logDriver"));
        if let Some(driver) = driver.filter(|driver| driver.as_text().as_deref() == Some("awslogs")) {
            workload.awslogs.get_or_insert(Spanned::new(true, driver.span));
        }
        let secrets = either(container, "Secrets", "secrets").and_then(Value::items).unwrap_or_default();
        for from in secrets.iter().filter_map(|secret| either(secret, "ValueFrom", "valueFrom")) {
            let spelled = from.to_string();
            let manager =
                spelled.contains(":secretsmanager:") || spelled.to_ascii_lowercase().contains("secretsmanager");
            let store = if manager {
                Some(SecretStore::SecretsManager)
            } else if spelled.contains(":ssm:") || from.as_text().is_some_and(|text| !text.starts_with("arn:")) {
                Some(SecretStore::Ssm)
            } else {
                None
            };
            if let Some(store) = store.filter(|store| !workload.secrets.iter().any(|known| known.value == *store)) {
                workload.secrets.push(Spanned::new(store, from.span));
            }
        }
    }
}

fn either<'v>(value: &'v Value, one: &str, other: &str) -> Option<&'v Value> {
    value.get(one).or_else(|| value.get(other))
}
