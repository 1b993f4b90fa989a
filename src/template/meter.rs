//! Input: how much work and space an evaluation takes, step by step.
//! Output: whether it may go on.
//! Never: measures time, which would make the same text mean different things.

use super::value::{Kind, Value};
use std::cell::Cell;

/// What is left of the steps and bytes that one evaluation may take.
#[derive(Debug)]
pub(super) struct Meter {
    left: Cell<u64>,
    depth: Cell<u32>,
}

/// Steps and bytes, taken together; a value takes [`VALUE`]. Five hundred resources take some hundred thousand.
const MOST: u64 = 64_000_000;
/// What a value takes beside its characters.
const VALUE: usize = 32;
/// How deep an evaluation may go into locals, modules and functions: far less than the stack takes.
const DEEPEST: u32 = 200;

impl Default for Meter {
    fn default() -> Self {
        Self { left: Cell::new(MOST), depth: Cell::new(0) }
    }
}

impl Meter {
    /// Takes so much; `false` where that is too much.
    pub fn spend(&self, steps: usize) -> bool {
        let left = self.left.get().checked_sub(steps as u64);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Takes a value that is made once more, with all in it; `false` where that is too much.
    pub fn weigh(&self, value: &Value) -> bool {
        let below = match &value.kind {
            Kind::Text(text) => return self.spend(VALUE + text.len()),
            Kind::List(items) | Kind::Join(items) => items.iter().all(|item| self.weigh(item)),
            Kind::Map(entries) => entries.iter().all(|entry| self.spend(entry.key.len()) && self.weigh(&entry.value)),
            Kind::Json(inner) | Kind::Base64(inner) => self.weigh(inner),
            Kind::Null
            | Kind::Bool(_)
            | Kind::Number(_)
            | Kind::Attribute { .. }
            | Kind::Parameter(..)
            | Kind::Pseudo(_)
            | Kind::Unknown(_) => true,
        };
        below && self.spend(VALUE)
    }

    /// Whether nothing is left.
    pub fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// Goes one level deeper for `work`; `None` where that is too deep, or too much.
    pub fn deeper<T>(&self, work: impl FnOnce() -> T) -> Option<T> {
        if self.depth.get() >= DEEPEST || !self.spend(1) {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let result = work();
        self.depth.set(self.depth.get() - 1);
        Some(result)
    }
}
