//! Input: one resource, before and after.
//! Output: what the target does with it, which properties change, and which statement changes them, as data.
//! Never: decides any of it.

use super::replacement::Update;
use crate::plan::{Property, Reason, ResourceId};
use crate::span::Position;
use std::sync::Arc;

/// What becomes of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// It is created.
    Added,
    /// It is changed in place.
    Changed,
    /// It is deleted, and created anew.
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
    /// The block, where it is another one.
    pub block: Option<String>,
    /// What it was called there.
    pub address: String,
}

/// What becomes of a resource, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct ResourceChange {
    /// What becomes of it.
    pub class: Class,
    /// What plans call it.
    pub id: ResourceId,
    /// What the template calls it: its logical id, or its address.
    pub address: String,
    /// Its type in the target.
    pub type_name: &'static str,
    /// Where a moved one was.
    pub origin: Option<Origin>,
    /// Why it is there, or was.
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
    /// What it was, for people; `None` where it was not set. Of a policy or of tags, what only the old side has.
    pub old: Option<String>,
    /// What it will be, in the same way.
    pub new: Option<String>,
    /// What the engine does to the resource for that.
    pub update: Update,
    /// What that hangs on, or comes from.
    pub note: Option<String>,
}

/// The statement of a spec that changes a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The file, as it was given.
    pub file: String,
    /// Where the statement begins.
    pub position: Position,
    /// The statement, its white space made one.
    pub text: Arc<str>,
    /// Whether it is one that was taken away: the file is that of the old side then.
    pub removed: bool,
}
