//! Input: what is created and what is deleted, in all templates.
//! Output: which of it is the same resource under another name, or in another template.
//! Never: treats two resources as one if they differ in type, region or any setting; of two templates, a parameter or a
//! resource that stays is never the same.

use super::change::{Class, Origin, ResourceChange};
use super::pairs::Pair;
use super::resources::{ById, by_id, text, values};
use super::side::Side;
use super::template::TemplateChange;
use crate::backend::{self, Target};
use crate::plan::{List, Property, ResourceId, Setting, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A resource among the changes: of which template, and which one of it.
type Place = (usize, usize);

/// Turns pairs of a deleted and a created resource into moved ones.
pub(super) fn find<'s>(pairs: &[Pair<'s>], changes: &mut [TemplateChange], target: Target) {
    if !changes.iter().flat_map(|change| &change.resources).any(|change| change.class == Class::Removed) {
        return;
    }
    let of_class = |class: Class, side: fn(&Pair<'s>) -> Option<Side<'s>>, within: bool| -> Vec<(Place, String)> {
        let mut found = Vec::new();
        for (template, (pair, change)) in pairs.iter().zip(changes.iter()).enumerate() {
            let Some(side) = side(pair) else { continue };
            let moving = moving(&change.resources, class);
            let all = by_id(side.plan);
            for (index, resource) in change.resources.iter().enumerate().filter(|(_, of)| of.class == class) {
                let key = if within {
                    identity(side, &all, &resource.id, target).map(|key| format!("{template}\n{key}"))
                } else {
                    identity_of_all(side, &all, &resource.id, target, &moving)
                };
                found.extend(key.map(|key| ((template, index), key)));
            }
        }
        found
    };
    let mut moves: BTreeMap<Place, Place> = BTreeMap::new();
    // What stays in its template comes first.
    for within in [true, false] {
        let taken: BTreeSet<Place> = moves.values().copied().collect();
        let mut gone: BTreeMap<String, Vec<Place>> = BTreeMap::new();
        for (place, key) in of_class(Class::Removed, |pair| pair.old, within) {
            if !taken.contains(&place) {
                gone.entry(key).or_default().push(place);
            }
        }
        if gone.is_empty() {
            continue;
        }
        for (place, key) in of_class(Class::Added, |pair| pair.new, within) {
            let Some(candidates) = gone.get_mut(&key).filter(|_| !moves.contains_key(&place)) else { continue };
            if !candidates.is_empty() {
                moves.insert(place, candidates.remove(0));
            }
        }
    }
    for ((template, index), (from, old_index)) in &moves {
        let origin = changes.get(*from).and_then(|change| {
            let block = (from != template).then(|| change.old.clone()).flatten();
            Some(Origin { block, address: change.resources.get(*old_index)?.address.clone() })
        });
        if let Some(resource) = changes.get_mut(*template).and_then(|change| change.resources.get_mut(*index)) {
            resource.class = Class::Moved;
            resource.origin = origin;
        }
    }
    let emptied: BTreeSet<Place> = moves.into_values().collect();
    for (template, change) in changes.iter_mut().enumerate() {
        let mut index = 0..;
        change.resources.retain(|_| index.next().is_none_or(|index| !emptied.contains(&(template, index))));
    }
}

/// What makes two resources the same one: type, region and settings, policies by what they say. The description of a
/// group's rule is for people.
fn identity(side: Side, all: &ById, id: &ResourceId, target: Target) -> Option<String> {
    let resource = all.get(id)?;
    let properties = side.plan.properties(resource).into_iter();
    let settings = properties.filter(|(property, _)| *property != Property::Description);
    let settings = settings.map(|(property, setting)| format!("{property:?} {}", text(side.plan, setting)));
    let of = [
        backend::type_name(&resource.kind, target).to_owned(),
        side.plan.region.map_or("", |region| region.id).to_owned(),
    ];
    Some(of.into_iter().chain(settings).collect::<Vec<_>>().join("\n"))
}

/// The resources of a class, which leave a template, or come to it.
fn moving(resources: &[ResourceChange], class: Class) -> BTreeSet<&ResourceId> {
    resources.iter().filter(|change| change.class == class).map(|change| &change.id).collect()
}

/// What makes two resources of two templates the same one: they are alike, and so is all that they name, which moves with
/// them. `None` where something of it is known to its template alone.
fn identity_of_all(
    side: Side,
    all: &ById,
    id: &ResourceId,
    target: Target,
    moving: &BTreeSet<&ResourceId>,
) -> Option<String> {
    let mut key = String::new();
    let mut open = vec![id];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        if !moving.contains(id) {
            return None;
        }
        key.push_str(&identity(side, all, id, target)?);
        for (_, setting) in side.plan.properties(all.get(id)?) {
            if matches!(setting, Setting::List(List::Parameter(_) | List::Unknown(_))) {
                return None;
            }
            for value in values(side.plan, setting) {
                match value {
                    Value::Attribute(named, _) => open.push(named),
                    Value::Parameter(_) | Value::Unknown(_) => return None,
                    Value::Literal(_) | Value::Pseudo(_) | Value::Join(_) => {}
                }
            }
        }
    }
    Some(key)
}
