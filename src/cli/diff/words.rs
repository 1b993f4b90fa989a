//! Input: parts of a comparison.
//! Output: the words for them that every format uses.
//! Never: knows how a format marks them.

use ecrc::diff::{Access, Change, Class, Grant, ResourceChange, TemplateChange};

/// `web`, `web (was: site)`, `web (new)`.
pub fn title(change: &TemplateChange) -> String {
    match (&change.old, &change.new) {
        (Some(old), Some(new)) if old == new => new.clone(),
        (Some(old), Some(new)) => format!("{new} (was: {old})"),
        (None, Some(new)) => format!("{new} (new)"),
        (Some(old), None) => format!("{old} (gone)"),
        (None, None) => String::new(),
    }
}

/// What becomes of a template as a whole, in a few words.
pub fn outcome(change: &TemplateChange) -> Option<&'static str> {
    let quiet = change.resources.iter().all(|resource| resource.class == Class::Unchanged);
    match (change.is_same(), quiet && change.meanings.is_empty()) {
        (true, _) => Some("no change"),
        (false, true) => Some("only comments and descriptions change"),
        (false, false) => None,
    }
}

/// Resources of a class that change in the same way, for the same reason, in the order of the template.
pub fn groups(change: &TemplateChange, class: Class) -> Vec<Vec<&ResourceChange>> {
    let mut groups: Vec<Vec<&ResourceChange>> = Vec::new();
    for resource in change.resources.iter().filter(|resource| resource.class == class) {
        // What is only created, deleted or moved has lines of its own, however many there are.
        let has_details = !resource.properties.is_empty() && resource.origin.is_none();
        let is_same = |group: &&mut Vec<&ResourceChange>| {
            group.first().is_some_and(|first| {
                first.origin.is_none() && first.properties == resource.properties && first.cause == resource.cause
            })
        };
        let same = if has_details { groups.iter_mut().find(is_same) } else { None };
        match same {
            Some(group) => group.push(resource),
            None => groups.push(vec![resource]),
        }
    }
    groups
}

/// `everyone gains pull on every repository through EcrApiEndpoint, EcrDkrEndpoint`
pub fn grant(grant: &Grant) -> String {
    let several = grant.who.len() > 1;
    let verb = match (grant.change, several) {
        (Change::Gained, false) => "gains",
        (Change::Gained, true) => "gain",
        (Change::Lost, false) => "loses",
        (Change::Lost, true) => "lose",
    };
    let mut words = format!("{} {verb} {}", grant.who.join(", "), grant.what);
    if let Some(on) = &grant.on {
        words.push_str(if grant.partly { " on some of " } else { " on " });
        words.push_str(on);
    }
    if !grant.through.is_empty() {
        words.push_str(" through ");
        words.push_str(&grant.through.join(", "));
    }
    if grant.conditional {
        words.push_str(", conditionally");
    }
    words
}

/// What is to be said of access where nothing is gained or lost: that the policies say the same in other words.
pub fn quiet_access(change: &TemplateChange, access: &Access) -> Option<&'static str> {
    let is_policy = |name: &str| matches!(name, "PolicyDocument" | "policy");
    let policies = change.resources.iter().flat_map(|resource| &resource.properties);
    let rewritten = policies.into_iter().any(|property| is_policy(property.name) && property.note.is_none());
    let quiet = access.grants.is_empty() && access.undecided.is_empty();
    (rewritten && quiet).then_some("the rewritten policies grant the same access")
}

/// `8 -> 10`, where it changes.
pub fn endpoint_zones(change: &TemplateChange) -> Option<String> {
    let [old, new] = &change.endpoint_zones;
    (old != new).then(|| format!("{old} → {new} endpoint-zones"))
}
