//! Input: a word or a string that stands where one of them is wanted.
//! Output: its text; and, once it fits the place, what is wrong with its quotes.
//! Never: reports quotes around what does not fit anyway.

use super::arguments::Arguments;
use super::propose;
use super::usage::{is_own_word, joins, may_be_speech, means_all};
use crate::cards;
use crate::diagnostic::{Diagnostic, Repair, quotes};
use crate::span::{Span, Spanned};
use crate::spec::syntax::{Argument, Keyword, other_quotes};

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
}

impl<'t> Arguments<'t, '_> {
    /// Whether nothing parts a word from a string beside it: then a quote was lost, and the word is a part of another.
    fn touches(&self, span: Span) -> bool {
        let arguments = &self.statement.arguments;
        let at = arguments.partition_point(|argument| argument.span().start < span.start);
        let string = |index: usize| match arguments.get(index) {
            Some(Argument::Text(text)) => Some(text.span),
            Some(Argument::Word(_) | Argument::Quoted(_) | Argument::Comma(_) | Argument::Broken(_)) | None => None,
        };
        at.checked_sub(1).and_then(string).is_some_and(|before| before.end == span.start)
            || string(at + 1).is_some_and(|after| after.start == span.end)
    }

    /// Quotes for a bare word, unless it may be a word of a sentence: as a name it would bind nobody, or open what nobody
    /// meant.
    fn quoted(&self, given: &Given, found: Diagnostic) -> Diagnostic {
        let Given { value, span, what, .. } = *given;
        if is_own_word(value) || self.touches(span) {
            return found.help(self.usage.clone());
        }
        let doubtful = |help: String| found.clone().label("no name, or one without its quotes").help(help);
        let written = format!("write `\"{value}\"` if that is {what}");
        if means_all(value) {
            return doubtful(match what {
                "a repository's name" => format!("leave `repo` out for every repository, or {written}"),
                "a role's name" if self.is_access() => format!("leave `role` out for everyone, or {written}"),
                "a user's name" => format!("leave `user` out for everyone, or {written}"),
                _ => written,
            });
        }
        if joins(value) || (self.crowded == Some(span) && may_be_speech(value)) {
            return doubtful(format!("leave `{value}` out, or {written}"));
        }
        let found = found.help(format!("write `\"{value}\"`"));
        // A name that is none fails open there.
        let opens = matches!(self.statement.keyword.value, Keyword::Deny | Keyword::S3);
        let mut found = found.repair(Repair::Quote(span));
        if opens && may_be_speech(value) {
            found.ask();
        }
        found
    }

    /// Takes what was given; it fits the place. Reports what is wrong with its quotes.
    pub(super) fn settle(&mut self, given: &Given<'t>) -> Spanned<&'t str> {
        let Given { value, span, what, .. } = *given;
        let of_shape = |found: &str, wanted: &str| {
            Diagnostic::new(&cards::SYNTAX_ERROR, span, format!("{what} is {wanted}, found {found}"))
        };
        match &given.slip {
            None => {}
            Some(Slip::Bare) => {
                let found = of_shape("a word", "a string").label("quotes are missing");
                self.fault(self.quoted(given, found));
            }
            Some(Slip::Quoted(text)) => {
                let (open, close) = quotes(span, text);
                self.fault(
                    of_shape("a string", "a word")
                        .label("found a string")
                        .help(format!("write `{value}` without quotes"))
                        .repair(Repair::RemoveQuotes(open, close)),
                );
            }
            Some(Slip::OtherQuotes(text)) => self.fault(other_quotes(Spanned::new(text, span))),
        }
        Spanned::new(value, span)
    }
}
