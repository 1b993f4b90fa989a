//! Input: ECS services of a template, and what else starts tasks.
//! Output: what runs in a VPC, who pulls from where, and what starts with which role.
//! Never: takes a service of another VPC for one of this.

use super::family::{TASK, task_named};
use super::instances::Fleet;
use super::launches::{fleets_of, launch_of};
use super::reading::{Reading, first, get, why};
use super::schedules;
use super::state_machines;
use super::tasks::{self, compatibilities, containers, os_of};
use super::vpcs::{SERVICE, Vpc};
use crate::plan::{Client, Exec, Launch, List, Property, Surroundings, Task, Workload, once};
use crate::span::Spanned;
use crate::template::evaluated::Resource;
use crate::template::value::Value;

const SCALED: &[&str] = &["AWS::ApplicationAutoScaling::ScalableTarget", "aws_appautoscaling_target"];
/// What a service, a target of `EventBridge` or a state machine starts.
const DEFINITION: [&str; 4] = ["TaskDefinition", "task_definition", "TaskDefinitionArn", "task_definition_arn"];

/// Adds what runs in a VPC, and where; nothing where the template shows nothing of it.
pub(super) fn lift(reading: &Reading, vpc: &Vpc, around: &mut Surroundings) {
    let of_machines = state_machines::of(reading).map(|state| (state, None));
    let others: Vec<(Resource, Option<String>)> = schedules::of(reading).into_iter().chain(of_machines).collect();
    // What is scaled may start later.
    let is_scaled = reading.of_types(SCALED).any(|target| {
        let namespace = first(&target.properties, &["ServiceNamespace", "service_namespace"]).and_then(Value::as_text);
        namespace.is_none_or(|of| of == "ecs")
    });
    let own = reading.of_types(SERVICE).map(|service| (service, schedules::off(service).filter(|_| !is_scaled)));
    let services: Vec<(&Resource, Option<String>)> =
        own.chain(others.iter().map(|(other, off)| (other, off.clone()))).collect();
    let mut started: Vec<&Resource> = Vec::new();
    let mut unseen: Vec<Task> = Vec::new();
    let mut on: Vec<(&String, Exec)> = Vec::new();
    let mut launches: Vec<(bool, Spanned<Launch>)> = Vec::new();
    for (service, off) in &services {
        let said = first(&service.properties, &DEFINITION);
        let task = said.and_then(|said| task_named(reading, said));
        let launch = launch_of(reading, service, task);
        let on_instances = launch.as_ref().map(|launch| launch.value).filter(|launch| launch.is_on_instances());
        let fleets = on_instances.map_or_else(Vec::new, |launch| fleets_of(reading, service, launch));
        let network = network(service);
        let subnets = network.and_then(|network| first(network, &["Subnets", "subnets"]));
        let is_in = |subnets: Option<&Value>| is_here(reading, vpc, service, subnets);
        let may_be_here =
            if fleets.is_empty() { is_in(subnets) } else { fleets.iter().any(|it| is_in(it.subnets.as_ref())) };
        if !may_be_here {
            continue;
        }
        if let (Some(said), None) = (said, task) {
            unseen.push(tasks::unseen(service, said));
        }
        let workload = &mut around.workload;
        let exec = first(&service.properties, &["EnableExecuteCommand", "enable_execute_command"]);
        let name = task.map(|task| &task.address).or(said.map(|_| &service.address));
        let exec = match exec.map(|exec| (exec.as_bool(), exec)) {
            Some((Some(true), exec)) => {
                workload.exec = Some(Spanned::new(true, exec.span));
                Exec::On
            }
            Some((None, exec)) => Exec::Open(why(exec)),
            Some((Some(false), _)) | None => Exec::Off,
        };
        on.extend(name.map(|name| (name, exec)));
        if let Some(task) = task {
            containers(reading, task, workload);
            started.push(task);
        }
        let Some(launch) = launch else { continue };
        let task_of = task.map(|task| tasks::task(reading, task));
        launches.push((task_of.is_some_and(|task| task.pulls_elsewhere(reading.region)), launch));
        let client =
            Client { task: name.cloned(), off: off.clone(), ..client(reading, service, launch.value, network) };
        for Fleet { subnets, launched } in &fleets {
            let fleet = Client {
                subnets: reading.list(subnets.as_ref()),
                security_groups: launched.groups.clone().unwrap_or(List::Items(Vec::new())),
                host_role: launched.role.clone(),
                presumed: false,
                ..client.clone()
            };
            around.clients.extend(launched.clients(reading, &fleet));
        }
        if fleets.is_empty() {
            // Of tasks on instances it is not shown from where these pull.
            around.clients.extend(Some(client).filter(|client| network.is_some() || client.presumed));
        }
    }
    // What is missing is told at the first, which needs it.
    launches.sort_by_key(|(pulls_elsewhere, _)| *pulls_elsewhere);
    for (_, launch) in launches {
        around.workload.add_launch(launch.value, launch.span);
    }
    if vpc.is_only {
        started = reading.of_types(TASK).collect();
    }
    if services.is_empty() {
        for task in &started {
            alone(reading, task, &mut around.workload);
        }
    }
    around.tasks = once(started.into_iter().map(|task| tasks::task(reading, task)).chain(unseen));
    for task in &mut around.tasks {
        let own = on.iter().filter(|(of, _)| **of == task.name).map(|(_, exec)| exec.clone());
        task.calls.exec = own.fold(Exec::Unsaid, Exec::or);
    }
}

/// A service that pulls: on Fargate through the network interfaces of its tasks. On EC2 the instance pulls, presumably
/// from where its tasks have theirs.
fn client(reading: &Reading, service: &Resource, launch: Launch, network: Option<&Value>) -> Client {
    let said = |keys: &[&str]| network.and_then(|network| first(network, keys));
    let list = |keys: &[&str]| network.map_or_else(List::unknown, |_| reading.list(said(keys)));
    let presumed = !matches!(launch, Launch::Fargate { .. });
    Client {
        name: service.address.clone(),
        launch,
        subnets: list(&["Subnets", "subnets"]),
        security_groups: if presumed { List::unknown() } else { list(&["SecurityGroups", "security_groups"]) },
        public_address: network.and_then(|it| public_address(service, it)).filter(|_| !presumed),
        task: None,
        host_role: None,
        presumed,
        off: None,
        span: Some(service.span),
    }
}

/// What has no public address unless it says so. Of the targets and schedules of CloudFormation no page says it:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-awsvpcconfiguration.html>,
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-taskset-awsvpcconfiguration.html>,
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_task_set>,
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_event_target>, read 2026-11-30.
const PRIVATE: &[&str] =
    &["AWS::ECS::Service", "AWS::ECS::TaskSet", "aws_ecs_service", "aws_ecs_task_set", "aws_cloudwatch_event_target"];

/// Whether tasks have public addresses.
fn public_address(service: &Resource, network: &Value) -> Option<bool> {
    match first(network, &["AssignPublicIp", "assign_public_ip"]).filter(|said| !said.is_null()) {
        Some(said) => is_enabled(said),
        None => PRIVATE.contains(&service.kind.as_str()).then_some(false),
    }
}

/// `ENABLED` of CloudFormation, `true` of Terraform.
pub(super) fn is_enabled(said: &Value) -> Option<bool> {
    said.as_bool().or_else(|| said.as_text().map(|text| text == "ENABLED"))
}

/// What a task definition runs as that no service names.
fn alone(reading: &Reading, task: &Resource, workload: &mut Workload) {
    let launch = Launch::alone(&compatibilities(task), os_of(task));
    if let Some(launch) = launch {
        workload.add_launch(launch, task.span);
    }
    containers(reading, task, workload);
}

/// Where the network interfaces of a service's tasks are.
fn network(service: &Resource) -> Option<&Value> {
    let of_cloudformation = service
        .properties
        .get("NetworkConfiguration")
        .and_then(|of| first(of, &["AwsvpcConfiguration", "AwsVpcConfiguration"]));
    let of_terraform = || {
        let block = service.properties.blocks("network_configuration").first().copied()?;
        Some(block.blocks("aws_vpc_configuration").first().copied().unwrap_or(block))
    };
    of_cloudformation.or_else(of_terraform)
}

/// Whether something that runs in these subnets is in a VPC; where that is not known, in the only one, if that has to do
/// with it.
pub(super) fn is_here(reading: &Reading, vpc: &Vpc, runs: &Resource, subnets: Option<&Value>) -> bool {
    let items = subnets.and_then(Value::items).unwrap_or_default();
    let made: Vec<&Resource> = items.iter().filter_map(|subnet| reading.named(subnet)).collect();
    if made.is_empty() {
        return vpc.is_only && vpc.may_be_of(runs);
    }
    made.iter().any(|subnet| vpc.holds(reading, get(subnet, Property::VpcId)))
}
