//! Input: Terraform's resources that say one thing of an endpoint: its policy, a subnet, a group, a route table.
//! Output: what they say, endpoint by endpoint.
//! Never: takes what is said of an endpoint that is not known to be said of none.

use super::reading::Reading;
use crate::plan::{self, DefaultGroup, List, Why};
use crate::template::evaluated::Resource;
use crate::template::value::{Kind, Value};
use std::collections::BTreeSet;

/// What other resources say of an endpoint.
#[derive(Default)]
pub(super) struct Attached<'e> {
    pub(super) policy: Option<&'e Value>,
    pub(super) private_dns: Option<bool>,
    /// Whether something that is not read is given the endpoint, and may attach anything to it.
    pub(super) is_open: bool,
    pub(super) subnets: Added,
    pub(super) groups: Added,
    /// Whether an association takes the VPC's default group away, which an endpoint has that is made without one.
    replaces_default: bool,
    pub(super) tables: Added,
}

/// What other resources add to a list of an endpoint.
#[derive(Default)]
pub(super) struct Added {
    values: Vec<plan::Value>,
    /// A resource that adds to an endpoint, of which it is not known which.
    by: Option<String>,
}

impl Added {
    /// The list with it, each once: AWS's lists are sets. Of what is not known, nobody says that it is the same.
    pub(super) fn to(self, list: List) -> List {
        let List::Items(mut items) = list else { return list };
        if let Some(by) = self.by {
            return List::Unknown(Why::Because(format!("`{by}` may add to it")));
        }
        items.extend(self.values);
        let mut seen = BTreeSet::new();
        items.retain(|item| !item.is_identified() || seen.insert(item.clone()));
        List::Items(items)
    }
}

impl<'e> Attached<'e> {
    /// Something that is not read is given the endpoint, and may attach anything to it.
    pub(super) fn open(&mut self, by: &str, given: &'e Value) {
        self.is_open = true;
        self.policy = Some(given);
        for added in [&mut self.subnets, &mut self.groups, &mut self.tables] {
            added.by = Some(by.to_owned());
        }
    }

    /// The security groups of an endpoint, with those that it says itself.
    pub(super) fn groups(&mut self, said: List, default: Option<&DefaultGroup>) -> List {
        let keeps_default = said == List::Items(Vec::new()) && !self.groups.values.is_empty() && !self.replaces_default;
        let mut groups = std::mem::take(&mut self.groups).to(said);
        if let (List::Items(items), true) = (&mut groups, keeps_default) {
            items.push(default.map_or_else(plan::Value::unknown, |default| default.group.clone()));
        }
        groups
    }

    /// The subnets, the groups and the route tables of the template that are added.
    pub(super) fn parts(self, reading: &Reading<'e>) -> impl Iterator<Item = &'e Resource> {
        let added = [self.subnets, self.groups, self.tables].into_iter().flat_map(|added| added.values);
        added.filter_map(|value| reading.made(&value))
    }

    pub(super) fn to(reading: &Reading<'e>, endpoint: &Resource) -> Self {
        let mut attached = Self::default();
        for resource in &reading.evaluated.resources {
            let said = |key: &str| resource.properties.get(key);
            let added = match resource.kind.as_str() {
                "aws_vpc_endpoint_policy" | "aws_vpc_endpoint_private_dns" => None,
                "aws_vpc_endpoint_subnet_association" => Some((&mut attached.subnets, "subnet_id")),
                "aws_vpc_endpoint_security_group_association" => Some((&mut attached.groups, "security_group_id")),
                "aws_vpc_endpoint_route_table_association" => Some((&mut attached.tables, "route_table_id")),
                _ => continue,
            };
            let Some(to) = said("vpc_endpoint_id") else { continue };
            let takes_default = said("replace_default_association").is_some_and(|said| said.as_bool() != Some(false));
            let is_own = reading.named(to).map(|named| named.address == endpoint.address);
            match (added, is_own) {
                (Some((added, key)), Some(true)) => {
                    attached.replaces_default |= takes_default;
                    added.values.push(said(key).map_or_else(plan::Value::unknown, |value| reading.value(value)));
                }
                (Some((added, _)), None) if is_open(to) => added.by = Some(resource.address.clone()),
                (None, Some(true)) if resource.kind == "aws_vpc_endpoint_policy" => attached.policy = said("policy"),
                (None, Some(true)) => attached.private_dns = said("private_dns_enabled").and_then(Value::as_bool),
                (_, None | Some(false)) => {}
            }
        }
        attached
    }
}

/// Whether it may be any endpoint of the template.
fn is_open(to: &Value) -> bool {
    matches!(to.kind, Kind::Unknown(_) | Kind::Parameter(..))
}
