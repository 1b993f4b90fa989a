//! Input: where a front end read a property of a resource.
//! Output: [`Places`], from resource and property to that place.
//! Never: holds what is no more exact than the resource's own place.

use super::{Property, ResourceId};
use crate::span::Span;
use std::collections::BTreeMap;

/// From which words each property of each resource comes, where they say it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places(BTreeMap<(ResourceId, Property), Span>);

impl Places {
    /// Says where a property comes from.
    pub fn put(&mut self, id: &ResourceId, property: Property, span: Span) {
        self.0.insert((id.clone(), property), span);
    }

    /// Where a property comes from.
    pub fn of(&self, id: &ResourceId, property: Property) -> Option<Span> {
        self.0.get(&(id.clone(), property)).copied()
    }
}
