//! Input: task definitions of a template.
//! Output: what a task starts with, which execution role, and what its containers use beside images.
//! Never: leaves out an image, a secret, a log driver or a file because it is not known.

use super::reading::{Reading, either, first, set, why};
use super::same::is_own_region;
use super::secrets::secrets;
use crate::plan::{self, CalledRegion, EnvFile, Logs, OperatingSystem, Task, TaskCalls, TaskImage, Why, Workload};
use crate::span::Spanned;
use crate::template::evaluated::Resource;
use crate::template::structured_by_last;
use crate::template::value::Value;

/// What starts.
pub(super) fn task(reading: &Reading, task: &Resource) -> Task {
    let role = set(&task.properties, &["ExecutionRoleArn", "execution_role_arn"]);
    let definitions = definitions(task);
    let images = images(reading, &definitions);
    Task {
        name: task.address.clone(),
        role: role.map(|role| reading.value(role)),
        role_arn: role.and_then(Value::as_text).filter(|text| text.starts_with("arn:")),
        pulls: images.iter().any(|image| image.is_of_ecr(reading.region)),
        images,
        calls: calls(reading, &definitions),
        task_role: set(&task.properties, &["TaskRoleArn", "task_role_arn"]).map(|role| reading.value(role)),
        span: Some(role.map_or(task.span, |role| role.span)),
    }
}

/// What a service starts whose task definition is not in the template.
pub(super) fn unseen(service: &Resource, said: &Value) -> Task {
    let why = said.as_text().map_or_else(|| why(said), Why::Elsewhere);
    Task::unseen(service.address.clone(), why, said.span)
}

/// The images of containers, each once. A container that is not known has one that is not.
fn images(reading: &Reading, definitions: &[Value]) -> Vec<TaskImage> {
    let mut images: Vec<TaskImage> = Vec::new();
    for container in definitions {
        let said = if container.entries().is_none() { Some(container) } else { either(container, "Image", "image") };
        let image = said.map(|said| TaskImage { name: reading.value(said), span: Some(said.span) });
        images.extend(image.filter(|image| !images.iter().any(|known| known.name == image.name)));
    }
    images
}

/// The containers; where their list is not known, the value that would be it.
fn definitions(task: &Resource) -> Vec<Value> {
    let said = first(&task.properties, &["ContainerDefinitions", "container_definitions"]);
    let Some(said) = said else { return Vec::new() };
    match structured_by_last(said) {
        Some(list) => list.items().map_or_else(|| vec![list.clone()], <[Value]>::to_vec),
        None => vec![said.clone()],
    }
}

pub(super) fn compatibilities(task: &Resource) -> Vec<String> {
    let said = first(&task.properties, &["RequiresCompatibilities", "requires_compatibilities"]);
    said.and_then(Value::items)
        .unwrap_or_default()
        .iter()
        .map(|one| one.as_text().unwrap_or_else(|| "?".to_owned()))
        .collect()
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

/// What the containers of a task use in their region: the log driver, and where their secrets come from.
pub(super) fn containers(reading: &Reading, task: &Resource, workload: &mut Workload) {
    for container in &definitions(task) {
        let here = |logs: &Logs| !logs.region.is_elsewhere(reading.region);
        if let Some(Logs { open: None, span: Some(span), .. }) = logs(reading, container).filter(here) {
            workload.awslogs.get_or_insert(Spanned::new(true, span));
        }
        for secret in secrets(reading, container) {
            workload.add_store_of(&secret, reading.region);
        }
    }
}

/// What a task calls as it starts, and of which region.
fn calls(reading: &Reading, definitions: &[Value]) -> TaskCalls {
    let mut calls = TaskCalls::default();
    for container in definitions {
        for secret in secrets(reading, container) {
            calls.add_secret(secret);
        }
        if let Some(logs) = logs(reading, container) {
            calls.add_logs(logs);
        }
        let files = either(container, "EnvironmentFiles", "environmentFiles").filter(|files| !files.is_null());
        for file in files.map_or([].as_slice(), |files| files.items().unwrap_or(std::slice::from_ref(files))) {
            let said = either(file, "Value", "value");
            let arn = said.map_or_else(plan::Value::unknown, |said| reading.value(said));
            // What a template makes is made where it is deployed.
            let is_here = said.is_some_and(|said| said.pieces().iter().any(|piece| reading.named(piece).is_some()));
            let open = said.is_none().then(|| why(file));
            calls.env_files.push(EnvFile { arn, is_here, open });
        }
    }
    calls
}

/// Where the log driver of a container sends to, if it is awslogs, or may be.
fn logs(reading: &Reading, container: &Value) -> Option<Logs> {
    let said = either(container, "LogConfiguration", "logConfiguration").filter(|said| !said.is_null())?;
    let driver = either(said, "LogDriver", "logDriver").or(said.entries().is_none().then_some(said))?;
    let open = match driver.as_text() {
        Some(text) if text == "awslogs" => None,
        Some(_) => return None,
        None => Some(why(driver)),
    };
    let region = option(container, "awslogs-region").map_or(CalledRegion::Own, |said| region_named(reading, said));
    let group = option(container, "awslogs-group").map(|said| reading.value(said));
    // Whether the group is missing is not known anyway.
    let creates = option(container, "awslogs-create-group").filter(|said| !said.is_null());
    let prefix = option(container, "awslogs-stream-prefix").filter(|said| !said.is_null());
    let name = either(container, "Name", "name").map_or_else(plan::Value::unknown, |name| reading.value(name));
    Some(Logs {
        region,
        group,
        creates_group: creates.is_some_and(|said| said.as_bool() != Some(false)),
        streams: prefix.map(|prefix| Logs::streams_of(reading.value(prefix), name)),
        open,
        span: Some(driver.span),
    })
}

fn option<'v>(container: &'v Value, key: &str) -> Option<&'v Value> {
    either(either(container, "LogConfiguration", "logConfiguration")?, "Options", "options")?.get(key)
}

/// A region, by its id.
fn region_named(reading: &Reading, said: &Value) -> CalledRegion {
    match said.as_text() {
        _ if is_own_region(reading, said) => CalledRegion::Own,
        Some(id) => CalledRegion::Named(id),
        None => CalledRegion::Unknown,
    }
}
