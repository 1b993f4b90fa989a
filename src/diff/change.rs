//! Input: one resource, before and after.
//! Output: what the target does with it, which properties change, and which statement changes them, as data.
//! Never: decides any of it.

use super::replacement::Update;
use crate::plan::{Property, Reason, ResourceId};
use crate::span::Position;
use std::sync::Arc;

/// What happens to a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// It is created.
    Added,
    /// It is changed in place.
    Changed,
    /// It is deleted and recreated.
    Replaced,
    /// It is created under another name, and deleted under its old one.
    Moved,
    /// It is deleted.
    Removed,
    /// Nothing.
    Unchanged,
}

/// Where a moved resource was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The block, if it is a different one.
    pub block: Option<String>,
    /// What it was called there.
    pub address: String,
}

/// What happens to a resource, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct ResourceChange {
    /// What happens to it.
    pub class: Class,
    /// What plans call it.
    pub id: ResourceId,
    /// What the template calls it: its logical id, or its address.
    pub address: String,
    /// Its type in the target.
    pub type_name: &'static str,
    /// Where a moved one was.
    pub origin: Option<Origin>,
    /// Why it exists, or existed.
    pub reason: Option<Reason>,
    /// What changes in it.
    pub properties: Vec<PropertyChange>,
    /// The statement that changes it.
    pub cause: Option<Cause>,
}

/// What changes in a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyChange {
    /// Which property.
    pub property: Property,
    /// Its name in the target.
    pub name: &'static str,
    /// What it was, for people; `None` if it was not set. For a policy or tags, what only the old side has.
    pub old: Option<String>,
    /// What it will be, in the same way.
    pub new: Option<String>,
    /// What the target does to the resource because of it.
    pub update: Update,
    /// What that depends on, or comes from.
    pub note: Option<String>,
}

/// The statement of a spec that changes a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The file, as it was given.
    pub file: String,
    /// Where the statement begins.
    pub position: Position,
    /// The statement, with its white space collapsed.
    pub text: Arc<str>,
    /// Whether it was removed: the file is then that of the old side.
    pub removed: bool,
}
