//! Input: a plan of what somebody has.
//! Output: it, with the words by which people know it.
//! Never: is made of a spec; a spec names its own block.

use super::{Beyond, Plan};
use crate::span::Span;

/// A VPC that is there, or that a template makes, and what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    /// What people call the VPC: its resource, its id, or the parameter that names it.
    pub name: String,
    /// What is in it.
    pub plan: Plan,
    /// What is said of its resources that the plan has no place for.
    pub beyond: Vec<Beyond>,
    /// The words that say which VPC it is.
    pub span: Option<Span>,
}
