//! Input: a YAML text.
//! Output: its tree, where it is written as most templates are: blocks, brackets and scalars that end on their line.
//! Never: reads anything else, or finds a fault: `None` leaves both to the parser, which reads all of YAML.
//!
//! What this reads, it reads as the parser does, places included, in a fraction of the time.

use super::node::{Content, Entries, Entry, Node, Scalar, place};
use crate::span::{SourceId, Span};

/// How deep lists and maps stand in each other in what is read here.
const DEEPEST: usize = 32;
/// How long keys are here; the parser has a limit of its own.
const LONGEST_KEY: usize = 256;

pub(super) fn read(text: &str, source: SourceId) -> Option<Node> {
    // Letters beyond ASCII are left to the parser as well: some of them break lines, or may not be there.
    let is_usual = |byte: u8| matches!(byte, b'\n' | b' '..=b'~');
    if !text.bytes().all(is_usual) {
        return None;
    }
    let mut usual = Usual { text, source, at: 0, line: 0 };
    if text.starts_with("---\n") {
        (usual.at, usual.line) = (4, 4);
    }
    usual.seek_content()?;
    // A whole text begins in the first column, and ends with what began there.
    if usual.column() != Some(0) {
        return None;
    }
    usual.map(0, 0).filter(|_| usual.column().is_none())
}

struct Usual<'t> {
    text: &'t str,
    source: SourceId,
    /// What is read next.
    at: usize,
    /// Where its line begins.
    line: usize,
}

impl<'t> Usual<'t> {
    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn is_blank(&self, ahead: usize) -> bool {
        matches!(self.byte(ahead), None | Some(b' ' | b'\n'))
    }

    fn is_dash(&self) -> bool {
        self.byte(0) == Some(b'-') && self.is_blank(1)
    }

    /// The column of what is read next; `None` at the end.
    fn column(&self) -> Option<usize> {
        self.byte(0).map(|_| self.at - self.line)
    }

    fn span(&self, start: usize) -> Span {
        place(self.source, start, self.at)
    }

    fn skip_blanks(&mut self) {
        while self.byte(0) == Some(b' ') {
            self.at += 1;
        }
    }

    /// Goes on to the first thing on this line or a later one that is no comment.
    fn seek_content(&mut self) -> Option<()> {
        loop {
            self.skip_blanks();
            match self.byte(0) {
                Some(b'#') => self.at += self.text.get(self.at..)?.find('\n').unwrap_or(self.text.len() - self.at),
                Some(b'\n') => {
                    self.at += 1;
                    self.line = self.at;
                }
                None => return Some(()),
                Some(_) => {
                    let line = self.text.get(self.line..)?;
                    return (!line.starts_with("---") && !line.starts_with("...")).then_some(());
                }
            }
        }
    }

    /// Goes on to what stands on a later line, behind the end of a value.
    fn seek_next(&mut self) -> Option<()> {
        let end = self.at;
        self.skip_blanks();
        match self.byte(0) {
            None | Some(b'\n') => self.seek_content(),
            Some(b'#') if self.at > end => self.seek_content(),
            Some(_) => None,
        }
    }

    /// A map whose keys stand in this column.
    fn map(&mut self, column: usize, depth: usize) -> Option<Node> {
        let (start, mut entries) = (self.at, Entries::default());
        loop {
            let (key, key_span) = self.key()?;
            let node = self.value(column, depth)?;
            let end = node.span.end;
            entries.put(Entry { key, key_span, node }, &mut None).ok()?;
            if self.goes_on(column)? && !self.is_dash() {
                continue;
            }
            let span = Span { end, ..self.span(start) };
            return Some(Node { span, tag: None, content: Content::Map(entries.all) });
        }
    }

    /// A list whose dashes stand in this column.
    fn list(&mut self, column: usize, depth: usize) -> Option<Node> {
        let (start, mut nodes) = (self.at, Vec::new());
        loop {
            self.at += 1;
            let node = self.item(column, depth)?;
            let end = node.span.end;
            nodes.push(node);
            if self.goes_on(column)? && self.is_dash() {
                continue;
            }
            let span = Span { end, ..self.span(start) };
            return Some(Node { span, tag: None, content: Content::List(nodes) });
        }
    }

    /// Whether what comes next stands in this column again, and not farther left.
    fn goes_on(&self, column: usize) -> Option<bool> {
        match self.column() {
            Some(next) if next > column => None,
            next => Some(next == Some(column)),
        }
    }

    /// What stands behind a dash: a map may begin on its line.
    fn item(&mut self, column: usize, depth: usize) -> Option<Node> {
        self.skip_blanks();
        if self.is_blank(0) || self.byte(0) == Some(b'#') {
            return None;
        }
        let start = self.at;
        let is_map = self.key().is_some();
        self.at = start;
        if is_map { self.map(self.at - self.line, depth + 1) } else { self.value(column, depth) }
    }

    /// What stands behind a key or dash in this column, on its line or below.
    fn value(&mut self, column: usize, depth: usize) -> Option<Node> {
        if depth > DEEPEST {
            return None;
        }
        self.skip_blanks();
        let start = self.at;
        let tag = self.tag()?;
        let mut node = if matches!(self.byte(0), None | Some(b'\n' | b'#')) {
            self.seek_content()?;
            match self.column() {
                Some(below) if below > column && self.is_dash() => self.list(below, depth + 1)?,
                Some(below) if below > column => self.map(below, depth + 1)?,
                Some(below) if below == column && self.is_dash() && tag.is_empty() => {
                    let list = self.list(below, depth + 1)?;
                    // As the parser has it, one that is not indented starts at its first element.
                    let first = list.items()?.first()?.span;
                    return Some(Node { span: Span { start: first.start, ..list.span }, ..list });
                }
                _ => return None,
            }
        } else {
            let node = self.inline(false, depth)?;
            self.seek_next()?;
            node
        };
        if !tag.is_empty() {
            node.span.start = place(self.source, start, start).start;
            node.tag = Some(tag.to_owned());
        }
        Some(node)
    }

    /// `!Ref`, and the blanks behind it; nothing where there is no tag, `None` where it is of another kind.
    fn tag(&mut self) -> Option<&'t str> {
        if self.byte(0) != Some(b'!') {
            return Some("");
        }
        let start = self.at;
        self.at += 1;
        while self.byte(0).is_some_and(|byte| byte.is_ascii_alphanumeric()) {
            self.at += 1;
        }
        let tag = self.text.get(start..self.at).filter(|tag| tag.len() > 1 && self.is_blank(0))?;
        self.skip_blanks();
        Some(tag)
    }

    /// A scalar, or what stands in brackets, on one line.
    fn inline(&mut self, in_brackets: bool, depth: usize) -> Option<Node> {
        let start = self.at;
        let content = match self.byte(0)? {
            _ if depth > DEEPEST => return None,
            b'[' => self.bracket(b']', |usual| usual.element(depth + 1)).map(Content::List)?,
            b'{' => {
                let mut entries = Entries::default();
                self.bracket(b'}', |usual| {
                    let (key, key_span) = usual.key()?;
                    usual.skip_blanks();
                    entries.put(Entry { key, key_span, node: usual.element(depth + 1)? }, &mut None).ok()
                })?;
                Content::Map(entries.all)
            }
            _ => Content::Scalar(self.scalar(in_brackets)?),
        };
        Some(Node { span: self.span(start), tag: None, content })
    }

    /// What stands between brackets, parted by commas.
    fn bracket<T>(&mut self, closing: u8, mut one: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut all = Vec::new();
        self.at += 1;
        self.skip_blanks();
        while self.byte(0)? != closing {
            all.push(one(self)?);
            self.skip_blanks();
            if self.byte(0)? == b',' {
                self.at += 1;
                self.skip_blanks();
                // A comma before the bracket is left to the parser.
                self.byte(0).filter(|byte| *byte != closing)?;
            } else if self.byte(0)? != closing {
                return None;
            }
        }
        self.at += 1;
        Some(all)
    }

    /// A value in brackets.
    fn element(&mut self, depth: usize) -> Option<Node> {
        let start = self.at;
        let tag = self.tag()?;
        let node = self.inline(true, depth)?;
        let tag = (!tag.is_empty()).then(|| tag.to_owned());
        Some(Node { span: self.span(start), tag, ..node })
    }

    /// A key, and the colon behind it.
    fn key(&mut self) -> Option<(String, Span)> {
        let start = self.at;
        let scalar = self.scalar(true)?;
        let span = self.span(start);
        self.skip_blanks();
        let is_key = self.byte(0) == Some(b':') && self.is_blank(1);
        self.at += 1;
        (is_key && scalar.text.len() <= LONGEST_KEY && scalar.text != "<<").then_some((scalar.text, span))
    }

    fn scalar(&mut self, in_brackets: bool) -> Option<Scalar> {
        let start = self.at;
        let quote = match self.byte(0)? {
            quote @ (b'"' | b'\'') => quote,
            b'-' if self.byte(1).is_some_and(|byte| byte.is_ascii_alphanumeric()) => {
                return self.bare(in_brackets);
            }
            byte if byte.is_ascii_alphanumeric() => return self.bare(in_brackets),
            b'/' | b'.' | b'_' | b'$' | b'+' | b'(' | b'=' | b'~' | b'<' | b'^' | b';' | b'\\' => {
                return self.bare(in_brackets);
            }
            _ => return None,
        };
        self.at += 1;
        while self.byte(0)? != quote {
            // Escapes, and values of several lines, are left to the parser.
            self.byte(0).filter(|byte| !matches!(byte, b'\\' | b'\n'))?;
            self.at += 1;
        }
        self.at += 1;
        self.byte(0).filter(|byte| *byte != quote).or_else(|| (self.at == self.text.len()).then_some(0))?;
        let text = self.text.get(start + 1..self.at - 1)?;
        Some(Scalar { text: text.to_owned(), quoted: true })
    }

    /// A scalar without quotes.
    fn bare(&mut self, in_brackets: bool) -> Option<Scalar> {
        let bytes = self.text.as_bytes().get(self.at..)?;
        let ends = |at: usize, byte: u8| match byte {
            b'\n' => true,
            b'#' => at > 0 && bytes.get(at - 1) == Some(&b' '),
            b':' => match bytes.get(at + 1) {
                None | Some(b' ' | b'\n') => true,
                Some(next) => in_brackets && is_bracket(*next),
            },
            byte => in_brackets && is_bracket(byte),
        };
        let length = bytes.iter().enumerate().position(|(at, byte)| ends(at, *byte)).unwrap_or(bytes.len());
        let text = self.text.get(self.at..self.at + length)?.trim_end_matches(' ');
        self.at += text.len();
        Some(Scalar { text: text.to_owned(), quoted: false })
    }
}

fn is_bracket(byte: u8) -> bool {
    matches!(byte, b',' | b'[' | b']' | b'{' | b'}')
}
