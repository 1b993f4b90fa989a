//! Input: lists, and texts that are lists.
//! Output: their elements.
//! Never: takes what may be several elements for one.

use crate::span::Span;
use crate::template::value::{Kind, Pseudo, Value, Why};

/// An element of a list, by its index.
pub(super) fn select(index: &Value, list: &Value, at: Span) -> Value {
    let Some(number) = index.as_index() else { return index.not_known(at) };
    match &list.kind {
        Kind::List(items) => items
            .get(number)
            .cloned()
            .unwrap_or_else(|| Value::unknown(Why::Fails(format!("the list has no element {number}")), at)),
        Kind::Pseudo(Pseudo::Zones) => Value::new(Kind::Pseudo(Pseudo::Zone(number)), at),
        Kind::Attribute { resource, attribute } => {
            Value::attribute(resource.clone(), format!("{attribute}[{number}]"), at)
        }
        Kind::Parameter(name, path) => Value::new(Kind::Parameter(name.clone(), format!("{path}[{number}]")), at),
        Kind::Null
        | Kind::Bool(_)
        | Kind::Number(_)
        | Kind::Text(_)
        | Kind::Map(_)
        | Kind::Json(_)
        | Kind::Base64(_)
        | Kind::Pseudo(_)
        | Kind::Join(_)
        | Kind::Unknown(_) => list.not_known(at),
    }
}

/// Splits at a delimiter. Ids and ARNs of resources hold no comma, so that what `Join` made of them comes apart again.
pub(super) fn split(delimiter: &Value, text: &Value, at: Span) -> Value {
    let Some(between) = delimiter.as_text().filter(|between| !between.is_empty()) else {
        return delimiter.not_known(at);
    };
    let mut items: Vec<Vec<Value>> = vec![Vec::new()];
    for piece in text.pieces() {
        match piece.as_text() {
            Some(known) => {
                for (index, part) in known.split(between.as_str()).enumerate() {
                    if index > 0 {
                        items.push(Vec::new());
                    }
                    if let Some(last) = items.last_mut().filter(|_| !part.is_empty()) {
                        last.push(piece.with(Kind::Text(part.to_owned())));
                    }
                }
            }
            None if is_whole(piece, &between) => {
                items.last_mut().into_iter().for_each(|last| last.push(piece.clone()));
            }
            None => return text.not_known(at),
        }
    }
    Value::new(Kind::List(items.into_iter().map(|parts| Value::join(parts, at)).collect()), at).made_of([text])
}

/// Whether what only the deployment knows surely has no delimiter in it: what a stack or a custom resource hands out is
/// any text.
fn is_whole(piece: &Value, between: &str) -> bool {
    match &piece.kind {
        Kind::Attribute { attribute, .. } => {
            let is_one = attribute == "Ref" || attribute.ends_with("Id") || attribute == "Arn";
            is_one && !attribute.starts_with("Outputs.") && (attribute != "Arn" || between == ",")
        }
        Kind::Pseudo(pseudo) => *pseudo != Pseudo::Zones,
        Kind::Null
        | Kind::Bool(_)
        | Kind::Number(_)
        | Kind::Text(_)
        | Kind::List(_)
        | Kind::Map(_)
        | Kind::Json(_)
        | Kind::Base64(_)
        | Kind::Parameter(..)
        | Kind::Join(_)
        | Kind::Unknown(_) => false,
    }
}

/// An element without the blanks around it.
pub(super) fn trimmed(item: &Value) -> Value {
    let span = item.span;
    let last = item.pieces().len().saturating_sub(1);
    let pieces = item.pieces().iter().enumerate().map(|(index, piece)| {
        let Kind::Text(text) = &piece.kind else { return piece.clone() };
        let text = if index == 0 { text.trim_start() } else { text };
        piece.with(Kind::Text(if index == last { text.trim_end() } else { text }.to_owned()))
    });
    Value::join(pieces, span).made_of([item])
}
