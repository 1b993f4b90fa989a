//! Input: a text with dynamic references, `{{resolve:ssm:/app/region}}`, wherever in it they stand.
//! Output: the same in pieces, with what only the deployment resolves told from what is known.
//! Never: resolves one.

use crate::template::value::{Kind, Value};

/// How a dynamic reference begins.
pub(super) const OPENING: &str = "{{resolve:";
const CLOSING: &str = "}}";

/// The value, each dynamic reference of its texts a piece of its own; two equal ones are equal.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html>, read 2026-11-30.
pub(super) fn resolved(value: Value) -> Value {
    let opens = |piece: &Value| matches!(&piece.kind, Kind::Text(text) if text.contains(OPENING));
    if !value.pieces().iter().any(opens) {
        return value;
    }
    let mut parts: Vec<Value> = Vec::new();
    // What is read of a reference whose end is still to come: a function may make some of it.
    let mut open: Option<String> = None;
    let reference =
        |name: &str| Value::new(Kind::Parameter(format!("{OPENING}{name}{CLOSING}"), String::new()), value.span);
    for piece in value.pieces() {
        let Kind::Text(text) = &piece.kind else {
            match &mut open {
                Some(name) => name.push_str(&piece.to_string()),
                None => parts.push(piece.clone()),
            }
            continue;
        };
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let ahead = rest.split_once(if open.is_some() { CLOSING } else { OPENING });
            let (before, behind) = ahead.unwrap_or((rest, ""));
            match (open.take(), ahead.is_some()) {
                (Some(name), true) => parts.push(reference(&(name + before))),
                (Some(name), false) => open = Some(name + before),
                (None, is_opened) => {
                    parts.push(piece.with(Kind::Text(before.to_owned())));
                    open = is_opened.then(String::new);
                }
            }
            rest = behind;
        }
    }
    // Of what does not end here, a function may make the rest.
    if open.is_some() { value } else { Value::join(parts, value.span).made_of([&value]) }
}
