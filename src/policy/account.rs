//! Input: statements that leave open which account deploys, beside accounts that they write out.
//! Output: the answer to a question about them, whichever account it is.
//! Never: takes the one for another than each of these.

use super::Answer;
use crate::aws::is_account;
use crate::plan::{Principals, Pseudo, Statement, Value};
use std::collections::BTreeSet;

/// A no that holds whichever account deploys. It may be one that the statements write out, for which `again` is asked;
/// which of the others does not matter.
pub(super) fn whichever(no: Answer, statements: &[&Statement], mut again: impl FnMut(&str) -> Answer) -> Answer {
    if no != Answer::No || !statements.iter().copied().flat_map(values).any(leaves_open) {
        return no;
    }
    let written: BTreeSet<&str> = statements.iter().copied().flat_map(values).filter_map(account_in).collect();
    if written.into_iter().any(|account| again(account) != Answer::No) { Answer::Unknown } else { no }
}

/// The principals and resources of a statement.
fn values(statement: &Statement) -> impl Iterator<Item = &Value> {
    let listed = match &statement.principals {
        Some(Principals::Aws(listed)) => listed.as_slice(),
        Some(Principals::Everyone | Principals::Service(_) | Principals::Unknown) | None => &[],
    };
    let each = |value| Value::all_but(value).unwrap_or(std::slice::from_ref(value));
    listed.iter().chain(&statement.resources).flat_map(each)
}

/// Whether a value holds the account that deploys.
fn leaves_open(value: &Value) -> bool {
    value.has(&|part| matches!(part, Value::Pseudo(Pseudo::Account)))
}

/// The account that a value writes out: an id alone, or that of an ARN.
fn account_in(value: &Value) -> Option<&str> {
    let text = match value {
        Value::Literal(text) => text,
        Value::Join(parts) => parts.iter().find_map(Value::as_literal)?,
        Value::Parameter(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Unknown(_) => return None,
    };
    let account = text.split(':').nth(4).unwrap_or(text);
    is_account(account).then_some(account)
}
