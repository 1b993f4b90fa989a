//! Input: rules and pipes of `EventBridge` and schedules of its scheduler, whose targets are tasks of ECS.
//! Output: each target in the shape of a service: what it starts, on what, and where.
//! Never: takes a target of another kind for one.

use super::reading::{Reading, block};
use crate::template::evaluated::Resource;
use crate::template::value::Value;

const RULE: &[&str] = &["AWS::Events::Rule"];
const TARGET: &[&str] = &["aws_cloudwatch_event_target"];
const SCHEDULE: &[&str] = &["AWS::Scheduler::Schedule", "aws_scheduler_schedule"];
const PIPE: &[&str] = &["AWS::Pipes::Pipe", "aws_pipes_pipe"];

/// What starts tasks by the clock or by an event.
/// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html>,
/// <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html>,
/// <https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_PipeTargetEcsTaskParameters.html>, read 2026-11-30.
pub(super) fn of(reading: &Reading) -> Vec<Resource> {
    let of_rules = reading.of_types(RULE).flat_map(|rule| {
        let targets = rule.properties.get("Targets").and_then(Value::items).unwrap_or_default();
        targets.iter().filter_map(move |target| Some((rule, target.get("EcsParameters")?)))
    });
    let of_targets = reading.of_types(TARGET).filter_map(|target| Some((target, ecs_of(&target.properties)?)));
    let of_schedules = reading.of_types(SCHEDULE).filter_map(|schedule| {
        let target = block(&schedule.properties, "Target", "target")?;
        Some((schedule, ecs_of(target)?))
    });
    let of_pipes = reading.of_types(PIPE).filter_map(|pipe| {
        let target = block(&pipe.properties, "TargetParameters", "target_parameters")?;
        Some((pipe, block(target, "EcsTaskParameters", "ecs_task_parameters")?))
    });
    let all = of_rules.chain(of_targets).chain(of_schedules).chain(of_pipes).filter(|(_, said)| !said.is_null());
    all.map(|(from, said)| Resource { properties: said.clone(), ..from.clone() }).collect()
}

/// What is said of a task.
fn ecs_of(target: &Value) -> Option<&Value> {
    block(target, "EcsParameters", "ecs_target").or_else(|| block(target, "EcsParameters", "ecs_parameters"))
}
