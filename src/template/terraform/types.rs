//! Input: a value and the type that a variable has: `list(object({a = optional(bool, true)}))`.
//! Output: the value as that type.
//! Never: refuses a value; what does not fit stays as it is.

use super::literal::literal;
use super::syntax::{Expr, ExprKind};
use crate::template::value::{Entry, Kind, Value};

pub(super) fn converted(value: Value, of_type: &Expr) -> Value {
    if value.is_null() {
        return value;
    }
    match &of_type.kind {
        ExprKind::Name(name) => match name.as_str() {
            "string" => as_string(value),
            "number" => value.as_number().map_or(value.clone(), |number| value.with(Kind::Number(number))),
            "bool" => value.as_bool().map_or(value.clone(), |it| value.with(Kind::Bool(it))),
            _ => value,
        },
        ExprKind::Call { name, arguments, .. } => match (name.as_str(), arguments.as_slice()) {
            ("list" | "map", [of]) => Value { is_of_set: false, ..each(value, of) },
            ("set", [of]) => as_set(each(value, of)),
            ("optional", [of, ..]) => converted(value, of),
            ("object", [Expr { kind: ExprKind::Map(attributes), .. }]) => as_object(value, attributes),
            _ => value,
        },
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Template(_)
        | ExprKind::List(_)
        | ExprKind::Map(_)
        | ExprKind::Get(..)
        | ExprKind::Index(..)
        | ExprKind::Splat(..)
        | ExprKind::If(_)
        | ExprKind::Not(_)
        | ExprKind::Negative(_)
        | ExprKind::Binary(..)
        | ExprKind::For(_) => value,
    }
}

fn as_string(value: Value) -> Value {
    let other = matches!(value.kind, Kind::Bool(_) | Kind::Number(_));
    match value.as_text().filter(|_| other) {
        Some(text) => value.with(Kind::Text(text)),
        None => value,
    }
}

/// Each element, or what stands under each key.
fn each(mut value: Value, of: &Expr) -> Value {
    if let Kind::List(items) = &mut value.kind {
        *items = std::mem::take(items).into_iter().map(|item| converted(item, of)).collect();
    }
    if let Kind::Map(entries) = &mut value.kind {
        let with = |entry: Entry| Entry { value: converted(entry.value, of), ..entry };
        *entries = std::mem::take(entries).into_iter().map(with).collect();
    }
    value
}

/// A list without what stands in it twice; known texts in their order, as Terraform keeps sets.
pub(super) fn as_set(mut value: Value) -> Value {
    let Kind::List(items) = &mut value.kind else { return value };
    let mut kept: Vec<Value> = Vec::new();
    for item in std::mem::take(items) {
        if matches!(item.kind, Kind::Unknown(_)) || !kept.contains(&item) {
            kept.push(item);
        }
    }
    if kept.iter().all(|item| matches!(item.kind, Kind::Text(_))) {
        kept.sort_by_key(Value::as_text);
    }
    *items = kept;
    value.is_of_set = true;
    value
}

/// The attributes that the type names, an optional one with its default where none is given.
fn as_object(value: Value, attributes: &[(Expr, Expr)]) -> Value {
    let Kind::Map(given) = &value.kind else { return value };
    let mut entries = Vec::new();
    for (key, of_type) in attributes {
        let ExprKind::Text(name) = &key.kind else { continue };
        let optional = if let ExprKind::Call { name, arguments, .. } = &of_type.kind
            && name == "optional"
        {
            Some(arguments.get(1))
        } else {
            None
        };
        let found = given.iter().find(|entry| entry.key == *name);
        let entry = match (found, optional) {
            (Some(found), Some(Some(default))) if found.value.is_null() => {
                Entry { value: converted(default_of(default), of_type), ..found.clone() }
            }
            (Some(found), _) => Entry { value: converted(found.value.clone(), of_type), ..found.clone() },
            (None, Some(Some(default))) => {
                // What the caller leaves out is the type's word, which stands there.
                Entry { key: name.clone(), key_span: key.span, value: converted(default_of(default), of_type) }
            }
            (None, Some(None)) => {
                Entry { key: name.clone(), key_span: key.span, value: Value::new(Kind::Null, value.span) }
            }
            (None, None) => continue,
        };
        entries.push(entry);
    }
    value.with(Kind::Map(entries))
}

/// Defaults in types are literals.
fn default_of(default: &Expr) -> Value {
    literal(default).unwrap_or_else(|| Value::new(Kind::Null, default.span))
}
