//! Input: what a service or a schedule says of the task definition that it starts.
//! Output: the task definition of the template.
//! Never: takes a revision that is written out for the one that the template makes, unless a state shows that it is.

use super::reading::{Reading, either};
use crate::template::evaluated::Resource;
use crate::template::value::{Kind, Value};

pub(super) const TASK: &[&str] = &["AWS::ECS::TaskDefinition", "aws_ecs_task_definition"];

/// What stands for a piece of a text that is not known.
const OPEN: &str = "\0";

/// The task definition that a value names: by reference, through a look-up, or by its family, of which ECS takes the newest
/// revision.
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html>, read 2026-11-30.
pub(super) fn task_named<'e>(reading: &Reading<'e>, said: &Value) -> Option<&'e Resource> {
    let looked_up = said.pieces().iter().find_map(|piece| {
        let Kind::Attribute { resource, .. } = &piece.kind else { return None };
        let lookup = reading.evaluated.lookups.iter().find(|lookup| lookup.address == *resource)?;
        lookup.properties.get("task_definition").filter(|_| lookup.kind == "aws_ecs_task_definition")
    });
    by_reference(reading, said)
        .or_else(|| by_family(reading, said))
        .or_else(|| looked_up.and_then(|said| by_reference(reading, said).or_else(|| by_family(reading, said))))
}

fn by_reference<'e>(reading: &Reading<'e>, said: &Value) -> Option<&'e Resource> {
    let named = said.pieces().iter().filter_map(|piece| reading.named(piece));
    named.into_iter().find(|named| TASK.contains(&named.kind.as_str()))
}

/// The only one of the family that is said.
fn by_family<'e>(reading: &Reading<'e>, said: &Value) -> Option<&'e Resource> {
    let name: String = said.pieces().iter().map(|piece| piece.as_text().unwrap_or_else(|| OPEN.to_owned())).collect();
    let name = name.rsplit_once("task-definition/").map_or(name.as_str(), |(_, name)| name);
    let (name, revision) = name.split_once(':').unwrap_or((name, OPEN));
    let is_pinned = revision.bytes().all(|byte| byte.is_ascii_digit());
    let is_same = |task: &&Resource| {
        let is_made = || task.properties.get("revision").and_then(Value::as_text).is_some_and(|made| made == revision);
        either(&task.properties, "Family", "family").is_some_and(|family| match family.as_text() {
            Some(family) => family == name && (!is_pinned || is_made()),
            // Nothing decides it, but both are made of the same.
            None => is_told(family) && is_told(said) && family.to_string() == said.to_string(),
        })
    };
    let mut same = reading.of_types(TASK).filter(is_same);
    same.next().filter(|_| same.next().is_none())
}

/// Whether values that are written so are the same.
pub(super) fn is_told(value: &Value) -> bool {
    value.pieces().iter().all(|piece| !matches!(piece.kind, Kind::Unknown(_)))
}
