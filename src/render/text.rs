//! Comes in: a text that may hold anything, such as a word of the user's or a file's name.
//! Goes out: the text as a terminal may get it.
//! Never: changes what can be seen and obeys nobody.

use std::borrow::Cow;

/// A longer line (in characters) loses its middle.
const LONGEST: usize = 600;
/// What is left of it: at its front, and at its end.
const LEFT: (usize, usize) = (300, 100);

/// A character: what a terminal would obey, or not show, becomes a sign that stands for it.
pub fn visible(c: char) -> char {
    match c {
        '\t' => '\t',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
        other => other,
    }
}

/// A text of several lines, each of them cut where it is very long.
pub(super) fn lines(text: &str) -> String {
    text.lines().map(one_line).collect::<Vec<_>>().join("\n")
}

/// A text of one line: line ends become signs, and a very long one loses its middle.
pub fn one_line(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c != '\t' && visible(c) == c;
    if text.len() <= LONGEST && text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| if c == '\t' { ' ' } else { visible(c) };
    if text.chars().nth(LONGEST).is_none() {
        return Cow::Owned(text.chars().map(shown).collect());
    }
    let front = text.chars().take(LEFT.0).map(shown);
    let rear = text.char_indices().nth_back(LEFT.1 - 1).map_or(0, |(at, _)| at);
    let rear = text.get(rear..).unwrap_or("").chars().map(shown);
    Cow::Owned(front.chain(std::iter::once('…')).chain(rear).collect())
}

#[cfg(test)]
mod tests {
    use super::{lines, one_line};

    #[test]
    fn what_a_terminal_would_obey_is_shown_as_a_sign() {
        assert_eq!(one_line("a\x07\tb\nc\u{202e}"), "a␇ b␊c\u{fffd}");
        assert_eq!(lines("one\ntwo\x1b"), "one\ntwo␛");
        assert!(matches!(one_line("plain ä 漢"), std::borrow::Cow::Borrowed(_)));
    }

    #[test]
    fn a_very_long_line_loses_its_middle() {
        let text = format!("front{}rear", "ä".repeat(100_000));
        let cut = one_line(&text);
        assert!(cut.starts_with("front") && cut.ends_with("rear") && cut.contains('…'));
        assert_eq!(cut.chars().count(), 401);
    }
}
