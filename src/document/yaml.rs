//! Input: a YAML text, and whether it may contain aliases.
//! Output: the tree of its one document, with places.
//! Never: reads past the first document.

use super::node::{Aliases, Content, DEEPEST, Entries, Entry, Malformed, Node, Scalar, place};
use crate::span::{SourceId, Span};
use granit_parser::{Event, Parser, ScalarStyle, ScanError, StrInput, Tag};
use std::collections::BTreeMap;

/// How many values may stand at anchors and aliases of one text, taken together.
const MOST_NAMED: usize = 100_000;

/// With `earlier`, the last of equal keys counts.
pub(super) fn read(
    text: &str,
    source: SourceId,
    aliases: Aliases,
    earlier: &mut Option<Vec<Span>>,
) -> Result<Node, Malformed> {
    let options = granit_parser::options! { emit_comments: false };
    let parser = Parser::new_from_str_with_options(text, options);
    let mut yaml = Yaml { parser, text, source, aliases, earlier, anchors: BTreeMap::new(), named: 0, last: 0 };
    loop {
        let (event, span) = yaml.next()?;
        if let Event::StreamEnd = event {
            return Err(Malformed::legal(span, "there is no document in it"));
        }
        if !matches!(event, Event::StreamStart | Event::DocumentStart(..)) {
            let root = yaml.node(event, span, 0)?;
            return yaml.ends().map(|()| root);
        }
    }
}

struct Yaml<'t, 'e> {
    parser: Parser<'t, StrInput<'t>>,
    text: &'t str,
    source: SourceId,
    aliases: Aliases,
    earlier: &'e mut Option<Vec<Span>>,
    /// What aliases may name, by the parser's number.
    anchors: BTreeMap<usize, Node>,
    /// How many values stood at anchors and aliases.
    named: usize,
    /// Where the last value, key or closing bracket ends: a list or map that no bracket closes ends there.
    last: u32,
}

impl<'t> Yaml<'t, '_> {
    /// What comes next, and where.
    fn next(&mut self) -> Result<(Event<'t>, Span), Malformed> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => {
                let start = span.tag_start().unwrap_or(span.start).byte_offset().unwrap_or_default();
                let end = span.end.byte_offset().unwrap_or(start).max(start);
                let span = self.without_blanks(place(self.source, start, end));
                if span.start < span.end {
                    self.last = span.end;
                }
                Ok((event, span))
            }
            Some(Err(error)) => Err(self.broken(&error)),
            None => Ok((Event::StreamEnd, self.end())),
        }
    }

    fn end(&self) -> Span {
        place(self.source, self.text.len(), self.text.len())
    }

    fn broken(&self, error: &ScanError) -> Malformed {
        let at = error.marker().byte_offset().unwrap_or(self.text.len());
        Malformed::new(place(self.source, at, at), format!("this is not YAML: {}", error.info()))
    }

    /// One document, and nothing after it.
    fn ends(&mut self) -> Result<(), Malformed> {
        loop {
            let (event, span) = self.next()?;
            if let Event::StreamEnd = event {
                return Ok(());
            }
            if !matches!(event, Event::DocumentEnd) {
                return Err(Malformed::legal(span, "there is a second document in it"));
            }
        }
    }

    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Result<Node, Malformed> {
        if depth > DEEPEST {
            return Err(Malformed::too_deep(span));
        }
        let (content, anchor, tag) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let scalar = Scalar { text: text.into_owned(), quoted: style != ScalarStyle::Plain };
                (Content::Scalar(scalar), anchor, tag)
            }
            Event::SequenceStart(_, anchor, tag) => (Content::List(self.list(depth)?), anchor, tag),
            Event::MappingStart(_, anchor, tag) => (Content::Map(self.map(depth)?), anchor, tag),
            Event::Alias(anchor) => return self.alias(anchor, span, depth),
            Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(..)
            | Event::DocumentEnd
            | Event::UnresolvedAlias(_)
            | Event::Anchor(..)
            | Event::Comment(..)
            | Event::SequenceEnd
            | Event::MappingEnd
            | _ => return Err(Malformed::new(span, "a value is missing")),
        };
        let end = if let Content::Scalar(_) = content { span.end } else { self.last.max(span.end) };
        let node = Node { span: Span { end, ..span }, tag: tag.as_deref().map(Tag::original), content };
        if anchor != 0 {
            self.anchor(anchor, &node)?;
        }
        Ok(node)
    }

    fn anchor(&mut self, anchor: usize, node: &Node) -> Result<(), Malformed> {
        match self.aliases {
            Aliases::Refused => Err(Malformed::legal(node.span, "there is an anchor")),
            Aliases::Followed => {
                self.measure(node, node.span)?;
                self.anchors.insert(anchor, node.clone());
                Ok(())
            }
        }
    }

    /// How deep a value is that stands once more, at `span`; a fault where too much stands so.
    fn measure(&mut self, node: &Node, span: Span) -> Result<usize, Malformed> {
        let (values, height) = measure(node);
        self.named += values;
        if self.named > MOST_NAMED {
            let message = format!("the anchors and aliases of this text stand for more than {MOST_NAMED} values");
            return Err(Malformed::legal(span, message));
        }
        Ok(height)
    }

    fn alias(&mut self, anchor: usize, span: Span, depth: usize) -> Result<Node, Malformed> {
        if self.aliases == Aliases::Refused {
            return Err(Malformed::legal(span, "there is an alias"));
        }
        let named = self.anchors.get(&anchor).cloned();
        let named = named.ok_or_else(|| Malformed::new(span, "the alias names nothing that is complete before it"))?;
        if depth + self.measure(&named, span)? > DEEPEST {
            return Err(Malformed::too_deep(span));
        }
        Ok(named)
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Node>, Malformed> {
        let mut nodes = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(nodes),
                (event, span) => nodes.push(self.node(event, span, depth + 1)?),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Vec<Entry>, Malformed> {
        let mut entries = Entries::default();
        let mut merged = Vec::new();
        loop {
            let (event, key_span) = self.next()?;
            if let Event::MappingEnd = event {
                for entry in merged {
                    entries.put_where_free(entry);
                }
                return Ok(entries.all);
            }
            let is_merge_key = self.aliases == Aliases::Followed && is_merge(&event);
            let (key, key_span) = self.key(event, key_span)?;
            let (event, span) = self.next()?;
            let node = self.node(event, span, depth + 1)?;
            if is_merge_key {
                merged.extend(maps_of(node)?);
            } else {
                entries.put(Entry { key, key_span, node }, self.earlier)?;
            }
        }
    }

    fn key(&mut self, event: Event<'t>, span: Span) -> Result<(String, Span), Malformed> {
        let not_plain = || Malformed::legal(span, "a key is not a plain text");
        match (event, self.aliases) {
            (Event::Scalar(key, _, 0, None), _) => Ok((key.into_owned(), span)),
            (event @ (Event::Scalar(..) | Event::Alias(_)), Aliases::Followed) => {
                match self.node(event, span, 0)?.content {
                    Content::Scalar(scalar) => Ok((scalar.text, span)),
                    Content::List(_) | Content::Map(_) => Err(not_plain()),
                }
            }
            (_, Aliases::Refused | Aliases::Followed) => Err(not_plain()),
        }
    }

    /// A block scalar ends after the blank lines that follow it; a reader would not underline those.
    fn without_blanks(&self, span: Span) -> Span {
        let text = self.text.get(span.range()).unwrap_or_default();
        let blanks = u32::try_from(text.len() - text.trim_end().len()).unwrap_or_default();
        Span { end: span.end - blanks, ..span }
    }
}

/// Whether a key is `<<`, which works the maps under it in.
fn is_merge(key: &Event) -> bool {
    matches!(key, Event::Scalar(text, ScalarStyle::Plain, _, _) if text == "<<")
}

/// The entries of a map, or of several, of which an earlier one goes before a later one.
fn maps_of(node: Node) -> Result<Vec<Entry>, Malformed> {
    match node.content {
        Content::Map(entries) => Ok(entries),
        Content::List(nodes) => {
            let maps: Result<Vec<Vec<Entry>>, Malformed> = nodes.into_iter().map(maps_of).collect();
            Ok(maps?.into_iter().flatten().collect())
        }
        Content::Scalar(_) => Err(Malformed::new(node.span, "`<<` takes a map or a list of maps")),
    }
}

/// How many values a value is, itself among them, and how deep.
fn measure(node: &Node) -> (usize, usize) {
    let add = |(values, height): (usize, usize), node: &Node| {
        let (more, below) = measure(node);
        (values + more, height.max(below + 1))
    };
    match &node.content {
        Content::Scalar(_) => (1, 0),
        Content::List(nodes) => nodes.iter().fold((1, 0), add),
        Content::Map(entries) => entries.iter().map(|entry| &entry.node).fold((1, 0), add),
    }
}
