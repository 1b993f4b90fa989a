//! Input: operators and the values that they stand between.
//! Output: what they make.
//! Never: fails where one side decides: `false && unknown` is `false`.

use super::syntax::Operator;
use crate::span::Span;
use crate::template::value::{Kind, Value, Why};

pub(super) fn not(of: &Value, at: Span) -> Value {
    match of.as_bool() {
        Some(it) => Value::new(Kind::Bool(!it), at).made_of([of]),
        None => open(&[of], at),
    }
}

pub(super) fn negative(of: &Value, at: Span) -> Value {
    match of.as_number() {
        Some(number) => Value::new(Kind::Number(-number), at).made_of([of]),
        None => of.not_known(at),
    }
}

pub(super) fn binary(operator: Operator, left: &Value, right: &Value, at: Span) -> Value {
    let kind = match operator {
        Operator::Equal => equal(left, right).map(Kind::Bool),
        Operator::NotEqual => equal(left, right).map(|it| Kind::Bool(!it)),
        Operator::And => decided(left, right, false).map(Kind::Bool),
        Operator::Or => decided(left, right, true).map(Kind::Bool),
        Operator::LessOrEqual => compared(left, right, |a, b| a <= b),
        Operator::GreaterOrEqual => compared(left, right, |a, b| a >= b),
        Operator::Less => compared(left, right, |a, b| a < b),
        Operator::Greater => compared(left, right, |a, b| a > b),
        Operator::Plus => counted(left, right, |a, b| a + b),
        Operator::Minus => counted(left, right, |a, b| a - b),
        Operator::Times => counted(left, right, |a, b| a * b),
        Operator::Divide => counted(left, right, |a, b| a / b),
        Operator::Modulo => counted(left, right, |a, b| a % b),
    };
    match kind {
        Some(kind) => Value::new(kind, at).made_of([left, right]),
        None => open(&[left, right], at),
    }
}

/// Not known, for the reason of the first side that is not.
fn open(sides: &[&Value], at: Span) -> Value {
    let why = sides.iter().find_map(|side| side.why());
    let why = why.unwrap_or_else(|| Why::Fails("an operator stands between values of other kinds".to_owned()));
    // Of a variable the comparison is open, and the comparison is what can be assumed.
    let why = if let Why::Undecided(_) = why { Why::Deployment } else { why };
    Value::unknown(why, at)
}

/// Whether two values are equal, as far as that can be known.
pub(super) fn equal(left: &Value, right: &Value) -> Option<bool> {
    let made = |kind: &Kind| {
        matches!(kind, Kind::Attribute { .. } | Kind::Pseudo(_) | Kind::Json(_) | Kind::Base64(_) | Kind::Join(_))
    };
    match (&left.kind, &right.kind) {
        (Kind::Unknown(_), _) | (_, Kind::Unknown(_)) => None,
        (a, b) if a == b => Some(true),
        // What AWS gives is neither null nor empty.
        (made_one, Kind::Null) | (Kind::Null, made_one) if made(made_one) => Some(false),
        (made_one, Kind::Text(text)) | (Kind::Text(text), made_one) if made(made_one) && text.is_empty() => Some(false),
        (Kind::Null, b) => known(b).then_some(false),
        (a, Kind::Null) => known(a).then_some(false),
        (Kind::List(a), Kind::List(b)) if a.len() != b.len() => Some(false),
        (Kind::List(a), Kind::List(b)) => all(a.iter().zip(b).map(|(a, b)| equal(a, b))),
        (Kind::Map(a), Kind::Map(b)) => {
            let pairs = a.iter().map(|entry| (Some(&entry.value), right.get(&entry.key)));
            let more = b.len() > a.len();
            all(pairs.map(|pair| match pair {
                (Some(a), Some(b)) => equal(a, b),
                _ => Some(false),
            }))
            .map(|same| same && !more)
        }
        (a, b) => (left.is_known() && right.is_known() && known(a) && known(b)).then(|| same_spelling(left, right)),
    }
}

/// `1 == "1"` is `false` to Terraform, as is `true == "true"`.
fn same_spelling(left: &Value, right: &Value) -> bool {
    match (&left.kind, &right.kind) {
        (Kind::Json(_), Kind::Text(_)) | (Kind::Text(_), Kind::Json(_)) => left.as_text() == right.as_text(),
        _ => false,
    }
}

fn known(kind: &Kind) -> bool {
    !matches!(
        kind,
        Kind::Unknown(_)
            | Kind::Parameter(..)
            | Kind::Base64(_)
            | Kind::Join(_)
            | Kind::Attribute { .. }
            | Kind::Pseudo(_)
    )
}

fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut open = false;
    for part in parts {
        match part {
            Some(false) => return Some(false),
            Some(true) => {}
            None => open = true,
        }
    }
    if open { None } else { Some(true) }
}

fn decided(left: &Value, right: &Value, deciding: bool) -> Option<bool> {
    match (left.as_bool(), right.as_bool()) {
        (Some(it), _) | (_, Some(it)) if it == deciding => Some(deciding),
        (Some(_), Some(_)) => Some(!deciding),
        _ => None,
    }
}

fn compared(left: &Value, right: &Value, holds: fn(f64, f64) -> bool) -> Option<Kind> {
    Some(Kind::Bool(holds(left.as_number()?, right.as_number()?)))
}

fn counted(left: &Value, right: &Value, of: fn(f64, f64) -> f64) -> Option<Kind> {
    let number = of(left.as_number()?, right.as_number()?);
    number.is_finite().then_some(Kind::Number(number))
}
