//! Input: values of a plan.
//! Output: the places of texts and of patterns.
//! Never: treats an unknown value as a text.

use crate::plan::{Pseudo, Value};

/// One place of a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Symbol {
    Character(char),
    /// A digit of the account that deploys, by its place from 0: an account's id has twelve.
    Account(u8),
    /// A value that only the deployment knows. It equals itself alone, and counts as one place.
    Opaque(Box<Value>),
}

/// One place of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// `*`
    Many,
    /// `?`
    One,
    Exactly(Symbol),
}

/// The places of a value, in which `*` and `?` are themselves; `None` where it is not known.
pub(super) fn symbols(value: &Value) -> Option<Vec<Symbol>> {
    match value {
        Value::Literal(text) => Some(text.chars().map(Symbol::Character).collect()),
        Value::Pseudo(Pseudo::Account) => Some((0..12).map(Symbol::Account).collect()),
        Value::Pseudo(Pseudo::Partition | Pseudo::Region) | Value::Attribute(..) => {
            Some(vec![Symbol::Opaque(Box::new(value.clone()))])
        }
        Value::Join(parts) => Some(parts.iter().map(symbols).collect::<Option<Vec<_>>>()?.concat()),
        Value::Parameter(_) | Value::Unknown(_) => None,
    }
}
