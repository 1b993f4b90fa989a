//! Input: what a reader finds, piece by piece.
//! Output: a tree whose every key and value has its place.
//! Never: keeps one of two equal keys unasked, or goes deeper than templates do.

use crate::span::{SourceId, Span};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How deep lists and maps may stand in each other. Templates need a dozen or two.
pub(super) const DEEPEST: usize = 64;

/// A value of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// From its first byte (of its tag, if it has one) to just past its last.
    pub span: Span,
    /// The tag of YAML, `!Ref`.
    pub tag: Option<String>,
    /// What it holds.
    pub content: Content,
}

/// What a [`Node`] holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// One value.
    Scalar(Scalar),
    /// Values in a row.
    List(Vec<Node>),
    /// Values by key, in the order of the text. No key stands in it twice.
    Map(Vec<Entry>),
}

/// The characters of a value that is neither list nor map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The characters, without quotes and escapes.
    pub text: String,
    /// Whether it is a text whatever it says: `"true"`, and not `true`.
    pub quoted: bool,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key's characters.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// What stands under it.
    pub node: Node,
}

/// Whether a YAML text may have anchors, aliases and merge keys (`<<`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aliases {
    /// They are errors.
    Refused,
    /// An alias is read as what its anchor names, at the places where that stands, and `<<` is worked in. Bounded: a
    /// text of a few lines can name itself a billion times over.
    Followed,
}

/// Why a text was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// Where.
    pub span: Span,
    /// What is wrong, lower case, without a full stop.
    pub message: String,
    /// Whether the language allows it, and this reader, or the way in which it was asked to read, does not.
    pub legal: bool,
}

impl Malformed {
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), legal: false }
    }

    pub(super) fn legal(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), legal: true }
    }

    pub(super) fn too_deep(span: Span) -> Self {
        Self::legal(span, format!("lists and maps are nested more than {DEEPEST} deep"))
    }
}

impl Node {
    /// What stands under a key; `None` where there is none, or where this is no map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// A key with what stands under it; `None` where there is none, or where this is no map.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries()?.iter().find(|entry| entry.key == key)
    }

    /// The keys and values of a map.
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.content {
            Content::Map(entries) => Some(entries),
            Content::Scalar(_) | Content::List(_) => None,
        }
    }

    /// The elements of a list.
    pub fn items(&self) -> Option<&[Node]> {
        match &self.content {
            Content::List(nodes) => Some(nodes),
            Content::Scalar(_) | Content::Map(_) => None,
        }
    }

    /// The characters of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(scalar) => Some(&scalar.text),
            Content::List(_) | Content::Map(_) => None,
        }
    }
}

/// A text in a message: in backticks, cut where it is long.
pub fn shown(text: &str) -> String {
    format!("`{}`", cut(text))
}

/// The beginning of a long text.
pub fn cut(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST).and_then(|(at, _)| text.get(..at)) {
        Some(head) => format!("{head}…").into(),
        None => text.into(),
    }
}

/// The entries of a map under construction.
#[derive(Default)]
pub(super) struct Entries {
    pub(super) all: Vec<Entry>,
    /// The keys with their places, once there are [`MANY`].
    keys: BTreeMap<String, usize>,
}

/// A key among fewer is found by looking at each.
const MANY: usize = 16;

impl Entries {
    /// A key that is there is a fault, or counts as it stands last: `earlier` then gets where it stood before.
    pub(super) fn put(&mut self, entry: Entry, earlier: &mut Option<Vec<Span>>) -> Result<(), Malformed> {
        let Some(at) = self.find(&entry.key) else {
            self.add(entry);
            return Ok(());
        };
        let (Some(earlier), Some(known)) = (earlier, self.all.get_mut(at)) else {
            let message = format!("the key {} appears twice in one map", shown(&entry.key));
            return Err(Malformed::new(entry.key_span, message));
        };
        earlier.push(known.key_span);
        *known = entry;
        Ok(())
    }

    pub(super) fn put_where_free(&mut self, entry: Entry) {
        if self.find(&entry.key).is_none() {
            self.add(entry);
        }
    }

    fn find(&self, key: &str) -> Option<usize> {
        if self.all.len() < MANY {
            self.all.iter().position(|entry| entry.key == key)
        } else {
            self.keys.get(key).copied()
        }
    }

    fn add(&mut self, entry: Entry) {
        self.all.push(entry);
        if self.all.len() >= MANY {
            let new = self.all.iter().enumerate().skip(if self.keys.is_empty() { 0 } else { self.all.len() - 1 });
            self.keys.extend(new.map(|(at, entry)| (entry.key.clone(), at)));
        }
    }
}

/// The range `start..end` of a source.
pub(super) fn place(source: SourceId, start: usize, end: usize) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span { source, start: offset(start), end: offset(end) }
}
