//! Input: a comparison.
//! Output: the comparison as one JSON document.
//! Never: leaves out or adds a key; its shape is an interface.

use super::shown::Shown;
use super::summary::{CLASSES, Summary, decision};
use crate::cli::patch;
use ecrc::backend::Target;
use ecrc::diff::{
    Cause, Change, Class, EndpointZones, Grant, Meaning, PropertyChange, ResourceChange, TemplateChange, Update,
};
use ecrc::render::one_line;
use serde::Serialize;
use std::borrow::Cow;

/// The document.
pub fn render(changes: &[TemplateChange], summary: &Summary, shown: Shown) -> String {
    let document = Document {
        version: 1,
        target: match shown.target {
            Target::CloudFormationYaml => "cfn",
            Target::CloudFormationJson => "cfn-json",
            Target::TerraformJson => "tf",
        },
        summary: Counts {
            text: summary.to_string(),
            same: summary.same,
            added: summary.count(Class::Added),
            changed: summary.count(Class::Changed),
            replaced: summary.count(Class::Replaced),
            moved: summary.count(Class::Moved),
            removed: summary.count(Class::Removed),
            broadened: decision(summary.broadened),
            reach_broadened: decision(summary.reach),
        },
        templates: changes.iter().map(|change| Template::of(change, shown)).collect(),
    };
    // Strings and numbers alone: nothing in it can fail.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Document<'c> {
    version: u8,
    target: &'static str,
    summary: Counts,
    templates: Vec<Template<'c>>,
}

#[derive(Serialize)]
struct Counts {
    text: String,
    same: bool,
    added: usize,
    changed: usize,
    replaced: usize,
    moved: usize,
    removed: usize,
    broadened: &'static str,
    reach_broadened: &'static str,
}

#[derive(Serialize)]
struct Template<'c> {
    old: Option<&'c str>,
    new: Option<&'c str>,
    same: bool,
    resources: Vec<Resource<'c>>,
    meanings: Vec<Said<'c>>,
    access: Access<'c>,
    reach: Reach<'c>,
    endpoint_zones: Sides<Zones>,
    diff: Option<String>,
}

#[derive(Serialize)]
struct Sides<T> {
    old: T,
    new: T,
}

#[derive(Serialize)]
struct Zones {
    known: usize,
    times_subnets: usize,
}

#[derive(Serialize)]
struct Resource<'c> {
    address: &'c str,
    r#type: &'static str,
    class: &'static str,
    was: Option<Origin<'c>>,
    rule: Option<String>,
    reason: Option<&'c str>,
    properties: Vec<Property<'c>>,
    cause: Option<Place<'c>>,
}

#[derive(Serialize)]
struct Origin<'c> {
    template: Option<&'c str>,
    address: &'c str,
}

#[derive(Serialize)]
struct Property<'c> {
    name: &'static str,
    old: Option<&'c str>,
    new: Option<&'c str>,
    update: &'static str,
    note: Option<&'c str>,
}

#[derive(Serialize)]
struct Place<'c> {
    file: &'c str,
    line: usize,
    column: usize,
    statement: Cow<'c, str>,
    removed: bool,
}

#[derive(Serialize)]
struct Said<'c> {
    consequence: &'static str,
    dangerous: bool,
    interrupts: bool,
    sentence: &'c str,
    rule: Option<String>,
    source: Option<&'static str>,
    resources: &'c [String],
}

#[derive(Serialize)]
struct Access<'c> {
    broadened: &'static str,
    grants: Vec<Granted<'c>>,
    undecided: &'c [String],
}

#[derive(Serialize)]
struct Reach<'c> {
    broadened: &'static str,
    undecided: &'c [String],
}

#[derive(Serialize)]
struct Granted<'c> {
    change: &'static str,
    who: &'c [String],
    what: &'c str,
    actions: &'c [String],
    on: Option<&'c str>,
    through: &'c [String],
    partly: bool,
    conditional: bool,
}

impl<'c> Template<'c> {
    fn of(change: &'c TemplateChange, shown: Shown) -> Self {
        let [old_zones, new_zones] = change.endpoint_zones.map(Zones::of);
        let patch = shown.context.map(|context| {
            let [old, new] = [&change.old, &change.new].map(|name| name.as_deref().unwrap_or("/dev/null"));
            let [old_text, new_text] = &change.texts;
            patch::unified([old, new], old_text, new_text, context, false)
        });
        Self {
            old: change.old.as_deref(),
            new: change.new.as_deref(),
            same: change.is_same(),
            resources: change.resources.iter().map(Resource::of).collect(),
            meanings: change.meanings.iter().map(Said::of).collect(),
            access: Access {
                broadened: decision(change.access.broadened),
                grants: change.access.grants.iter().map(Granted::of).collect(),
                undecided: &change.access.undecided,
            },
            reach: Reach { broadened: decision(change.reach.broadened), undecided: &change.reach.undecided },
            endpoint_zones: Sides { old: old_zones, new: new_zones },
            diff: patch,
        }
    }
}

impl Zones {
    fn of(zones: EndpointZones) -> Self {
        Self { known: zones.known, times_subnets: zones.open }
    }
}

impl<'c> Resource<'c> {
    fn of(change: &'c ResourceChange) -> Self {
        let known = CLASSES.iter().find(|(class, _)| *class == change.class);
        Self {
            address: &change.address,
            r#type: change.type_name,
            class: known.map_or("unchanged", |(_, word)| word),
            was: change
                .origin
                .as_ref()
                .map(|origin| Origin { template: origin.block.as_deref(), address: &origin.address }),
            rule: change.reason.as_ref().map(|reason| reason.rule.code.to_string()),
            reason: change.reason.as_ref().map(|reason| reason.sentence.as_ref()),
            properties: change.properties.iter().map(Property::of).collect(),
            cause: change.cause.as_ref().map(Place::of),
        }
    }
}

impl<'c> Property<'c> {
    fn of(change: &'c PropertyChange) -> Self {
        Self {
            name: change.name,
            old: change.old.as_deref(),
            new: change.new.as_deref(),
            update: match change.update {
                Update::InPlace => "in-place",
                Update::Replace => "replace",
            },
            note: change.note.as_deref(),
        }
    }
}

impl<'c> Place<'c> {
    fn of(cause: &'c Cause) -> Self {
        Self {
            file: &cause.file,
            line: cause.position.line,
            column: cause.position.column,
            statement: one_line(&cause.text),
            removed: cause.removed,
        }
    }
}

impl<'c> Said<'c> {
    fn of(meaning: &'c Meaning) -> Self {
        Self {
            consequence: meaning.consequence.name(),
            dangerous: meaning.consequence.is_dangerous(),
            interrupts: meaning.consequence.interrupts(),
            sentence: &meaning.sentence,
            rule: meaning.rule.map(|rule| rule.code.to_string()),
            source: meaning.rule.and_then(|rule| rule.source),
            resources: &meaning.resources,
        }
    }
}

impl<'c> Granted<'c> {
    fn of(grant: &'c Grant) -> Self {
        Self {
            change: match grant.change {
                Change::Gained => "gained",
                Change::Lost => "lost",
            },
            who: &grant.who,
            what: &grant.what,
            actions: &grant.actions,
            on: grant.on.as_deref(),
            through: &grant.through,
            partly: grant.partly,
            conditional: grant.conditional,
        }
    }
}
