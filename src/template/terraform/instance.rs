//! Input: what a block or a loop goes over.
//! Output: how one of what it makes is called and found, and the names that are bound in it.
//! Never: works anything out.

use crate::template::evaluated::Exists;
use crate::template::value::{Entry, Kind, Value};
use std::rc::Rc;

/// The names that are bound around an expression: `each`, `count`, those of loops.
pub(super) type Frame = Vec<(String, Rc<Value>)>;

/// One of what a block makes.
pub(super) struct Instance {
    pub address: String,
    pub key: Key,
    pub frame: Frame,
    pub exists: Exists,
}

/// What an instance is found by.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Key {
    /// The block has neither `count` nor `for_each`.
    Only,
    Index(usize),
    Text(String),
    /// It stands for others too, or its key is not known.
    Unknown(usize),
}

/// Keys and values of what a loop goes over: of a list, its indices. Maps go by their keys' order.
pub(super) fn pairs(of: &Value) -> Option<Vec<(Value, Value)>> {
    match &of.kind {
        Kind::List(items) => {
            let index = |at: usize| Value::new(Kind::Number(u32::try_from(at).map_or(0.0, f64::from)), of.span);
            let key = |at: usize, item: &Value| if of.is_of_set { item.clone() } else { index(at) };
            Some(items.iter().enumerate().map(|(at, item)| (key(at, item), item.clone())).collect())
        }
        Kind::Map(entries) => {
            let mut sorted: Vec<&Entry> = entries.iter().collect();
            sorted.sort_by(|a, b| a.key.cmp(&b.key));
            let key = |entry: &Entry| Value::text(entry.key.as_str(), entry.key_span);
            Some(sorted.into_iter().map(|entry| (key(entry), entry.value.clone())).collect())
        }
        Kind::Null
        | Kind::Bool(_)
        | Kind::Number(_)
        | Kind::Text(_)
        | Kind::Json(_)
        | Kind::Base64(_)
        | Kind::Attribute { .. }
        | Kind::Parameter(..)
        | Kind::Pseudo(_)
        | Kind::Join(_)
        | Kind::Unknown(_) => None,
    }
}
