//! Input: a statement's words, where the next is one of a closed set.
//! Output: which one; or a report of the one that was probably meant.
//! Never: proposes what the rest of the statement does not fit.

use super::arguments::Arguments;
use super::given::Given;
use super::propose::{self, MOST_ARGUMENTS};
use super::usage::listed;
use crate::cards;
use crate::diagnostic::{Diagnostic, Rule};
use crate::span::Spanned;
use crate::spec::syntax::Argument;
use crate::suggest::nearest;

/// So many known words are named beside an unknown one.
const MOST_NAMED: usize = 4;

impl Arguments<'_, '_> {
    /// One of a closed set of words, which may be left out.
    pub(super) fn perhaps_one_of<T: Copy>(
        &mut self,
        what: &'static str,
        set: &[(&'static str, T)],
    ) -> Option<Spanned<T>> {
        self.may_be_left_out = true;
        let read = self.one_of(what, set);
        self.may_be_left_out = false;
        read
    }

    /// One of a closed set of words.
    pub(super) fn one_of<T: Copy>(&mut self, what: &'static str, set: &[(&'static str, T)]) -> Option<Spanned<T>> {
        let given = self.word(what)?;
        if let Some((_, value)) = set.iter().find(|(name, _)| *name == given.value) {
            return Some(self.settle(&given).map(|_| *value));
        }
        let names: Vec<&'static str> = set.iter().map(|(name, _)| *name).collect();
        self.unknown(&cards::UNKNOWN_WORD, &given, what, &names);
        None
    }

    /// Reports a word outside of the set of those that are known.
    pub(super) fn unknown(&mut self, rule: &'static Rule, given: &Given, what: &str, known: &[&'static str]) {
        let what = what.trim_start_matches("a ").trim_start_matches("an ").trim_start_matches("the ");
        let unsaid: Vec<&'static str> = known.iter().copied().filter(|name| !self.says(name)).collect();
        let synonym = propose::synonym(given.value, &unsaid);
        // `ecr` begins two names, `1.4` one.
        let begun: Vec<&str> = unsaid.iter().copied().filter(|name| propose::begins(given.value, name)).collect();
        // Of several that are as near, none is the one that is meant.
        let nearest = nearest(given.value, unsaid.iter().copied());
        let near = match begun.as_slice() {
            [] => synonym.or(match nearest.as_slice() {
                [one] => Some(*one),
                // Of numbers, the first is the newest.
                [first, ..] if is_number(first) => Some(*first),
                [] | [..] => None,
            }),
            [one] => synonym.or(Some(one)),
            [..] => synonym,
        };
        if near.is_none() && begun.is_empty() && self.opens_another(given.value, given.span) {
            return;
        }
        let found = Diagnostic::new(rule, given.span, format!("unknown {what} `{}`", given.value));
        self.fault(if let Some(near) = near {
            let label = if synonym.is_some() { "the word for it is" } else { "a similar name exists:" };
            let found = found.label(format!("{label} `{near}`"));
            let refused = self.trial.and_then(|trial| propose::refused(self.statement, given.span, near, trial));
            if let Some(why) = refused {
                let why = format!("`{near}` does not fit the rest of the statement: {why}");
                found.note(why).help(self.usage.clone())
            } else {
                let write = format!("write `{near}`");
                found.help(write.clone()).suggest(given.span, near, write)
            }
        } else {
            let are_near = begun.is_empty() && (1..=MOST_NAMED).contains(&nearest.len());
            let several = if are_near { nearest } else { begun };
            let few = if several.is_empty() { known } else { several.as_slice() };
            let help = match few.len() {
                0..=8 if self.may_be_left_out => format!("remove `{}`, or write {}", given.value, listed(few)).into(),
                0..=8 => format!("write {}", listed(few)).into(),
                _ => self.usage.clone(),
            };
            let label = if are_near {
                format!("similar names exist: `{}`", few.join("`, `"))
            } else if few.len() <= MOST_NAMED {
                format!("expected {}", listed(few))
            } else {
                "not in ecrc's tables".to_owned()
            };
            found.label(label).help(help)
        });
    }

    /// Whether a word stands in the statement, and so is not meant again. Parts of an access statement may be.
    fn says(&self, word: &str) -> bool {
        if self.is_access() {
            return false;
        }
        let is_word = |argument: &Argument| matches!(argument, Argument::Word(other) if other.value == word);
        self.statement.arguments.iter().take(MOST_ARGUMENTS).any(is_word)
    }
}

/// Whether a word is a number or a version.
fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}
