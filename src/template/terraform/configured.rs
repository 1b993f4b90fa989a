//! Input: the configuration in a plan, as `terraform show -json` prints it.
//! Output: what it says of an argument: its expression, its blocks, or that nobody set it.
//! Never: evaluates an expression; a plan shows only which names stand in it.

use crate::document::{Content, Node};

/// What the configuration says of a resource, a block, or an argument.
#[derive(Clone, Copy)]
pub(super) enum Configured<'d> {
    /// The plan does not show it.
    Unknown,
    /// Nobody set it: what stands there, the provider computes.
    Unset,
    /// A block: its arguments by name.
    Block(&'d Node),
    /// Blocks of one kind.
    Blocks(&'d [Node]),
    /// An expression, of the value or of a list that it is in.
    Expression(&'d Node),
    /// An expression of blocks that stand as an argument, such as `route`. It has the names of all of them.
    Within(&'d Node),
}

impl<'d> Configured<'d> {
    /// The block of a resource.
    pub(super) fn of(resource: &'d Node) -> Self {
        resource.get("expressions").map_or(Self::Unset, Self::Block)
    }

    /// What it says of an argument.
    pub(super) fn argument(self, name: &str) -> Self {
        match self {
            Self::Block(block) => block.get(name).map_or(Self::Unset, Self::said),
            Self::Expression(expression) => Self::Within(expression),
            Self::Blocks(_) => Self::Unknown,
            Self::Unknown | Self::Unset | Self::Within(_) => self,
        }
    }

    fn said(node: &'d Node) -> Self {
        match &node.content {
            Content::List(blocks) => Self::Blocks(blocks),
            Content::Map(entries) if entries.iter().any(|entry| !is_of_expression(&entry.key)) => Self::Block(node),
            Content::Map(_) | Content::Scalar(_) => Self::Expression(node),
        }
    }

    /// What it says of one among so many values. The blocks of a set have another order there, and `dynamic` blocks are
    /// not in the configuration: only a block that is alone is certain.
    pub(super) fn item(self, count: usize) -> Self {
        match self {
            Self::Blocks([block]) if count == 1 => Self::Block(block),
            Self::Blocks(_) => Self::Unknown,
            Self::Unknown | Self::Unset | Self::Block(_) | Self::Expression(_) | Self::Within(_) => self,
        }
    }
}

fn is_of_expression(key: &str) -> bool {
    matches!(key, "references" | "constant_value")
}
