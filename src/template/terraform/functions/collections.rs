//! Input: lists and maps.
//! Output: what Terraform's functions make of them; elements keep their places.
//! Never: looks into elements that need not be known.

use super::super::operators::equal;
use super::call::{Call, Made, number, refused};
use crate::template::value::{Entry, Kind, Pseudo, Value, Why};

fn list(call: &Call, items: Vec<Value>) -> Made {
    call.spend(items.len())?;
    call.made(Kind::List(items))
}

fn fails(what: &str) -> Why {
    Why::Fails(what.to_owned())
}

/// The entries of a map, by key.
fn sorted<'v>(call: &Call<'v>, index: usize) -> Result<Vec<&'v Entry>, Why> {
    let value = call.value(index)?;
    let entries = value.entries().ok_or_else(|| refused(value, "a map"))?;
    let mut entries: Vec<&Entry> = entries.iter().collect();
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(entries)
}

fn put(entries: &mut Vec<Entry>, entry: Entry) {
    match entries.iter_mut().find(|known| known.key == entry.key) {
        Some(known) => *known = entry,
        None => entries.push(entry),
    }
}

pub(super) fn chunklist(call: &Call) -> Made {
    let size = call.index(1)?;
    let items = call.items(0)?;
    let chunks = items.chunks(if size == 0 { items.len().max(1) } else { size });
    list(call, chunks.map(|chunk| Value::new(Kind::List(chunk.to_vec()), call.at)).collect())
}

/// The first that is neither null nor empty.
pub(super) fn coalesce(call: &Call) -> Made {
    let values = if let [Value { kind: Kind::List(items), .. }] = call.values { items } else { call.values };
    for value in values {
        // They may be null.
        if matches!(value.kind, Kind::Unknown(_) | Kind::Parameter(..)) {
            return Err(refused(value, "a value"));
        }
        if !value.is_null() && value.kind != Kind::Text(String::new()) {
            return Ok(value.clone());
        }
    }
    Err(fails("all arguments of `coalesce` are null or empty"))
}

pub(super) fn coalescelist(call: &Call) -> Made {
    for value in call.values {
        match value.items() {
            Some([]) => {}
            Some(_) => return Ok(value.clone()),
            None if value.is_null() => {}
            None => return Err(refused(value, "a list")),
        }
    }
    Err(fails("all arguments of `coalescelist` are empty"))
}

pub(super) fn concat(call: &Call) -> Made {
    let mut all = Vec::new();
    for index in 0..call.values.len() {
        all.extend_from_slice(call.items(index)?);
    }
    list(call, all)
}

/// The element at an index, which goes round.
pub(super) fn element(call: &Call) -> Made {
    let value = call.value(0)?;
    let wanted = call.value(1)?;
    if let (Kind::Pseudo(Pseudo::Zones), Some(index)) = (&value.kind, wanted.as_index()) {
        return call.made(Kind::Pseudo(Pseudo::Zone(index)));
    }
    if let Some(index) = wanted.as_index()
        && let Some(kind) = of_open(value, &index.to_string())
    {
        return call.made(kind);
    }
    let items = call.items(0)?;
    let count = i64::try_from(items.len()).ok().filter(|count| *count > 0);
    let count = count.ok_or_else(|| fails("`element` is given an empty list"))?;
    let Some(index) = wanted.as_number() else {
        // It does not matter which, where all are the same.
        return match items {
            [only] => Ok(only.clone()),
            [first, rest @ ..] if rest.iter().all(|item| item == first) => Ok(first.clone()),
            _ => Err(refused(wanted, "a number")),
        };
    };
    #[allow(clippy::cast_possible_truncation)]
    let at = usize::try_from(index as i64 % count).ok().and_then(|at| items.get(at));
    at.cloned().ok_or_else(|| fails("the list has no such element"))
}

/// What stands at an index, or under a key, of what only the deployment knows.
fn of_open(value: &Value, at: &str) -> Option<Kind> {
    if let Kind::Parameter(name, path) = &value.kind {
        return Some(Kind::Parameter(name.clone(), format!("{path}[{at}]")));
    }
    let Kind::Attribute { resource, attribute } = &value.kind else { return None };
    let attribute = (!attribute.is_empty()).then(|| format!("{attribute}[{at}]"))?;
    Some(Kind::Attribute { resource: resource.clone(), attribute })
}

/// Lists in lists become one.
pub(super) fn flatten(call: &Call) -> Made {
    fn take(call: &Call, items: &[Value], out: &mut Vec<Value>) -> Result<(), Why> {
        for item in items {
            call.spend(1)?;
            match item.items() {
                Some(inner) => call.meter.deeper(|| take(call, inner, out)).unwrap_or(Err(Why::TooLarge))?,
                None if may_be_list(item) => return Err(refused(item, "a list")),
                None => out.push(item.clone()),
            }
        }
        Ok(())
    }
    let mut out = Vec::new();
    take(call, call.items(0)?, &mut out)?;
    list(call, out)
}

/// Whether something that is not known may be a list: an attribute with a name in the plural is one.
fn may_be_list(item: &Value) -> bool {
    let is_plural = matches!(&item.kind, Kind::Attribute { attribute, .. } if attribute.ends_with('s'));
    is_plural || matches!(item.kind, Kind::Unknown(_) | Kind::Parameter(..))
}

pub(super) fn index(call: &Call) -> Made {
    let sought = call.value(1)?;
    let found = call.items(0)?.iter().position(|item| equal(item, sought) == Some(true));
    call.made(number(found.ok_or_else(|| fails("the list has no such element"))?))
}

pub(super) fn keys(call: &Call) -> Made {
    let keys = sorted(call, 0)?.into_iter().map(|entry| Value::text(entry.key.as_str(), entry.key_span));
    list(call, keys.collect())
}

pub(super) fn length(call: &Call) -> Made {
    let value = call.value(0)?;
    let items = value.items().map(<[Value]>::len).or_else(|| value.entries().map(<[Entry]>::len));
    let characters = || if let Kind::Text(text) = &value.kind { Some(text.chars().count()) } else { None };
    call.made(number(items.or_else(characters).ok_or_else(|| refused(value, "a list"))?))
}

pub(super) fn lookup(call: &Call) -> Made {
    let value = call.value(0)?;
    if let (Some(key), 2) = (call.value(1)?.as_text(), call.values.len())
        && let Some(kind) = of_open(value, &format!("{key:?}"))
    {
        return call.made(kind);
    }
    let entries = value.entries().ok_or_else(|| refused(value, "a map"))?;
    // In an empty map no key is, whichever it is.
    if let ([], Some(default)) = (entries, call.values.get(2)) {
        return Ok(default.clone());
    }
    let key = call.text(1)?;
    match (value.get(&key), call.values.get(2)) {
        (Some(found), _) => Ok(found.clone()),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(Why::Missing(key)),
    }
}

pub(super) fn matchkeys(call: &Call) -> Made {
    let (values, keys, sought) = (call.items(0)?, call.items(1)?, call.items(2)?);
    call.spend(keys.len().saturating_mul(sought.len()))?;
    let pairs = values.iter().zip(keys).filter(|(_, key)| sought.contains(key));
    list(call, pairs.map(|(value, _)| value.clone()).collect())
}

pub(super) fn merge(call: &Call) -> Made {
    let mut merged: Vec<Entry> = Vec::new();
    for value in call.values.iter().filter(|value| !value.is_null()) {
        let entries = value.entries().ok_or_else(|| refused(value, "a map"))?;
        call.spend(entries.len())?;
        for entry in entries {
            put(&mut merged, entry.clone());
        }
    }
    call.made(Kind::Map(merged))
}

pub(super) fn one(call: &Call) -> Made {
    match call.items(0)? {
        [] => call.made(Kind::Null),
        [only] => Ok(only.clone()),
        _ => Err(fails("`one` is given several elements")),
    }
}

pub(super) fn reverse(call: &Call) -> Made {
    list(call, call.items(0)?.iter().rev().cloned().collect())
}

pub(super) fn slice(call: &Call) -> Made {
    let (from, to) = (call.index(1)?, call.index(2)?);
    if call.value(0)?.kind == Kind::Pseudo(Pseudo::Zones) {
        // No region has more than a handful.
        let zones = (from..to.min(16)).map(|index| Value::new(Kind::Pseudo(Pseudo::Zone(index)), call.at));
        return list(call, zones.collect());
    }
    let found = call.items(0)?.get(from..to).ok_or_else(|| fails("the list has no such elements"))?;
    list(call, found.to_vec())
}

pub(super) fn sort(call: &Call) -> Made {
    let mut items = call.items(0)?.to_vec();
    items.sort_by_key(Value::as_text);
    list(call, items)
}

pub(super) fn transpose(call: &Call) -> Made {
    let mut turned: Vec<Entry> = Vec::new();
    for entry in sorted(call, 0)? {
        for item in entry.value.items().unwrap_or_default() {
            call.spend(turned.len())?;
            let key = item.as_text().unwrap_or_default();
            let value = Value::text(entry.key.as_str(), entry.key_span);
            let known = turned.iter_mut().find(|known| known.key == key).map(|known| &mut known.value.kind);
            if let Some(Kind::List(of)) = known {
                of.push(value);
            } else {
                let value = Value::new(Kind::List(vec![value]), call.at);
                turned.push(Entry { key, key_span: item.span, value });
            }
        }
    }
    turned.sort_by(|a, b| a.key.cmp(&b.key));
    call.made(Kind::Map(turned))
}

pub(super) fn values(call: &Call) -> Made {
    list(call, sorted(call, 0)?.into_iter().map(|entry| entry.value.clone()).collect())
}

pub(super) fn zipmap(call: &Call) -> Made {
    let (keys, values) = (call.items(0)?, call.items(1)?);
    if keys.len() != values.len() {
        return Err(fails("`zipmap` is given lists of different lengths"));
    }
    let mut entries = Vec::new();
    for (key, value) in keys.iter().zip(values) {
        let text = key.as_text().ok_or_else(|| refused(key, "a text"))?;
        call.spend(entries.len())?;
        put(&mut entries, Entry { key: text, key_span: key.span, value: value.clone() });
    }
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    call.made(Kind::Map(entries))
}
