//! Input: the plans of two sides, before and after a change.
//! Output: what the change does to resources, to access and to what runs, in one target.
//! Never: concludes anything from texts, or asks AWS what is deployed.

mod access;
mod alike;
mod cause;
mod change;
mod consequence;
mod endpoint_zones;
mod grant;
mod meaning;
mod moves;
mod pairs;
mod replacement;
mod resources;
mod side;
mod template;

pub use change::{Cause, Class, Origin, PropertyChange, ResourceChange};
pub use consequence::{Consequence, Meaning};
pub use endpoint_zones::EndpointZones;
pub use grant::{Access, Broadened, Change, Grant};
pub use replacement::{Update, update, update_of_one_side};
pub use side::{Side, Spec};
pub use template::{Reach, TemplateChange};

use crate::backend::{self, Options, Target};
use alike::Alike;
use meaning::{PrivateNames, Taken};
use pairs::Pair;

/// What a change does, template by template, in the order of their names.
///
/// Templates are matched by name, and the remaining ones by equal text, for example after a block
/// is renamed. If each side has a single template, these two are compared.
///
/// Resources that ecrc did not name are matched by what they do, whatever they are called on each side.
pub fn compare<'s>(old: &[Side<'s>], new: &[Side<'s>], target: Target, options: Options) -> Vec<TemplateChange> {
    let text = |side: &Side| backend::emit(side.plan, target, options);
    let pairs = pairs::pair(old, new, &text);
    let alike: Vec<Option<[Alike; 2]>> = pairs.iter().map(Pair::alike).collect();
    let pairs: Vec<Pair> = pairs.iter().zip(&alike).map(|(pair, alike)| pair.with(alike.as_ref())).collect();
    let mut changes: Vec<TemplateChange> = pairs
        .iter()
        .map(|pair| TemplateChange {
            old: pair.old.map(|side| side.name.to_owned()),
            new: pair.new.map(|side| side.name.to_owned()),
            resources: resources::compare(pair.old, pair.new, target),
            meanings: Vec::new(),
            access: Access::default(),
            reach: Reach::default(),
            endpoint_zones: [pair.old, pair.new]
                .map(|side| side.map_or(EndpointZones::default(), |side| EndpointZones::of(side.plan))),
            texts: pair.texts(&text),
        })
        .collect();
    for (change, alike) in changes.iter_mut().zip(&alike) {
        if let Some(alike) = alike {
            change.call_resources(alike);
        }
    }
    moves::find(&pairs, &mut changes, target);
    let old: Vec<Side> = pairs.iter().filter_map(|pair| pair.old).collect();
    let (names, taken) = (PrivateNames::of(&old), Taken::of(&old));
    let mut reserve = access::Reserve::new();
    for (pair, change) in pairs.iter().zip(&mut changes) {
        change.access = access::compare(pair, &change.resources, &mut reserve);
        (change.meanings, change.reach) = meaning::of(pair, &names, &taken, change, target);
        access::note_unbound(pair, change);
    }
    for (change, alike) in changes.iter_mut().zip(&alike) {
        let Some(alike) = alike else { continue };
        change.call_in_sentences(alike);
        if change.resources.iter().all(|resource| resource.class == Class::Unchanged) {
            change.texts = [String::new(), String::new()];
        }
    }
    changes
}
