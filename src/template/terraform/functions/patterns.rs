//! Input: texts, and patterns in RE2's language.
//! Output: what matches, and texts with it replaced.
//! Never: takes longer than the text is long times the pattern.

use super::call::{Call, Made};
use crate::aws::Region;
use crate::template::value::{Entry, Kind, Pseudo, Value, Why};
use regex_lite::{Captures, Regex};

/// A pattern. What RE2 has and the library has not is not evaluated.
fn pattern(text: &str, function: &str) -> Result<Regex, Why> {
    Regex::new(text).map_err(|_| Why::Function(function.to_owned()))
}

/// What one match gives: its text; or, of a pattern with groups, a list of theirs; or, with names, a map.
fn matched(call: &Call, regex: &Regex, captures: &Captures) -> Value {
    let group = |index: usize| match captures.get(index) {
        Some(found) => Value::text(found.as_str(), call.at),
        None => Value::new(Kind::Null, call.at),
    };
    let names: Vec<Option<&str>> = regex.capture_names().skip(1).collect();
    if names.is_empty() {
        return group(0);
    }
    let by_name = names
        .iter()
        .zip(1..)
        .filter_map(|(name, index)| Some(Entry { key: (*name)?.to_owned(), key_span: call.at, value: group(index) }));
    let entries: Vec<Entry> = by_name.collect();
    if entries.is_empty() {
        return Value::new(Kind::List((1..=names.len()).map(group).collect()), call.at);
    }
    Value::new(Kind::Map(entries), call.at)
}

pub(super) fn regex(call: &Call) -> Made {
    let regex = pattern(&call.text(0)?, "regex")?;
    let text = call.text(1)?;
    call.spend(text.len())?;
    let captures = regex.captures(&text).ok_or_else(|| Why::Fails("the pattern matches nothing".to_owned()))?;
    Ok(matched(call, &regex, &captures))
}

pub(super) fn regexall(call: &Call) -> Made {
    let regex = pattern(&call.text(0)?, "regexall")?;
    if let Kind::Pseudo(Pseudo::Zone(_)) = call.value(1)?.kind {
        return in_any_zone(call, &regex);
    }
    let text = call.text(1)?;
    call.spend(text.len())?;
    call.made(Kind::List(regex.captures_iter(&text).map(|captures| matched(call, &regex, &captures)).collect()))
}

/// In a zone's name, which is not known: as often as in the zones of the region, or of every region where that is not
/// said, but for those whose names begin as no other's (`eusc-de-east-1`).
fn in_any_zone(call: &Call, regex: &Regex) -> Made {
    let usual = |id: &str| id.as_bytes().get(2) == Some(&b'-');
    let regions = Region::all().iter().map(|region| region.id);
    let regions = regions.filter(|id| call.region.map_or(usual(id), |region| region == *id));
    let mut counts = regions.map(|id| regex.find_iter(&format!("{id}a")).count());
    let first = counts.next().unwrap_or_default();
    if counts.any(|count| count != first) {
        return Err(Why::Deployment);
    }
    let unknown = Value::unknown(Why::Deployment, call.at);
    call.made(Kind::List(vec![unknown; first]))
}

/// `replace` with a pattern between slashes; `$1` stands for a group.
pub(super) fn replace(call: &Call, of: &str, sought: &str, with: &str) -> Made {
    let regex = pattern(sought.trim_start_matches('/').trim_end_matches('/'), "replace")?;
    call.spend(regex.find_iter(of).count().saturating_mul(with.len() + of.len().min(64)))?;
    call.made(Kind::Text(regex.replace_all(of, with).into_owned()))
}
