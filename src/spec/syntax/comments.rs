//! Input: a source's text.
//! Output: the same without the comments of other languages, each reported; the rest keeps its place.
//! Never: treats a part of a string, or of a word, as a comment.

use super::characters::{is_other_quote, other_string, string};
use super::tree::Keyword;
use crate::cards;
use crate::diagnostic::{Diagnostic, Edit, Repair, Report};
use crate::span::{SourceId, Span};
use std::borrow::Cow;

/// What opens comments elsewhere.
const OPENINGS: &[&str] = &["//", "--", "/*"];

/// The text with blanks for every comment that opens with `//`, `--` or `/*`, so that reading goes on.
pub(super) fn without_others<'t>(text: &'t str, id: SourceId, report: &mut Report) -> Cow<'t, str> {
    if !OPENINGS.iter().any(|opening| text.contains(opening)) {
        return Cow::Borrowed(text);
    }
    let mut left = String::with_capacity(text.len());
    // Whether a statement has begun that nothing ends yet, and whether a word has.
    let (mut in_statement, mut in_word) = (false, false);
    let mut is_closed = true;
    while let Some(rest) = text.get(left.len()..)
        && let Some(c) = rest.chars().next()
        && !report.is_full()
    {
        let opening = OPENINGS.iter().find(|opening| !in_word && rest.starts_with(**opening));
        if let Some(opening) = opening {
            let block =
                if *opening == "/*" && is_closed { rest.get(2..).and_then(|rest| rest.find("*/")) } else { None };
            is_closed &= *opening != "/*" || block.is_some();
            let length = block.map_or_else(|| line(rest).trim_end().len(), |close| close + 4);
            let start = left.len();
            let comment = rest.get(..length).unwrap_or(rest);
            left.extend(comment.chars().flat_map(blank));
            report.push(of(text, start..start + length, in_statement, id));
            continue;
        }
        let length = match c {
            '#' => line(rest).len(),
            '"' => string(rest).unwrap_or_else(|| line(rest).len()),
            c if is_other_quote(c) => other_string(rest),
            c => c.len_utf8(),
        };
        let is_sign = ";<>{}".contains(c);
        in_statement = !is_sign && (in_statement || !(c.is_whitespace() || c == '#'));
        in_word = length == c.len_utf8() && !(is_sign || c == ',' || c.is_whitespace());
        left.push_str(rest.get(..length).unwrap_or(rest));
    }
    left.push_str(text.get(left.len()..).unwrap_or_default());
    Cow::Owned(left)
}

/// What is left of the line.
fn line(rest: &str) -> &str {
    rest.split('\n').next().unwrap_or(rest)
}

/// Blanks as long as a character.
fn blank(c: char) -> impl Iterator<Item = char> {
    let (blank, count) = if c == '\n' { ('\n', 1) } else { (' ', c.len_utf8()) };
    std::iter::repeat_n(blank, count)
}

/// The diagnostic of a comment. Inside a statement its sign could have stood for something else, so that `#` might leave
/// out what limits the statement.
fn of(text: &str, range: std::ops::Range<usize>, in_statement: bool, id: SourceId) -> Diagnostic {
    let place = |start: usize, end: usize| {
        let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Span { source: id, start: offset(start), end: offset(end) }
    };
    let comment = text.get(range.clone()).unwrap_or_default();
    let opening = comment.get(..2).unwrap_or_default();
    let sign = place(range.start, range.start + 2);
    let found = Diagnostic::new(&cards::SYNTAX_ERROR, sign, format!("`{opening}` does not begin a comment"))
        .label("comments begin with `#`");
    let behind = text.get(range.end..).unwrap_or_default().trim_start_matches([' ', '\t', '\r']);
    if !(behind.is_empty() || behind.starts_with('\n')) {
        return found.help("write `#`, and move what follows the comment to its own line");
    }
    let found = found.help("write `#`");
    let mut edits = vec![Edit { span: sign, text: "#".into() }];
    for (at, _) in comment.match_indices('\n') {
        let blanks = comment.get(at + 1..).map_or(0, |line| line.len() - line.trim_start_matches([' ', '\t']).len());
        let start = range.start + at + 1 + blanks;
        edits.push(Edit { span: place(start, start), text: "# ".into() });
    }
    if let Some(inside) = comment.strip_suffix("*/") {
        edits.push(Edit { span: place(range.start + inside.trim_end().len(), range.end), text: String::new() });
    }
    // `--role "x"`, as of a command line.
    let word = comment.get(2..).unwrap_or_default();
    let word = word.get(..word.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(word.len()));
    let word = word.filter(|word| opening == "--" && !word.is_empty());
    let is_flag = word.is_some_and(|word| in_statement || Keyword::parse(word).is_some());
    match (in_statement, edits.as_slice()) {
        _ if is_flag => found.help("write `#` if a comment begins here; words have no `--` before them"),
        (false, [_]) => found.repair(Repair::Comment(sign)),
        _ => found.fix(edits, "write `#`"),
    }
}

#[cfg(test)]
mod tests {
    use super::without_others;
    use crate::diagnostic::Report;
    use crate::span::SourceId;

    fn left(text: &str) -> (String, usize) {
        let mut report = Report::default();
        let left = without_others(text, SourceId(0), &mut report).into_owned();
        (left, report.diagnostics.len())
    }

    #[test]
    fn comments_of_other_languages_are_blank() {
        for (text, expected, comments) in [
            ("a; // b\nc;", "a;     \nc;", 1),
            ("-- b\r\nc", "    \r\nc", 1),
            ("a /* b\n é */ c", "a     \n       c", 1),
            ("/* never\nclosed /* x\n c */", "        \n             \n", 1),
            ("/* never\nclosed", "        \nclosed", 1),
            ("a;// b", "a;    ", 1),
        ] {
            let (left, found) = left(text);
            assert_eq!((left.trim_end(), found), (expected.trim_end(), comments), "{text:?}");
            assert_eq!(left.len(), text.len());
        }
    }

    #[test]
    fn what_is_no_comment_stays() {
        for text in [
            "repo \"a//b\"",
            "\"a\\\" // b\"",
            "# // x\n",
            "a//b --c",
            "https://x",
            "‘a // b’",
            "repo \"a /* b\" \"c */ d\"",
            "us--east",
        ] {
            let expected = usize::from(text.contains(" --c"));
            assert_eq!(left(text).1, expected, "{text}");
        }
    }
}
