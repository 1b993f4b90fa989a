//! Input: what the files hold, and the id of a VPC.
//! Output: what they hold of this VPC.
//! Never: takes what names no VPC for something of this one.

use super::printed::{Kind, Printed};
use crate::aws::Region;
use crate::document::Node;

/// A VPC, and where to look for what is in it.
pub(super) struct Here<'p> {
    pub(super) printed: &'p Printed,
    pub(super) id: &'p str,
    /// Whether the files tell of no other VPC.
    pub(super) is_only: bool,
    pub(super) region: Option<&'static Region>,
}

impl<'p> Here<'p> {
    /// What the files of a kind say of this VPC.
    pub(super) fn of(&self, kind: Kind) -> impl Iterator<Item = &'p Node> + use<'p> {
        let id = self.id;
        self.printed.of(kind).filter(move |node| node.get("VpcId").and_then(Node::text) == Some(id))
    }
}
