//! Input: a source, and the places in it that a diagnostic shows.
//! Output: only those lines, cut to fit a terminal, with nothing in them that a terminal would interpret.
//! Never: loses track: every place in the cut copy knows its line and column in the source.

use super::text::visible;
use crate::span::{Position, Source, Span};
use std::collections::BTreeMap;
use std::ops::Range;

/// A longer line (in bytes) is cut.
const LONG_LINE: usize = 200;
/// What is left of a long line on either side of a place, in characters.
const MARGIN: usize = 40;
/// What is left of a long place, in characters: at its front, and at its end.
const LONG_PLACE: (usize, usize) = (80, 20);
/// Lines after the first of a place, and before its last, that are shown.
pub(super) const CONTEXT: (usize, usize) = (2, 1);

/// The columns that the renderer takes for a tab.
const TAB: usize = 4;

/// The lines of one source that a diagnostic shows.
#[derive(Debug)]
pub(super) struct Window<'s> {
    source: &'s Source,
    text: String,
    lines: BTreeMap<usize, Line>,
}

/// A line as it is shown.
#[derive(Debug)]
struct Line {
    /// Its bytes in the window's text.
    shown: Range<usize>,
    /// Each character: its offset in the source, and in the window's text. Both rise.
    marks: Vec<(usize, usize)>,
}

impl<'s> Window<'s> {
    /// The lines around some places of a source.
    pub(super) fn new(source: &'s Source, spans: &[Span]) -> Self {
        let mut wanted: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
        for span in spans {
            let (first, last) = lines_of(source, *span);
            for index in (first..=last.min(first + CONTEXT.0)).chain(last.saturating_sub(CONTEXT.1).max(first)..=last) {
                wanted.entry(index).or_default();
            }
            if first == last {
                wanted.entry(first).or_default().push(clamped(source, first, *span));
            } else {
                let (start, end) = (clamped(source, first, *span).start, clamped(source, last, *span).end);
                wanted.entry(first).or_default().push(start..start);
                wanted.entry(last).or_default().push(end..end);
            }
        }
        // A single line between two others is shown rather than left out.
        let indices: Vec<usize> = wanted.keys().copied().collect();
        for (before, after) in indices.iter().zip(indices.iter().skip(1)) {
            if after - before == 2 {
                wanted.entry(before + 1).or_default();
            }
        }
        let mut window = Self { source, text: String::new(), lines: BTreeMap::new() };
        for (index, places) in wanted {
            window.add(index, &places);
        }
        window
    }

    fn add(&mut self, index: usize, places: &[Range<usize>]) {
        let line = content(self.source, index);
        let text = self.source.text.get(line.clone()).unwrap_or("");
        let start = self.text.len();
        let mut marks = Vec::with_capacity(text.len().min(LONG_LINE) + 1);
        let mut at = line.start;
        for kept in kept(text, line.start, places) {
            if kept.start > at {
                marks.push((at, self.text.len()));
                self.text.push('…');
            }
            for (offset, c) in self.source.text.get(kept.clone()).unwrap_or("").char_indices() {
                marks.push((kept.start + offset, self.text.len()));
                self.text.push(visible(c));
            }
            at = kept.end;
        }
        if at < line.end {
            marks.push((at, self.text.len()));
            self.text.push('…');
        }
        let end = self.text.len();
        marks.push((line.end, end));
        self.text.push('\n');
        self.lines.insert(index, Line { shown: start..end, marks });
    }

    /// The cut copy.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// A span of the source as a range of the cut copy.
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        let (first, last) = lines_of(self.source, span);
        let start = self.shown_at(first, clamped(self.source, first, span).start);
        let end = self.shown_at(last, clamped(self.source, last, span).end);
        start..end.max(start)
    }

    /// How many columns of its line stand before an offset of the cut copy.
    pub(super) fn columns_to(&self, offset: usize) -> usize {
        let line = self.line_range(self.line_index(offset));
        let before = self.text.get(line.start..offset).unwrap_or("");
        before.chars().map(|c| if c == '\t' { TAB } else { 1 }).sum()
    }

    fn shown_at(&self, index: usize, offset: usize) -> usize {
        let Some(line) = self.lines.get(&index) else { return 0 };
        let mark = line.marks.partition_point(|(original, _)| *original < offset);
        line.marks.get(mark).map_or(line.shown.end, |(_, shown)| *shown)
    }

    /// The line, counted from 0 in the source, that holds an offset of the cut copy.
    pub(super) fn line_index(&self, offset: usize) -> usize {
        let holds = |line: &Line| line.shown.start <= offset && offset <= line.shown.end;
        self.lines.iter().find(|(_, line)| holds(line)).map_or(0, |(index, _)| *index)
    }

    /// What the cut copy holds of a line; empty where the line is not shown.
    pub(super) fn line_range(&self, index: usize) -> Range<usize> {
        self.lines.get(&index).map_or(0..0, |line| line.shown.clone())
    }

    /// Where an offset of the cut copy is in the source, as people count.
    pub(super) fn position(&self, offset: usize) -> Position {
        let line = self.lines.get(&self.line_index(offset));
        let original = line.and_then(|line| {
            let mark = line.marks.partition_point(|(_, shown)| *shown < offset);
            line.marks.get(mark).or(line.marks.last()).map(|(original, _)| *original)
        });
        self.source.position(u32::try_from(original.unwrap_or(0)).unwrap_or(u32::MAX))
    }
}

/// The first and the last line that a span touches. One that ends after a line end does not touch the next line.
fn lines_of(source: &Source, span: Span) -> (usize, usize) {
    let first = source.line_index(span.start);
    let last_byte = if span.end > span.start { span.end - 1 } else { span.start };
    (first, source.line_index(last_byte).max(first))
}

/// A line's bytes without its line end.
pub(super) fn content(source: &Source, index: usize) -> Range<usize> {
    let range = source.line_range(index);
    let text = source.text.get(range.clone()).unwrap_or("");
    let text = text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
    range.start..range.start + text.len()
}

/// What a span covers of a line.
fn clamped(source: &Source, index: usize, span: Span) -> Range<usize> {
    let line = content(source, index);
    let at = |offset: usize| offset.clamp(line.start, line.end);
    at(span.range().start)..at(span.range().end)
}

/// What is kept of a line that begins at `base`, by its places; in order, not touching.
fn kept(line: &str, base: usize, places: &[Range<usize>]) -> Vec<Range<usize>> {
    if line.len() <= LONG_LINE {
        return std::iter::once(base..base + line.len()).collect();
    }
    if places.is_empty() {
        return std::iter::once(base..base + forward(line, 0, MARGIN * 2)).collect();
    }
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for place in places {
        let (start, end) = (place.start - base, place.end - base);
        let (front, rear) = (forward(line, start, LONG_PLACE.0), back(line, end, LONG_PLACE.1));
        if front < rear {
            pieces.push(back(line, start, MARGIN)..front);
            pieces.push(rear..forward(line, end, MARGIN));
        } else {
            pieces.push(back(line, start, MARGIN)..forward(line, end, MARGIN));
        }
    }
    pieces.sort_by_key(|piece| piece.start);
    let mut kept: Vec<Range<usize>> = Vec::new();
    for piece in pieces {
        match kept.last_mut() {
            Some(last) if piece.start <= last.end => last.end = last.end.max(piece.end),
            _ => kept.push(piece),
        }
    }
    kept.into_iter().map(|piece| base + piece.start..base + piece.end).collect()
}

/// The offset this many characters after another, at most the end.
pub(super) fn forward(text: &str, from: usize, characters: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    rest.char_indices().nth(characters).map_or(text.len(), |(at, _)| from + at)
}

/// The offset this many characters before another, at least 0.
pub(super) fn back(text: &str, from: usize, characters: usize) -> usize {
    let before = text.get(..from).unwrap_or("");
    match characters.checked_sub(1) {
        Some(nth) => before.char_indices().nth_back(nth).map_or(0, |(at, _)| at),
        None => from,
    }
}

#[cfg(test)]
mod tests {
    use super::Window;
    use crate::span::{Source, SourceId, Span};

    fn span(start: usize, end: usize) -> Span {
        Span { source: SourceId(0), start: u32::try_from(start).unwrap(), end: u32::try_from(end).unwrap() }
    }

    #[test]
    fn a_short_line_stays_whole() {
        let source = Source::new("a", "one\ntwo\r\nthree");
        let window = Window::new(&source, &[span(4, 7)]);
        assert_eq!(window.text(), "two\n");
        assert_eq!(window.range(span(4, 7)), 0..3);
        assert_eq!(window.line_index(0), 1);
        assert_eq!(window.position(0).line, 2);
    }

    #[test]
    fn a_long_line_is_cut_and_keeps_its_columns() {
        let text = format!("{} wrong {}", "ä".repeat(500_000), "x".repeat(500_000));
        let source = Source::new("a", text);
        let at = 1_000_001;
        let window = Window::new(&source, &[span(at, at + 5)]);
        assert!(window.text().len() < 300, "{}", window.text());
        let range = window.range(span(at, at + 5));
        assert_eq!(&window.text()[range.clone()], "wrong");
        assert_eq!(window.position(range.start).column, 500_002);
        assert!(window.text().starts_with("…ä") && window.text().ends_with("x…\n"));
    }

    #[test]
    fn two_places_far_apart_on_one_line_are_both_shown() {
        let text = format!("one {} two", "-".repeat(9_000));
        let source = Source::new("a", text.clone());
        let (one, two) = (span(0, 3), span(text.len() - 3, text.len()));
        let window = Window::new(&source, &[two, one]);
        assert_eq!(&window.text()[window.range(one)], "one");
        assert_eq!(&window.text()[window.range(two)], "two");
        assert_eq!(window.text().matches('…').count(), 1);
    }

    #[test]
    fn a_long_place_keeps_its_two_ends() {
        let text = format!("<{}>", "y".repeat(9_000));
        let source = Source::new("a", text.clone());
        let whole = span(0, text.len());
        let window = Window::new(&source, &[whole]);
        let shown = &window.text()[window.range(whole)];
        assert!(shown.starts_with('<') && shown.ends_with('>') && shown.contains('…') && shown.len() < 200);
    }

    #[test]
    fn a_span_of_many_lines_shows_its_ends() {
        let text = (0..1000).map(|n| format!("line {n}")).collect::<Vec<_>>().join("\n");
        let source = Source::new("a", text.clone());
        let window = Window::new(&source, &[span(0, text.len())]);
        assert_eq!(window.text(), "line 0\nline 1\nline 2\nline 998\nline 999\n");
    }

    #[test]
    fn a_place_at_the_very_end_is_shown() {
        for text in ["", "a\n", "a\r\n", "a"] {
            let source = Source::new("a", text);
            let end = span(text.len(), text.len());
            let window = Window::new(&source, &[end]);
            let range = window.range(end);
            assert_eq!(window.position(range.start), source.position(end.start), "{text:?}");
        }
    }

    #[test]
    fn nothing_reaches_the_terminal_that_it_would_obey() {
        let source = Source::new("a", "a\u{1b}[31m\u{202e}\u{9b}\0b");
        let window = Window::new(&source, &[span(0, 1)]);
        assert_eq!(window.text(), "a␛[31m\u{fffd}\u{fffd}␀b\n");
    }
}
