//! Input: a run of words.
//! Output: its arguments, and a diagnostic for what is broken; where a quote is missing, at its place.
//! Never: reads what a statement means.

use super::reader::{Reader, Rule, offset};
use crate::cards;
use crate::diagnostic::Diagnostic;
use crate::span::Span;
use crate::spec::syntax::tree::{Argument, Keyword};
use pest::iterators::Pair;

impl<'a> Reader<'a, '_> {
    /// A run of words; whether nothing in it is broken. Of what is broken the first is reported.
    pub(super) fn arguments(&mut self, pair: Pair<Rule>) -> (Vec<Argument<'a>>, bool) {
        let tokens = pair.into_inner();
        let mut arguments = Vec::with_capacity(tokens.len());
        let mut sound = true;
        for token in tokens {
            if self.report.is_full() {
                return (arguments, false);
            }
            let errors = self.report.diagnostics.len();
            // One odd character follows from another; strings are each a matter of their own.
            if token.as_rule() == Rule::unclosed {
                let string = self.span(&token);
                self.lost_quote(string, &arguments);
                arguments.push(Argument::Broken(string));
            } else {
                arguments.extend(self.argument(&token, sound));
            }
            sound &= self.report.diagnostics.len() == errors && !matches!(arguments.last(), Some(Argument::Broken(_)));
        }
        (arguments, sound)
    }

    /// Reports a string that nothing closes. Its line has an odd number of quotes, and where a word touches one that opens
    /// a string, as in `tag "Team" shop";`, the one that is missing stands before.
    fn lost_quote(&mut self, string: Span, before: &[Argument<'a>]) {
        let line = self.on_line_of(string, before);
        if !self.is_plain(line, string) {
            self.report.push(never_closed(string));
            return;
        }
        let follows = |at: usize| match line.get(at + 1) {
            Some(next) => matches!(next, Argument::Text(_)).then(|| next.span()),
            None => Some(string),
        };
        let is_word = |at: usize| matches!(line.get(at), Some(Argument::Word(_)));
        let touched = line.iter().enumerate().find_map(|(at, word)| {
            let quote = follows(at).filter(|_| is_word(at))?;
            (word.span().end == quote.start).then_some((at, word.span(), quote))
        });
        let is_free = line.first().is_some_and(|first| match first {
            Argument::Word(word) => matches!(word.value, "accept" | "name" | "tag"),
            _ => false,
        });
        let Some((at, word, quote)) = touched else {
            let is_half = matches!(line, [Argument::Word(word)] if word.value == "tag");
            let end = self.value_end(string, is_free).filter(|_| !is_half);
            let found = never_closed(string);
            self.report.push(match end {
                Some(end) => found.suggest(end, "\"", "write `\"`"),
                None => found,
            });
            return;
        };
        let last = at.checked_sub(1).and_then(|last| line.get(last));
        if let Some(Argument::Text(text)) = last.filter(|last| last.span().end == word.start) {
            let raw = self.slice(text.span);
            if raw == "\"\"" {
                let one = Span { end: text.span.start + 1, ..text.span };
                self.error(text.span, "this string begins with two quotes", |found| {
                    found.label("one `\"` too many").help("remove one of them").suggest(one, "", "remove one `\"`")
                });
                return;
            }
            let value = raw.strip_suffix('"').unwrap_or(raw);
            let value = match value.split_once([' ', ',']) {
                Some((word, _)) if !is_free => word,
                _ => value.trim_end(),
            };
            let end = text.span.start + offset(value.len());
            let end = Span { start: end, end, ..text.span };
            self.report.push(never_closed(text.span).suggest(end, "\"", "write `\"`"));
            return;
        }
        let is_of_text = |argument: &&Argument| match argument {
            Argument::Word(word) => Keyword::parse(word.value).is_none() && !word.value.starts_with("ECR"),
            _ => false,
        };
        let words = line.get(..at).unwrap_or_default().iter().rev().take_while(is_of_text);
        let first = words.last().filter(|_| is_free).map_or(word, Argument::span);
        let whole = first.to(Span { end: quote.start + 1, ..quote });
        let written = format!("\"{}", self.slice(whole));
        self.error(whole, "this string is never opened", |found| {
            found.label("`\"` is missing before this").help(format!("write `{written}`")).suggest(
                first.before(),
                "\"",
                format!("write `{written}`"),
            )
        });
    }

    /// Whether a line tells which quote is missing: it is one statement, with three quotes at most and no odd character.
    fn is_plain(&self, line: &[Argument<'a>], string: Span) -> bool {
        let start = line.first().map_or(string.start, |first| first.span().start);
        let text = self.slice(Span { start, ..string }).trim_end();
        let is_odd = |c: char| !c.is_ascii_alphanumeric() && !"\"_./:*,- ".contains(c);
        let Some(text) = text.strip_suffix(';') else { return false };
        text.matches('"').count() <= 3 && !text.contains(is_odd)
    }

    /// The words on the line on which a place is.
    fn on_line_of<'b>(&self, place: Span, before: &'b [Argument<'a>]) -> &'b [Argument<'a>] {
        let mut start = place.start;
        let is_there = |argument: &&Argument| {
            let gap = Span { start: argument.span().end, end: start, ..place };
            start = argument.span().start;
            !self.slice(gap).contains('\n')
        };
        let count = before.iter().rev().take_while(is_there).count();
        before.get(before.len() - count..).unwrap_or_default()
    }

    /// Where the value of a string that nothing closes ends, if its line ends with a `;` and holds no other sign.
    fn value_end(&self, string: Span, is_free: bool) -> Option<Span> {
        let value = self.slice(string).trim_end().strip_suffix(';')?.trim_end();
        let end = string.start + offset(value.len());
        let is_word = is_free || !value.contains([' ', ',']);
        (is_word && value.len() > 1 && !value.contains([';', '<', '>', '#', '\\'])).then_some(Span {
            start: end,
            end,
            ..string
        })
    }
}

fn never_closed(string: Span) -> Diagnostic {
    Diagnostic::new(&cards::SYNTAX_ERROR, string, "this string is never closed")
        .label("opened here")
        .help("close it with `\"` on the same line")
}
