//! Input: task definitions of a template.
//! Output: what a task starts with, which execution role, and what its containers use beside images.
//! Never: takes an image whose name is not known for one of ECR.

use super::reading::Reading;
use crate::aws::is_private_image;
use crate::plan::{OperatingSystem, SecretStore, Task, Workload, once};
use crate::span::Spanned;
use crate::template::evaluated::Resource;
use crate::template::structured;
use crate::template::value::Value;

pub(super) const TASK: &[&str] = &["AWS::ECS::TaskDefinition", "aws_ecs_task_definition"];

/// What starts; `None` where its execution role is not shown.
pub(super) fn task(reading: &Reading, task: &Resource) -> Option<Task> {
    let role = first(task, &["ExecutionRoleArn", "execution_role_arn"])?;
    let mut own = Workload::default();
    containers(task, &mut own);
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
        awslogs: own.awslogs.is_some_and(|said| said.value),
        secrets: own.secrets.iter().map(|store| store.value).collect(),
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
