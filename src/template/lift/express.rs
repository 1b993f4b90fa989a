//! Input: Express services of ECS in a template.
//! Output: where their tasks run, and what these start with.
//! Never: takes the security groups that a service names for all that its tasks have: ECS makes one, too.

use super::reading::{Reading, block, first};
use super::tasks;
use super::vpcs::Vpc;
use super::workload::is_here;
use crate::plan::{Client, Launch, List, OperatingSystem, Surroundings};
use crate::template::evaluated::Resource;
use crate::template::value::{Entry, Kind, Value};

const EXPRESS: &[&str] = &["AWS::ECS::ExpressGatewayService", "aws_ecs_express_gateway_service"];

/// Adds what runs in a VPC. Without subnets, a service is in the default VPC.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/express-service-work.html>,
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-expressgatewayservice.html>, read
/// 2026-11-30.
pub(super) fn lift(reading: &Reading, vpc: &Vpc, around: &mut Surroundings) {
    for service in reading.of_types(EXPRESS) {
        let network = block(&service.properties, "NetworkConfiguration", "network_configuration");
        let subnets = network.and_then(|network| first(network, &["Subnets", "subnets"]));
        let launch = Launch::on_fargate("LATEST", OperatingSystem::Linux);
        let (Some(subnets), Some(launch)) = (subnets, launch) else { continue };
        if !is_here(reading, vpc, service, Some(subnets)) {
            continue;
        }
        let definition = definition_of(service);
        tasks::containers(reading, &definition, &mut around.workload);
        around.workload.add_launch(launch, service.span);
        around.tasks.push(tasks::task(reading, &definition));
        around.clients.push(Client {
            name: service.address.clone(),
            launch,
            subnets: reading.list(Some(subnets)),
            security_groups: List::unknown(),
            public_address: None,
            task: Some(service.address.clone()),
            host_role: None,
            presumed: false,
            off: None,
            span: Some(service.span),
        });
    }
}

/// The task definition that ECS makes of a service, whose container logs to CloudWatch Logs.
fn definition_of(service: &Resource) -> Resource {
    let said = block(&service.properties, "PrimaryContainer", "primary_container");
    let container = match said {
        Some(said) if said.entries().is_some() => {
            let driver = entry("LogDriver", Value::text("awslogs", said.span));
            let logs = first(said, &["AwsLogsConfiguration"])
                .or_else(|| said.blocks("aws_logs_configuration").first().copied());
            let option = |key: &str, keys: &[&str]| Some(entry(key, first(logs?, keys)?.clone()));
            let group = option("awslogs-group", &["LogGroup", "log_group"]);
            let prefix = option("awslogs-stream-prefix", &["LogStreamPrefix", "log_stream_prefix"]);
            let options = said.with(Kind::Map(group.into_iter().chain(prefix).collect()));
            let logs = said.with(Kind::Map(vec![driver, entry("Options", options)]));
            let image = first(said, &["Image", "image"]).map(|image| entry("Image", image.clone()));
            let registry = first(said, &["RepositoryCredentials"]).map(|it| entry("RepositoryCredentials", it.clone()));
            let secrets =
                first(said, &["Secrets"]).cloned().or_else(|| secrets_of(said)).map(|it| entry("Secrets", it));
            let entries = [image, registry, secrets].into_iter().flatten().chain([entry("LogConfiguration", logs)]);
            said.with(Kind::Map(entries.collect()))
        }
        Some(said) => said.clone(),
        None => service.properties.with(Kind::Map(Vec::new())),
    };
    let role = |key: &str, keys: &[&str]| Some(entry(key, first(&service.properties, keys)?.clone()));
    let own = [
        role("ExecutionRoleArn", &["ExecutionRoleArn", "execution_role_arn"]),
        role("TaskRoleArn", &["TaskRoleArn", "task_role_arn"]),
    ];
    let containers = container.with(Kind::List(vec![container.clone()]));
    let entries = own.into_iter().flatten().chain([entry("ContainerDefinitions", containers)]);
    Resource { properties: service.properties.with(Kind::Map(entries.collect())), ..service.clone() }
}

/// The secrets of a container, of which Terraform has a block each.
fn secrets_of(container: &Value) -> Option<Value> {
    let secrets = container.blocks("secret");
    let first = secrets.first()?;
    let named = |secret: &Value| match secret.get("value_from") {
        Some(from) => secret.with(Kind::Map(vec![entry("ValueFrom", from.clone())])),
        None => secret.clone(),
    };
    Some(first.with(Kind::List(secrets.iter().map(|secret| named(secret)).collect())))
}

fn entry(key: &str, value: Value) -> Entry {
    Entry { key: key.to_owned(), key_span: value.span, value }
}
