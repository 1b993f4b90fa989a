//! Input: values, and texts that encode some.
//! Output: the other.
//! Never: makes a text of a document's structure before somebody needs the characters.

use super::call::{Call, Made, refused};
use crate::document::{self, Aliases, Content, Node};
use crate::span::{SourceId, Span};
use crate::template::base64;
use crate::template::value::{Entry, Kind, Value, Why};

pub(super) fn base64encode(call: &Call) -> Made {
    match base64::of(call.value(0)?) {
        Some(kind) => call.made(kind),
        None => Err(refused(call.value(0)?, "a text")),
    }
}

pub(super) fn base64decode(call: &Call) -> Made {
    if let Kind::Base64(text) = &call.value(0)?.kind {
        return call.made(text.kind.clone());
    }
    let bytes = base64::decode(&call.text(0)?).and_then(|bytes| String::from_utf8(bytes).ok());
    call.made(Kind::Text(bytes.ok_or_else(|| Why::Fails("this is not Base64 of a text".to_owned()))?))
}

/// The text stays the document that it is of, with all places.
pub(super) fn jsonencode(call: &Call) -> Made {
    let value = call.value(0)?;
    if let Kind::Unknown(why) = &value.kind {
        return Err(why.clone());
    }
    call.made(Kind::Json(Box::new(value.clone())))
}

pub(super) fn jsondecode(call: &Call) -> Made {
    let value = call.value(0)?;
    if let Some(document) = crate::template::structured(value) {
        return Ok(document);
    }
    let text = value.as_text().ok_or_else(|| refused(value, "a text"))?;
    let tree = document::json(&text, SourceId::default());
    tree.map(|tree| of_document(&tree, value.span)).map_err(|broken| Why::Fails(broken.message))
}

pub(super) fn yamldecode(call: &Call) -> Made {
    let tree = document::yaml(&call.text(0)?, SourceId::default(), Aliases::Followed);
    let at = call.value(0)?.span;
    tree.map(|tree| of_document(&tree, at)).map_err(|broken| Why::Fails(broken.message))
}

/// A document as a value; all of it stands where its text stands.
fn of_document(node: &Node, at: Span) -> Value {
    let kind = match &node.content {
        Content::List(nodes) => Kind::List(nodes.iter().map(|node| of_document(node, at)).collect()),
        Content::Map(entries) => {
            let entry = |entry: &document::Entry| Entry {
                key: entry.key.clone(),
                key_span: at,
                value: of_document(&entry.node, at),
            };
            Kind::Map(entries.iter().map(entry).collect())
        }
        Content::Scalar(scalar) if scalar.quoted => Kind::Text(scalar.text.clone()),
        Content::Scalar(scalar) => plain(&scalar.text),
    };
    Value::new(kind, at)
}

/// What a scalar without quotes is, as `terraform console` shows it: by YAML 1.1, except that a leading `0` is decimal.
fn plain(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Kind::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "true" | "True" | "TRUE" => return Kind::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" | "false" | "False" | "FALSE" => {
            return Kind::Bool(false);
        }
        _ => {}
    }
    let based = |prefix: &str, base: u32| u32::from_str_radix(text.strip_prefix(prefix)?, base).ok().map(f64::from);
    // Rust also parses words, such as `inf`.
    let decimal = || text.parse().ok().filter(|_| text.contains(|c: char| c.is_ascii_digit()));
    let is_date = || text.len() == 10 && text.split('-').map(str::len).eq([4, 2, 2]);
    match based("0x", 16).or_else(|| based("0o", 8)).or_else(decimal) {
        Some(number) => Kind::Number(number),
        None if is_date() && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit()) => {
            Kind::Text(format!("{text}T00:00:00Z"))
        }
        None => Kind::Text(text.to_owned()),
    }
}

pub(super) fn urlencode(call: &Call) -> Made {
    let mut out = String::new();
    for byte in call.text(0)?.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            byte => out.extend([format!("%{byte:02X}")]),
        }
    }
    call.made(Kind::Text(out))
}

pub(super) fn tostring(call: &Call) -> Made {
    let value = call.value(0)?;
    match (&value.kind, value.as_text()) {
        (Kind::Bool(_) | Kind::Number(_), Some(text)) => Ok(value.with(Kind::Text(text))),
        (Kind::List(_) | Kind::Map(_), _) => Err(Why::Fails("a list or map is no text".to_owned())),
        _ => Ok(value.clone()),
    }
}

pub(super) fn tonumber(call: &Call) -> Made {
    let value = call.value(0)?;
    match (value.as_number(), value.is_null()) {
        (Some(number), _) => Ok(value.with(Kind::Number(number))),
        (None, true) => Ok(value.clone()),
        (None, false) => Err(refused(value, "a number")),
    }
}

pub(super) fn tobool(call: &Call) -> Made {
    let value = call.value(0)?;
    match (&value.kind, value.as_bool()) {
        (Kind::Null, _) => Ok(value.clone()),
        (_, Some(it)) => Ok(value.with(Kind::Bool(it))),
        (_, None) => Err(refused(value, "a truth value")),
    }
}
