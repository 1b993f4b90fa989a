//! Input: what the pictures of a VPC before and after a change show, and what becomes of its resources.
//! Output: one picture of both: what is added, removed, replaced, changed or opened has a badge that says so.
//! Never: decides what becomes of anything.

use super::model::{Badge, Column, Endpoint, Fate, Gateway, Group, Network, On, Places, Sign};
use crate::plan::ResourceId;

/// One picture of before and after; `None` if there is neither.
pub fn between(old: Option<Network>, new: Option<Network>, fates: &[(ResourceId, Fate)]) -> Option<Network> {
    let is_new = old.is_none();
    let Some(mut both) = new else {
        let mut gone = old?;
        mark_all(&mut gone, fates);
        return Some(gone);
    };
    if let Some(old) = old {
        add_what_is_gone(&mut both, old, fates);
    }
    mark_all(&mut both, fates);
    if is_new {
        // All of it is: it is said once.
        both.badges.push(badge(Fate::Added));
    }
    Some(both)
}

/// Whether anything in it has a badge of a change.
pub fn is_changed(network: &Network) -> bool {
    let groups = network.groups.iter().flat_map(|group| {
        let endpoints = group.endpoints.iter().flat_map(|endpoint| &endpoint.badges);
        group.badges.iter().chain(endpoints)
    });
    let gateways = network.gateways.iter().flat_map(|gateway| &gateway.badges);
    let runs = network.runs.iter().flat_map(|run| &run.badges);
    let mut all = groups.chain(gateways).chain(runs).chain(&network.badges);
    all.any(|badge| matches!(badge.sign, Sign::Becomes(_)))
}

fn badge(fate: Fate) -> Badge {
    Badge { code: fate.word().to_owned(), sign: Sign::Becomes(fate) }
}

/// What only the old picture has.
fn add_what_is_gone(both: &mut Network, old: Network, fates: &[(ResourceId, Fate)]) {
    let is_gone = |on: &On| matches!(on, On::Resource(id) if fates.contains(&(id.clone(), Fate::Removed)));
    let Network { zones, runs, groups, gateways, uses, .. } = old;
    let known: Vec<String> = both.uses.clone();
    for used in both.uses.iter_mut().filter(|used| !uses.contains(used)) {
        used.push_str(" (new)");
    }
    both.uses.extend(uses.into_iter().filter(|used| !known.contains(used)).map(|used| format!("{used} (no longer)")));
    for group in groups {
        let gone = group.endpoints.iter().filter(|endpoint| is_gone(&endpoint.on)).cloned();
        let gone: Vec<Endpoint> = gone
            .map(|endpoint| Endpoint { places: moved(&endpoint.places, &zones, &mut both.zones), ..endpoint })
            .collect();
        match both.groups.iter_mut().find(|known| known.name == group.name) {
            Some(known) => known.endpoints.extend(gone),
            None if gone.is_empty() => {}
            None => both.groups.push(Group { endpoints: gone, ..group }),
        }
    }
    both.gateways.extend(gateways.into_iter().filter(|gateway| is_gone(&gateway.on)));
    let before: Vec<String> = runs.iter().map(|run| run.name.clone()).collect();
    for run in both.runs.iter_mut().filter(|run| run.known && !before.contains(&run.name)) {
        run.badges.insert(0, badge(Fate::Added));
    }
    for mut run in runs {
        if run.known && !both.runs.iter().any(|known| known.name == run.name) {
            run.places = moved(&run.places, &zones, &mut both.zones);
            run.badges.insert(0, badge(Fate::Removed));
            both.runs.push(run);
        }
    }
}

/// Places of the old picture, in the columns of both.
fn moved(places: &Places, old: &[Column], both: &mut Vec<Column>) -> Places {
    let mut column = |place: &usize| {
        let of = old.get(*place)?;
        let same = |known: &Column| {
            known.name == of.name && (of.known || known.subnets.iter().any(|subnet| of.subnets.contains(subnet)))
        };
        let at = both.iter().position(same).unwrap_or(both.len());
        if at == both.len() {
            both.push(of.clone());
        }
        Some(at)
    };
    places.as_ref().map(|places| places.iter().filter_map(&mut column).collect())
}

fn mark_all(network: &mut Network, fates: &[(ResourceId, Fate)]) {
    let of = |is_it: &dyn Fn(&ResourceId) -> bool| {
        let mut badges: Vec<Badge> = Vec::new();
        for (_, fate) in fates.iter().filter(|(id, _)| is_it(id)) {
            if !badges.iter().any(|known| known.sign == Sign::Becomes(*fate)) {
                badges.push(badge(*fate));
            }
        }
        badges
    };
    let on = |on: &On| of(&|id| matches!(on, On::Resource(of) if of == id));
    for group in &mut network.groups {
        for Endpoint { on: it, badges, .. } in &mut group.endpoints {
            badges.splice(0..0, on(it));
        }
        // A rule of a group that is added or removed changes the group.
        let mut badges = of(&|id| group.ids.contains(id));
        let mut of_rules = of(&|id| group.rules.contains(id));
        let opened = of_rules.iter().position(|it| *it == badge(Fate::Opened)).map(|at| of_rules.remove(at));
        if badges.is_empty() && !of_rules.is_empty() {
            badges.push(badge(Fate::Changed));
        }
        badges.extend(opened.filter(|opened| !badges.contains(opened)));
        group.badges.splice(0..0, badges);
    }
    for Gateway { on: it, badges, .. } in &mut network.gateways {
        badges.splice(0..0, on(it));
    }
    network.badges.splice(0..0, of(&|id| *id == ResourceId::Vpc));
}
