//! Input: plans, and the specs that they come from.
//! Output: the templates of one side of a comparison.
//! Never: keeps more of a spec than its statements and their places.

use crate::plan::Plan;
use crate::span::Sources;
use crate::spec::model::Block;
use crate::trace::Origin;

/// One template (one stack, one root module) of a side.
#[derive(Debug, Clone, Copy)]
pub struct Side<'s> {
    /// The block's name, or that of the template's file.
    pub name: &'s str,
    /// What it is to hold.
    pub plan: &'s Plan,
    /// The spec that the plan is from; `None` where it was read out of a template.
    pub spec: Option<Spec<'s>>,
    /// What it was read from; a template that ecrc wrote counts as its spec.
    pub origin: Origin,
}

/// The spec that a plan is from.
#[derive(Debug, Clone, Copy)]
pub struct Spec<'s> {
    /// The block.
    pub block: &'s Block,
    /// The texts that its spans are of.
    pub sources: &'s Sources,
}
