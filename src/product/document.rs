//! Comes in: the text of a template, in YAML or JSON.
//! Goes out: its tree; every key and value with the place where it starts.
//! Never: follows an alias, keeps one of two equal keys, or goes deeper than templates do.

use super::cursor::shown;
use super::fault::Fault;
use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// How deep lists and maps may stand in each other. Templates need a dozen.
const DEEPEST: usize = 64;

/// A value of a document.
#[derive(Debug)]
pub(super) struct Node {
    /// Offset of its first byte; of its tag, where it has one.
    pub at: usize,
    /// The tag of YAML, `!Ref`.
    pub tag: Option<String>,
    pub content: Content,
}

#[derive(Debug)]
pub(super) enum Content {
    Scalar(Scalar),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

#[derive(Debug)]
pub(super) struct Scalar {
    pub text: String,
    /// Whether it is a text whatever it says: `"true"`, and not `true`.
    pub quoted: bool,
}

/// A key with its value.
#[derive(Debug)]
pub(super) struct Entry {
    pub key: String,
    /// Offset of the key's first byte.
    pub at: usize,
    pub node: Node,
}

impl Scalar {
    /// Whether it is another thing than a text: a truth value or a number, in what `build` writes.
    pub fn is_bare(&self) -> bool {
        let digits = self.text.strip_prefix('-').unwrap_or(&self.text);
        let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        !self.quoted && (number || matches!(self.text.as_str(), "true" | "false"))
    }
}

/// The entries of a map under construction.
#[derive(Default)]
struct Entries {
    all: Vec<Entry>,
    keys: BTreeSet<String>,
}

impl Entries {
    fn put(&mut self, key: String, at: usize, node: Node) -> Result<(), Fault> {
        if !self.keys.insert(key.clone()) {
            return Err(Fault::new(at, format!("the key {} stands twice in one map", shown(&key))));
        }
        self.all.push(Entry { key, at, node });
        Ok(())
    }
}

fn too_deep(at: usize) -> Fault {
    Fault::new(at, format!("lists and maps stand in each other more than {DEEPEST} deep")).foreign()
}

/// Reads the one document of a YAML text.
pub(super) fn yaml(text: &str) -> Result<Node, Fault> {
    let options = granit_parser::options! { emit_comments: false };
    let mut yaml = Yaml { parser: Parser::new_from_str_with_options(text, options), end: text.len() };
    loop {
        let (event, at) = yaml.next()?;
        if let Event::StreamEnd = event {
            return Err(Fault::new(at, "there is no document in it").foreign());
        }
        if !matches!(event, Event::StreamStart | Event::DocumentStart(..)) {
            let root = yaml.node(event, at, 0)?;
            return yaml.ends().map(|()| root);
        }
    }
}

struct Yaml<'t> {
    parser: Parser<'t, StrInput<'t>>,
    end: usize,
}

impl<'t> Yaml<'t> {
    /// What comes next, and where it starts.
    fn next(&mut self) -> Result<(Event<'t>, usize), Fault> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((event, start(&span))),
            Some(Err(error)) => Err(broken(&error, self.end)),
            None => Ok((Event::StreamEnd, self.end)),
        }
    }

    /// One document, and nothing behind it.
    fn ends(&mut self) -> Result<(), Fault> {
        loop {
            let (event, at) = self.next()?;
            if let Event::StreamEnd = event {
                return Ok(());
            }
            if !matches!(event, Event::DocumentEnd) {
                return Err(Fault::new(at, "there is a second document in it").foreign());
            }
        }
    }

    fn node(&mut self, event: Event<'t>, at: usize, depth: usize) -> Result<Node, Fault> {
        if depth > DEEPEST {
            return Err(too_deep(at));
        }
        let (content, anchor, tag) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let scalar = Scalar { text: text.into_owned(), quoted: style != ScalarStyle::Plain };
                (Content::Scalar(scalar), anchor, tag)
            }
            Event::SequenceStart(_, anchor, tag) => (Content::List(self.list(depth)?), anchor, tag),
            Event::MappingStart(_, anchor, tag) => (Content::Map(self.map(depth)?), anchor, tag),
            Event::Alias(_) | Event::UnresolvedAlias(_) => return Err(Fault::new(at, "there is an alias").foreign()),
            Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(..)
            | Event::DocumentEnd
            | Event::Anchor(..)
            | Event::Comment(..)
            | Event::SequenceEnd
            | Event::MappingEnd
            | _ => return Err(Fault::new(at, "a value is missing")),
        };
        if anchor != 0 {
            return Err(Fault::new(at, "there is an anchor").foreign());
        }
        Ok(Node { at, tag: tag.as_deref().map(Tag::original), content })
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Node>, Fault> {
        let mut nodes = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(nodes),
                (event, at) => nodes.push(self.node(event, at, depth + 1)?),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Vec<Entry>, Fault> {
        let mut entries = Entries::default();
        loop {
            let (key, at) = match self.next()? {
                (Event::MappingEnd, _) => return Ok(entries.all),
                (Event::Scalar(key, _, 0, None), at) => (key, at),
                (_, at) => return Err(Fault::new(at, "a key is not a plain text").foreign()),
            };
            let (event, value_at) = self.next()?;
            let node = self.node(event, value_at, depth + 1)?;
            entries.put(Cow::into_owned(key), at, node)?;
        }
    }
}

fn start(span: &Span) -> usize {
    span.tag_start().unwrap_or(span.start).byte_offset().unwrap_or_default()
}

fn broken(error: &ScanError, end: usize) -> Fault {
    Fault::new(error.marker().byte_offset().unwrap_or(end), format!("this is not YAML: {}", error.info()))
}

/// Reads a JSON text.
pub(super) fn json(text: &str) -> Result<Node, Fault> {
    // That it is JSON, and not too deep for it, is for the library to say; places it does not tell.
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        let before: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        // The column is the one before a control character, and the one of all else.
        let at = before + error.column() - usize::from(!message.starts_with("control") && error.column() > 0);
        return Err(Fault::new(at, format!("this is not JSON: {message}")));
    }
    Json { text, at: 0 }.node(0)
}

/// A text that is known to be JSON.
struct Json<'t> {
    text: &'t str,
    at: usize,
}

impl Json<'_> {
    /// The next byte that is not blank.
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                other => return other.copied(),
            }
        }
    }

    fn node(&mut self, depth: usize) -> Result<Node, Fault> {
        let first = self.peek();
        let at = self.at;
        if depth > DEEPEST {
            return Err(too_deep(at));
        }
        let content = match first {
            Some(b'{') => Content::Map(self.map(depth)?),
            Some(b'[') => Content::List(self.list(depth)?),
            Some(b'"') => Content::Scalar(Scalar { text: self.string()?, quoted: true }),
            _ => Content::Scalar(Scalar { text: self.bare(), quoted: false }),
        };
        Ok(Node { at, tag: None, content })
    }

    /// `true`, `null` or a number.
    fn bare(&mut self) -> String {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest.find([',', ']', '}', ' ', '\t', '\n', '\r']).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default().to_owned()
    }

    fn string(&mut self) -> Result<String, Fault> {
        let at = self.at;
        let mut escaped = false;
        self.at += 1;
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            self.at += 1;
            match byte {
                b'"' if !escaped => break,
                _ => escaped = *byte == b'\\' && !escaped,
            }
        }
        let quoted = self.text.get(at..self.at).unwrap_or_default();
        serde_json::from_str(quoted).map_err(|_| Fault::new(at, "this is not JSON: half of a surrogate pair"))
    }

    /// Steps over the opening bracket or a comma; `false` at the closing one, behind which it then stands.
    fn another(&mut self, close: u8) -> bool {
        self.peek();
        self.at += 1;
        if self.text.as_bytes().get(self.at - 1) == Some(&close) {
            return false;
        }
        let closes = self.peek().is_none_or(|byte| byte == close);
        self.at += usize::from(closes);
        !closes
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Node>, Fault> {
        let mut nodes = Vec::new();
        while self.another(b']') {
            nodes.push(self.node(depth + 1)?);
        }
        Ok(nodes)
    }

    fn map(&mut self, depth: usize) -> Result<Vec<Entry>, Fault> {
        let mut entries = Entries::default();
        while self.another(b'}') {
            self.peek();
            let at = self.at;
            let key = self.string()?;
            // The colon.
            self.peek();
            self.at += 1;
            let node = self.node(depth + 1)?;
            entries.put(key, at, node)?;
        }
        Ok(entries.all)
    }
}
