//! Input: values that name resources of a template, by reference or by name.
//! Output: the resource, and whether something that is not read is given it.
//! Never: chooses between two of one name.

use super::family::is_told;
use super::reading::Reading;
use super::unread;
use crate::template::evaluated::Resource;
use crate::template::value::Value;

/// Clusters of ECS.
pub(super) const ECS_CLUSTER: &[&str] = &["AWS::ECS::Cluster", "aws_ecs_cluster"];

/// The only resource of these types that a value names: by reference, or by the name that it has, also at the end of an ARN.
pub(super) fn called<'e>(reading: &Reading<'e>, types: &'static [&'static str], said: &Value) -> Option<&'e Resource> {
    let is_of_these = |it: &&Resource| types.contains(&it.kind.as_str());
    if let Some(named) = said.pieces().iter().filter_map(|piece| reading.named(piece)).find(is_of_these) {
        return Some(named);
    }
    let text = said.as_text();
    let text = text.as_deref().map(|text| text.rsplit('/').next().unwrap_or(text));
    let has_name = |it: &&Resource| {
        let name = NAMES.iter().find_map(|key| it.properties.get(key));
        name.is_some_and(|name| match (name.as_text(), text) {
            (Some(name), Some(text)) => name == text,
            // Nothing decides it, but both are made of the same.
            (None, None) => is_told(name) && is_told(said) && name.to_string() == said.to_string(),
            (Some(_), None) | (None, Some(_)) => false,
        })
    };
    let mut found = reading.of_types(types).filter(has_name);
    found.next().filter(|_| found.next().is_none())
}

/// Whether something that is not read is given a resource of these types, or its name, or may be: what else it makes
/// for that is not shown.
pub(super) fn is_given_away(reading: &Reading, types: &'static [&'static str], resource: &Resource) -> bool {
    let names = |value: &Value| called(reading, types, value).is_some_and(|named| named.address == resource.address);
    let mut given = unread::all(reading).into_iter().flat_map(|unread| unread.given);
    given.any(|value| value.may_hold(&names))
}

/// The keys under which resources have their names.
const NAMES: &[&str] = &[
    "LaunchTemplateName",
    "LaunchConfigurationName",
    "InstanceProfileName",
    "RoleName",
    "AutoScalingGroupName",
    "ClusterName",
    "Name",
    "name",
];
