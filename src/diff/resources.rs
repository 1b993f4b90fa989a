//! Input: one template's resources, before and after.
//! Output: what the target does with each: create, delete, change in place, replace; and why.
//! Never: calls a change harmless because both texts are equal: what refers to a replaced resource changes with it.

use super::cause::Changed;
use super::change::{Class, PropertyChange, ResourceChange};
use super::replacement::{Update, update, update_of_one_side};
use super::side::Side;
use crate::backend::{self, Target};
use crate::plan::{
    EgressRule, Ingress, List, OutboundRule, Peer, Plan, PolicyDocument, Property, Resource, ResourceId, ResourceKind,
    Setting, Value, Zone,
};
use std::collections::{BTreeMap, BTreeSet};

/// The resources of a plan, by what others name them by.
pub(super) type ById<'p> = BTreeMap<&'p ResourceId, &'p Resource>;

pub(super) fn by_id(plan: &Plan) -> ById<'_> {
    plan.resources.iter().map(|resource| (&resource.id, resource)).collect()
}

/// The resources of one template.
pub(super) fn compare(old: Option<Side>, new: Option<Side>, target: Target) -> Vec<ResourceChange> {
    let changed = Changed::between(old, new);
    let mut found = Vec::new();
    if let Some(new) = new {
        found.extend(new.plan.resources.iter().map(|resource| bare(Class::Added, resource, target)));
    }
    let [before, after] = [old, new].map(|side| side.map_or(ById::new(), |side| by_id(side.plan)));
    if let (Some(old), Some(new)) = (old, new) {
        for (change, after) in found.iter_mut().zip(&new.plan.resources) {
            if let Some(before) = before.get(&after.id) {
                change.properties = properties(old.plan, before, new.plan, after, target);
                change.class = class(&change.properties);
            }
        }
        follow_replaced(&mut found, old.plan, new.plan, target);
        // No property says in which region a resource is; what is asked for in another one is another resource.
        if old.plan.region != new.plan.region {
            for change in found.iter_mut().filter(|change| change.class != Class::Added) {
                change.class = Class::Replaced;
            }
        }
    }
    if let Some(old) = old {
        let gone = old.plan.resources.iter().filter(|before| !after.contains_key(&before.id));
        found.extend(gone.map(|resource| bare(Class::Removed, resource, target)));
    }
    for change in &mut found {
        let (side, resources) = if change.class == Class::Removed { (old, &before) } else { (new, &after) };
        let resource = side.zip(resources.get(&change.id));
        change.cause = resource.and_then(|(side, resource)| changed.cause_of(change, side.plan, resource));
    }
    found
}

fn bare(class: Class, resource: &Resource, target: Target) -> ResourceChange {
    ResourceChange {
        class,
        id: resource.id.clone(),
        address: backend::address(resource, target),
        type_name: backend::type_name(&resource.kind, target),
        origin: None,
        reason: resource.reason.clone(),
        properties: Vec::new(),
        cause: None,
    }
}

fn class(properties: &[PropertyChange]) -> Class {
    match properties.iter().map(|property| property.update).max() {
        None => Class::Unchanged,
        Some(Update::InPlace) => Class::Changed,
        Some(Update::Replace) => Class::Replaced,
    }
}

/// What differs between the settings of both.
fn properties(old_plan: &Plan, old: &Resource, new_plan: &Plan, new: &Resource, target: Target) -> Vec<PropertyChange> {
    let mut before: BTreeMap<Property, Setting> = old_plan.properties(old).into_iter().collect();
    let (old_resource, new_resource) = (old, new);
    let mut changes = Vec::new();
    let mut change = |property, old: Option<Setting>, new: Option<Setting>, kind| {
        let [was_open, is_open] = [(old_plan, old_resource, old), (new_plan, new_resource, new)].map(
            |(plan, resource, setting)| match setting {
                Some(setting) => is_open(plan, setting),
                None => is_of_peer(property) && has_unknown_peer(resource),
            },
        );
        if was_open && is_open {
            return;
        }
        let [shown_old, shown_new] = shown(old.map(|old| (old_plan, old)), new.map(|new| (new_plan, new)));
        let update = if was_open || is_open {
            Update::InPlace
        } else if old.is_some() && new.is_some() {
            update(kind, property, target)
        } else {
            update_of_one_side(kind, property, target)
        };
        let unknown = [(was_open, "before"), (is_open, "after")].into_iter().find(|(open, _)| *open);
        let note = match unknown {
            Some((_, when)) => Some(format!("unknown {when} the change")),
            None => (update == Update::Replace).then(|| unless(old?, new?)).flatten(),
        };
        changes.push(PropertyChange {
            property,
            name: backend::property_name(property, target),
            old: shown_old,
            new: shown_new,
            update,
            note,
        });
    };
    for (property, setting) in new_plan.properties(new) {
        let was = before.remove(&property);
        if !was.is_some_and(|was| is_same((old_plan, was), (new_plan, setting))) {
            change(property, was, Some(setting), &new.kind);
        }
    }
    for (property, setting) in before {
        change(property, Some(setting), None, &old.kind);
    }
    changes
}

/// Whether two settings come to the same.
fn is_same((old_plan, old): (&Plan, Setting), (new_plan, new): (&Plan, Setting)) -> bool {
    match (old, new) {
        (Setting::Policy(old), Setting::Policy(new)) => old_plan.policy(old) == new_plan.policy(new),
        (Setting::Service(_), Setting::Service(_)) => text(old_plan, old) == text(new_plan, new),
        (Setting::List(List::Items(old)), Setting::List(List::Items(new))) => {
            old.iter().collect::<BTreeSet<_>>() == new.iter().collect::<BTreeSet<_>>()
        }
        _ => old == new,
    }
}

/// Whether it says who is on the other side of a rule.
fn is_of_peer(property: Property) -> bool {
    use Property as P;
    matches!(
        property,
        P::CidrIp
            | P::CidrIpv6
            | P::SourceSecurityGroupId
            | P::SourcePrefixListId
            | P::DestinationSecurityGroupId
            | P::DestinationPrefixListId
    )
}

fn has_unknown_peer(resource: &Resource) -> bool {
    matches!(
        &resource.kind,
        ResourceKind::Ingress(Ingress { peer: Peer::Unknown, .. })
            | ResourceKind::Egress(OutboundRule { rule: EgressRule { peer: Peer::Unknown, .. }, .. })
    )
}

/// Whether something of a setting is not known.
fn is_open(plan: &Plan, setting: Setting) -> bool {
    let is_unread = matches!(setting, Setting::Policy(id) if plan.policy(id).is_none());
    is_unread
        || matches!(setting, Setting::List(List::Unknown(_)) | Setting::Zone(Zone::Unknown))
        || values(plan, setting).iter().any(|value| matches!(value, Value::Unknown(_)))
}

/// Where one side is a parameter and the other is not: a deployment may have given the same value.
fn unless(old: Setting, new: Setting) -> Option<String> {
    let parameter = |setting: Setting| match setting {
        Setting::Value(Value::Parameter(parameter)) | Setting::List(List::Parameter(parameter)) => Some(*parameter),
        Setting::Value(_)
        | Setting::List(_)
        | Setting::Text(_)
        | Setting::Bool(_)
        | Setting::Number(_)
        | Setting::Zone(_)
        | Setting::Service(_)
        | Setting::DnsRecords(_)
        | Setting::Policy(_)
        | Setting::Tags(_) => None,
    };
    match (parameter(old), parameter(new)) {
        (Some(open), None) | (None, Some(open)) => {
            Some(format!("unless `{open:?}` was deployed, and will be, with the same value"))
        }
        _ => None,
    }
}

/// Both settings in words; of policies and tags, what only one of them has.
fn shown(old: Option<(&Plan, Setting)>, new: Option<(&Plan, Setting)>) -> [Option<String>; 2] {
    let parts = |side: Option<(&Plan, Setting)>| side.and_then(|(plan, setting)| parts(plan, setting));
    if let (Some(old), Some(new)) = (parts(old), parts(new)) {
        let only = |of: &[String], other: &[String]| {
            let only: Vec<&str> = of.iter().filter(|part| !other.contains(part)).map(String::as_str).collect();
            (!only.is_empty()).then(|| only.join("\n"))
        };
        return [only(&old, &new), only(&new, &old)];
    }
    [old, new].map(|side| side.map(|(plan, setting)| text(plan, setting)))
}

/// The statements of a policy, the tags of a list.
fn parts(plan: &Plan, setting: Setting) -> Option<Vec<String>> {
    match setting {
        Setting::Policy(id) => Some(plan.policy(id)?.statements.iter().map(ToString::to_string).collect()),
        Setting::Tags(tags) => Some(tags.iter().map(|(key, value)| format!("{key} = {value}")).collect()),
        Setting::Value(_)
        | Setting::List(_)
        | Setting::Text(_)
        | Setting::Bool(_)
        | Setting::Number(_)
        | Setting::Zone(_)
        | Setting::DnsRecords(_)
        | Setting::Service(_) => None,
    }
}

pub(super) fn text(plan: &Plan, setting: Setting) -> String {
    match setting {
        Setting::Value(value) => value.to_string(),
        Setting::List(List::Items(items)) if items.is_empty() => "none".to_owned(),
        Setting::List(List::Items(items)) => items.iter().map(Value::to_string).collect::<Vec<_>>().join(", "),
        Setting::List(List::Parameter(parameter)) => format!("<{}>", parameter.name()),
        Setting::List(List::Unknown(_)) | Setting::Zone(Zone::Unknown) => "?".to_owned(),
        Setting::Text(text) => text.to_owned(),
        Setting::Bool(on) => on.to_string(),
        Setting::DnsRecords(kind) => kind.as_str().to_owned(),
        Setting::Number(number) => number.to_string(),
        Setting::Zone(Zone::Index(index)) => format!("zone {} of the region", index + 1),
        Setting::Zone(Zone::Named(name)) => name.clone(),
        Setting::Service(service) => service.name(plan.region).unwrap_or_else(|| "?".to_owned()),
        Setting::Policy(_) | Setting::Tags(_) => parts(plan, setting).unwrap_or_default().join("\n"),
    }
}

/// What names a replaced resource gets another value with it, and may be replaced for that in turn.
fn follow_replaced(found: &mut [ResourceChange], old: &Plan, new: &Plan, target: Target) {
    let mut followed: BTreeSet<ResourceId> = BTreeSet::new();
    loop {
        let replaced =
            |change: &&ResourceChange| class(&change.properties) == Class::Replaced && !followed.contains(&change.id);
        let next: BTreeSet<ResourceId> = found.iter().filter(replaced).map(|change| change.id.clone()).collect();
        if next.is_empty() {
            return;
        }
        for (change, resource) in
            found.iter_mut().zip(&new.resources).filter(|(change, _)| change.class != Class::Added)
        {
            for (property, setting) in new.properties(resource) {
                let named = mentioned(new, setting).find(|id| next.contains(*id));
                let known = change.properties.iter().any(|change| change.property == property);
                let (Some(named), false) = (named, known) else { continue };
                let was = old.resource(&resource.id).map(|before| old.properties(before)).unwrap_or_default();
                let was = was.into_iter().find(|(other, _)| *other == property).map(|(_, setting)| (old, setting));
                // A policy is said by what changes in it, and nothing does.
                let words = |(plan, setting): (&Plan, Setting)| {
                    (!matches!(setting, Setting::Policy(_))).then(|| text(plan, setting))
                };
                change.properties.push(PropertyChange {
                    property,
                    name: backend::property_name(property, target),
                    old: was.and_then(words),
                    new: words((new, setting)),
                    update: update(&resource.kind, property, target),
                    note: new.resource(named).map(|named| format!("{} is replaced", backend::address(named, target))),
                });
                change.class = class(&change.properties);
            }
        }
        followed.extend(next);
    }
}

/// The values in a setting; of one that is joined, its parts.
pub(super) fn values<'p>(plan: &'p Plan, setting: Setting<'p>) -> Vec<&'p Value> {
    fn parts<'v>(value: &'v Value, found: &mut Vec<&'v Value>) {
        match value {
            Value::Join(joined) => joined.iter().for_each(|part| parts(part, found)),
            Value::Attribute(..) | Value::Literal(_) | Value::Parameter(_) | Value::Pseudo(_) | Value::Unknown(_) => {
                found.push(value);
            }
        }
    }
    let mut found = Vec::new();
    match setting {
        Setting::Value(value) => parts(value, &mut found),
        Setting::List(List::Items(items)) => items.iter().for_each(|item| parts(item, &mut found)),
        Setting::Policy(id) => {
            plan.policy(id).into_iter().flat_map(PolicyDocument::values).for_each(|value| parts(value, &mut found));
        }
        Setting::List(List::Parameter(_) | List::Unknown(_))
        | Setting::Text(_)
        | Setting::Bool(_)
        | Setting::Number(_)
        | Setting::Zone(_)
        | Setting::Service(_)
        | Setting::DnsRecords(_)
        | Setting::Tags(_) => {}
    }
    found
}

/// The resources that a setting names.
fn mentioned<'p>(plan: &'p Plan, setting: Setting<'p>) -> impl Iterator<Item = &'p ResourceId> {
    values(plan, setting).into_iter().filter_map(|value| match value {
        Value::Attribute(id, _) => Some(id),
        Value::Join(_) | Value::Literal(_) | Value::Parameter(_) | Value::Pseudo(_) | Value::Unknown(_) => None,
    })
}
