//! Input: the header and brackets of a block: its keyword, its name, `<` and `>`.
//! Output: these in the block, and a diagnostic for anything else there.
//! Never: skips a block silently.

use super::reader::{Reader, Rule};
use crate::cards;
use crate::diagnostic::{Diagnostic, Repair, quotes};
use crate::span::Span;
use crate::spec::syntax::tree::{Argument, Block, inside_quotes, is_name};
use crate::suggest::closest;
use pest::iterators::Pair;

const SHAPE: &str = "write `private_ecr NAME < … >`";

impl<'a> Reader<'a, '_> {
    /// Whether it is `defaults`; the keyword and the name go into the block.
    pub(super) fn head(&mut self, pair: Pair<Rule>, block: &mut Block<'a>) -> bool {
        let span = self.span(&pair);
        let (words, sound) = self.arguments(pair);
        block.broken |= !sound;
        let mut words = words.into_iter();
        let first = words.next();
        block.keyword = first.as_ref().map_or(span, Argument::span);
        let mut is_defaults = false;
        match &first {
            Some(Argument::Word(word)) => match word.value {
                "private_ecr" => {}
                "defaults" => is_defaults = true,
                other => {
                    block.broken = true;
                    let mut found =
                        Diagnostic::new(&cards::UNKNOWN_WORD, word.span, format!("unknown kind of block `{other}`"))
                            .label("expected `private_ecr` or `defaults`");
                    if let Some(near) = closest(other, ["private_ecr", "defaults"]) {
                        found =
                            found.help(format!("write `{near}`")).suggest(word.span, near, format!("write `{near}`"));
                        is_defaults = near == "defaults";
                    } else {
                        found = found.help("write `private_ecr NAME < … >` or `defaults < … >`");
                    }
                    self.report.push(found);
                }
            },
            Some(Argument::Text(_) | Argument::Quoted(_)) => {
                block.broken = true;
                let span = block.keyword;
                self.error(span, "a block begins with a word, not a string", |found| {
                    found.label("quotes do not belong here").help(SHAPE)
                });
            }
            Some(Argument::Comma(span)) => {
                block.broken = true;
                self.error(*span, "a block begins with a word, found `,`", |found| {
                    found.label("expected `private_ecr` or `defaults`").help(SHAPE)
                });
                return false;
            }
            Some(Argument::Broken(_)) | None => block.broken = true,
        }
        if is_defaults {
            if let Some(extra) = words.next() {
                self.error(extra.span(), "`defaults` takes no name", |found| {
                    found.label("expected `<`").help("write `defaults < … >`: it applies to every block of the file")
                });
            }
            return true;
        }
        let mut extra = None;
        match words.next() {
            Some(Argument::Word(word)) => block.name = Some(word),
            Some(name @ (Argument::Text(_) | Argument::Quoted(_))) => {
                let raw = self.slice(name.span());
                let bare = inside_quotes(raw);
                let (open, close) = quotes(name.span(), raw);
                self.error(name.span(), "a block name is a word, not a string", |found| {
                    let found = found.label("quotes do not belong here");
                    if is_name(bare) {
                        found.help(format!("write `{bare}` without quotes")).repair(Repair::RemoveQuotes(open, close))
                    } else {
                        found.help(SHAPE)
                    }
                });
                block.broken = true;
            }
            Some(Argument::Comma(span)) => extra = Some(span),
            Some(Argument::Broken(_)) => block.broken = true,
            None => {}
        }
        if let Some(extra) = extra.or_else(|| words.next().map(|word| word.span())) {
            let text = self.slice(extra);
            let label = if text == "," { "a block header has no commas" } else { "a block has one name" };
            self.error(extra, format!("expected `<`, found `{text}`"), |found| {
                found.label(label).help("write `private_ecr NAME < … >`")
            });
            block.broken = true;
        }
        false
    }

    /// Reports brackets other than `<` and `>`.
    pub(super) fn brackets(&mut self, open: Span, close: Option<Span>, block: &Block<'a>, swallowed: bool) {
        let opened = self.slice(open) == "<";
        let closed = close.map(|close| self.slice(close) == ">");
        if !opened {
            let brackets = Repair::Brackets { open: Some(open), close: close.filter(|_| closed == Some(false)) };
            self.error(open, "blocks open with `<`, not `{`", |found| {
                let found = found.label("expected `<`").help(brackets.message());
                match close {
                    Some(span) if closed == Some(false) => found.also(span, "expected `>`"),
                    _ => found,
                }
                .repair(brackets)
            });
        } else if closed == Some(false)
            && let Some(close) = close
        {
            self.error(close, "blocks close with `>`, not `}`", |found| {
                let brackets = Repair::Brackets { open: None, close: Some(close) };
                found.label("expected `>`").also(open, "the block opens here").repair(brackets)
            });
        }
        if close.is_none() && !swallowed && !self.report.is_full() {
            let end = block.span.after();
            self.error(open, "this block is never closed", |found| {
                found.label("opened here").also(end, "`>` is missing after this").help("close it with `>`")
            });
        }
    }
}
