//! Input: lists that are taken for sets, and lists of truth values.
//! Output: what Terraform's functions on sets make of them.
//! Never: says that something is not in a list that is not known wholly.

use super::super::operators::equal;
use super::super::types::as_set;
use super::call::{Call, Made, refused};
use crate::template::value::{Kind, Value, Why};

pub(super) fn toset(call: &Call) -> Made {
    let value = call.first()?;
    Ok(as_set(value))
}

fn set(call: &Call, items: Vec<Value>) -> Value {
    as_set(Value::new(Kind::List(items), call.at))
}

pub(super) fn alltrue(call: &Call) -> Made {
    decided(call, false)
}

pub(super) fn anytrue(call: &Call) -> Made {
    decided(call, true)
}

fn decided(call: &Call, deciding: bool) -> Made {
    let items = call.items(0)?;
    if items.iter().any(|item| item.as_bool() == Some(deciding)) {
        return call.made(Kind::Bool(deciding));
    }
    match items.iter().find(|item| item.as_bool().is_none() && !item.is_null()) {
        Some(open) => Err(refused(open, "a truth value")),
        None => call.made(Kind::Bool(!deciding && items.iter().all(|item| !item.is_null()))),
    }
}

/// Without what is null or empty. What AWS gives, or a variable holds, is kept.
pub(super) fn compact(call: &Call) -> Made {
    let kept = call.items(0)?.iter().filter(|item| !item.is_null() && item.kind != Kind::Text(String::new()));
    call.made(Kind::List(kept.cloned().collect()))
}

pub(super) fn contains(call: &Call) -> Made {
    let sought = call.value(1)?;
    let mut open = None;
    for item in call.items(0)? {
        match equal(item, sought) {
            Some(true) => return call.made(Kind::Bool(true)),
            Some(false) => {}
            None => open = item.why().or_else(|| sought.why()).or(Some(Why::Deployment)),
        }
    }
    open.map_or_else(|| call.made(Kind::Bool(false)), Err)
}

/// Each once. Two that are made of different resources are taken for different.
pub(super) fn distinct(call: &Call) -> Made {
    let mut kept: Vec<Value> = Vec::new();
    for item in call.items(0)? {
        call.spend(kept.len())?;
        if matches!(item.kind, Kind::Unknown(_)) || !kept.contains(item) {
            kept.push(item.clone());
        }
    }
    call.made(Kind::List(kept))
}

pub(super) fn setunion(call: &Call) -> Made {
    let mut all = Vec::new();
    for index in 0..call.values.len() {
        all.extend_from_slice(call.items(index)?);
    }
    call.spend(all.len().saturating_mul(all.len()))?;
    Ok(set(call, all))
}

pub(super) fn setintersection(call: &Call) -> Made {
    let mut kept = call.items(0)?.to_vec();
    for index in 1..call.values.len() {
        let other = call.items(index)?;
        call.spend(kept.len().saturating_mul(other.len()))?;
        kept.retain(|item| other.contains(item));
    }
    Ok(set(call, kept))
}

pub(super) fn setsubtract(call: &Call) -> Made {
    let (from, other) = (call.items(0)?, call.items(1)?);
    call.spend(from.len().saturating_mul(other.len()))?;
    Ok(set(call, from.iter().filter(|item| !other.contains(item)).cloned().collect()))
}

/// Every combination of one of each.
pub(super) fn setproduct(call: &Call) -> Made {
    let mut combinations: Vec<Vec<Value>> = vec![Vec::new()];
    for index in 0..call.values.len() {
        let items = call.items(index)?;
        call.spend(combinations.len().saturating_mul(items.len()).saturating_mul(index + 1))?;
        let with = |combination: &Vec<Value>| {
            let one = |item: &Value| [combination.as_slice(), std::slice::from_ref(item)].concat();
            items.iter().map(one).collect::<Vec<_>>()
        };
        combinations = combinations.iter().flat_map(with).collect();
    }
    call.made(Kind::List(combinations.into_iter().map(|items| Value::new(Kind::List(items), call.at)).collect()))
}
