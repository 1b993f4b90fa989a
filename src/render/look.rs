//! Input: words for people, and how they may look: with colors or without, in how many columns.
//! Output: lines that fit, in their colors.
//! Never: asks a terminal; whoever calls has.

use std::fmt::Write as _;

/// How text for people looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether it has colors.
    pub color: bool,
    /// The columns that a line may fill.
    pub width: usize,
    /// Whether addresses are links, by the sequence OSC 8.
    pub links: bool,
}

/// Code of a longer text than this may be broken at its spaces.
const LONGEST_CODE: usize = 40;

impl Look {
    /// A text without colors, in lines of at most 100 columns.
    pub const PLAIN: Self = Self { color: false, width: 100, links: false };

    /// The words in a color, given as the numbers of an escape sequence: `1;31`; `0` is none.
    pub fn paint(self, code: &str, words: &str) -> String {
        if self.color && code != "0" && !words.is_empty() {
            format!("\x1b[{code}m{words}\x1b[0m")
        } else {
            words.to_owned()
        }
    }

    /// An address, which may be a link however the terminal breaks it.
    pub fn link(self, url: &str) -> String {
        if self.links { format!("\x1b]8;;{url}\x1b\\{url}\x1b]8;;\x1b\\") } else { url.to_owned() }
    }

    /// Words in lines that fit, each in a color: the first behind `opening`, further ones indented by `indent` columns.
    pub fn hang(self, code: &str, opening: &str, indent: usize, words: &str) -> String {
        let first = self.width.saturating_sub(opening.chars().count());
        let mut out = opening.to_owned();
        for (index, line) in wrapped(words, first, self.width.saturating_sub(indent)).iter().enumerate() {
            let gap = if index == 0 { 0 } else { indent };
            let _ = writeln!(out, "{:gap$}{}", "", self.paint(code, line));
        }
        out
    }
}

/// A text in lines of at most `width` columns, broken at spaces: not at those in short code between backticks, and not
/// inside a word, however long it is.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    wrapped(text, width, width)
}

/// Like [`wrap`], with another width for the first line.
fn wrapped(text: &str, first: usize, rest: usize) -> Vec<String> {
    if text.chars().count() <= first {
        return vec![text.to_owned()];
    }
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut filled = 0;
    for word in words(text) {
        let length = word.chars().count();
        let width = if lines.is_empty() { first } else { rest };
        if filled > 0 && filled + 1 + length > width {
            lines.push(std::mem::take(&mut line));
            filled = 0;
        }
        if filled > 0 {
            line.push(' ');
            filled += 1;
        }
        line.push_str(word);
        filled += length;
    }
    lines.push(line);
    lines
}

/// What stays together: words, and short code with its spaces.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    // The end of the code that a place is in, and whether it may be broken.
    let mut code: Option<(usize, bool)> = None;
    for (at, c) in text.char_indices() {
        match (c, code) {
            ('`', None) => {
                let length = text.get(at + 1..).and_then(|rest| rest.find('`'));
                code = length.map(|length| (at + 1 + length, length > LONGEST_CODE));
            }
            ('`', Some((end, _))) if at == end => code = None,
            (' ', None | Some((_, true))) => {
                words.extend(text.get(start..at).filter(|word| !word.is_empty()));
                start = at + 1;
            }
            _ => {}
        }
    }
    words.extend(text.get(start..).filter(|word| !word.is_empty()));
    words
}

#[cfg(test)]
mod tests {
    use super::{Look, wrap};

    #[test]
    fn lines_break_at_spaces_and_not_in_short_code() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("write `launch fargate 1.4.0` here", 12), ["write", "`launch fargate 1.4.0`", "here"]);
        assert_eq!(wrap("https://docs.aws.amazon.com/x y", 5), ["https://docs.aws.amazon.com/x", "y"]);
        assert_eq!(wrap("a lone ` in a text", 8), ["a lone `", "in a", "text"]);
        assert_eq!(wrap("", 8), [""]);
        let long = format!("`{} b` c d `e f`", "a".repeat(50));
        assert_eq!(wrap(&long, 9).last().map(String::as_str), Some("`e f`"));
    }

    #[test]
    fn further_lines_hang_below_the_first() {
        let look = Look { width: 12, ..Look::PLAIN };
        assert_eq!(look.hang("2", "  + ", 6, "one two three four"), "  + one two\n      three\n      four\n");
        let look = Look { color: true, ..Look::PLAIN };
        assert_eq!(look.hang("2", "  ", 4, "one"), "  \x1b[2mone\x1b[0m\n");
    }
}
