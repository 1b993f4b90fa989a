//! Input: a text in YAML or JSON.
//! Output: its tree; every key and value with its place.
//! Never: keeps one of two equal keys, goes deeper than templates do, or lets aliases grow a short text into a huge tree.

mod json;
mod node;
#[cfg(test)]
mod tests;
mod usual;
mod yaml;

pub use json::comment;
pub use node::{Aliases, Content, Entry, Malformed, Node, Scalar, cut, shown};

use crate::span::SourceId;

/// Reads the one document of a YAML text, whose places are to be in `source`.
///
/// # Errors
/// At the first place where it cannot be read.
pub fn yaml(text: &str, source: SourceId, aliases: Aliases) -> Result<Node, Malformed> {
    usual::read(text, source).map_or_else(|| yaml::read(text, source, aliases), Ok)
}

/// Reads a JSON text, whose places are to be in `source`.
///
/// # Errors
/// At the first place where it cannot be read.
pub fn json(text: &str, source: SourceId) -> Result<Node, Malformed> {
    json::read(text, source)
}
