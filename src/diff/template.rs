//! Input: the results for one template, before and after.
//! Output: all of them, for reports.
//! Never: computes anything itself.

use super::alike::Alike;
use super::change::{Class, ResourceChange};
use super::consequence::Meaning;
use super::endpoint_zones::EndpointZones;
use super::grant::{Access, Broadened};

/// What a change does to one template.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateChange {
    /// Its name before; `None` if there was none.
    pub old: Option<String>,
    /// Its name after; `None` if it is gone.
    pub new: Option<String>,
    /// Its resources, in the order of the plan, followed by the deleted ones.
    pub resources: Vec<ResourceChange>,
    /// What that means, risks first.
    pub meanings: Vec<Meaning>,
    /// Who may do more or less than before.
    pub access: Access,
    /// Whether any client can newly reach an endpoint.
    pub reach: Reach,
    /// The endpoint-zones that are billed, before and after.
    pub endpoint_zones: [EndpointZones; 2],
    /// The templates, before and after; empty if there is none.
    pub texts: [String; 2],
}

/// How reach of the endpoints over the network changes, whatever policies then allow; the meanings name the clients.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reach {
    /// The decision.
    pub broadened: Broadened,
    /// What is unknown, and why.
    pub undecided: Vec<String>,
}

impl TemplateChange {
    /// Whether the template's text stays the same.
    pub fn is_same(&self) -> bool {
        let [old, new] = &self.texts;
        self.old.is_some() && self.new.is_some() && old == new
    }

    /// Calls resources as people do, in addresses and properties.
    pub(super) fn call_resources(&mut self, [old, new]: &[Alike; 2]) {
        for change in &mut self.resources {
            let of = if change.class == Class::Removed { old } else { new };
            if let Some(name) = of.name_of(&change.id) {
                change.address.clone_from(name);
            }
            for property in &mut change.properties {
                if let Some(text) = &mut property.old {
                    *text = old.called(text);
                }
                if let Some(text) = &mut property.new {
                    *text = new.called(text);
                }
            }
        }
    }

    /// The same in sentences.
    pub(super) fn call_in_sentences(&mut self, [old, new]: &[Alike; 2]) {
        let meanings = self.meanings.iter_mut().map(|meaning| &mut meaning.sentence);
        for sentence in meanings.chain(&mut self.access.undecided).chain(&mut self.reach.undecided) {
            *sentence = old.called(&new.called(sentence));
        }
    }

    /// How many resources are of a class.
    pub fn count(&self, class: Class) -> usize {
        self.resources.iter().filter(|resource| resource.class == class).count()
    }
}
