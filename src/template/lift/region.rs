//! Input: what was asked for, the names of endpoint services and of zones in a template, and what providers say.
//! Output: the region that it is deployed in, or that a VPC of it is in, where that is known.
//! Never: chooses between two.

use super::ids::each;
use super::reading::{Reading, get};
use super::service::text_of;
use super::vpcs::{ENDPOINT, SUBNET, Vpc, vpc_of};
use crate::aws::{Region, region};
use crate::plan::Property;
use crate::template::evaluated::{Evaluated, Resource};
use crate::template::value::Value;
use std::collections::BTreeMap;

/// The region: the one that is asked for, else the one in which most names of endpoint services lie; without any, the
/// provider's, else that of the zones that are named.
pub(super) fn region_of(evaluated: &Evaluated, asked: Option<&str>) -> Option<&'static Region> {
    if let Some(asked) = asked {
        return region::find(asked);
    }
    match most_named(evaluated.resources.iter()) {
        Named::Nothing => {
            // What has the region of a provider of its own says nothing of this one's.
            let here = || evaluated.resources.iter().filter(|it| it.region.is_none());
            evaluated.region.as_deref().and_then(region::find).or_else(|| of_zones(here()))
        }
        Named::Several => None,
        Named::One(region) => Some(region),
    }
}

/// The region of one VPC: that of its endpoints' services, else the one of the provider that makes it, else that of its
/// subnets' zones.
pub(super) fn of_vpc(reading: &Reading, vpc: &Vpc) -> Option<&'static Region> {
    let here = reading.of_types(ENDPOINT).filter(|it| vpc.holds(reading, vpc_of(reading, it)));
    match most_named(here) {
        Named::Nothing => {
            let subnets = reading.of_types(SUBNET).filter(|it| vpc.holds(reading, get(it, Property::VpcId)));
            vpc.resource?.region.as_deref().and_then(region::find).or_else(|| of_zones(subnets))
        }
        Named::Several => None,
        Named::One(region) => Some(region),
    }
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

/// The regions in names of endpoint services.
enum Named {
    Nothing,
    One(&'static Region),
    /// Two or more, each as often as the other.
    Several,
}

fn most_named<'r>(resources: impl Iterator<Item = &'r Resource>) -> Named {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for resource in resources {
        let said = resource.properties.get("ServiceName").or_else(|| resource.properties.get("service_name"));
        let Some(name) = said.and_then(text_of) else { continue };
        let rest = name.strip_prefix("cn.").unwrap_or(&name).strip_prefix("com.amazonaws.");
        let region = rest.and_then(|rest| rest.split('.').next()).and_then(region::find);
        if let Some(region) = region {
            *counts.entry(region.id).or_default() += 1;
        }
    }
    let Some((id, most)) = counts.iter().max_by_key(|(_, count)| **count) else { return Named::Nothing };
    let alone = counts.values().filter(|count| *count == most).count() == 1;
    region::find(id).filter(|_| alone).map_or(Named::Several, Named::One)
}
