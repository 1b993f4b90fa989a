//! Input: the resources of a template that a plan has.
//! Output: what they say that the plan has no place for.
//! Never: passes over a property because nobody thought of it.

use super::egress::EGRESS;
use super::reading::{Reading, get, id};
use crate::plan::{Beyond, Plan, Property, ResourceId, is_held};
use crate::template::evaluated::Resource;
use crate::template::value::{Kind, Value};

/// What the resources of a plan say beyond it, in the order of the plan; then the outbound rules of its groups, which
/// surround it.
pub(super) fn of(reading: &Reading, plan: &Plan) -> Vec<Beyond> {
    let mut beyond = Vec::new();
    for resource in &plan.resources {
        let ResourceId::Named(address) = &resource.id else { continue };
        if let Some(said) = reading.evaluated.resource(address) {
            add(reading, said, &resource.id, &mut beyond);
        }
    }
    for rule in reading.of_types(EGRESS).filter(|rule| plan.resource(&id(rule)).is_none()) {
        let group = ["GroupId", "security_group_id"].into_iter().find_map(|key| rule.properties.get(key));
        if let Some(group) = group.and_then(|group| reading.named(group)) {
            add(reading, rule, &id(group), &mut beyond);
        }
    }
    beyond
}

fn add(reading: &Reading, said: &Resource, of: &ResourceId, beyond: &mut Vec<Beyond>) {
    let mut push = |property: String, value: Option<String>| beyond.push(Beyond { of: of.clone(), property, value });
    for entry in [&said.properties, &said.fate].into_iter().filter_map(Value::entries).flatten() {
        for (property, value) in settings(&said.kind, &entry.key, &entry.value) {
            let text = value.as_text();
            if !says_nothing(value) && !is_usual(reading, said, &property, text.as_deref()) {
                push(property, text);
            }
        }
        if let Some(version) = version(&entry.key, &entry.value).filter(|version| version != VERSION) {
            push(format!("{}.Version", entry.key), Some(version));
        }
    }
}

/// Of the policies that ecrc writes. In those of the older one, `${aws:username}` is no variable.
const VERSION: &str = "2012-10-17";

/// What a policy's document says of its language.
fn version(key: &str, value: &Value) -> Option<String> {
    let is_policy = ["PolicyDocument", "AssumeRolePolicyDocument", "policy", "assume_role_policy"].contains(&key);
    let document = if let Kind::Json(inner) = &value.kind { inner } else { value };
    document.get("Version").filter(|_| is_policy).and_then(Value::as_text)
}

/// The value of a property; of a map, or a block that stands once, each in it.
fn settings<'v>(kind: &str, key: &str, value: &'v Value) -> Vec<(String, &'v Value)> {
    let only = value.items().and_then(|items| if let [one] = items { Some(one) } else { None });
    let entries = value.entries().or_else(|| only.and_then(Value::entries));
    match entries.filter(|_| !is_held(kind, key, None)) {
        Some(entries) => entries.iter().map(|entry| (format!("{key}.{}", entry.key), &entry.value)).collect(),
        None => vec![(key.to_owned(), value)],
    }
}

/// `null`, nothing, zero and off: what a provider fills in where nothing is said.
fn says_nothing(value: &Value) -> bool {
    match &value.kind {
        Kind::Null | Kind::Bool(false) => true,
        Kind::Number(number) => *number == 0.0,
        Kind::Text(text) => text.is_empty() || text == "false",
        Kind::List(items) => items.is_empty(),
        Kind::Map(entries) => entries.is_empty(),
        Kind::Bool(true)
        | Kind::Json(_)
        | Kind::Base64(_)
        | Kind::Attribute { .. }
        | Kind::Parameter(..)
        | Kind::Pseudo(_)
        | Kind::Join(_)
        | Kind::Unknown(_) => false,
    }
}

/// Whether a plan has it, or AWS does it anyway.
fn is_usual(reading: &Reading, resource: &Resource, property: &str, value: Option<&str>) -> bool {
    match property {
        "DnsOptions.DnsRecordIpType" | "dns_options.dns_record_ip_type" => {
            let addresses = get(resource, Property::IpAddressType).and_then(Value::as_text);
            value.is_some_and(|value| value == addresses.as_deref().unwrap_or("ipv4"))
        }
        "ServiceRegion" | "service_region" => {
            value.is_some_and(|value| reading.region.is_some_and(|region| region.id == value))
        }
        _ => is_held(&resource.kind, property, value),
    }
}
