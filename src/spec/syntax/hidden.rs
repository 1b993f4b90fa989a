//! Input: a source's text.
//! Output: a report of what comments hide: characters that are invisible, or that make a line look different.
//! Never: looks into strings and words, which refuse such characters themselves.

use super::characters::{is_other_quote, named, other_string, string};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::span::{SourceId, Span};

/// Reports the first such character of each comment. A carriage return shows what follows on a line of its own, as if it
/// were a statement; a bidirectional control shows words in another order; a terminal obeys the others.
pub(super) fn in_comments(text: &str, id: SourceId, report: &mut Report) {
    // Most texts hold no byte that such a character could begin with; sixty-four at a time are soon told.
    let may_hide = |bytes: &[u8]| bytes.iter().fold(false, |may, byte| may | may_begin_hidden(*byte));
    if !text.as_bytes().chunks(64).any(may_hide) {
        return;
    }
    if !text.contains(is_hidden) && !text.split_inclusive('\n').any(|line| content(line).contains('\r')) {
        return;
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let line_start = start;
        start += line.len();
        let line = content(line);
        let Some(comment) = comment_of(line) else { continue };
        let found = line.char_indices().skip_while(|(at, _)| *at < comment).find(|(_, c)| *c == '\r' || is_hidden(*c));
        if let Some((at, c)) = found {
            let offset = |at: usize| u32::try_from(line_start + at).unwrap_or(u32::MAX);
            let span = Span { source: id, start: offset(at), end: offset(at + c.len_utf8()) };
            report.push(
                Diagnostic::new(&cards::SYNTAX_ERROR, span, format!("a comment cannot contain {}", named(c)))
                    .label("control or invisible character")
                    .help("remove it: reviewers cannot see it"),
            );
        }
    }
}

/// C0 but for tabs and line ends, DEL, C1, and the controls that override the order of characters. The marks that people
/// write Arabic or Hebrew with are not among them.
fn is_hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\r' | '\n'))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether what is looked for may begin with a byte: a carriage return, or what [`is_hidden`] names, in UTF-8.
fn may_begin_hidden(byte: u8) -> bool {
    matches!(byte, 0..=8 | 11..=31 | 0x7f | 0xc2 | 0xe2)
}

/// A line without its end.
fn content(line: &str) -> &str {
    line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line))
}

/// Where a line's comment begins.
fn comment_of(line: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(rest) = line.get(at..)
        && let Some(c) = rest.chars().next()
    {
        at += match c {
            '#' => return Some(at),
            // One that nothing closes ends with its line.
            '"' => string(rest)?,
            c if is_other_quote(c) => other_string(rest),
            c => c.len_utf8(),
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::in_comments;
    use crate::diagnostic::Report;
    use crate::span::{Source, SourceId, Sources};

    /// `line:column` of each, and what is found there.
    fn found(text: &str) -> Vec<String> {
        let (mut sources, mut report) = (Sources::default(), Report::default());
        let id = sources.add(Source::new("a", text));
        assert_eq!(id, SourceId(0));
        in_comments(text, id, &mut report);
        let place = |found: &crate::diagnostic::Diagnostic| {
            let position = sources.get(id).unwrap().position(found.primary.as_ref().unwrap().span.start);
            format!("{}:{} {}", position.line, position.column, found.message)
        };
        report.diagnostics.iter().map(place).collect()
    }

    #[test]
    fn what_a_comment_hides_is_found() {
        assert_eq!(found("# a\u{1b}[2J\u{7}\n"), ["1:4 a comment cannot contain U+001B ESCAPE"]);
        assert_eq!(found("deny pull # x\rallow all;\r\n"), ["1:14 a comment cannot contain U+000D CARRIAGE RETURN"]);
        assert_eq!(found("\"#\" # \u{202e}"), ["1:7 a comment cannot contain U+202E RIGHT-TO-LEFT OVERRIDE"]);
        assert_eq!(
            found("'#' “#” # \u{9b}\n#\u{7f}"),
            ["1:11 a comment cannot contain U+009B", "2:2 a comment cannot contain U+007F DELETE"]
        );
    }

    #[test]
    fn no_character_is_passed_over() {
        for c in ('\0'..=char::MAX).filter(|c| *c == '\r' || super::is_hidden(*c)) {
            let first = c.to_string().as_bytes()[0];
            assert!(super::may_begin_hidden(first), "{c:?}");
        }
    }

    #[test]
    fn what_stands_elsewhere_or_can_be_seen_is_not() {
        for text in [
            "\"a # \u{1b}",
            "",
            "#\tä 漢\u{200f}\r\n# b\r\n",
            "\"#\u{1b}\"\n",
            "a\u{1b}\n",
            "\"\\\"# \u{1b}\"",
            "'# \u{1b}'",
        ] {
            assert_eq!(found(text), [""; 0], "{text:?}");
        }
    }
}
