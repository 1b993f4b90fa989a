//! Input: a source's text.
//! Output: its items or its tree, and a diagnostic for every statement whose shape is broken.
//! Never: stops at the first error, recurses, or reads meaning into words.

// The grammar's rules are a generated enum; a pair of another rule than those named has nothing to be read.
#![allow(clippy::wildcard_enum_match_arm)]

mod head;
mod outside;
mod reader;
mod words;

use super::comments;
use super::hidden;
use super::slip::{Before, near_keyword, unknown_statement};
use super::tree::{Argument, Block, File, Item, Keyword, Statement, inside_quotes};
use crate::cards;
use crate::diagnostic::{Diagnostic, LineEnd, Repair, Report, quotes};
use crate::span::{Source, SourceId, Sources, Span, Spanned, UNRESOLVED, merge_conflict};
use pest::iterators::Pair;
use reader::{Reader, Rule, offset};
use std::borrow::Cow;

/// Adds a file's bytes to the sources. `None`, with a diagnostic at the place, where they are not UTF-8 or hold a
/// NUL: such a file is not read any further.
pub fn decode(sources: &mut Sources, name: &str, bytes: Vec<u8>, report: &mut Report) -> Option<SourceId> {
    let marked = bytes.starts_with("\u{feff}".as_bytes());
    let (text, fault) = match String::from_utf8(bytes) {
        Ok(text) => {
            let nul = text.find('\0').map(|at| (at, 1, "the file contains a NUL byte"));
            (text, nul)
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            (text, Some((at, '\u{fffd}'.len_utf8(), "the file is not valid UTF-8")))
        }
    };
    let id = sources.add(Source::new(name, text));
    let Some((at, length, message)) = fault else {
        let conflict = sources.get(id).and_then(|source| merge_conflict(&source.text, id));
        report.diagnostics.extend(conflict.map(unresolved));
        return conflict.is_none().then_some(id);
    };
    let at = if marked { at.saturating_sub('\u{feff}'.len_utf8()) } else { at };
    let span = Span { source: id, start: offset(at), end: offset(at + length) };
    report.push(
        Diagnostic::new(&cards::SYNTAX_ERROR, span, message)
            .label(if message.contains("NUL") { "the first NUL byte" } else { "the first invalid byte" })
            .help("save the file as UTF-8 text"),
    );
    None
}

fn unresolved(conflict: Span) -> Diagnostic {
    Diagnostic::new(&cards::SYNTAX_ERROR, conflict, UNRESOLVED)
        .label("the first conflict begins here")
        .help("keep one side, and remove the lines with `<<<<<<<`, `=======` and `>>>>>>>`")
}

/// Reads a source. What is broken goes into the report; all else is in the tree.
pub fn parse<'a>(source: &'a Source, id: SourceId, report: &mut Report) -> File<'a> {
    let mut items = Items::of(source, id, report);
    let mut file = File::default();
    while let Some(next) = items.next(report) {
        match next {
            Next::Item(item) => file.items.push(item),
            Next::Stray => file.broken = true,
        }
        if report.is_full() {
            file.broken = true;
            break;
        }
    }
    file
}

/// A source that is read item by item.
pub struct Items<'a> {
    text: &'a str,
    /// The text without comments of other languages.
    readable: Cow<'a, str>,
    id: SourceId,
    /// What is read next.
    next: usize,
    /// In how many further blocks the header of another one may end them.
    splits: usize,
}

/// A block that another one's header ends is read up to there, and all behind it once more. More than so many times, it
/// is no slip.
const MOST_SPLITS: usize = 8;

/// What a source holds next.
pub enum Next<'a> {
    /// An item.
    Item(Item<'a>),
    /// Something that is none, and has been reported.
    Stray,
}

impl<'a> Items<'a> {
    /// Those of a source. What comments hide, or what is none here, goes into the report.
    pub fn of(source: &'a Source, id: SourceId, report: &mut Report) -> Self {
        hidden::in_comments(&source.text, id, report);
        let readable = comments::without_others(&source.text, id, report);
        Self { text: &source.text, readable, id, next: 0, splits: MOST_SPLITS }
    }

    /// Reads the next one. What is broken goes into the report.
    pub fn next(&mut self, report: &mut Report) -> Option<Next<'a>> {
        let (readable, next) = (&self.readable, self.next);
        let mut reader =
            Reader { text: self.text, readable, id: self.id, base: next, next, splits: self.splits, report };
        // The grammar is total; a text that it refuses ends the file.
        let pair = reader.read(Rule::next)?.next()?;
        let next = match pair.as_rule() {
            Rule::block => reader.block(pair).map_or(Next::Stray, Next::Item),
            Rule::include => Next::Item(Item::Include(reader.include(pair))),
            Rule::stray => {
                reader.stray(pair);
                Next::Stray
            }
            _ => return None,
        };
        (self.next, self.splits) = (reader.next, reader.splits);
        Some(next)
    }

    /// What the next item begins with, up to the end of the text: blanks and comments before it are passed over.
    pub fn rest(&mut self) -> &'a str {
        self.next += reader::blank(self.readable.get(self.next..).unwrap_or_default());
        self.text.get(self.next..).unwrap_or_default()
    }

    /// Passes over an item that [`Items::rest`] begins with, and that a bracket closes: its place. `None` where it is
    /// another one.
    pub fn pass(&mut self, item: &str) -> Option<Span> {
        let (start, end) = (self.next, self.next + item.len());
        if self.text.get(start..end) != Some(item) || !self.is_plain(start..end) {
            return None;
        }
        self.next = end;
        Some(Span { source: self.id, start: offset(start), end: offset(self.next) })
    }

    /// Whether a part of the text holds no comment of another language.
    pub fn is_plain(&self, part: std::ops::Range<usize>) -> bool {
        match &self.readable {
            Cow::Borrowed(_) => true,
            Cow::Owned(readable) => readable.get(part.clone()) == self.text.get(part),
        }
    }
}

/// What ends a block.
struct Body {
    close: Option<Span>,
    /// A string that nothing closes took the block's `>` with it.
    swallowed: bool,
}

/// The keyword that a statement opens with, or is near to.
fn opening(statement: &[Argument]) -> Option<Keyword> {
    match statement.first() {
        Some(Argument::Word(word)) => near_keyword(word.value).and_then(Keyword::parse),
        _ => None,
    }
}

impl<'a> Reader<'a, '_> {
    fn block(&mut self, pair: Pair<Rule>) -> Option<Item<'a>> {
        let span = self.span(&pair);
        let statements = Vec::new();
        let mut block = Block { keyword: span, name: None, statements, span, broken: false, closed: false };
        let mut parts = pair.into_inner();
        let is_defaults = self.head(parts.next()?, &mut block);
        let open = self.span(&parts.next()?);
        let Body { close, swallowed } = self.body(&mut block);
        block.statements.shrink_to_fit();
        self.brackets(open, close, &block, swallowed);
        block.closed = close.is_some();
        block.broken |= close.is_none() || self.slice(open) != "<";
        debug_assert!(!block.broken || !self.report.diagnostics.is_empty(), "a block is given up, and nobody is told");
        Some(if is_defaults { Item::Defaults(block) } else { Item::Block(block) })
    }

    /// Reads statements up to the block's end.
    fn body(&mut self, block: &mut Block<'a>) -> Body {
        let mut body = Body { close: None, swallowed: false };
        // An empty statement is a `;` that ends none.
        let mut pending = false;
        while let Some(parts) = self.read(Rule::inside)
            && self.base < self.next
        {
            for part in parts {
                let span = self.span(&part);
                // A block in a block: this one was to end before it.
                if self.splits > 0 && self.opens_block(&part) {
                    self.splits -= 1;
                    self.next = span.range().start;
                    return body;
                }
                block.span = block.span.to(span);
                match part.as_rule() {
                    Rule::statement => {
                        body.swallowed = part.clone().into_inner().any(|token| {
                            token.as_rule() == Rule::unclosed && self.slice(self.span(&token)).contains('>')
                        });
                        self.statements(part, block);
                        pending = true;
                    }
                    Rule::semicolon => {
                        if !pending {
                            block.broken = true;
                            let sign = self.with_blank(span);
                            self.error(span, "empty statement", |found| {
                                found
                                    .label("no statement before this `;`")
                                    .help("remove the `;`")
                                    .repair(Repair::RemoveSemicolon(sign))
                            });
                        }
                        pending = false;
                    }
                    Rule::close => body.close = Some(span),
                    _ => {}
                }
            }
            if body.close.is_some() || self.report.is_full() {
                break;
            }
        }
        body
    }

    /// Whether what stands where a statement is expected is the header of a block, up to its bracket.
    fn opens_block(&self, pair: &Pair<Rule>) -> bool {
        let mut tokens = pair.clone().into_inner();
        let is_first = |token: Pair<Rule>| matches!(self.slice(self.span(&token)), "private_ecr" | "defaults");
        pair.as_rule() == Rule::statement
            && tokens.next().is_some_and(is_first)
            && tokens.any(|token| token.as_rule() == Rule::sign)
    }

    /// Reads one statement of the grammar, which is several where a `;` was forgotten at a line's end.
    fn statements(&mut self, pair: Pair<Rule>, block: &mut Block<'a>) {
        let unclosed = pair.clone().into_inner().any(|token| token.as_rule() == Rule::unclosed);
        let (arguments, sound) = self.arguments(pair);
        // A broken `accept` takes nothing else of the block with it, unless its string does.
        let is_accept = matches!(arguments.first(), Some(Argument::Word(word)) if word.value == "accept");
        block.broken |= !sound && (unclosed || !is_accept);
        let mut statement: Vec<Argument<'a>> = Vec::with_capacity(arguments.len());
        let mut arguments = arguments.into_iter().peekable();
        while let Some(next) = arguments.next() {
            if !statement.is_empty() && self.is_colon_for_end(&next, arguments.peek()) {
                let colon = next.span();
                block.broken = true;
                self.error(colon, "expected `;`, found `:`", |found| {
                    found.label("no statement ends with `:`").help("write `;`").suggest(colon, ";", "write `;`")
                });
                self.statement(std::mem::take(&mut statement), block);
                continue;
            }
            if let Some(last) = statement.last()
                && let Some(keyword) = self.opens_another(&statement, last, &next, arguments.peek())
            {
                if sound {
                    let end = last.span().after();
                    let so_far = statement.first().map_or(end, |first| first.span().to(end));
                    let first = opening(&statement).unwrap_or(keyword);
                    // A line behind an `allow` may be meant as its limit, unless it is another one, or an `accept`.
                    let may_limit = first.is_access() && !keyword.is_access() && keyword != Keyword::Accept;
                    let line_end = LineEnd::of(self.text, so_far).filter(|_| !may_limit);
                    let before = match line_end {
                        Some(_) => Before::Open(end),
                        None => Before::open(first, keyword.as_str(), end),
                    };
                    block.broken = true;
                    self.error(end, format!("expected `;` before `{}`", keyword.as_str()), |found| {
                        let found = found
                            .label("`;` is missing here")
                            .also(next.span(), "another statement begins here")
                            .help(before.help(keyword.as_str()));
                        match (line_end, before) {
                            (Some(line_end), _) => found.repair(Repair::EndStatement(line_end)),
                            (None, Before::Access(_)) => found,
                            (None, _) => found.suggest(end, ";", "write `;`"),
                        }
                    });
                }
                self.statement(std::mem::take(&mut statement), block);
            }
            statement.push(next);
        }
        self.statement(statement, block);
    }

    /// Whether a word is a `:` that stands where a `;` ends the statement: at the end of a line, behind a string.
    fn is_colon_for_end(&self, word: &Argument, after: Option<&Argument>) -> bool {
        let Argument::Word(Spanned { value: ":", span }) = word else { return false };
        let rest = self.text.get(span.range().end..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default().trim();
        let is_line_end = line.is_empty() || line.starts_with(['#', '>']);
        let opens = |after: &Argument| matches!(after, Argument::Word(word) if Keyword::parse(word.value).is_some());
        is_line_end && after.is_none_or(opens)
    }

    /// Whether a word opens a statement, stands at the start of a line, and can be no argument of the statement so far.
    fn opens_another(
        &self,
        statement: &[Argument],
        last: &Argument,
        next: &Argument,
        after: Option<&Argument>,
    ) -> Option<Keyword> {
        let Argument::Word(word) = next else { return None };
        // No keyword is a statement by itself: this one is an item of a list that goes on, or ends, on its line.
        if matches!(last, Argument::Comma(_)) && matches!(after, None | Some(Argument::Comma(_))) {
            return None;
        }
        let keyword = Keyword::parse(word.value)?;
        let gap = Span { start: last.span().end, end: word.span.start, ..word.span };
        let names_service = matches!(keyword, Keyword::Logs | Keyword::Kms | Keyword::S3)
            && match statement {
                [Argument::Word(word)] => {
                    matches!(Keyword::parse(word.value), Some(Keyword::Existing | Keyword::PrivateDns))
                }
                // `allow … on` names one, too.
                [Argument::Word(first), .., Argument::Word(last)] => {
                    last.value == "on" && Keyword::parse(first.value).is_some_and(Keyword::is_access)
                }
                _ => false,
            };
        (!names_service && self.slice(gap).contains('\n')).then_some(keyword)
    }

    fn statement(&mut self, arguments: Vec<Argument<'a>>, block: &mut Block<'a>) {
        let mut arguments = arguments.into_iter();
        let Some(first) = arguments.next() else { return };
        let arguments: Vec<_> = arguments.collect();
        let span = arguments.last().map_or(first.span(), |last| first.span().to(last.span()));
        // Which of its words stand in a string is not known.
        if arguments.iter().any(|argument| matches!(argument, Argument::Broken(span) if self.is_unclosed(*span))) {
            block.broken = true;
            return;
        }
        match first {
            Argument::Word(word) => {
                if let Some(keyword) = Keyword::parse(word.value) {
                    let keyword = Spanned::new(keyword, word.span);
                    block.statements.push(Statement { keyword, arguments, span });
                } else {
                    block.broken = true;
                    self.report.push(unknown_statement(word, Before::Ended));
                }
            }
            Argument::Text(_) | Argument::Quoted(_) => {
                block.broken = true;
                let raw = self.slice(first.span());
                let bare = inside_quotes(raw);
                let (open, close) = quotes(first.span(), raw);
                let touches = arguments.first().is_some_and(|next| next.span().start == first.span().end);
                self.error(first.span(), "a statement begins with a word, not a string", |found| {
                    let found = found.label("quotes do not belong here");
                    if Keyword::parse(bare).is_none() {
                        return found.help("run `ecrc init` for a spec with the common statements");
                    }
                    let found = found.help(format!("write `{bare}` without quotes"));
                    if touches { found } else { found.repair(Repair::RemoveQuotes(open, close)) }
                });
            }
            Argument::Comma(span) => {
                block.broken = true;
                self.error(span, "a statement begins with a word, found `,`", |found| {
                    found.label("no statement begins with `,`").help("remove the `,`")
                });
            }
            Argument::Broken(_) => block.broken = true,
        }
    }
}
