//! Input: the `Conditions` of a template, and what is assumed.
//! Output: whether each holds, as far as it is decided.
//! Never: decides what a parameter without a value leaves open.

use super::call::function;
use super::resolve::Resolve;
use super::scalars::letters;
use super::stack::{Loop, Stack};
use crate::document::{Content, Node};
use crate::template::evaluated::Undecided;
use crate::template::value::{Kind, Value};
use std::sync::Arc;

/// Whether a condition holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Truth {
    /// `None` where nothing decides it.
    pub known: Option<bool>,
    /// The parameter whose default decides it.
    pub default_of: Option<Arc<str>>,
}

impl From<bool> for Truth {
    fn from(known: bool) -> Self {
        Self { known: Some(known), default_of: None }
    }
}

impl<'t> Stack<'t> {
    pub fn condition_node(&self, name: &str) -> Option<(&'t Node, Loop)> {
        if let Some(entry) = self.root.get("Conditions")?.entry(name) {
            return Some((&entry.node, Loop::new()));
        }
        let fields = self.fields("Conditions");
        fields.into_iter().find(|(key, ..)| key == name).map(|(_, field, around)| (&field.node, around))
    }

    /// Whether a condition holds. One that nothing decides is remembered, with its key.
    pub fn condition(&self, name: &str) -> Truth {
        if let Some(assumed) = self.place.settings.assumptions.truth(name) {
            return assumed.into();
        }
        let Some((node, around)) = self.condition_node(name) else { return Truth::default() };
        let key = format!("Condition {name}");
        if !self.underway.borrow_mut().insert(key.clone()) {
            return Truth::default();
        }
        let before = self.undecided.borrow().len();
        let truth = self.place.meter.deeper(|| self.truth(node, &around)).unwrap_or_default();
        self.underway.borrow_mut().remove(&key);
        // One that stands on others, which are undecided themselves, is decided with them.
        if truth.known.is_none() && self.undecided.borrow().len() == before && !stands_on_others(node) {
            let claim = self.claim(node, &around);
            self.undecided.borrow_mut().push(Undecided { key: name.to_owned(), claim, span: node.span });
        }
        truth
    }

    /// Whether what stands at a place of `Conditions`, or in an `!If`, holds.
    pub fn truth(&self, node: &Node, around: &Loop) -> Truth {
        let Some((function, of)) = function(node, true) else {
            let known = self.value(node, around).and_then(|value| value.as_bool());
            return Truth { known, default_of: None };
        };
        let operands = || of.items().unwrap_or_default().iter();
        match function {
            "Condition" => of.text().map(|name| self.condition(&self.key(name, around))).unwrap_or_default(),
            "Equals" => match of.items() {
                Some([a, b]) => self.equals(self.value(a, around), self.value(b, around)),
                _ => Truth::default(),
            },
            "Not" => {
                let of = operands().next().map(|node| self.deeper(node, around)).unwrap_or_default();
                Truth { known: of.known.map(|it| !it), ..of }
            }
            "And" => decided(operands().map(|node| self.deeper(node, around)), false),
            "Or" => decided(operands().map(|node| self.deeper(node, around)), true),
            _ => Truth::default(),
        }
    }

    fn deeper(&self, node: &Node, around: &Loop) -> Truth {
        self.place.meter.deeper(|| self.truth(node, around)).unwrap_or_default()
    }

    fn equals(&self, a: Option<Value>, b: Option<Value>) -> Truth {
        let (Some(a), Some(b)) = (a, b) else { return Truth::default() };
        let default_of = a.default_of.clone().or_else(|| b.default_of.clone());
        if let (Some(a), Some(b)) = (a.as_text(), b.as_text()) {
            return Truth { known: Some(a == b), default_of };
        }
        if a == b && a.why().is_some() && !matches!(a.kind, Kind::Unknown(_)) {
            return Truth { known: Some(true), default_of };
        }
        let ((Kind::Parameter(name, _), other) | (other, Kind::Parameter(name, _))) = (&a.kind, &b.kind) else {
            return Truth::default();
        };
        let Kind::Text(other) = other else { return Truth::default() };
        let settled = self.settled.iter().any(|(of, is, same)| of == name && is == other && !same);
        Truth { known: settled.then_some(false), default_of }
    }

    /// What the assumed conditions say of parameters: where `IsProd` is `!Equals [!Ref Environment, prod]` and assumed,
    /// the environment is `prod` in every other condition too, or is not.
    pub fn settled_by_assumptions(&self) -> Vec<(String, String, bool)> {
        let mut settled = Vec::new();
        for field in self.root.get("Conditions").and_then(Node::entries).unwrap_or_default() {
            let Some(mut holds) = self.place.settings.assumptions.truth(&field.key) else { continue };
            let mut node = &field.node;
            while let Some(("Not", of)) = function(node, true)
                && let Some([inner]) = of.items()
            {
                (node, holds) = (inner, !holds);
            }
            let Some(("Equals", of)) = function(node, true) else { continue };
            let Some([a, b]) = of.items() else { continue };
            let named = |node: &Node| match function(node, false) {
                Some(("Ref", of)) => of.text().map(str::to_owned),
                _ => None,
            };
            let pair = match (named(a), named(b)) {
                (Some(name), None) => Some((name, text_of(b))),
                (None, Some(name)) => Some((name, text_of(a))),
                _ => None,
            };
            if let Some((name, Some(text))) = pair {
                settled.push((name, text, holds));
            }
        }
        settled
    }
}

/// The text that a literal is.
fn text_of(node: &Node) -> Option<String> {
    if let Content::Scalar(scalar) = &node.content { Some(letters(scalar, node.span)) } else { None }
}

/// Whether a condition is made of other conditions alone.
fn stands_on_others(node: &Node) -> bool {
    match function(node, true) {
        Some(("Condition", _)) => true,
        Some(("Not" | "And" | "Or", of)) => of.items().unwrap_or_default().iter().all(stands_on_others),
        _ => false,
    }
}

/// `And` and `Or`: one operand of the deciding value decides, else all have to be known.
fn decided(operands: impl Iterator<Item = Truth>, deciding: bool) -> Truth {
    let mut result = Truth::from(!deciding);
    for operand in operands {
        match operand.known {
            Some(known) if known == deciding => return operand,
            Some(_) => result.default_of = result.default_of.or(operand.default_of),
            None => result.known = None,
        }
    }
    result
}
