//! Input: a mistake in the punctuation of a spec: its kind and its place.
//! Output: the edits that correct it, and the words for them.
//! Never: changes, adds or removes a letter, or ends a statement inside a line.

use super::Edit;
use crate::span::Span;

/// A slip in signs alone, which leaves one reading of what is written. Each becomes a safe [`Fix`](super::Fix), and
/// nothing else does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repair<'t> {
    /// A bare word in place of a string.
    Quote(Span),
    /// A string in place of a bare word: its two quotes.
    RemoveQuotes(Span, Span),
    /// A string in other quotes, such as `“text”`, with its text.
    StraightenQuotes(Span, &'t str),
    /// A backslash that begins no escape.
    DoubleBackslash(Span),
    /// White space that is not blank here, such as a no-break space.
    Space(Span),
    /// The sign that opens a comment elsewhere, such as `//`, where no statement has begun.
    Comment(Span),
    /// A statement that nothing ends, at the end of its line.
    EndStatement(LineEnd),
    /// A `;` that ends no statement.
    RemoveSemicolon(Span),
    /// A comma missing between two elements of a list.
    Comma(Span),
    /// A comma before a value that the statement needs.
    RemoveComma(Span),
    /// Other brackets than `<` and `>`.
    Brackets {
        /// The opening one, if it is another.
        open: Option<Span>,
        /// The closing one, if it is another.
        close: Option<Span>,
    },
}

impl Repair<'_> {
    /// What it does.
    pub fn message(&self) -> &'static str {
        match self {
            Repair::Quote(_) => "write quotes",
            Repair::RemoveQuotes(..) => "remove the quotes",
            Repair::StraightenQuotes(..) => "write straight double quotes",
            Repair::DoubleBackslash(_) => "write two backslashes",
            Repair::Space(_) => "write a space",
            Repair::Comment(_) => "write `#`",
            Repair::EndStatement(_) => "write `;`",
            Repair::RemoveSemicolon(_) => "remove the `;`",
            Repair::Comma(_) => "write `,`",
            Repair::RemoveComma(_) => "remove the comma",
            Repair::Brackets { open: Some(_), close: Some(_) } => "write `<` and `>`",
            Repair::Brackets { open: Some(_), close: None } => "write `<`",
            Repair::Brackets { open: None, .. } => "write `>`",
        }
    }

    pub(super) fn edits(self) -> Vec<Edit> {
        let edit = |span: Span, text: &str| Edit { span, text: text.to_owned() };
        match self {
            Repair::Quote(word) => vec![edit(word.before(), "\""), edit(word.after(), "\"")],
            Repair::RemoveQuotes(open, close) => vec![edit(open, ""), edit(close, "")],
            Repair::StraightenQuotes(string, text) => {
                let (open, close) = quotes(string, text);
                let backslashes = text.match_indices('\\').map(|(at, _)| first(string, at).after());
                let doubled = backslashes.map(|at| edit(at, "\\"));
                [edit(open, "\"")].into_iter().chain(doubled).chain([edit(close, "\"")]).collect()
            }
            Repair::DoubleBackslash(backslash) => vec![edit(backslash.before(), "\\")],
            Repair::Space(blank) => vec![edit(blank, " ")],
            Repair::Comment(sign) => vec![edit(sign, "#")],
            Repair::EndStatement(end) => vec![edit(end.0, ";")],
            Repair::RemoveSemicolon(sign) | Repair::RemoveComma(sign) => vec![edit(sign, "")],
            Repair::Comma(at) => vec![edit(at.before(), ",")],
            Repair::Brackets { open, close } => {
                open.map(|open| edit(open, "<")).into_iter().chain(close.map(|close| edit(close, ">"))).collect()
            }
        }
    }
}

/// The quotes of a string: its first and last character.
pub fn quotes(string: Span, text: &str) -> (Span, Span) {
    let length = |c: Option<char>| c.map_or(0, char::len_utf8);
    (first(string, length(text.chars().next())), last(string, length(text.chars().next_back())))
}

/// The first bytes of a span.
fn first(span: Span, bytes: usize) -> Span {
    Span { end: span.start + u32::try_from(bytes).unwrap_or(0), ..span }
}

/// The last bytes of a span.
fn last(span: Span, bytes: usize) -> Span {
    Span { start: span.end - u32::try_from(bytes).unwrap_or(0), ..span }
}

/// The end of a statement that is the end of its line, where what follows, if anything does, cannot be a
/// continuation: it is indented no deeper than the statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineEnd(Span);

impl LineEnd {
    /// The end of a statement in a text, if it is one.
    pub fn of(text: &str, statement: Span) -> Option<Self> {
        let (before, rest) = (text.get(..statement.range().start)?, text.get(statement.range().end..)?);
        let line = before.get(before.rfind('\n').map_or(0, |at| at + 1)..)?;
        let mut lines = rest.split('\n');
        let nothing = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
        if !lines.next().is_none_or(nothing) {
            return None;
        }
        let follows = lines.find(|line| !nothing(line));
        let indent = follows.map_or("", |line| line.get(..line.len() - line.trim_start().len()).unwrap_or(""));
        (line.trim().is_empty() && line.starts_with(indent)).then_some(Self(statement.after()))
    }
}

#[cfg(test)]
mod tests {
    use super::{LineEnd, Repair, quotes};
    use crate::span::{SourceId, Span};

    fn span(text: &str, part: &str) -> Span {
        let start = text.find(part).unwrap();
        let offset = |at| u32::try_from(at).unwrap();
        Span { source: SourceId(0), start: offset(start), end: offset(start + part.len()) }
    }

    fn repaired(text: &str, repair: Repair) -> String {
        let mut after = text.to_owned();
        for edit in repair.edits().into_iter().rev() {
            after.replace_range(edit.span.range(), &edit.text);
        }
        after
    }

    #[test]
    fn repairs_change_signs_alone() {
        let whole = |text| span(text, text);
        assert_eq!(repaired("x", Repair::Quote(whole("x"))), "\"x\"");
        for text in ["\"x\"", "“x”"] {
            let (open, close) = quotes(whole(text), text);
            assert_eq!(repaired(text, Repair::RemoveQuotes(open, close)), "x");
        }
        for (text, straight) in [("“a b”", "\"a b\""), ("'a'", "\"a\""), (r"‘a\b\’", r#""a\\b\\""#), ("''", "\"\"")]
        {
            assert_eq!(repaired(text, Repair::StraightenQuotes(whole(text), text)), straight);
        }
        let text = r#""a\d""#;
        assert_eq!(repaired(text, Repair::DoubleBackslash(span(text, r"\d"))), r#""a\\d""#);
        let text = "a { b }";
        let brackets = Repair::Brackets { open: Some(span(text, "{")), close: Some(span(text, "}")) };
        assert_eq!(repaired(text, brackets), "a < b >");
    }

    #[test]
    fn a_statement_ends_with_its_line_and_nowhere_else() {
        for (text, ends) in [
            ("  allow pull\n  deny push", true),
            ("  allow pull\r\n\n  # note\ndeny push", true),
            ("  allow pull # note\n>", true),
            ("allow pull", true),
            ("  allow pull deny push", false),
            ("  allow pull\n    account 1", false),
            ("  allow pull\n\taccount 1", false),
            ("a < allow pull\n  account 1", false),
            ("a; allow pull\naccount 1", false),
            ("  allow pull > # note\n", false),
        ] {
            assert_eq!(LineEnd::of(text, span(text, "allow pull")).is_some(), ends, "{text:?}");
        }
    }
}
