//! Input: a value that is, or is the text of, a JSON document: a policy, a task's containers.
//! Output: the document, its values with places as exact as the text allows.
//! Never: drops what stands in the text's gaps: a reference in a JSON text is a reference in the document.

use super::value::{Entry, Kind, Value};
use crate::document::{self, Content, Malformed, Node};
use crate::span::{SourceId, Span};

/// The document that a value is, or whose JSON it is; `None` where it is neither, or not known, or says a key twice in one
/// map.
pub fn structured(value: &Value) -> Option<Value> {
    by(value, document::json)
}

/// The same, as Terraform's provider reads containers: of equal keys in one map the last counts.
/// <https://pkg.go.dev/encoding/json#Unmarshal>, read 2026-11-30.
pub fn structured_by_last(value: &Value) -> Option<Value> {
    by(value, |text, id| document::json_by_last(text, id).map(|(root, _)| root))
}

fn by(value: &Value, json: impl Fn(&str, SourceId) -> Result<Node, Malformed>) -> Option<Value> {
    match &value.kind {
        Kind::Map(_) | Kind::List(_) => Some(value.clone()),
        Kind::Json(value) => Some(Value::clone(value)),
        Kind::Text(_) => read(std::slice::from_ref(value), value, json),
        Kind::Join(pieces) => read(pieces, value, json),
        Kind::Null
        | Kind::Bool(_)
        | Kind::Number(_)
        | Kind::Base64(_)
        | Kind::Attribute { .. }
        | Kind::Parameter(..)
        | Kind::Pseudo(_)
        | Kind::Unknown(_) => None,
    }
}

/// The characters that stand for gaps: those of Unicode's first private area, which is 6400 large.
const FIRST: u32 = 0xe000;
const LAST: u32 = 0xf8ff;

/// Reads JSON that has gaps in it, each of which is taken for one character that no text has.
fn read(pieces: &[Value], whole: &Value, json: impl Fn(&str, SourceId) -> Result<Node, Malformed>) -> Option<Value> {
    let mut text = String::new();
    let mut starts = Vec::new();
    let mut gaps = Vec::new();
    for piece in pieces {
        if let Kind::Text(literal) = &piece.kind {
            if literal.chars().any(|c| (FIRST..=LAST).contains(&u32::from(c))) {
                return None;
            }
            starts.push((text.len(), literal.as_str(), piece.span));
            text.push_str(literal);
        } else {
            let gap = u32::try_from(gaps.len()).ok().map(|index| FIRST + index).filter(|gap| *gap <= LAST)?;
            text.push(char::from_u32(gap)?);
            gaps.push(piece);
        }
    }
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    // A gap outside of quotes is a whole value: `"Resource": ${jsonencode(x)}`.
    let (text, moved) = quoted_gaps(&text);
    let root = json(&text, SourceId::default()).ok()?;
    Some(Reading { starts, gaps, moved, whole }.value(&root))
}

/// The text with quotes around the gaps that stand outside of any, and where those quotes were put.
fn quoted_gaps(text: &str) -> (String, Vec<usize>) {
    let mut quoted = String::with_capacity(text.len());
    let mut moved = Vec::new();
    let (mut inside, mut escaped) = (false, false);
    for c in text.chars() {
        let gap = (FIRST..=LAST).contains(&u32::from(c)) && !inside;
        if gap {
            moved.extend([quoted.len(), quoted.len() + c.len_utf8() + 1]);
            quoted.extend(['"', c, '"']);
            continue;
        }
        inside ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        quoted.push(c);
    }
    (quoted, moved)
}

struct Reading<'v> {
    /// Where each literal piece starts in the text, its characters and its place.
    starts: Vec<(usize, &'v str, Span)>,
    gaps: Vec<&'v Value>,
    /// Where quotes stand that were not in the text.
    moved: Vec<usize>,
    whole: &'v Value,
}

impl Reading<'_> {
    fn value(&self, node: &Node) -> Value {
        let span = self.place(node.span);
        let kind = match &node.content {
            Content::List(nodes) => Kind::List(nodes.iter().map(|node| self.value(node)).collect()),
            Content::Map(entries) => Kind::Map(
                entries
                    .iter()
                    .map(|entry| Entry {
                        key: self.filled(&entry.key, span).as_text().unwrap_or_else(|| entry.key.clone()),
                        key_span: self.place(entry.key_span),
                        value: self.value(&entry.node),
                    })
                    .collect(),
            ),
            Content::Scalar(scalar) if scalar.quoted => {
                let filled = self.filled(&scalar.text, span);
                let is_gap = scalar.text.chars().count() == 1 && !matches!(filled.kind, Kind::Text(_));
                return if is_gap { filled } else { self.whole.with(filled.kind).at(span) };
            }
            Content::Scalar(scalar) => match scalar.text.as_str() {
                "null" => Kind::Null,
                "true" => Kind::Bool(true),
                "false" => Kind::Bool(false),
                number => number.parse().map_or_else(|_| Kind::Text(number.to_owned()), Kind::Number),
            },
        };
        self.whole.with(kind).at(span)
    }

    /// A text with its gaps filled again.
    fn filled(&self, text: &str, span: Span) -> Value {
        let mut parts = Vec::new();
        let mut plain = String::new();
        for c in text.chars() {
            let gap = u32::from(c).checked_sub(FIRST).and_then(|index| self.gaps.get(usize::try_from(index).ok()?));
            match gap {
                Some(gap) => {
                    parts.push(Value::text(std::mem::take(&mut plain), span));
                    parts.push(Value::clone(gap));
                }
                None => plain.push(c),
            }
        }
        parts.push(Value::text(plain, span));
        parts.retain(|part| part.kind != Kind::Text(String::new()));
        Value::join(parts, span)
    }

    /// Where in the user's file a piece of the text stands: exactly, where its characters stand there as they are.
    fn place(&self, within: Span) -> Span {
        let quotes = self.moved.iter().filter(|at| **at < within.start as usize).count();
        let at = (within.start as usize).saturating_sub(quotes);
        let Some((start, literal, span)) = self.starts.iter().rev().find(|(start, ..)| *start <= at) else {
            return self.whole.span;
        };
        let verbatim = span.end.saturating_sub(span.start) as usize == literal.len();
        let offset = u32::try_from(at - start).unwrap_or_default();
        if !verbatim || offset as usize >= literal.len() {
            return *span;
        }
        let from = span.start + offset;
        Span { start: from, end: (from + (within.end - within.start)).min(span.end).max(from), ..*span }
    }
}
