//! Input: a word or a string in a place for one of them.
//! Output: its text; and, if it fits the place, what is wrong with its quotes.
//! Never: reports quotes around what does not fit anyway.

use super::propose;
use super::usage::{is_own_word, joins, may_be_speech, means_all};
use crate::cards;
use crate::diagnostic::{Diagnostic, Repair, quotes};
use crate::span::{Span, Spanned};
use crate::spec::syntax::{Argument, Keyword, Statement, other_quotes};

/// A word or a string as it was given. What is wrong with its quotes is reported once it fits the place otherwise.
pub(super) struct Given<'t> {
    pub(super) value: &'t str,
    pub(super) span: Span,
    pub(super) what: &'static str,
    /// A string is wanted, so what is proposed instead stands in quotes.
    pub(super) in_quotes: bool,
    pub(super) slip: Option<Slip<'t>>,
}

/// What is wrong with the quotes of a word or a string.
pub(super) enum Slip<'t> {
    /// A word, where a string is wanted.
    Bare,
    /// A string, where a word is wanted. It begins and ends as this text does.
    Quoted(&'t str),
    /// A string in other quotes, with them.
    OtherQuotes(&'t str),
}

impl Given<'_> {
    /// Another value, as it would be written here.
    pub(super) fn written(&self, value: &str) -> String {
        if self.in_quotes { propose::quoted(value) } else { value.to_owned() }
    }

    /// What is wrong with its quotes, where it fits the place of a statement otherwise. `is_crowded`: it is an element of a
    /// list, and no comma separates it from what is next to it.
    pub(super) fn fault(&self, statement: &Statement, is_crowded: bool, usage: &str) -> Option<Diagnostic> {
        let Given { value, span, what, .. } = *self;
        let of_shape = |wanted: &str, found: &str| {
            Diagnostic::new(&cards::SYNTAX_ERROR, span, format!("expected {what} {wanted} quotes, found `{found}`"))
        };
        Some(match self.slip.as_ref()? {
            Slip::Bare => {
                let found = of_shape("in", value).label("quotes are missing");
                if is_own_word(value) || touches(statement, span) {
                    found.help(usage)
                } else {
                    self.quoted(found, statement.keyword.value, is_crowded)
                }
            }
            Slip::Quoted(text) => {
                let (open, close) = quotes(span, text);
                let found = of_shape("without", &written_in(text, value))
                    .label("quotes do not belong here")
                    .help(format!("write `{value}` without quotes"));
                // Without them it would be one word with what is next to it.
                if touches(statement, span) { found } else { found.repair(Repair::RemoveQuotes(open, close)) }
            }
            Slip::OtherQuotes(text) => other_quotes(Spanned::new(text, span)),
        })
    }

    /// Quotes for a bare word, unless it may be a word of a sentence: as a name it would bind nobody, or open what nobody
    /// meant.
    fn quoted(&self, found: Diagnostic, keyword: Keyword, is_crowded: bool) -> Diagnostic {
        let Given { value, span, what, .. } = *self;
        let doubtful = |help: String| found.clone().label("not a name, or quotes are missing").help(help);
        let written = format!("write `\"{value}\"` if that is {what}");
        if means_all(value) {
            return doubtful(match what {
                "a repository name" => format!("remove `repo` to include every repository, or {written}"),
                "a role name" if keyword.is_access() => format!("remove `role` to include everyone, or {written}"),
                "a user name" => format!("remove `user` to include everyone, or {written}"),
                _ => written,
            });
        }
        if joins(value) || (is_crowded && may_be_speech(value)) {
            return doubtful(format!("remove `{value}`, or {written}"));
        }
        let mut found = found.help(format!("write `\"{value}\"`")).repair(Repair::Quote(span));
        // A name that is none fails open there.
        if matches!(keyword, Keyword::Deny | Keyword::S3) && may_be_speech(value) {
            found.ask();
        }
        found
    }
}

/// A string as it stands in the text: between the quotes that `text` begins and ends with.
fn written_in(text: &str, value: &str) -> String {
    let quote = |c: Option<char>| c.unwrap_or('"');
    format!("{}{value}{}", quote(text.chars().next()), quote(text.chars().next_back()))
}

/// Whether nothing separates a word or a string from one next to it. Of a word and a string, a quote was lost.
fn touches(statement: &Statement, span: Span) -> bool {
    let arguments = &statement.arguments;
    let at = arguments.partition_point(|argument| argument.span().start < span.start);
    let other = |index: usize| arguments.get(index).filter(|argument| !matches!(argument, Argument::Comma(_)));
    let before = at.checked_sub(1).map_or(Some(statement.keyword.span), |before| other(before).map(Argument::span));
    before.is_some_and(|before| before.end == span.start)
        || other(at + 1).is_some_and(|after| after.span().start == span.end)
}
