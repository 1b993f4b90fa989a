//! Input: values that nothing says, such as a variable without a value.
//! Output: what they are all the same, because something of the template has the same value.
//! Never: takes two values for one that only may be.

use super::reading::{Reading, VPC, either, get, of};
use super::vpcs::ENDPOINT;
use crate::plan::{self, Attribute, Property};
use crate::template::evaluated::{Exists, Resource};
use crate::template::value::{Kind, Pseudo, Value};

/// Whether a value is the region of the deployment: it is called so, or nothing says it and it is the region in the name
/// of an endpoint service. Endpoints are in the region of their VPC, unless they name another one.
pub(super) fn is_own_region(reading: &Reading, said: &Value) -> bool {
    let is_here = |endpoint: &&Resource| {
        either(&endpoint.properties, "ServiceRegion", "service_region").is_none_or(Value::is_null)
    };
    let mut regions = reading.of_types(ENDPOINT).filter(is_here).filter_map(|endpoint| {
        match either(&endpoint.properties, "ServiceName", "service_name")?.pieces() {
            [before, region, _] => Some(region).filter(|_| before.as_text().as_deref() == Some("com.amazonaws.")),
            _ => None,
        }
    });
    match &said.kind {
        Kind::Pseudo(Pseudo::Region) => true,
        open @ Kind::Parameter(..) => regions.any(|region| region.kind == *open),
        Kind::Null
        | Kind::Bool(_)
        | Kind::Number(_)
        | Kind::Text(_)
        | Kind::List(_)
        | Kind::Map(_)
        | Kind::Json(_)
        | Kind::Base64(_)
        | Kind::Attribute { .. }
        | Kind::Pseudo(_)
        | Kind::Join(_)
        | Kind::Unknown(_) => false,
    }
}

/// The block of the VPC that has this one, which nothing writes out: `cidr_block` is what the VPC is given.
pub(super) fn block_of_vpc(reading: &Reading, said: &Value) -> Option<plan::Value> {
    let is_said = |piece: &Value| matches!(piece.kind, Kind::Text(_) | Kind::Parameter(..));
    let is_open = said.as_text().is_none() && said.pieces().iter().all(is_said);
    let has_it = |vpc: &&Resource| get(vpc, Property::CidrBlock).is_some_and(|block| block.kind == said.kind);
    let mut vpcs = reading.of_types(VPC).filter(|_| is_open).filter(has_it);
    match (vpcs.next(), vpcs.next()) {
        (Some(vpc), None) if !matches!(vpc.exists, Exists::Several(_)) => Some(of(vpc, Attribute::Cidr)),
        (Some(_) | None, _) => None,
    }
}
