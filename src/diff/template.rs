//! Input: the results for one template, before and after.
//! Output: all of them, for reports.
//! Never: computes anything itself.

use super::change::{Class, ResourceChange};
use super::consequence::Meaning;
use super::endpoint_zones::EndpointZones;
use super::grant::{Access, Broadened};

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
