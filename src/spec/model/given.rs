//! Input: a word or a string that stands where one of them is wanted.
//! Output: its text; and, once it fits the place, what is wrong with its quotes.
//! Never: reports quotes around what does not fit anyway.

use super::propose;
use crate::span::Span;

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
