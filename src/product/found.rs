//! Input: a resource, a text or an effect of a template.
//! Output: what is found there, whichever the target.
//! Never: knows where templates keep it.

use super::cursor::Cursor;
use super::fault::Fault;
use crate::document::shown;
use crate::plan::{Effect, Value};

/// A resource of a template.
pub(super) struct Found<'d> {
    /// Its logical id, or its type and label.
    pub address: String,
    /// Offset of its name.
    pub at: u32,
    pub body: Cursor<'d>,
    pub properties: Cursor<'d>,
}

/// The characters of a value that has to be known wholly.
pub(super) fn literal(value: Value, at: &Cursor) -> Result<String, Fault> {
    match value {
        Value::Literal(text) => Ok(text.into_owned()),
        Value::Parameter(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Join(_) | Value::Unknown(_) => {
            Err(at.fault("refers to something, and must be a text"))
        }
    }
}

pub(super) fn effect(at: &Cursor) -> Result<Effect, Fault> {
    match at.text()? {
        "Allow" => Ok(Effect::Allow),
        "Deny" => Ok(Effect::Deny),
        other => Err(at.fault(format!("is {}, and must be `Allow` or `Deny`", shown(other)))),
    }
}
