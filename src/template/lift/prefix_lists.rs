//! Input: gateway endpoints and look-ups of Terraform that have a prefix list's id.
//! Output: the prefix lists whose names are known.
//! Never: names a list that a parameter gives.

use super::reading::{Reading, get};
use super::service::{service, text_of};
use super::vpcs::ENDPOINT;
use crate::plan::{self, PrefixList, Property};
use crate::template::value::{Kind, Value};

const LOOKUP: &[&str] = &["aws_prefix_list", "aws_ec2_managed_prefix_list"];

/// What a plan calls the list that a value names, where it is an endpoint's or one that is looked up.
pub(super) fn prefix_list(reading: &Reading, said: &Value) -> Option<plan::Value> {
    let Kind::Attribute { resource, attribute } = &said.kind else { return None };
    let of_endpoint = attribute == "prefix_list_id" && reading.named(said).is_some();
    let looked_up = attribute == "id" && reading.evaluated.lookups.iter().any(|lookup| lookup.address == *resource);
    (of_endpoint || looked_up).then(|| plan::Value::literal(format!("{resource}.{attribute}")))
}

/// The lists whose names the template says.
pub(super) fn of(reading: &Reading) -> Vec<PrefixList> {
    let of_endpoints = reading.of_types(ENDPOINT).filter_map(|endpoint| {
        let name = service(get(endpoint, Property::ServiceName), reading).name(reading.region)?;
        Some(PrefixList { id: plan::Value::literal(format!("{}.prefix_list_id", endpoint.address)), name })
    });
    let lookups = reading.evaluated.lookups.iter().filter(|lookup| LOOKUP.contains(&lookup.kind.as_str()));
    let looked_up = lookups.filter_map(|lookup| {
        let name = lookup.properties.get("name").and_then(|name| match name.pieces() {
            [before, _, after] => Some(format!("{}REGION{}", text_of(before)?, text_of(after)?)),
            _ => text_of(name),
        })?;
        Some(PrefixList { id: plan::Value::literal(format!("{}.id", lookup.address)), name })
    });
    of_endpoints.chain(looked_up).collect()
}
