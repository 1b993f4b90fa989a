//! Input: nothing.
//! Output: the shapes of a check: it looks at one block, at one block after another, or at all together.
//! Never: knows a rule.

use super::{Footprint, Subject};
use crate::diagnostic::{Report, Rule};
use crate::spec::model::Block;

/// A rule that is checked, and how.
pub struct Entry {
    /// Its rule.
    pub rule: &'static Rule,
    /// Its check.
    pub check: Check,
}

/// How a rule is checked.
pub enum Check {
    /// On each block and its plan. The stage that reads may raise the rule, too.
    Block(fn(&Subject, &mut Report)),
    /// On the blocks of a command, one after another, by what remembers those before.
    Across(fn() -> Across),
    /// On all blocks of a command together, however many they are.
    Together(fn() -> Box<dyn Together>),
}

/// What looks at one block after another, or at one plan without a block.
pub type Across = Box<dyn FnMut(&Footprint, Option<&Block>, &mut Report)>;

/// What looks at all blocks, and reports at the end: once what many of them break together.
pub trait Together {
    /// Looks at one block, or at one plan without a block.
    fn see(&mut self, footprint: &Footprint, block: Option<&Block>);

    /// Reports what was seen.
    fn end(self: Box<Self>, report: &mut Report);
}
