//! Input: the text of a source file and the path it was given by.
//! Output: places in it, as byte ranges, and their lines and columns.
//! Never: reads a file; it gets the text.

use std::fmt;
use std::sync::{Arc, OnceLock};

/// Which of the sources of one compilation a place is in: an index into [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SourceId(pub u32);

/// A range of bytes, `start..end`, in one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The source that the range is in.
    pub source: SourceId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset just past the last byte.
    pub end: u32,
}

impl Span {
    /// The smallest span that contains both; `other` is assumed to be of the same source.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty span before this one's first byte.
    #[must_use]
    pub fn before(self) -> Span {
        Span { end: self.start, ..self }
    }

    /// The empty span just past this one's last byte.
    #[must_use]
    pub fn after(self) -> Span {
        Span { start: self.end, ..self }
    }

    /// Whether another place lies in it.
    pub fn holds(self, other: Span) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }

    /// The range, to index the source's text with.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value and the place that says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spanned<T> {
    /// What is said.
    pub value: T,
    /// Where it is said.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `value`, said at `span`.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Another value, said at the same place.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), span: self.span }
    }
}

/// Parts of texts that stand at other places now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Moves(Vec<(Span, Span)>);

impl Moves {
    /// Of these parts, none of which overlap: where each was, and where it is.
    pub fn of(parts: impl Iterator<Item = (Span, Span)>) -> Self {
        let mut moved: Vec<_> = parts.filter(|(from, to)| from != to).collect();
        moved.sort_unstable();
        Self(moved)
    }

    /// Whether everything is where it was.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Moves a place with the part that it is in.
    pub fn apply(&self, span: &mut Span) {
        let before = self.0.partition_point(|(from, _)| (from.source, from.start) <= (span.source, span.start));
        if let Some((from, to)) = before.checked_sub(1).and_then(|last| self.0.get(last))
            && from.holds(*span)
        {
            let length = span.end - span.start;
            let start = to.start + (span.start - from.start);
            *span = Span { source: to.source, start, end: start + length };
        }
    }
}

impl<T: fmt::Display> fmt::Display for Spanned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

/// What is wrong with a text that holds a conflict.
pub const UNRESOLVED: &str = "the file holds a merge conflict that nobody has resolved";

/// The place of the first line with which Git marks two versions of a text that nobody has merged.
pub fn merge_conflict(text: &str, source: SourceId) -> Option<Span> {
    let is_mark =
        |line: &str| line.strip_prefix("<<<<<<<").is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let mut start = 0;
    let line = text.split('\n').find(|line| {
        let is_mark = is_mark(line.trim_end_matches('\r'));
        start += if is_mark { 0 } else { line.len() + 1 };
        is_mark
    })?;
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Some(Span { source, start: offset(start), end: offset(start + line.trim_end().len()) })
}

/// One source file.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as it was given, `-` for standard input.
    pub name: String,
    /// The text, without a byte-order mark.
    pub text: String,
    /// Made when somebody first asks for a line or a column: most texts are right, and nobody does.
    index: OnceLock<Index>,
}

/// Where the lines of a text are, and how many characters.
#[derive(Debug, Clone)]
struct Index {
    /// Where each line begins.
    lines: Vec<u32>,
    /// How many characters are before each [`STRIDE`] of the text and before its end, so that a column in a line of
    /// megabytes costs no more than one in a short line.
    characters: Vec<u32>,
}

/// How many bytes lie between two counts of the characters.
const STRIDE: usize = 1024;

/// A place as people count: both from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, in characters, from 1; a tab counts as one.
    pub column: usize,
}

impl Source {
    /// A source of this name and text; a byte-order mark at the front is dropped.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        Self { name: name.into(), text, index: OnceLock::new() }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(&self.text))
    }

    /// The index, from 0, of the line that contains a byte.
    pub fn line_index(&self, offset: u32) -> usize {
        self.index().lines.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The bytes of a line (counted from 0), its line end included.
    pub fn line_range(&self, index: usize) -> std::ops::Range<usize> {
        let lines = &self.index().lines;
        let at = |index: usize| lines.get(index).map_or(self.text.len(), |start| *start as usize);
        at(index)..at(index + 1)
    }

    /// How many lines there are; an empty text has one.
    pub fn line_count(&self) -> usize {
        self.index().lines.len()
    }

    /// Where a byte offset is, as people count; an offset past the text is its end.
    pub fn position(&self, offset: u32) -> Position {
        let offset = offset.min(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        let index = self.line_index(offset);
        let start = self.line_range(index).start;
        let column = self.characters_before(offset as usize) - self.characters_before(start);
        Position { line: index + 1, column: column as usize + 1 }
    }

    fn characters_before(&self, offset: usize) -> u32 {
        let stride = offset / STRIDE;
        let counted = self.index().characters.get(stride).copied().unwrap_or(0);
        counted + self.text.as_bytes().get(stride * STRIDE..offset).map_or(0, characters)
    }
}

impl Index {
    fn of(text: &str) -> Self {
        let breaks = text.bytes().zip(1_u32..).filter(|(byte, _)| *byte == b'\n').map(|(_, at)| at);
        let lines = std::iter::once(0).chain(breaks).collect();
        let mut sum = 0;
        let after = text.as_bytes().chunks(STRIDE).map(|stride| {
            sum += characters(stride);
            sum
        });
        let characters = std::iter::once(0).chain(after).collect();
        Self { lines, characters }
    }
}

/// How many characters begin in a run of UTF-8.
fn characters(bytes: &[u8]) -> u32 {
    bytes.iter().map(|byte| u32::from(!matches!(byte, 0x80..=0xbf))).sum()
}

/// The sources of one compilation. A copy costs nothing until one of both is added to.
#[derive(Debug, Clone, Default)]
pub struct Sources(Arc<Vec<Arc<Source>>>);

impl Sources {
    /// Adds a source, and returns the ID by which its spans name it.
    pub fn add(&mut self, source: Source) -> SourceId {
        let id = SourceId(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        Arc::make_mut(&mut self.0).push(Arc::new(source));
        id
    }

    /// Adds sources behind those that are there.
    pub fn append(&mut self, more: Vec<Arc<Source>>) {
        if !more.is_empty() {
            Arc::make_mut(&mut self.0).extend(more);
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The source with that ID; `None` if no such source was added.
    pub fn get(&self, id: SourceId) -> Option<&Arc<Source>> {
        self.0.get(id.0 as usize)
    }

    /// All, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Arc<Source>)> {
        (0..).map(SourceId).zip(self.0.iter())
    }

    /// The text that a span covers; empty if the span's source is not here.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.source).and_then(|source| source.text.get(span.range())).unwrap_or("")
    }
}
