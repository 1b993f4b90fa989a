//! Input: task definitions of a template.
//! Output: what a task starts with, which execution role, and what its containers use beside images.
//! Never: takes an image whose name is not known for one of ECR.

use super::reading::Reading;
use crate::aws::is_private_image;
use crate::plan::{CalledRegion, EnvFile, OperatingSystem, SecretStore, Task, TaskCalls, Workload, once};
use crate::span::Spanned;
use crate::template::evaluated::Resource;
use crate::template::structured;
use crate::template::value::{Kind, Pseudo, Value};

pub(super) const TASK: &[&str] = &["AWS::ECS::TaskDefinition", "aws_ecs_task_definition"];

/// What starts; `None` where its execution role is not shown.
pub(super) fn task(reading: &Reading, task: &Resource) -> Option<Task> {
    let role = first(task, &["ExecutionRoleArn", "execution_role_arn"])?;
    let definitions = definitions(task);
    let image =
        |container: &Value| either(container, "Image", "image").is_some_and(|image| is_private_image(&plain(image)));
    Some(Task {
        name: task.address.clone(),
        role: reading.value(role),
        role_arn: role.as_text().filter(|text| text.starts_with("arn:")),
        images: once(definitions.iter().filter_map(whole)),
        images_known: !definitions.is_empty() && definitions.iter().all(|container| whole(container).is_some()),
        pulls: definitions.iter().any(image),
        calls: calls(reading, &definitions),
        task_role: first(task, &["TaskRoleArn", "task_role_arn"]).map(|role| reading.value(role)),
        span: Some(role.span),
    })
}

/// The characters of an image's name, with nothing for what is not known: its host tells.
fn plain(image: &Value) -> String {
    match image.as_text() {
        Some(text) => text,
        None => image.pieces().iter().map(|piece| piece.as_text().unwrap_or_default()).collect(),
    }
}

/// The image of a container, if its whole name is known.
fn whole(container: &Value) -> Option<String> {
    either(container, "Image", "image")?.as_text()
}

fn first<'r>(task: &'r Resource, keys: &[&str]) -> Option<&'r Value> {
    keys.iter().find_map(|key| task.properties.get(key)).filter(|value| !value.is_null())
}

fn definitions(task: &Resource) -> Vec<Value> {
    let said = first(task, &["ContainerDefinitions", "container_definitions"]).and_then(structured);
    said.as_ref().and_then(Value::items).unwrap_or_default().to_vec()
}

pub(super) fn compatibilities(task: &Resource) -> Vec<String> {
    let said = first(task, &["RequiresCompatibilities", "requires_compatibilities"]).and_then(Value::items);
    said.unwrap_or_default().iter().filter_map(Value::as_text).collect()
}

pub(super) fn os_of(task: &Resource) -> OperatingSystem {
    let of_cfn = task.properties.along(&["RuntimePlatform", "OperatingSystemFamily"]);
    let of_terraform =
        task.properties.blocks("runtime_platform").first().and_then(|it| it.get("operating_system_family"));
    let family = of_cfn.or(of_terraform).and_then(Value::as_text);
    if family.is_some_and(|family| family.starts_with("WINDOWS")) {
        OperatingSystem::Windows
    } else {
        OperatingSystem::Linux
    }
}

/// What the containers of a task use: the log driver, and where their secrets come from.
pub(super) fn containers(task: &Resource, workload: &mut Workload) {
    for container in &definitions(task) {
        let logs = either(container, "LogConfiguration", "logConfiguration");
        let driver = logs.and_then(|logs| either(logs, "LogDriver", "logDriver"));
        if let Some(driver) = driver.filter(|driver| driver.as_text().as_deref() == Some("awslogs")) {
            workload.awslogs.get_or_insert(Spanned::new(true, driver.span));
        }
        for (from, store) in secrets(container) {
            if !workload.secrets.iter().any(|known| known.value == store) {
                workload.secrets.push(Spanned::new(store, from.span));
            }
        }
    }
}

fn either<'v>(value: &'v Value, one: &str, other: &str) -> Option<&'v Value> {
    value.get(one).or_else(|| value.get(other))
}

/// The secrets of a container, of its log driver, and for its registry, each with its store, where that is known:
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html>, read 2026-11-30.
fn secrets(container: &Value) -> Vec<(&Value, SecretStore)> {
    let logs = either(container, "LogConfiguration", "logConfiguration");
    let of_container = either(container, "Secrets", "secrets").and_then(Value::items).unwrap_or_default();
    let of_logs = logs.and_then(|logs| either(logs, "SecretOptions", "secretOptions")).and_then(Value::items);
    let from = |secret| either(secret, "ValueFrom", "valueFrom");
    let said = of_container.iter().chain(of_logs.unwrap_or_default()).filter_map(from);
    let registry = either(container, "RepositoryCredentials", "repositoryCredentials");
    let registry = registry.and_then(|it| either(it, "CredentialsParameter", "credentialsParameter"));
    let of_registry = registry.map(|secret| (secret, SecretStore::SecretsManager));
    said.filter_map(|from| Some((from, store_of(from)?))).chain(of_registry).collect()
}

fn store_of(from: &Value) -> Option<SecretStore> {
    let spelled = from.to_string();
    if spelled.to_ascii_lowercase().contains("secretsmanager") {
        Some(SecretStore::SecretsManager)
    } else if spelled.contains(":ssm:") || from.as_text().is_some_and(|text| !text.starts_with("arn:")) {
        Some(SecretStore::Ssm)
    } else {
        None
    }
}

/// What a task calls as it starts, and of which region.
fn calls(reading: &Reading, definitions: &[Value]) -> TaskCalls {
    let mut calls = TaskCalls::default();
    for container in definitions {
        for (from, store) in secrets(container) {
            calls.add_secret(store, region_of_arn(from));
        }
        let logs = either(container, "LogConfiguration", "logConfiguration");
        let driver = logs.and_then(|logs| either(logs, "LogDriver", "logDriver")).and_then(Value::as_text);
        if let Some(logs) = logs.filter(|_| driver.as_deref() == Some("awslogs")) {
            let options = either(logs, "Options", "options");
            let option = |key: &str| options.and_then(|options| options.get(key));
            calls.add_logs(option("awslogs-region").map_or(CalledRegion::Own, region_named));
            calls.creates_log_group |= option("awslogs-create-group").and_then(Value::as_bool) == Some(true);
        }
        let files = either(container, "EnvironmentFiles", "environmentFiles").and_then(Value::items);
        for file in files.unwrap_or_default().iter().filter_map(|file| either(file, "Value", "value")) {
            // What a template makes is made where it is deployed.
            let is_here = file.pieces().iter().any(|piece| reading.named(piece).is_some());
            calls.env_files.push(EnvFile { arn: reading.value(file), is_here });
        }
    }
    calls
}

/// A region, by its id.
fn region_named(said: &Value) -> CalledRegion {
    match (&said.kind, said.as_text()) {
        (Kind::Pseudo(Pseudo::Region), _) => CalledRegion::Own,
        (_, Some(id)) => CalledRegion::Named(id),
        (_, None) => CalledRegion::Unknown,
    }
}

/// The region in the ARN of a secret; a name without one is of the task's.
fn region_of_arn(from: &Value) -> CalledRegion {
    let is_region = |piece: &Value| matches!(piece.kind, Kind::Pseudo(Pseudo::Region));
    if let Some(text) = from.as_text() {
        return match text.strip_prefix("arn:").and_then(|rest| rest.split(':').nth(2)) {
            Some(id) => CalledRegion::Named(id.to_owned()),
            None => CalledRegion::Own,
        };
    }
    let is_made = from.pieces().iter().any(|piece| matches!(piece.kind, Kind::Attribute { .. }));
    let spelled = plain(from);
    let named = spelled.split(':').nth(3).filter(|id| !id.is_empty());
    match named {
        Some(id) if spelled.starts_with("arn:") => CalledRegion::Named(id.to_owned()),
        Some(_) | None if is_made || from.pieces().iter().any(is_region) => CalledRegion::Own,
        Some(_) | None => CalledRegion::Unknown,
    }
}
