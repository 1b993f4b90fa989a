//! Comes in: the plans of two sides, before and after a change.
//! Goes out: what the change does to resources, to access and to what runs, in one target.
//! Never: concludes anything from texts, or asks AWS what is deployed.

mod access;
mod cause;
mod endpoint_zones;
mod meaning;
mod moves;
mod pairs;
mod replacement;
mod resources;

pub use access::{Access, Broadened, Change, Grant};
pub use cause::Cause;
pub use endpoint_zones::EndpointZones;
pub use meaning::{Consequence, Meaning};
pub use replacement::{Update, update, update_of_one_side};
pub use resources::{Class, Origin, PropertyChange, ResourceChange};

use crate::backend::{self, Options, Target};
use crate::plan::Plan;
use crate::span::Sources;
use crate::spec::model::Block;
use meaning::{PrivateNames, Taken};

/// One template (one stack, one root module) of a side.
#[derive(Debug, Clone, Copy)]
pub struct Side<'s> {
    /// The block's name, or that of the template's file.
    pub name: &'s str,
    /// What it is to hold.
    pub plan: &'s Plan,
    /// The spec that the plan is from; `None` where it was read out of a template.
    pub spec: Option<Spec<'s>>,
}

/// The spec that a plan is from.
#[derive(Debug, Clone, Copy)]
pub struct Spec<'s> {
    /// The block.
    pub block: &'s Block,
    /// The texts that its spans are of.
    pub sources: &'s Sources,
}

/// What a change does to one template.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateChange {
    /// Its name before; `None` where there was none.
    pub old: Option<String>,
    /// Its name after; `None` where it is gone.
    pub new: Option<String>,
    /// Its resources, in the order of the plan; those that are gone behind.
    pub resources: Vec<ResourceChange>,
    /// What that means, dangerous things first.
    pub meanings: Vec<Meaning>,
    /// Who may do more or less than before.
    pub access: Access,
    /// Whether somebody can reach an endpoint who could not.
    pub reach: Reach,
    /// What its interface endpoints are billed by, before and after.
    pub endpoint_zones: [EndpointZones; 2],
    /// The templates, before and after; empty where there is none.
    pub texts: [String; 2],
}

/// What becomes of who can reach the endpoints over the network, whatever policies then allow; who that is, the meanings
/// say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reach {
    /// The decision.
    pub broadened: Broadened,
    /// What cannot be told, and why.
    pub undecided: Vec<String>,
}

impl TemplateChange {
    /// Whether the template stays as it is, to the letter.
    pub fn is_same(&self) -> bool {
        let [old, new] = &self.texts;
        self.old.is_some() && self.new.is_some() && old == new
    }

    /// How many resources are of a class.
    pub fn count(&self, class: Class) -> usize {
        self.resources.iter().filter(|resource| resource.class == class).count()
    }
}

/// What a change does, template by template, in the order of their names.
///
/// Templates are matched by name. What is left over is matched where both are the same to the letter, as when a block
/// is renamed; and where each side holds one template, it is those two.
pub fn compare<'s>(old: &[Side<'s>], new: &[Side<'s>], target: Target, options: Options) -> Vec<TemplateChange> {
    let text = |side: &Side| backend::emit(side.plan, target, options);
    let pairs = pairs::pair(old, new, &text);
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
    moves::find(&pairs, &mut changes, target);
    let (names, taken) = (PrivateNames::of(old), Taken::of(old));
    let mut reserve = access::Reserve::new();
    for (pair, change) in pairs.iter().zip(&mut changes) {
        change.access = access::compare(pair, &change.resources, &mut reserve);
        (change.meanings, change.reach) = meaning::of(pair, &names, &taken, change, target);
        access::note_unbound(pair, change);
    }
    changes
}
