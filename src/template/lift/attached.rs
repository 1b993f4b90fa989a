//! Input: Terraform's resources that say one thing of an endpoint: its policy, a subnet, a group, a route table.
//! Output: what they say, endpoint by endpoint.
//! Never: takes what is said of an endpoint that is not known to be said of none.

use super::reading::Reading;
use crate::plan;
use crate::template::evaluated::Resource;
use crate::template::value::{Kind, Value};

/// What other resources say of an endpoint.
#[derive(Default)]
pub(super) struct Attached<'e> {
    pub(super) policy: Option<&'e Value>,
    pub(super) private_dns: Option<bool>,
    pub(super) subnets: Vec<plan::Value>,
    pub(super) groups: Vec<plan::Value>,
    pub(super) tables: Vec<plan::Value>,
    /// Whether something is attached to an endpoint of which it is not known which.
    pub(super) to_some: bool,
}

impl<'e> Attached<'e> {
    pub(super) fn to(reading: &Reading<'e>, endpoint: &Resource) -> Self {
        let mut attached = Self::default();
        for resource in &reading.evaluated.resources {
            let Some(to) = resource.properties.get("vpc_endpoint_id") else { continue };
            let named = reading.named(to);
            if named.is_some_and(|named| named.address != endpoint.address) {
                continue;
            }
            if named.is_none() {
                attached.to_some |= is_open(to);
                continue;
            }
            let said = |key: &str| resource.properties.get(key);
            let value = |key: &str| said(key).map_or_else(plan::Value::unknown, |value| reading.value(value));
            match resource.kind.as_str() {
                "aws_vpc_endpoint_policy" => attached.policy = said("policy"),
                "aws_vpc_endpoint_private_dns" => {
                    attached.private_dns = said("private_dns_enabled").and_then(Value::as_bool);
                }
                "aws_vpc_endpoint_subnet_association" => attached.subnets.push(value("subnet_id")),
                "aws_vpc_endpoint_security_group_association" => attached.groups.push(value("security_group_id")),
                "aws_vpc_endpoint_route_table_association" => attached.tables.push(value("route_table_id")),
                _ => {}
            }
        }
        attached
    }
}

/// Whether it may be any endpoint of the template.
fn is_open(to: &Value) -> bool {
    matches!(to.kind, Kind::Unknown(_) | Kind::Parameter(..))
}
