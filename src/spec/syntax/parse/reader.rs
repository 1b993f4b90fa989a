//! Input: a source's text, read piece by piece by the grammar.
//! Output: places, words and strings, and a diagnostic for each that is broken.
//! Never: knows what the words mean.

// The grammar's rules are a generated enum; a pair of another rule than those named has nothing to be read.
#![allow(clippy::wildcard_enum_match_arm)]

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::span::{SourceId, Span, Spanned};
use crate::spec::syntax::characters::{self, Fault};
use crate::spec::syntax::tree::Argument;
use pest::Parser as _;
use pest::iterators::{Pair, Pairs};

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/ecrc.pest"]
#[allow(missing_docs)]
struct Grammar;

pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// How many bytes of blanks and comments a text begins with.
pub(super) fn blank(text: &str) -> usize {
    Grammar::parse(Rule::lead, text).ok().and_then(|mut found| found.next()).map_or(0, |lead| lead.as_span().end())
}

pub(super) struct Reader<'a, 'r> {
    pub(super) text: &'a str,
    /// The text without comments of other languages.
    pub(super) readable: &'r str,
    pub(super) id: SourceId,
    /// Where in the text the pairs at hand count from.
    pub(super) base: usize,
    /// What is read next.
    pub(super) next: usize,
    /// In how many further blocks the header of another one may end them.
    pub(super) splits: usize,
    pub(super) report: &'r mut Report,
}

impl<'a, 'r> Reader<'a, 'r> {
    /// What a rule finds next; the text after it is read later.
    pub(super) fn read(&mut self, rule: Rule) -> Option<Pairs<'r, Rule>> {
        self.base = self.next;
        let found = Grammar::parse(rule, self.readable.get(self.base..)?).ok()?.next()?;
        self.next += found.as_span().end();
        Some(found.into_inner())
    }

    pub(super) fn span(&self, pair: &Pair<Rule>) -> Span {
        let span = pair.as_span();
        Span { source: self.id, start: offset(self.base + span.start()), end: offset(self.base + span.end()) }
    }

    pub(super) fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// The place of a sign to remove, with the blank before it, if another one follows.
    pub(super) fn with_blank(&self, sign: Span) -> Span {
        let before = self.text.get(..sign.range().start).is_some_and(|text| text.ends_with(' '));
        let follows = self.text.get(sign.range().end..).is_some_and(|text| text.starts_with(' '));
        if before && follows { Span { start: sign.start - 1, ..sign } } else { sign }
    }

    pub(super) fn error(
        &mut self,
        span: Span,
        message: impl Into<String>,
        finish: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        self.report.push(finish(Diagnostic::new(&cards::SYNTAX_ERROR, span, message)));
    }

    /// Whether what is there is a string that nothing closes.
    pub(super) fn is_unclosed(&self, span: Span) -> bool {
        let text = self.slice(span);
        text.starts_with('"') && characters::string(text).is_none()
    }

    /// One word, as an argument. What is broken is reported where `speak` says so.
    pub(super) fn argument(&mut self, token: &Pair<Rule>, speak: bool) -> Option<Argument<'a>> {
        let span = self.span(token);
        let text = self.slice(span);
        let fault = match token.as_rule() {
            Rule::word => return Some(Argument::Word(Spanned::new(text, span))),
            Rule::comma => return Some(Argument::Comma(span)),
            Rule::quoted_otherwise => return Some(Argument::Quoted(Spanned::new(text, span))),
            Rule::string => match characters::unescape(text, span) {
                Ok(value) => return Some(Argument::Text(Spanned::new(value, span))),
                Err(faults) => {
                    for fault in faults {
                        self.fault(fault);
                    }
                    return Some(Argument::Broken(span));
                }
            },
            Rule::unclosed => characters::unclosed(span, text),
            Rule::odd_blank => characters::odd_blank(span, text),
            Rule::sign => characters::sign(span, text),
            _ => characters::foreign(span, text),
        };
        if speak {
            self.fault(fault);
        }
        (token.as_rule() != Rule::odd_blank).then_some(Argument::Broken(span))
    }

    pub(super) fn fault(&mut self, fault: Fault) {
        self.error(fault.span, fault.message, |found| {
            let found = if fault.label.is_empty() { found } else { found.label(fault.label) };
            let found = match fault.help {
                Some(help) => found.help(help),
                None => found,
            };
            match (fault.repair, fault.meant) {
                (Some(repair), _) => found.repair(repair),
                (None, Some((span, meant))) => {
                    let write = format!("write `{meant}`");
                    found.help(write.clone()).suggest(span, meant, write)
                }
                (None, None) => found,
            }
        });
    }
}
