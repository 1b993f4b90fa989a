//! Comes in: a source's text.
//! Goes out: its tree, and a diagnostic for every statement whose shape is broken.
//! Never: stops at the first error, recurses, or reads meaning into words.

// The grammar's rules are a generated enum; a pair of another rule than those named has nothing to be read.
#![allow(clippy::wildcard_enum_match_arm)]

mod head;
mod outside;

use super::characters::{self, Fault};
use super::comments;
use super::hidden;
use super::slip::{Before, ends_or_goes_on, unknown_statement};
use super::tree::{Argument, Block, File, Item, Keyword, Statement, inside_quotes};
use crate::cards;
use crate::diagnostic::{Diagnostic, LineEnd, Repair, Report, quotes};
use crate::span::{Source, SourceId, Sources, Span, Spanned};
use pest::Parser as _;
use pest::iterators::{Pair, Pairs};

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/ecrc.pest"]
#[allow(missing_docs)]
struct Grammar;

/// Adds a file's bytes to the sources. `None`, with a diagnostic at the place, where they are not UTF-8 or hold a
/// NUL: such a file is not read any further.
pub fn decode(sources: &mut Sources, name: &str, bytes: Vec<u8>, report: &mut Report) -> Option<SourceId> {
    let marked = bytes.starts_with("\u{feff}".as_bytes());
    let (text, fault) = match String::from_utf8(bytes) {
        Ok(text) => {
            let nul = text.find('\0').map(|at| (at, 1, "NUL byte in the text"));
            (text, nul)
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            (text, Some((at, '\u{fffd}'.len_utf8(), "the text is not valid UTF-8")))
        }
    };
    let id = sources.add(Source::new(name, text));
    let Some((at, length, message)) = fault else { return Some(id) };
    let at = if marked { at.saturating_sub('\u{feff}'.len_utf8()) } else { at };
    let span = Span { source: id, start: offset(at), end: offset(at + length) };
    report.push(
        Diagnostic::new(&cards::SYNTAX_ERROR, span, message)
            .label("first found here")
            .help("a spec is UTF-8 text: save it in that encoding"),
    );
    None
}

/// Reads a source. What is broken goes into the report; all else is in the tree.
pub fn parse<'a>(source: &'a Source, id: SourceId, report: &mut Report) -> File<'a> {
    hidden::in_comments(&source.text, id, report);
    let readable = comments::without_others(&source.text, id, report);
    let mut reader = Reader { text: &source.text, readable: &readable, id, base: 0, next: 0, report };
    let mut file = File::default();
    // The grammar is total; a text that it refuses ends the file.
    while let Some(pair) = reader.read(Rule::next).and_then(|mut pairs| pairs.next()) {
        match pair.as_rule() {
            Rule::block => file.items.extend(reader.block(pair)),
            Rule::include => file.items.push(Item::Include(reader.include(pair))),
            Rule::stray => {
                reader.stray(pair);
                file.broken = true;
            }
            _ => break,
        }
        if reader.report.is_full() {
            file.broken = true;
            break;
        }
    }
    file
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// What ends a block.
struct Body {
    close: Option<Span>,
    /// A string that nothing closes took the block's `>` with it.
    swallowed: bool,
}

struct Reader<'a, 'r> {
    text: &'a str,
    /// The text without comments of other languages.
    readable: &'r str,
    id: SourceId,
    /// Where in the text the pairs at hand count from.
    base: usize,
    /// What is read next.
    next: usize,
    report: &'r mut Report,
}

impl<'a, 'r> Reader<'a, 'r> {
    /// What a rule finds next; the text behind it is read after that.
    fn read(&mut self, rule: Rule) -> Option<Pairs<'r, Rule>> {
        self.base = self.next;
        let found = Grammar::parse(rule, self.readable.get(self.base..)?).ok()?.next()?;
        self.next += found.as_span().end();
        Some(found.into_inner())
    }

    fn span(&self, pair: &Pair<Rule>) -> Span {
        let span = pair.as_span();
        Span { source: self.id, start: offset(self.base + span.start()), end: offset(self.base + span.end()) }
    }

    fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or("")
    }

    fn error(&mut self, span: Span, message: impl Into<String>, finish: impl FnOnce(Diagnostic) -> Diagnostic) {
        self.report.push(finish(Diagnostic::new(&cards::SYNTAX_ERROR, span, message)));
    }

    fn block(&mut self, pair: Pair<Rule>) -> Option<Item<'a>> {
        let span = self.span(&pair);
        let mut block = Block { keyword: span, name: None, statements: Vec::new(), span, broken: false };
        let mut parts = pair.into_inner();
        let is_defaults = self.head(parts.next()?, &mut block);
        let open = self.span(&parts.next()?);
        let Body { close, swallowed } = self.body(&mut block);
        block.statements.shrink_to_fit();
        self.brackets(open, close, &block, swallowed);
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
                            self.error(span, "empty statement", |found| {
                                found
                                    .label("no statement stands before this `;`")
                                    .help("remove the `;`")
                                    .repair(Repair::RemoveSemicolon(span))
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

    /// Reads one statement of the grammar, which is several where a `;` was forgotten at a line's end.
    fn statements(&mut self, pair: Pair<Rule>, block: &mut Block<'a>) {
        let unclosed = pair.clone().into_inner().any(|token| token.as_rule() == Rule::unclosed);
        let (arguments, sound) = self.arguments(pair);
        // A broken `accept` takes nothing else of the block with it, unless its string does.
        let is_accept = matches!(arguments.first(), Some(Argument::Word(word)) if word.value == "accept");
        block.broken |= !sound && (unclosed || !is_accept);
        let mut statement: Vec<Argument<'a>> = Vec::with_capacity(arguments.len());
        for next in arguments {
            if let Some(last) = statement.last()
                && let Some(keyword) = self.opens_another(&statement, last, &next)
            {
                if sound {
                    let end = last.span().after();
                    let so_far = statement.first().map_or(end, |first| first.span().to(end));
                    let line_end = LineEnd::of(self.text, so_far);
                    let first = match statement.first() {
                        Some(Argument::Word(word)) => Keyword::parse(word.value),
                        _ => None,
                    };
                    // The statement on who may do what; a `;` would leave it without what may be meant as its limit.
                    let access = first.filter(|it| it.is_access()).or(Some(keyword).filter(|it| it.is_access()));
                    let is_limit = access == first && !keyword.is_access() && keyword != Keyword::Accept;
                    block.broken = true;
                    self.error(end, format!("expected `;` before `{}`", keyword.as_str()), |found| {
                        let found = found
                            .label("`;` is missing here")
                            .also(next.span(), "another statement begins here")
                            .help("statements end with `;`");
                        match (line_end, access) {
                            (Some(line_end), None) => found.repair(Repair::EndStatement(line_end)),
                            (Some(line_end), Some(_)) if !is_limit => found.repair(Repair::EndStatement(line_end)),
                            (_, Some(access)) => found.help(ends_or_goes_on(access, keyword.as_str())),
                            (None, None) => found.suggest(end, ";", "write `;`"),
                        }
                    });
                }
                self.statement(std::mem::take(&mut statement), block);
            }
            statement.push(next);
        }
        self.statement(statement, block);
    }

    /// Whether a word opens a statement, stands at the start of a line, and can be no argument of the statement so far.
    fn opens_another(&self, statement: &[Argument], last: &Argument, next: &Argument) -> Option<Keyword> {
        let Argument::Word(word) = next else { return None };
        let keyword = Keyword::parse(word.value)?;
        let gap = Span { start: last.span().end, end: word.span.start, ..word.span };
        let names_service = matches!(keyword, Keyword::Logs | Keyword::Kms | Keyword::S3)
            && match statement {
                [Argument::Word(word)] => {
                    matches!(Keyword::parse(word.value), Some(Keyword::Existing | Keyword::PrivateDns))
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
                self.error(first.span(), "a statement opens with a word, not with a string", |found| {
                    let found = found.label("found a string");
                    if Keyword::parse(bare).is_some() {
                        found.help(format!("write `{bare}` without quotes")).repair(Repair::RemoveQuotes(open, close))
                    } else {
                        found.help("`ecrc init` prints a spec with the common statements")
                    }
                });
            }
            Argument::Comma(span) => {
                block.broken = true;
                self.error(span, "a statement opens with a word, found `,`", |found| found.label("not expected here"));
            }
            Argument::Broken(_) => block.broken = true,
        }
    }

    /// A run of words; whether nothing in it is broken. Of what is broken the first is reported.
    fn arguments(&mut self, pair: Pair<Rule>) -> (Vec<Argument<'a>>, bool) {
        let tokens = pair.into_inner();
        let mut arguments = Vec::with_capacity(tokens.len());
        let mut sound = true;
        for token in tokens {
            if self.report.is_full() {
                return (arguments, false);
            }
            let errors = self.report.diagnostics.len();
            // One odd character follows from another; strings are each a matter of their own.
            let of_its_own = token.as_rule() == Rule::unclosed;
            arguments.extend(self.argument(&token, sound || of_its_own));
            sound &= self.report.diagnostics.len() == errors && !matches!(arguments.last(), Some(Argument::Broken(_)));
        }
        (arguments, sound)
    }

    /// One word, as an argument. What is broken is reported where `speak` says so.
    fn argument(&mut self, token: &Pair<Rule>, speak: bool) -> Option<Argument<'a>> {
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

    fn fault(&mut self, fault: Fault) {
        self.error(fault.span, fault.message, |found| {
            let found = if fault.label.is_empty() { found } else { found.label(fault.label) };
            let found = match fault.help {
                Some(help) => found.help(help),
                None => found,
            };
            match fault.repair {
                Some(repair) => found.repair(repair),
                None => found,
            }
        });
    }
}
