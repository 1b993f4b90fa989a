//! Input: compute environments and job definitions of AWS Batch in a template.
//! Output: what their jobs run on, from where they pull, and what they start with.
//! Never: gives the pods of a job on EKS an execution role: the role of the nodes pulls their images.

use super::instances::{Launched, role_of_profile};
use super::reading::{Reading, block, first};
use super::tasks;
use super::vpcs::Vpc;
use super::workload::{is_enabled, is_here};
use crate::plan::{BatchOn, Client, Launch, List, OperatingSystem, Surroundings, Task, once};
use crate::template::evaluated::Resource;
use crate::template::structured_by_last;
use crate::template::value::{Entry, Kind, Value};

const ENVIRONMENT: &[&str] = &["AWS::Batch::ComputeEnvironment", "aws_batch_compute_environment"];
const DEFINITION: &[&str] = &["AWS::Batch::JobDefinition", "aws_batch_job_definition"];

/// Adds what jobs run on, where, and with what. On EC2 the security groups are those of the instances, which pull.
/// <https://docs.aws.amazon.com/batch/latest/APIReference/API_ComputeResource.html>, read on 2026-11-30.
pub(super) fn lift(reading: &Reading, vpc: &Vpc, around: &mut Surroundings) {
    let jobs: Vec<(BatchOn, Resource)> = reading.of_types(DEFINITION).flat_map(tasks_of).collect();
    let mut started = Vec::new();
    for environment in reading.of_types(ENVIRONMENT) {
        let Some(resources) = block(&environment.properties, "ComputeResources", "compute_resources") else { continue };
        let subnets = first(resources, &["Subnets", "subnets"]);
        let Some(on) = first(resources, &["Type", "type"]).and_then(|said| launch_of(environment, said)) else {
            continue;
        };
        if !is_here(reading, vpc, environment, subnets) {
            continue;
        }
        around.workload.add_launch(Launch::Batch(on), environment.span);
        let launched = match block(resources, "LaunchTemplate", "launch_template") {
            Some(said) => Launched::by_template(reading, said),
            None => Launched::plainly(),
        };
        let role = first(resources, &["InstanceRole", "instance_role"]);
        let client = Client {
            name: environment.address.clone(),
            launch: Launch::Batch(on),
            subnets: reading.list(subnets),
            // Batch uses these, not those of a launch template:
            // <https://docs.aws.amazon.com/batch/latest/APIReference/API_LaunchTemplateSpecification.html>, read
            // 2026-11-30.
            security_groups: first(resources, &["SecurityGroupIds", "security_group_ids"])
                .map(|said| reading.list(Some(said)))
                .or_else(|| launched.groups.clone())
                .unwrap_or_else(List::unknown),
            public_address: None,
            task: None,
            host_role: role.filter(|_| on != BatchOn::Fargate).and_then(|said| role_of_profile(reading, said)),
            presumed: false,
            off: None,
            span: Some(environment.span),
        };
        let clients = match on {
            BatchOn::Fargate => vec![client],
            BatchOn::Ec2 | BatchOn::Eks => launched.clients(reading, &client),
        };
        let fitting = started_on(reading, on, &jobs, around);
        if fitting.is_empty() {
            around.clients.extend(clients);
        } else {
            let of_job = |(task, address): &(Task, Option<bool>)| {
                let of_task = |client: &Client| Client {
                    task: Some(task.name.clone()),
                    public_address: if on == BatchOn::Fargate { *address } else { client.public_address },
                    ..client.clone()
                };
                clients.iter().map(of_task).collect::<Vec<_>>()
            };
            around.clients.extend(fitting.iter().flat_map(of_job));
        }
        started.extend(fitting.into_iter().map(|(task, _)| task));
    }
    if vpc.is_only && reading.of_types(ENVIRONMENT).next().is_none() {
        for definition in reading.of_types(DEFINITION) {
            let Some((on, _)) = tasks_of(definition).into_iter().next() else { continue };
            around.workload.add_launch(Launch::Batch(on), definition.span);
        }
        for on in [BatchOn::Fargate, BatchOn::Ec2, BatchOn::Eks] {
            started.extend(started_on(reading, on, &jobs, around).into_iter().map(|(task, _)| task));
        }
    }
    around.tasks = once(std::mem::take(&mut around.tasks).into_iter().chain(started));
}

/// What starts of jobs on Fargate, on EC2 or on EKS, each once, with whether it asks for a public address; and what that
/// uses.
fn started_on(
    reading: &Reading,
    on: BatchOn,
    jobs: &[(BatchOn, Resource)],
    around: &mut Surroundings,
) -> Vec<(Task, Option<bool>)> {
    let mut started: Vec<(Task, Option<bool>)> = Vec::new();
    for (_, job) in jobs.iter().filter(|(of, _)| *of == on) {
        tasks::containers(reading, job, &mut around.workload);
        if let Some(version) = job.properties.get(PLATFORM_VERSION) {
            // Jobs start on the latest one, unless they name another.
            let launch = version.as_text().and_then(|text| Launch::on_fargate(&text, OperatingSystem::Linux));
            let latest = Launch::Batch(BatchOn::Fargate).runs_on();
            launch.into_iter().filter(|it| *it != latest).for_each(|it| around.workload.add_launch(it, version.span));
        }
        let task = tasks::task(reading, job);
        let address = job.properties.get(PUBLIC_ADDRESS).map_or(Some(false), is_enabled);
        let same = |(other, of): &(Task, Option<bool>)| {
            *of == address && Task { name: task.name.clone(), span: task.span, ..other.clone() } == task
        };
        if !started.iter().any(same) {
            started.push((task, address));
        }
    }
    started
}

/// What jobs run on, as a compute environment says.
fn launch_of(environment: &Resource, said: &Value) -> Option<BatchOn> {
    let on_eks = block(&environment.properties, "EksConfiguration", "eks_configuration").is_some();
    match said.as_text()?.as_str() {
        "FARGATE" | "FARGATE_SPOT" => Some(BatchOn::Fargate),
        "EC2" | "SPOT" if on_eks => Some(BatchOn::Eks),
        "EC2" | "SPOT" => Some(BatchOn::Ec2),
        _ => None,
    }
}

/// The tasks and pods that a job definition stands for, as task definitions.
/// <https://docs.aws.amazon.com/batch/latest/APIReference/API_RegisterJobDefinition.html>, read on 2026-11-30.
fn tasks_of(definition: &Resource) -> Vec<(BatchOn, Resource)> {
    let said = |keys: &[&str]| first(&definition.properties, keys).and_then(structured_by_last);
    let platforms = first(&definition.properties, &["PlatformCapabilities", "platform_capabilities"]);
    let is_on_fargate = |value: &Value| value.as_text().is_some_and(|text| text == "FARGATE");
    let on_fargate = platforms.and_then(Value::items).is_some_and(|items| items.iter().any(is_on_fargate));
    let on = if on_fargate { BatchOn::Fargate } else { BatchOn::Ec2 };
    let mut found = Vec::new();
    let mut add = |container: Option<&Value>, tasks: Option<&Value>, pods: Option<&Value>| {
        found.extend(container.map(|one| (on, task_of(definition, std::slice::from_ref(one), one))));
        let tasks = tasks.and_then(|tasks| first(tasks, &["TaskProperties", "taskProperties"])).and_then(Value::items);
        for task in tasks.unwrap_or_default() {
            let containers = first(task, &["Containers", "containers"]).and_then(Value::items).unwrap_or_default();
            found.push((on, task_of(definition, containers, task)));
        }
        found.extend(pods.map(|pods| (BatchOn::Eks, pod_of(definition, pods))));
    };
    let container = said(&["ContainerProperties", "container_properties"]);
    let tasks = said(&["EcsProperties", "ecs_properties"]);
    add(container.as_ref(), tasks.as_ref(), block(&definition.properties, "EksProperties", "eks_properties"));
    let nodes = said(&["NodeProperties", "node_properties"]);
    let ranges = nodes.as_ref().and_then(|nodes| first(nodes, &["NodeRangeProperties", "nodeRangeProperties"]));
    for range in ranges.and_then(Value::items).unwrap_or_default() {
        let part = |keys: &[&str]| first(range, keys);
        add(
            part(&["Container", "container"]),
            part(&["EcsProperties", "ecsProperties"]),
            part(&["EksProperties", "eksProperties"]),
        );
    }
    found
}

/// The pod of a job on EKS. What it logs and reads is its own matter, and no driver's.
fn pod_of(definition: &Resource, said: &Value) -> Resource {
    let pod = block(said, "PodProperties", "pod_properties").or_else(|| first(said, &["podProperties"]));
    let mut containers: Vec<Value> = Vec::new();
    for key in ["Containers", "InitContainers", "containers", "initContainers", "init_containers"] {
        for container in pod.map_or_else(Vec::new, |pod| pod.blocks(key)) {
            let image = |key: &str| container.entry(key).map(|entry| container.with(Kind::Map(vec![entry.clone()])));
            containers.push(image("Image").or_else(|| image("image")).unwrap_or_else(|| container.clone()));
        }
    }
    let containers = said.with(Kind::List(containers));
    Resource { properties: said.with(Kind::Map(vec![entry("ContainerDefinitions", containers)])), ..definition.clone() }
}

fn entry(key: &str, value: Value) -> Entry {
    Entry { key: key.to_owned(), key_span: value.span, value }
}

/// The key under which a task of a job has its platform version.
const PLATFORM_VERSION: &str = "PlatformVersion";

/// The key under which a task of a job says whether it has a public address; it has none unless it does.
/// <https://docs.aws.amazon.com/batch/latest/APIReference/API_NetworkConfiguration.html>, read 2026-11-30.
const PUBLIC_ADDRESS: &str = "AssignPublicIp";

/// The task definition that Batch makes of these containers: they log to CloudWatch Logs unless they name a driver.
/// <https://docs.aws.amazon.com/batch/latest/userguide/using_awslogs.html>, read on 2026-11-30.
fn task_of(definition: &Resource, containers: &[Value], with_role: &Value) -> Resource {
    let logging = |container: &Value| {
        let entries = container.entries().unwrap_or_default();
        if first(container, &["LogConfiguration", "logConfiguration"]).is_some() || entries.is_empty() {
            return container.clone();
        }
        let driver = entry("LogDriver", Value::text("awslogs", container.span));
        let logs = entry("LogConfiguration", container.with(Kind::Map(vec![driver])));
        let is_other = |entry: &&Entry| !entry.key.eq_ignore_ascii_case("LogConfiguration");
        container.with(Kind::Map(entries.iter().filter(is_other).cloned().chain([logs]).collect()))
    };
    let containers = Kind::List(containers.iter().map(logging).collect());
    let role = first(with_role, &["ExecutionRoleArn", "executionRoleArn"]);
    let platform = first(with_role, &["FargatePlatformConfiguration", "fargatePlatformConfiguration"]);
    let version = platform.and_then(|platform| first(platform, &["PlatformVersion", "platformVersion"]));
    let mut properties = vec![entry("ContainerDefinitions", with_role.with(containers))];
    properties.extend(role.map(|role| entry("ExecutionRoleArn", role.clone())));
    properties.extend(version.map(|version| entry(PLATFORM_VERSION, version.clone())));
    let network = first(with_role, &["NetworkConfiguration", "networkConfiguration"]);
    let address = network.and_then(|network| first(network, &["AssignPublicIp", "assignPublicIp"]).or(Some(network)));
    properties.extend(address.filter(|said| said.entries().is_none()).map(|said| entry(PUBLIC_ADDRESS, said.clone())));
    Resource { properties: with_role.with(Kind::Map(properties)), ..definition.clone() }
}
