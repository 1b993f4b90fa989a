//! Input: a statement's words, where ids stand.
//! Output: the ids, or the word that leaves one to a parameter.
//! Never: knows what an id is of.

use super::OwnId;
use super::arguments::Arguments;
use crate::aws;
use crate::span::Spanned;
use crate::suggest::is_slip;

/// A list of ids.
pub(super) fn ids<T: Ord>(
    arguments: &mut Arguments,
    what: &'static str,
    parse: impl Fn(&str) -> Result<T, aws::Malformed>,
) -> Option<Vec<Spanned<T>>> {
    let ids = arguments.list(what, |arguments| {
        let id = arguments.text(what);
        arguments.read(id, &parse)
    });
    (!ids.is_empty()).then_some(ids)
}

/// An id, or the word that leaves it to a parameter.
pub(super) fn own_id<T>(
    arguments: &mut Arguments,
    what: &'static str,
    parse: impl FnOnce(&str) -> Result<T, aws::Malformed>,
) -> Option<Spanned<OwnId<T>>> {
    if is_parameter(arguments) {
        return Some(arguments.one_of("a value", &[(PARAMETER, ())])?.map(|()| OwnId::Parameter));
    }
    let id = arguments.text(what);
    Some(arguments.read(id, parse)?.map(OwnId::Known))
}

/// Whether the word `parameter` stands next, or what is meant as it.
pub(super) fn is_parameter(arguments: &Arguments) -> bool {
    arguments.peek_word().is_some_and(|word| is_slip(word, PARAMETER)) || arguments.peek_text() == Some(PARAMETER)
}

pub(super) const PARAMETER: &str = "parameter";
