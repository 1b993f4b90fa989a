//! Input: a text in YAML or JSON.
//! Output: its tree; every key and value with its place.
//! Never: keeps one of two equal keys unasked, goes deeper than templates do, or lets aliases grow a short text into a huge tree.

mod json;
mod node;
#[cfg(test)]
mod tests;
mod usual;
mod yaml;

pub use json::comment;
pub use node::{Aliases, Content, Entry, Malformed, Node, Scalar, cut, shown};

use crate::span::{SourceId, Span, UNRESOLVED, merge_conflict};

/// Reads the one document of a YAML text, whose places are to be in `source`.
///
/// # Errors
/// At the first place where it cannot be read.
pub fn yaml(text: &str, source: SourceId, aliases: Aliases) -> Result<Node, Malformed> {
    if let Some(root) = usual::read(text, source) {
        return Ok(root);
    }
    yaml::read(text, source, aliases, &mut None).map_err(|found| or_conflict(text, found))
}

/// The same with aliases followed, where of equal keys in one map the last counts: with the places of the earlier ones.
///
/// # Errors
/// At the first place where it cannot be read.
pub fn yaml_by_last(text: &str, source: SourceId) -> Result<(Node, Vec<Span>), Malformed> {
    if let Some(root) = usual::read(text, source) {
        return Ok((root, Vec::new()));
    }
    let mut earlier = Some(Vec::new());
    let root = yaml::read(text, source, Aliases::Followed, &mut earlier).map_err(|found| or_conflict(text, found))?;
    Ok((root, earlier.unwrap_or_default()))
}

/// Reads a JSON text, whose places are to be in `source`.
///
/// # Errors
/// At the first place where it cannot be read.
pub fn json(text: &str, source: SourceId) -> Result<Node, Malformed> {
    json::read(text, source, &mut None).map_err(|found| or_conflict(text, found))
}

/// The same, where of equal keys in one map the last counts: with the places of the earlier ones.
///
/// # Errors
/// At the first place where it cannot be read.
pub fn json_by_last(text: &str, source: SourceId) -> Result<(Node, Vec<Span>), Malformed> {
    let mut earlier = Some(Vec::new());
    let root = json::read(text, source, &mut earlier).map_err(|found| or_conflict(text, found))?;
    Ok((root, earlier.unwrap_or_default()))
}

/// What is wrong with a text, or the merge conflict in it that the rest follows from.
fn or_conflict(text: &str, found: Malformed) -> Malformed {
    merge_conflict(text, found.span.source).map_or(found, |span| Malformed::new(span, UNRESOLVED))
}
