//! Input: what was asked for, the names of endpoint services and of zones in a template, and what providers say.
//! Output: the region that it is deployed in, or that a VPC of it is in, where that is known.
//! Never: chooses between two.

use super::ids::each;
use super::reading::{Reading, first, get};
use super::service::text_of;
use super::vpcs::{ENDPOINT, SUBNET, Vpc, vpc_of};
use crate::aws::{Region, region};
use crate::plan::Property;
use crate::template::evaluated::{Evaluated, Resource};
use crate::template::value::Value;
use std::collections::BTreeMap;

/// The region: the one that is asked for, else the provider's, else that of all zones; where none is said, the one in which
/// most names of endpoint services lie. A name may be wrong: elsewhere it is refused, and a provider or a zone decides where.
pub(super) fn region_of(evaluated: &Evaluated, asked: Option<&str>) -> Option<&'static Region> {
    if let Some(asked) = asked {
        return region::find(asked);
    }
    // What has the region of a provider of its own says nothing of this one's.
    let here = || evaluated.resources.iter().filter(|it| it.region.is_none());
    let said = evaluated.region.as_deref().and_then(region::find).or_else(|| of_zones(here()));
    said.or_else(|| most_named(evaluated.resources.iter()))
}

/// The region of one VPC: that of the provider that makes it, else of its subnets' zones, else of its endpoints' services.
pub(super) fn of_vpc(reading: &Reading, vpc: &Vpc) -> Option<&'static Region> {
    let subnets = reading.of_types(SUBNET).filter(|it| vpc.holds(reading, get(it, Property::VpcId)));
    let endpoints = reading.of_types(ENDPOINT).filter(|it| vpc.holds(reading, vpc_of(reading, it)));
    let own = vpc.resource.and_then(|made| made.region.as_deref().and_then(region::find));
    let said = own.or_else(|| of_zones(subnets));
    said.or_else(|| most_named(endpoints).filter(|_| reading.evaluated.region.is_none()))
}

/// The region of all zones that are named.
fn of_zones<'r>(resources: impl Iterator<Item = &'r Resource>) -> Option<&'static Region> {
    let keys = ["AvailabilityZone", "availability_zone", "AvailabilityZones", "availability_zones"];
    let said = resources.flat_map(|resource| keys.iter().filter_map(|key| resource.properties.get(key)));
    let zones = said.flat_map(each).filter_map(Value::as_text);
    let mut regions = zones.filter_map(|zone| region::of_zone(&zone));
    let first = regions.next()?;
    regions.all(|other| other == first).then_some(first)
}

/// The region that more names of endpoint services have than any other. An endpoint that says the region of its service may
/// cross regions, and does not tell where it is; in a state all say it.
fn most_named<'r>(resources: impl Iterator<Item = &'r Resource>) -> Option<&'static Region> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let service = |it: &'r Resource| it.properties.get("ServiceName").or_else(|| it.properties.get("service_name"));
    let crosses = |it: &Resource| first(&it.properties, &["ServiceRegion", "service_region"]).is_some();
    let named: Vec<(&Value, bool)> = resources.filter_map(|it| Some((service(it)?, crosses(it)))).collect();
    let all_cross = named.iter().all(|(_, crosses)| *crosses);
    for (said, _) in named.iter().filter(|(_, crosses)| all_cross || !crosses) {
        let Some(name) = text_of(said) else { continue };
        let rest = name.strip_prefix("cn.").unwrap_or(&name).strip_prefix("com.amazonaws.");
        let region = rest.and_then(|rest| rest.split('.').next()).and_then(region::find);
        if let Some(region) = region {
            *counts.entry(region.id).or_default() += 1;
        }
    }
    let (id, most) = counts.iter().max_by_key(|(_, count)| **count)?;
    let is_alone = counts.values().filter(|count| *count == most).count() == 1;
    region::find(id).filter(|_| is_alone)
}
