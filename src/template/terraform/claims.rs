//! Input: conditions that nothing decides, and what modules ask of their variables.
//! Output: what they say, as far as it is read.
//! Never: reads a loop's condition for all of its elements at once.

use super::folder::argument;
use super::instance::Frame;
use super::resolve::Resolve;
use super::syntax::{Expr, ExprKind, Operator};
use super::world::{Module, World};
use crate::template::claim::Claim;
use crate::template::value::{Kind, Value, Why};
use std::rc::Rc;

/// Through so many names what a condition says is followed.
const DEEPEST: usize = 3;

impl<'a> World<'a> {
    /// What a condition says.
    pub fn claim(&self, module: &Rc<Module<'a>>, expr: &Expr, frame: &mut Frame) -> Claim {
        self.claim_through(module, expr, frame, DEEPEST)
    }

    fn claim_through(&self, module: &Rc<Module<'a>>, expr: &Expr, frame: &mut Frame, names: usize) -> Claim {
        let value = self.value(module, expr, frame);
        if let Some(known) = value.as_bool() {
            return Claim::known(known);
        }
        let mut part = |expr: &Expr| self.claim_through(module, expr, frame, names);
        let read = match &expr.kind {
            ExprKind::Not(of) => Some(Claim::Not(Box::new(part(of)))),
            ExprKind::Binary(Operator::And, sides) => Some(Claim::All(sides.iter().map(part).collect())),
            ExprKind::Binary(Operator::Or, sides) => Some(Claim::Any(sides.iter().map(part).collect())),
            ExprKind::Binary(operator, sides) => self.compared(module, *operator, sides, frame),
            ExprKind::Call { name, arguments, .. } if name == "contains" => self.contained(module, arguments, frame),
            ExprKind::Get(of, name) => {
                names.checked_sub(1).and_then(|names| self.claim_of_name(module, of, name, names))
            }
            ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::Template(_)
            | ExprKind::List(_)
            | ExprKind::Map(_)
            | ExprKind::Name(_)
            | ExprKind::Index(..)
            | ExprKind::Splat(..)
            | ExprKind::If(_)
            | ExprKind::Call { .. }
            | ExprKind::Negative(_)
            | ExprKind::For(_) => None,
        };
        read.unwrap_or_else(|| Claim::holds(self.called_so(module, expr, &value)))
    }

    /// What a local value says, or what a caller gives to a variable.
    fn claim_of_name(&self, module: &Rc<Module<'a>>, of: &Expr, name: &str, names: usize) -> Option<Claim> {
        let ExprKind::Name(of) = &of.kind else { return None };
        match of.as_str() {
            "local" => {
                let local = module.folder.locals.get(name)?;
                Some(self.claim_through(module, &local.value, &mut Frame::new(), names))
            }
            "var" => {
                let (caller, call, frame) = module.caller.as_ref()?;
                Some(self.claim_through(caller, argument(call, name)?, &mut frame.clone(), names))
            }
            _ => None,
        }
    }

    /// What a comparison says: that one side is the other, or that a list is empty.
    fn compared(
        &self,
        module: &Rc<Module<'a>>,
        operator: Operator,
        [left, right]: &[Expr; 2],
        frame: &mut Frame,
    ) -> Option<Claim> {
        let (one, other) = (self.value(module, left, frame), self.value(module, right, frame));
        let is_length = matches!(&left.kind, ExprKind::Call { name, .. } if name == "length");
        let zero = || Claim::Is(self.called_so(module, left, &one), "0".to_owned());
        let (claim, so) = match (operator, text(&other).as_deref()) {
            (Operator::Greater, Some("0")) | (Operator::GreaterOrEqual, Some("1")) if is_length => (zero(), false),
            (Operator::Less, Some("1")) | (Operator::LessOrEqual, Some("0")) if is_length => (zero(), true),
            (Operator::Equal | Operator::NotEqual, _) => {
                let claim = match (text(&one), text(&other)) {
                    (Some(value), None) => Claim::Is(self.called_so(module, right, &other), value),
                    (None, Some(value)) => Claim::Is(self.called_so(module, left, &one), value),
                    (None, None) | (Some(_), Some(_)) => return None,
                };
                (claim, operator == Operator::Equal)
            }
            _ => return None,
        };
        Some(claim.being(so))
    }

    /// What `contains(["a", "b"], var.x)` says.
    fn contained(&self, module: &Rc<Module<'a>>, arguments: &[Expr], frame: &mut Frame) -> Option<Claim> {
        let [list, one] = arguments else { return None };
        let list = self.value(module, list, frame);
        let values: Option<Vec<String>> = list.items()?.iter().map(text).collect();
        let value = self.value(module, one, frame);
        text(&value).is_none().then(|| Some(Claim::one_of(&self.called_so(module, one, &value), values?)))?
    }

    /// How what an expression stands for is called: by the variable that it is, or by its own text.
    pub fn called_so(&self, module: &Module, expr: &Expr, value: &Value) -> String {
        if let Kind::Parameter(name, path) = &value.kind {
            format!("{name}{path}")
        } else if let Kind::Unknown(Why::Undecided(key)) = &value.kind {
            key.clone()
        } else {
            self.spelled_in(module, expr)
        }
    }

    /// The text of an expression, in a module behind its address.
    pub fn spelled_in(&self, module: &Module, expr: &Expr) -> String {
        format!("{}{}", module.address, self.spelled(expr))
    }

    /// What a module asks of its variables: <https://developer.hashicorp.com/terraform/language/values/variables#custom-validation-rules>,
    /// read 2026-12-01.
    pub fn asked_of_variables(&self, module: &Rc<Module<'a>>) -> Vec<Claim> {
        let validations = module.folder.variables.values().flat_map(|block| block.body.blocks_of("validation"));
        let conditions = validations.filter_map(|validation| argument(validation, "condition"));
        conditions.map(|condition| self.claim(module, condition, &mut Frame::new())).collect()
    }
}

/// The text of a value; `null` has one, too.
fn text(value: &Value) -> Option<String> {
    if value.is_null() { Some("null".to_owned()) } else { value.as_text() }
}
