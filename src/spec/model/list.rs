//! Input: the words of a statement that takes a list.
//! Output: its elements, each once.
//! Never: knows what an element is.

use super::arguments::Arguments;
use super::propose::in_place_of;
use super::usage::may_be_speech;
use crate::cards;
use crate::diagnostic::{Diagnostic, Repair};
use crate::span::{Span, Spanned};
use crate::spec::syntax::{Argument, Keyword};
use std::collections::BTreeMap;

impl Arguments<'_, '_> {
    /// A list parted by commas, a trailing one allowed; the same element twice is reported.
    pub(super) fn list<T: Ord>(
        &mut self,
        what: &str,
        mut element: impl FnMut(&mut Self) -> Option<Spanned<T>>,
    ) -> Vec<Spanned<T>> {
        let mut elements: Vec<Spanned<T>> = Vec::new();
        // Where a comma is missing before the next element, and whether what stands before that is an element.
        let mut missing: Option<(Span, bool)> = None;
        if !self.more() {
            self.missing(what);
        }
        while let Some(argument) = self.peek() {
            if let Argument::Broken(_) = argument {
                // What stands behind it may belong to it.
                self.broken = true;
                self.give_up();
                break;
            }
            if let Argument::Comma(span) = argument {
                let span = *span;
                self.next += 1;
                let found = Diagnostic::new(&cards::SYNTAX_ERROR, span, format!("expected {what}, found `,`"))
                    .label("nothing before this comma");
                let is_alone = elements.is_empty() && !self.more();
                self.fault(if is_alone {
                    found
                } else {
                    found.fix(vec![in_place_of(self.statement, self.next - 1, span, "")], "remove the comma")
                });
                continue;
            }
            let at = argument.span();
            let speech = match argument {
                Argument::Word(word) => Some(word.value).filter(|word| may_be_speech(word)),
                Argument::Text(_) | Argument::Quoted(_) | Argument::Comma(_) | Argument::Broken(_) => None,
            };
            let behind = self.statement.arguments.get(self.next + 1);
            let is_crowded = missing.is_some() || !matches!(behind, None | Some(Argument::Comma(_)));
            self.crowded = is_crowded.then_some(at);
            let faults = self.faults();
            elements.extend(element(self));
            // `and`: a word that is no element as it stands. That is reported, and beside it no comma is known to be missing.
            let is_element = speech.is_none() || self.faults() == faults;
            if let Some((end, true)) = missing.take().filter(|_| is_element) {
                self.fault(
                    Diagnostic::new(&cards::SYNTAX_ERROR, end, "expected `,` between two elements of a list")
                        .label("`,` is missing here")
                        .repair(Repair::Comma(end)),
                );
            }
            match self.peek() {
                Some(Argument::Comma(_)) => self.next += 1,
                Some(Argument::Broken(_)) | None => {}
                Some(next @ (Argument::Word(_) | Argument::Text(_) | Argument::Quoted(_))) => {
                    if let Argument::Word(word) = next
                        && Keyword::parse(word.value).is_some()
                    {
                        break;
                    }
                    missing = Some((at.after(), is_element));
                }
            }
        }
        self.distinct(elements)
    }

    /// A list without what stands in it twice, which is reported.
    pub(super) fn distinct<T: Ord>(&mut self, elements: Vec<Spanned<T>>) -> Vec<Spanned<T>> {
        let mut first: BTreeMap<&T, Span> = BTreeMap::new();
        let mut again = Vec::new();
        for element in &elements {
            match first.get(&element.value) {
                Some(earlier) => again.push((element.span, *earlier)),
                None => drop(first.insert(&element.value, element.span)),
            }
        }
        for (span, earlier) in &again {
            self.fault(
                Diagnostic::new(&cards::CONTRADICTION, *span, "this list contains an element twice")
                    .label("the same again")
                    .also(*earlier, "the first one")
                    .help("remove one"),
            );
        }
        let mut again = again.into_iter().map(|(span, _)| span).peekable();
        let mut distinct: Vec<_> =
            elements.into_iter().filter(|element| again.next_if_eq(&element.span).is_none()).collect();
        distinct.shrink_to_fit();
        distinct
    }
}
