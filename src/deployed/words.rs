//! Input: a value of a file.
//! Output: the characters, truth values and lists under its keys, and the names that plans have for ids.
//! Never: takes a value of another kind for one that is there.

use crate::document::Node;
use crate::plan::{Attribute, ResourceId, Value};

/// What plans call the resource of an id.
pub(super) fn name(id: &str) -> ResourceId {
    ResourceId::Named(id.to_owned())
}

/// The id of a resource.
pub(super) fn value(id: &str) -> Value {
    Value::Attribute(name(id), Attribute::Id)
}

/// The characters under a key.
pub(super) fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get(key).and_then(Node::text)
}

/// On or off, under a key.
pub(super) fn switch(node: &Node, key: &str) -> Option<bool> {
    text(node, key)?.parse().ok()
}

/// The elements of a list under a key; none where there is none.
pub(super) fn items<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    node.get(key).and_then(Node::items).unwrap_or_default()
}
