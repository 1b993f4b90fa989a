//! Input: lists of a template whose elements are ids.
//! Output: the same in a plan, as far as it is known which they are, and how many.
//! Never: takes what stands in the place of an id for one.

use super::reading::{Reading, why};
use crate::aws::is_placeholder;
use crate::plan::{self, List, Why};
use crate::template::evaluated::{Exists, Resource};
use crate::template::value::{Kind, Value};

impl<'e> Reading<'e> {
    /// The resource that a value names, if it stands for a number of them that is not known.
    fn several(&self, value: &Value) -> Option<&'e Resource> {
        self.named(value).filter(|named| matches!(named.exists, Exists::Several(_)))
    }

    /// An id. What only stands in the place of one is not known: two of them may be two ids.
    pub(super) fn id(&self, value: &Value) -> plan::Value {
        match value.as_text().filter(|text| is_placeholder(text)) {
            Some(text) => plan::Value::Unknown(Why::Because(format!("`{text}` stands in the place of an ID"))),
            None => self.value(value),
        }
    }

    /// A list of ids of a plan; nothing where there is none, or `null`.
    pub(super) fn list(&self, value: Option<&Value>) -> List {
        match value.map(|value| (&value.kind, value)) {
            None | Some((Kind::Null, _)) => List::Items(Vec::new()),
            Some((Kind::List(items), _)) => match items.iter().find_map(|item| self.several(item)) {
                Some(of) => List::Unknown(Why::Because(format!("nothing says how many `{}` there are", of.address))),
                None => List::Items(items.iter().map(|item| self.id(item)).collect()),
            },
            Some((Kind::Text(_), value)) => List::Items(vec![self.id(value)]),
            Some((_, value)) => List::Unknown(why(value)),
        }
    }
}

/// The elements of a list, or the one value, known or not.
pub(super) fn each(said: &Value) -> impl Iterator<Item = &Value> {
    match &said.kind {
        Kind::Null => [].iter(),
        Kind::List(items) => items.iter(),
        Kind::Bool(_)
        | Kind::Number(_)
        | Kind::Text(_)
        | Kind::Map(_)
        | Kind::Json(_)
        | Kind::Base64(_)
        | Kind::Attribute { .. }
        | Kind::Parameter(..)
        | Kind::Pseudo(_)
        | Kind::Join(_)
        | Kind::Unknown(_) => std::slice::from_ref(said).iter(),
    }
}
