//! Input: the condition of a choice, a loop or a template.
//! Output: whether it holds, by its value or by what is assumed; else the key under which it can be assumed.
//! Never: decides what nothing decides.

use super::instance::Frame;
use super::resolve::Resolve;
use super::syntax::Expr;
use super::world::{Module, World};
use std::rc::Rc;
use std::sync::Arc;

impl<'a> World<'a> {
    /// Whether a condition holds, and the variable whose default decides it; else how it is called.
    pub fn truth(
        &self,
        module: &Rc<Module<'a>>,
        condition: &Expr,
        frame: &mut Frame,
    ) -> Result<(bool, Option<Arc<str>>), String> {
        let value = self.value(module, condition, frame);
        if let Some(known) = value.as_bool() {
            return Ok((known, value.default_of));
        }
        // An open condition goes by the variable that it is, or by its own text, in a module behind its address.
        let spelled = self.spelled_in(module, condition);
        let key = self.called_so(module, condition, &value);
        let assumptions = &self.settings.assumptions;
        if let Some(assumed) = assumptions.truth(&key).or_else(|| assumptions.truth(&spelled)) {
            return Ok((assumed, None));
        }
        // The text that stands for a module asks whether the caller gives something, such as subnets: nobody calls the
        // module to get none of what they name.
        if module.folder.is_part && key == spelled {
            return Ok((true, None));
        }
        // One element of a loop may meet it, and another not: it cannot be assumed for all of them.
        if key != spelled || !frame.iter().any(|(name, _)| is_of_loop(name) && has_word(&spelled, name)) {
            self.remember(&key, condition.span, || self.claim(module, condition, frame));
        }
        Err(key)
    }
}

/// Whether a name is one of a loop, and not one that a block has for itself.
fn is_of_loop(name: &str) -> bool {
    !matches!(name, "each" | "count")
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-')).any(|other| other == word)
}
