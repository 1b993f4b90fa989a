//! Input: what was asked for, and the names of endpoint services in a template.
//! Output: the region that it is deployed in, where that is known.
//! Never: chooses between two.

use super::service::text_of;
use crate::aws::{Region, region};
use crate::template::evaluated::Evaluated;
use std::collections::BTreeMap;

/// The region: the one that is asked for, else the one in which most names of endpoint services lie; without any, the
/// provider's.
pub fn region_of(evaluated: &Evaluated, asked: Option<&str>) -> Option<&'static Region> {
    if let Some(asked) = asked {
        return region::find(asked);
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for resource in &evaluated.resources {
        let said = resource.properties.get("ServiceName").or_else(|| resource.properties.get("service_name"));
        let Some(name) = said.and_then(text_of) else { continue };
        let rest = name.strip_prefix("cn.").unwrap_or(&name).strip_prefix("com.amazonaws.");
        let region = rest.and_then(|rest| rest.split('.').next()).and_then(region::find);
        if let Some(region) = region {
            *counts.entry(region.id).or_default() += 1;
        }
    }
    let Some((id, most)) = counts.iter().max_by_key(|(_, count)| **count) else {
        return evaluated.region.as_deref().and_then(region::find);
    };
    let alone = counts.values().filter(|count| *count == most).count() == 1;
    region::find(id).filter(|_| alone)
}
