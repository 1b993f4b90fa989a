//! Comes in: whom a statement names, and who asks.
//! Goes out: whether the statement is about them.
//! Never: takes two values for one that only may be the same.

use super::decide::{Known, Who, any};
use super::pattern::{Symbol, symbols};
use crate::plan::{Principals, Statement, Value};

/// Whether a statement is about somebody. One of a role's own policy names nobody, and it is not known who has it.
pub(super) fn is_about(statement: &Statement, who: Who) -> Known {
    match &statement.principals {
        Some(Principals::Everyone) => Some(true),
        Some(Principals::Aws(listed)) => any(listed.iter().map(|listed| names(listed, who))),
        Some(Principals::Service(_)) => Some(false),
        Some(Principals::Unknown) | None => None,
    }
}

/// Whether what a statement lists is, or contains, who asks.
fn names(listed: &Value, who: Who) -> Known {
    if listed.as_literal() == Some("*") {
        return Some(true);
    }
    let asks = match who {
        Who::AnyoneElse => return symbols(listed).map(|_| false),
        Who::Arn(asks) => asks,
    };
    match (symbols(listed), symbols(asks)) {
        (Some(listed), Some(asks)) => {
            let whole = is_whole_account(&listed).then(|| account_of(&listed)).flatten();
            Some(listed == asks || whole.is_some() && whole == account_of(&asks))
        }
        // The same parameter has the same value.
        (None, None) if listed == asks && !holds_unknown(listed) => Some(true),
        (None, _) | (_, None) => None,
    }
}

/// The account of an ARN, or of an account's id alone.
fn account_of(text: &[Symbol]) -> Option<&[Symbol]> {
    if is_account_id(text) { Some(text) } else { text.split(|symbol| *symbol == Symbol::Character(':')).nth(4) }
}

/// Whether it stands for everybody of an account: `arn:aws:iam::111122223333:root`, or its 12 digits alone.
fn is_whole_account(text: &[Symbol]) -> bool {
    let root = ":root".chars().map(Symbol::Character).collect::<Vec<_>>();
    is_account_id(text) || text.ends_with(&root)
}

fn is_account_id(text: &[Symbol]) -> bool {
    text.len() == 12
        && text.iter().all(|symbol| match symbol {
            Symbol::Character(c) => c.is_ascii_digit(),
            Symbol::Account(_) => true,
            Symbol::Opaque(_) => false,
        })
}

fn holds_unknown(value: &Value) -> bool {
    match value {
        Value::Unknown => true,
        Value::Join(parts) => parts.iter().any(holds_unknown),
        Value::Literal(_) | Value::Parameter(_) | Value::Attribute(..) | Value::Pseudo(_) => false,
    }
}
