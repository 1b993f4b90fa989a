//! Comes in: what is created and what is deleted, in all templates.
//! Goes out: what of it is the same resource under another name, or in another template.
//! Never: takes two resources for one that differ in type, region or any setting.

use super::pairs::Pair;
use super::resources::{Class, Origin, text};
use super::{Side, TemplateChange};
use crate::backend::{self, Target};
use crate::plan::ResourceId;
use std::collections::{BTreeMap, BTreeSet};

/// A resource among the changes: of which template, and which one of it.
type Place = (usize, usize);

/// Turns pairs of a deleted and a created resource into moved ones.
pub(super) fn find<'s>(pairs: &[Pair<'s>], changes: &mut [TemplateChange], target: Target) {
    let of_class = |class: Class, side: fn(&Pair<'s>) -> Option<Side<'s>>| -> Vec<(Place, String)> {
        let mut found = Vec::new();
        for (template, (pair, change)) in pairs.iter().zip(changes.iter()).enumerate() {
            for (index, resource) in change.resources.iter().enumerate().filter(|(_, of)| of.class == class) {
                let key = side(pair).and_then(|side| identity(side, &resource.id, target));
                found.extend(key.map(|key| ((template, index), key)));
            }
        }
        found
    };
    let mut gone: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for (place, key) in of_class(Class::Removed, |pair| pair.old) {
        gone.entry(key).or_default().push(place);
    }
    if gone.is_empty() {
        return;
    }
    let come = of_class(Class::Added, |pair| pair.new);
    let mut moves: BTreeMap<Place, Place> = BTreeMap::new();
    // What stays in its template comes first.
    for within in [true, false] {
        for (place, key) in come.iter().filter(|(place, _)| within || !moves.contains_key(place)).collect::<Vec<_>>() {
            let Some(candidates) = gone.get_mut(key) else { continue };
            if let Some(at) = candidates.iter().position(|(template, _)| !within || *template == place.0) {
                moves.insert(*place, candidates.remove(at));
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

/// What makes two resources the same one: type, region and settings, policies by what they say.
fn identity(side: Side, id: &ResourceId, target: Target) -> Option<String> {
    let resource = side.plan.resource(id)?;
    let settings = side.plan.properties(&resource.kind).into_iter();
    let settings = settings.map(|(property, setting)| format!("{property:?} {}", text(side.plan, setting)));
    let of = [backend::type_name(&resource.kind, target).to_owned(), side.plan.region.id.to_owned()];
    Some(of.into_iter().chain(settings).collect::<Vec<_>>().join("\n"))
}
