//! Input: a mistake in the shape of a statement, and its place.
//! Output: its diagnostic, whichever stage finds it.
//! Never: decides whether it is one.

use super::characters::named;
use super::tree::{Keyword, inside_quotes};
use crate::cards;
use crate::diagnostic::{Diagnostic, Edit, Repair};
use crate::span::{Span, Spanned};
use crate::suggest::{closest, only_closest};

/// A string in other quotes, with them.
pub fn other_quotes(text: Spanned<&str>) -> Diagnostic {
    let opening = text.value.chars().next().unwrap_or('\'');
    let straight = format!("\"{}\"", inside_quotes(text.value).replace('\\', r"\\"));
    let message = format!("strings need straight double quotes, found {}", named(opening));
    Diagnostic::new(&cards::SYNTAX_ERROR, text.span, message)
        .label("not a double quote")
        .help(format!("write `{straight}`"))
        .repair(Repair::StraightenQuotes(text.span, text.value))
}

/// The keyword that a word is likely a misspelling of, or is. To shorter words too many are near.
pub fn near_keyword(word: &str) -> Option<&'static str> {
    let is_long = word.chars().filter(char::is_ascii_alphabetic).count() > 2
        || Keyword::parse(&word.to_ascii_lowercase()).is_some();
    let near = closest(word, Keyword::ALL.iter().map(|keyword| keyword.as_str())).filter(|_| is_long);
    // It says the opposite of `accept`.
    near.filter(|_| !word.eq_ignore_ascii_case("except"))
}

/// What stands before a word that opens a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// A statement that has ended, or none.
    Ended,
    /// A statement that nothing ends; it would end here.
    Open(Span),
    /// The same, of an `allow` or a `deny`, or before one: a `;` would change who may do what. `allow pull account
    /// 111122223333` may be meant as pulls for that account alone.
    Access(Keyword),
}

impl Before {
    /// A statement that would end at `end`, before one that opens with `next` or with what is near to that.
    pub fn open(statement: Keyword, next: &str, end: Span) -> Self {
        let mut both = [Some(statement), Keyword::parse(next)].into_iter().flatten();
        both.find(|keyword| keyword.is_access()).map_or(Self::Open(end), Self::Access)
    }

    /// What to write before `next`, where a `;` is missing.
    pub fn help(self, next: &str) -> String {
        match self {
            Self::Ended | Self::Open(_) => "write `;`: every statement ends with one".to_owned(),
            Self::Access(access) => format!(
                "to begin another statement, write `;` before `{next}`; to limit the `{}`, use `role`, `user`, `repo` or `on`",
                access.as_str()
            ),
        }
    }
}

/// A word that opens no statement.
pub fn unknown_statement(word: Spanned<&str>, before: Before) -> Diagnostic {
    let found = Diagnostic::new(&cards::UNKNOWN_WORD, word.span, format!("unknown statement `{}`", word.value));
    let keywords = || Keyword::ALL.iter().map(|keyword| keyword.as_str());
    let short = || only_closest(word.value, keywords()).filter(|_| before == Before::Ended && word.value.len() == 2);
    let Some(near) = near_keyword(word.value).or_else(short) else {
        return found
            .label("no statement begins with this word")
            .help("run `ecrc init` for a spec with the common statements");
    };
    let found = found.label(format!("a similar name exists: `{near}`"));
    let named = Edit { span: word.span, text: near.into() };
    let (message, edits) = match before {
        Before::Ended => (format!("write `{near}`"), vec![named]),
        Before::Open(span) => (format!("write `;` and `{near}`"), vec![Edit { span, text: ";".into() }, named]),
        Before::Access(_) => return found.help(format!("write `{near}`")),
    };
    found.help(message.clone()).fix(edits, message)
}

/// A word that opens another statement on the line of one that nothing ends.
pub fn missing_semicolon(word: Spanned<&str>, before: Before) -> Diagnostic {
    Diagnostic::new(&cards::SYNTAX_ERROR, word.span, format!("expected `;` before `{}`", word.value))
        .label("another statement begins here")
        .help(before.help(word.value))
}
