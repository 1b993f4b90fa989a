//! Input: the text outside of blocks.
//! Output: includes, and a diagnostic for what is not allowed there.
//! Never: reads a block.

use super::reader::{Reader, Rule};
use crate::diagnostic::{LineEnd, Repair};
use crate::spec::syntax::slip::other_quotes;
use crate::spec::syntax::tree::{Argument, Include, Keyword, inside_quotes};
use crate::suggest::closest;
use pest::iterators::Pair;
use std::borrow::Cow;

impl<'a> Reader<'a, '_> {
    pub(super) fn include(&mut self, pair: Pair<Rule>) -> Include<'a> {
        let span = self.span(&pair);
        let mut semicolon = false;
        let mut words = Vec::new();
        let mut sound = true;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::head => (words, sound) = self.arguments(part),
                _ => semicolon = true,
            }
        }
        let whole = words.last().map_or(span, |last| span.before().to(last.span()));
        let end = whole.after();
        let mut words = words.into_iter();
        let keyword = words.next().map_or(span, |word| word.span());
        let path = match words.next() {
            Some(Argument::Text(text)) => Some(text),
            Some(Argument::Quoted(text)) => {
                sound = false;
                self.report.push(other_quotes(text));
                Some(text.map(|text| Cow::Borrowed(inside_quotes(text))))
            }
            Some(Argument::Word(word)) => {
                sound = false;
                let quoted = format!("\"{}\"", word.value);
                self.error(word.span, format!("expected a path in quotes, found `{}`", word.value), |found| {
                    found.label("quotes are missing").help(format!("write `{quoted}`")).repair(Repair::Quote(word.span))
                });
                Some(word.map(Cow::Borrowed))
            }
            Some(Argument::Comma(_) | Argument::Broken(_)) => {
                if sound {
                    self.error(end, "`include` needs a path", |found| {
                        found.label("the path is missing here").help("write `include \"common.ecr\";`")
                    });
                }
                return Include { keyword, path: None, span: whole };
            }
            None => {
                self.error(keyword, "`include` needs a path", |found| {
                    found.label("the path is missing after this").help("write `include \"common.ecr\";`")
                });
                return Include { keyword, path: None, span: whole };
            }
        };
        if let Some(extra) = words.next() {
            let text = self.slice(extra.span());
            self.error(extra.span(), format!("expected `;`, found `{text}`"), |found| {
                found.label("an include has one path").help("write one `include` for each file")
            });
        } else if !semicolon && sound {
            let line_end = LineEnd::of(self.text, whole);
            self.error(end, "expected `;` after the include", |found| {
                let found = found.label("`;` is missing here");
                match line_end {
                    Some(line_end) => found.repair(Repair::EndStatement(line_end)),
                    None => found.suggest(end, ";", "write `;`"),
                }
            });
        }
        Include { keyword, path, span: whole }
    }

    pub(super) fn stray(&mut self, pair: Pair<Rule>) {
        let whole = self.span(&pair);
        let Some(first) = pair.into_inner().next() else { return };
        let span = self.span(&first);
        let text = self.slice(span);
        match first.as_rule() {
            Rule::close => {
                let message = format!("found `{text}`, but no block is open");
                self.error(span, message, |found| found.label("closes nothing").help("remove it"));
            }
            Rule::open => self.error(span, format!("found `{text}` without `private_ecr` before it"), |found| {
                found.label("no block header before this").help("write `private_ecr NAME < … >`")
            }),
            Rule::semicolon => {
                let sign = self.with_blank(span);
                self.error(span, "found `;` outside a block", |found| {
                    let found = found.label("ends no statement");
                    if whole == span {
                        found
                            .help("remove the `;`: nothing follows a block's `>`")
                            .repair(Repair::RemoveSemicolon(sign))
                    } else {
                        found.help("move the statement into a block")
                    }
                });
            }
            Rule::word if matches!(text, "private_ecr" | "defaults") => {
                self.error(span, format!("`{text}` opens a block, but no `<` follows"), |found| {
                    found.label("expected `<` after this").help(match text {
                        "defaults" => "write `defaults < … >`",
                        _ => "write `private_ecr NAME < … >`",
                    })
                });
            }
            Rule::word if Keyword::parse(text).is_some() => {
                self.error(span, format!("`{text}` is outside a block"), |found| {
                    found.label("statements belong in a block").help(format!("write `private_ecr < {text} …; … >`"))
                });
            }
            Rule::word | Rule::string | Rule::quoted_otherwise | Rule::comma => {
                let near = closest(text, ["private_ecr", "defaults", "include"]);
                self.error(span, format!("expected a block, found `{text}`"), |found| {
                    let found = found.label("no block begins with this");
                    match near {
                        Some(near) => {
                            found.help(format!("write `{near}`")).suggest(span, near, format!("write `{near}`"))
                        }
                        None => found.help("write `include`, `defaults` or `private_ecr`"),
                    }
                });
            }
            _ => {
                self.argument(&first, true);
            }
        }
    }
}
