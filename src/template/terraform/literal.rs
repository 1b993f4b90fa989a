//! Input: an expression.
//! Output: its value, where nothing around it has to be known.
//! Never: looks at a name.

use super::syntax::{Expr, ExprKind};
use crate::template::value::{Entry, Kind, Value};

/// An expression that needs nothing around it.
pub(super) fn literal(expr: &Expr) -> Option<Value> {
    let kind = match &expr.kind {
        ExprKind::Null => Kind::Null,
        ExprKind::Bool(it) => Kind::Bool(*it),
        ExprKind::Number(number) => Kind::Number(*number),
        ExprKind::Text(text) => Kind::Text(text.clone()),
        ExprKind::Negative(of) => Kind::Number(-literal(of)?.as_number()?),
        ExprKind::List(items) => Kind::List(items.iter().map(literal).collect::<Option<_>>()?),
        ExprKind::Map(entries) => {
            let entry = |(key, value): &(Expr, Expr)| {
                Some(Entry { key: literal(key)?.as_text()?, key_span: key.span, value: literal(value)? })
            };
            Kind::Map(entries.iter().map(entry).collect::<Option<_>>()?)
        }
        ExprKind::Template(_)
        | ExprKind::Name(_)
        | ExprKind::Get(..)
        | ExprKind::Index(..)
        | ExprKind::Splat(..)
        | ExprKind::If(_)
        | ExprKind::Call { .. }
        | ExprKind::Not(_)
        | ExprKind::Binary(..)
        | ExprKind::For(_) => return None,
    };
    Some(Value::new(kind, expr.span))
}
