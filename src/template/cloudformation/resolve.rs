//! Input: a place of a template.
//! Output: what all parts of the evaluation ask of it: its value.
//! Never: says how; whoever works functions out does.

use super::stack::Loop;
use crate::document::Node;
use crate::template::value::Value;

/// Works values out.
pub(super) trait Resolve<'t> {
    /// What a value is; `None` where it is `AWS::NoValue`, and what it would be of is left out.
    fn value(&self, node: &'t Node, around: &Loop) -> Option<Value>;
}
