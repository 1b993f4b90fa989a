//! Input: a comparison, and its sides.
//! Output: the picture of each change: before and after in one.
//! Never: decides what changes.

use super::summary::CLASSES;
use super::words;
use ecrc::diff::{Change, Class, Consequence, Side, TemplateChange};
use ecrc::picture::{Fate, Line, Network, between, network};
use ecrc::plan::ResourceId;

/// The picture of each template that changes; of all of them, if none does.
pub fn of(changes: &[TemplateChange], old: &[Side], new: &[Side]) -> Vec<Network> {
    let same = changes.iter().all(TemplateChange::is_same);
    let shown = changes.iter().filter(|change| same || !change.is_same());
    shown.filter_map(|change| one(change, old, new)).collect()
}

fn one(change: &TemplateChange, old: &[Side], new: &[Side]) -> Option<Network> {
    let drawn = |name: &Option<String>, sides: &[Side]| {
        let side = sides.iter().find(|side| Some(side.name) == name.as_deref())?;
        Some(network(side.name, side.plan, Vec::new()))
    };
    let mut both = between(drawn(&change.old, old), drawn(&change.new, new), &fates(change))?;
    both.name = words::title(change);
    both.changes = lines(change);
    Some(both)
}

fn fate(class: Class) -> Option<Fate> {
    match class {
        Class::Added => Some(Fate::Added),
        Class::Changed => Some(Fate::Changed),
        Class::Replaced => Some(Fate::Replaced),
        Class::Moved => Some(Fate::Moved),
        Class::Removed => Some(Fate::Removed),
        Class::Unchanged => None,
    }
}

/// What becomes of each resource, and which of them open.
fn fates(change: &TemplateChange) -> Vec<(ResourceId, Fate)> {
    let resources = change.resources.iter();
    let mut fates: Vec<(ResourceId, Fate)> =
        resources.filter_map(|resource| Some((resource.id.clone(), fate(resource.class)?))).collect();
    let opening = change.meanings.iter().filter(|meaning| opens(meaning.consequence));
    let reached = opening.flat_map(|meaning| &meaning.resources);
    let gained = change.access.grants.iter().filter(|grant| grant.change == Change::Gained);
    let through = gained.flat_map(|grant| &grant.through);
    let of = |address: &String| change.resources.iter().find(|resource| resource.address == *address);
    let opened = reached.filter_map(of).chain(through.filter_map(of).filter(|it| it.class != Class::Added));
    for resource in opened {
        let opened = (resource.id.clone(), Fate::Opened);
        if !fates.contains(&opened) {
            fates.push(opened);
        }
    }
    fates
}

fn opens(consequence: Consequence) -> bool {
    matches!(consequence, Consequence::ClientsAdmitted | Consequence::RouteGained)
}

/// What the change means, risks first, then what becomes of the resources.
fn lines(change: &TemplateChange) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut add = |fate: Option<Fate>, text: String| lines.push(Line { fate, text });
    if let Some(outcome) = words::outcome(change) {
        add(None, outcome.to_owned());
    }
    for meaning in &change.meanings {
        let rule = meaning.rule.map_or(String::new(), |rule| format!(" ({})", rule.code));
        add(opens(meaning.consequence).then_some(Fate::Opened), format!("{}{rule}", meaning.sentence));
    }
    for grant in &change.access.grants {
        add((grant.change == Change::Gained).then_some(Fate::Opened), words::grant(grant));
    }
    for undecided in change.access.undecided.iter().chain(&change.reach.undecided) {
        add(None, undecided.clone());
    }
    for (class, _) in CLASSES {
        let of = change.resources.iter().filter(|resource| resource.class == class);
        let addresses: Vec<&str> = of.map(|resource| resource.address.as_str()).collect();
        if !addresses.is_empty() {
            add(fate(class), addresses.join(", "));
        }
    }
    lines
}
