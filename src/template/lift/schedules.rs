//! Input: rules and pipes of `EventBridge` and schedules of its scheduler, whose targets are tasks of ECS.
//! Output: each target in the shape of a service: what it starts, on what, and where; and what says that it is off.
//! Never: takes a target of another kind for one.

use super::reading::{Reading, block, either};
use crate::template::evaluated::Resource;
use crate::template::value::{Entry, Kind, Value};

const RULE: &[&str] = &["AWS::Events::Rule"];
const TARGET: &[&str] = &["aws_cloudwatch_event_target"];
const SCHEDULE: &[&str] = &["AWS::Scheduler::Schedule", "aws_scheduler_schedule"];
const PIPE: &[&str] = &["AWS::Pipes::Pipe", "aws_pipes_pipe"];

/// What starts tasks by the clock or by an event.
/// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html>,
/// <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html>,
/// <https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_PipeTargetEcsTaskParameters.html>, read 2026-11-30.
pub(super) fn of(reading: &Reading) -> Vec<(Resource, Option<String>)> {
    let of_rules = reading.of_types(RULE).flat_map(|rule| {
        let targets = rule.properties.get("Targets").and_then(Value::items).unwrap_or_default();
        let named = |target: &Value| Some((target.get("Id").and_then(Value::as_text), ecs_of(target)?));
        each(rule, targets.iter().filter_map(named).collect()).into_iter().map(|one| (one, off(rule)))
    });
    let one = |from: &Resource, properties: Value| Resource { properties, ..from.clone() };
    let of_targets = reading.of_types(TARGET).filter_map(move |target| {
        let rule = target.properties.get("rule").and_then(|rule| reading.named(rule));
        Some((one(target, ecs_of(&target.properties)?), rule.and_then(off)))
    });
    let of_schedules = reading.of_types(SCHEDULE).filter_map(move |schedule| {
        let target = block(&schedule.properties, "Target", "target")?;
        Some((one(schedule, ecs_of(target)?), off(schedule)))
    });
    let of_pipes = reading.of_types(PIPE).filter_map(move |pipe| {
        let target = block(&pipe.properties, "TargetParameters", "target_parameters")?;
        let said = block(target, "EcsTaskParameters", "ecs_task_parameters").filter(|said| !said.is_null());
        let cluster = either(&pipe.properties, "Target", "target");
        Some((one(pipe, on(said?, cluster)), off(pipe)))
    });
    of_rules.chain(of_targets).chain(of_schedules).chain(of_pipes).collect()
}

/// What one resource starts; of several, each has its own name.
pub(super) fn each(from: &Resource, all: Vec<(Option<String>, Value)>) -> Vec<Resource> {
    let is_one = all.len() == 1;
    let named = |(name, properties): (Option<String>, Value)| {
        let of = |name| format!("{}/{name}", from.address);
        let address = name.filter(|_| !is_one).map_or_else(|| from.address.clone(), of);
        Resource { address, properties, ..from.clone() }
    };
    all.into_iter().map(named).collect()
}

/// What says that a rule, a schedule, a pipe or a service starts nothing now.
pub(super) fn off(from: &Resource) -> Option<String> {
    const SAID: &[(&str, &str)] = &[
        ("State", "DISABLED"),
        ("state", "DISABLED"),
        ("is_enabled", "false"),
        ("DesiredState", "STOPPED"),
        ("desired_state", "STOPPED"),
        ("DesiredCount", "0"),
        ("desired_count", "0"),
    ];
    let is_said = |key: &str, off: &str| from.properties.get(key).and_then(Value::as_text).is_some_and(|it| it == off);
    SAID.iter().find(|(key, off)| is_said(key, off)).map(|(key, off)| format!("{key}: {off}"))
}

/// What is said of a task. The target itself is a cluster.
fn ecs_of(target: &Value) -> Option<Value> {
    let said =
        block(target, "EcsParameters", "ecs_target").or_else(|| block(target, "EcsParameters", "ecs_parameters"));
    said.filter(|said| !said.is_null()).map(|said| on(said, either(target, "Arn", "arn")))
}

/// What is said of a task, with its cluster, as a service has it.
fn on(said: &Value, cluster: Option<&Value>) -> Value {
    let own =
        cluster.map(|cluster| Entry { key: "Cluster".to_owned(), key_span: cluster.span, value: cluster.clone() });
    match said.entries() {
        Some(entries) => said.with(Kind::Map(entries.iter().cloned().chain(own).collect())),
        None => said.clone(),
    }
}
