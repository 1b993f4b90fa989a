//! Input: an expression, the module that it stands in, and the names that are bound around it.
//! Output: what all parts of the evaluation ask of it: its value.
//! Never: says how; whoever works expressions out does.

use super::instance::Frame;
use super::syntax::Expr;
use super::world::Module;
use crate::template::value::Value;
use std::rc::Rc;

/// Works values out.
pub(super) trait Resolve<'a> {
    /// What an expression is.
    fn value(&self, module: &Rc<Module<'a>>, expr: &Expr, frame: &mut Frame) -> Value;
}
