//! Input: a document's text, and the edits of a client.
//! Output: the text after them, and places in it as clients count: lines from 0, in units of UTF-8 or UTF-16.
//! Never: fails at a place that is not in the text; it takes the nearest one.

use lsp_types::{Position, Range};

/// What a client counts in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16, the protocol's default.
    #[default]
    Utf16,
}

/// A text and where its lines begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    text: String,
    lines: Vec<u32>,
}

impl Text {
    /// A whole text.
    pub fn new(text: String) -> Self {
        Self { lines: lines(&text), text }
    }

    /// All of it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Puts a text in the place of a range, or of everything.
    pub fn edit(&mut self, range: Option<Range>, new: &str, encoding: Encoding) {
        match range {
            Some(range) => {
                let (start, end) = (self.offset(range.start, encoding), self.offset(range.end, encoding));
                self.replace(start.min(end)..start.max(end), new);
            }
            None => *self = Self::new(new.to_owned()),
        }
    }

    /// Replaces some bytes. Only around them lines may begin at other places than before; those behind move.
    fn replace(&mut self, bytes: std::ops::Range<usize>, new: &str) {
        // A carriage return before them ends a line or not by what follows it.
        let first = self.line(bytes.start.saturating_sub(1));
        let last = self.lines.partition_point(|start| *start as usize <= bytes.end + 1);
        let (start, end) = (self.start(first), self.start(last));
        self.text.replace_range(bytes.clone(), new);
        let moved = |at: usize| at - bytes.len() + new.len();
        let between = self.text.get(start..moved(end)).unwrap_or_default();
        let between: Vec<u32> = lines(between).into_iter().map(|at| number(start) + at).collect();
        let behind = self.lines.split_off(last);
        self.lines.truncate(first);
        self.lines.extend(between);
        // The text between ends where a line begins, unless nothing is behind it.
        if !behind.is_empty() {
            self.lines.pop();
        }
        self.lines.extend(behind.into_iter().map(|at| number(moved(at as usize))));
    }

    /// The number of the line that a byte is in.
    fn line(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start as usize <= offset).saturating_sub(1)
    }

    /// The byte at a place; the end of the line or of the text for a place past it.
    pub fn offset(&self, place: Position, encoding: Encoding) -> usize {
        let Some(line) = usize::try_from(place.line).ok().filter(|line| *line < self.lines.len()) else {
            return self.text.len();
        };
        let start = self.start(line);
        let content = self.text.get(start..self.start(line + 1)).unwrap_or("").trim_end_matches(['\r', '\n']);
        let mut left = place.character as usize;
        for (at, c) in content.char_indices() {
            let width = units(c, encoding);
            // A place inside a character is before it.
            if left < width {
                return start + at;
            }
            left -= width;
        }
        start + content.len()
    }

    /// Where a byte is.
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line(offset);
        let before = self.text.get(self.start(line)..offset).unwrap_or("");
        let character = match encoding {
            Encoding::Utf8 => before.len(),
            Encoding::Utf16 if before.is_ascii() => before.len(),
            Encoding::Utf16 => before.chars().map(char::len_utf16).sum(),
        };
        Position { line: number(line), character: number(character) }
    }

    /// The range of some bytes.
    pub fn range(&self, bytes: std::ops::Range<usize>, encoding: Encoding) -> Range {
        Range { start: self.position(bytes.start, encoding), end: self.position(bytes.end, encoding) }
    }

    /// Where a line begins; the end of the text for one that is not there.
    fn start(&self, line: usize) -> usize {
        self.lines.get(line).map_or(self.text.len(), |start| *start as usize)
    }
}

fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn units(c: char, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 => c.len_utf8(),
        Encoding::Utf16 => c.len_utf16(),
    }
}

/// Where lines begin. For the protocol a lone carriage return ends one, too.
fn lines(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    std::iter::once(0).chain(ends.map(|(at, _)| number(at + 1))).collect()
}

#[cfg(test)]
mod tests {
    use super::{Encoding, Text};
    use lsp_types::{Position, Range};

    #[test]
    fn places_count_in_the_client_s_units() {
        let text = Text::new("a\u{e4}\u{1f600}b\r\nx\ry\n".to_owned());
        for (offset, utf8, utf16) in [
            (0, (0, 0), (0, 0)),
            (3, (0, 3), (0, 2)),
            (7, (0, 7), (0, 4)),
            (8, (0, 8), (0, 5)),
            (10, (1, 0), (1, 0)),
            (12, (2, 0), (2, 0)),
            (14, (3, 0), (3, 0)),
        ] {
            for (encoding, (line, character)) in [(Encoding::Utf8, utf8), (Encoding::Utf16, utf16)] {
                let place = Position { line, character };
                assert_eq!(text.position(offset, encoding), place, "{offset} {encoding:?}");
                assert_eq!(text.offset(place, encoding), offset, "{offset} {encoding:?}");
            }
        }
    }

    #[test]
    fn a_place_that_is_not_there_is_the_nearest() {
        let text = Text::new("\u{1f600}b\r\nxy".to_owned());
        let at = |line, character| text.offset(Position { line, character }, Encoding::Utf16);
        assert_eq!(at(0, 1), 0, "inside a character");
        assert_eq!(at(0, 99), 5, "past the end of a line, before its end");
        assert_eq!(at(9, 0), 9, "past the end of the text");
    }

    #[test]
    fn edits_replace_ranges() {
        let mut text = Text::new("one\ntwo\n".to_owned());
        let place = |line, character| Position { line, character };
        text.edit(Some(Range { start: place(0, 3), end: place(1, 1) }), " \u{e4}", Encoding::Utf16);
        assert_eq!(text.as_str(), "one \u{e4}wo\n");
        text.edit(Some(Range { start: place(0, 7), end: place(0, 4) }), "\n", Encoding::Utf16);
        assert_eq!(text.as_str(), "one \n\n", "a range whose ends are swapped");
        assert_eq!(text.position(6, Encoding::Utf8), place(2, 0));
        text.edit(None, "all", Encoding::Utf8);
        assert_eq!(text.as_str(), "all");
    }

    #[test]
    fn after_an_edit_lines_begin_where_they_do_in_the_whole() {
        let pieces = ["", "\r", "\n", "\r\n", "a", "\n\r", "b\r\nc\n"];
        for old in ["", "\r\n", "a\r\nb\rc\n\n", "\r\r\n\n\r", "x\ny"] {
            for (start, end) in (0..=old.len()).flat_map(|start| (start..=old.len()).map(move |end| (start, end))) {
                for new in pieces {
                    let mut text = Text::new(old.to_owned());
                    text.replace(start..end, new);
                    let whole = format!("{}{new}{}", &old[..start], &old[end..]);
                    assert_eq!(text, Text::new(whole), "{old:?}, {start}..{end} is {new:?}");
                }
            }
        }
    }
}
