//! Input: a statement's words.
//! Output: the words one by one, as what the statement expects there.
//! Never: reports a word again that was already reported.

use super::given::{Given, Slip};
use super::propose::{self, Trial, reads};
use super::usage::usage;
use crate::aws::Malformed;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::span::{Span, Spanned};
use crate::spec::syntax::{
    Argument, Before, Keyword, Statement, inside_quotes, missing_semicolon, near_keyword, unknown_statement,
};
use std::borrow::Cow;

/// Reads the arguments of one statement, from left to right.
pub(super) struct Arguments<'t, 'r> {
    pub(super) statement: &'t Statement<'t>,
    pub(super) next: usize,
    report: &'r mut Report,
    /// Something of the statement has been reported: it says nothing that could be relied on.
    pub(super) broken: bool,
    /// A missing word has been reported, or the rest is left unread: no word after it is reported as missing, too.
    short: bool,
    /// How the statement is written; the statement may know better than its keyword.
    pub(super) usage: Cow<'static, str>,
    /// How proposals are tried; `None` while one is, and then nothing is proposed.
    pub(super) trial: Option<Trial>,
    /// An element of a list that no comma separates from the next.
    pub(super) crowded: Option<Span>,
    /// The statement means something without the word that is read.
    pub(super) may_be_left_out: bool,
}

impl<'t, 'r> Arguments<'t, 'r> {
    pub(super) fn new(statement: &'t Statement<'t>, report: &'r mut Report, trial: Option<Trial>) -> Self {
        let usage = usage(statement.keyword.value).into();
        Self {
            statement,
            next: 0,
            report,
            broken: false,
            short: false,
            usage,
            trial,
            crowded: None,
            may_be_left_out: false,
        }
    }

    /// The word that opens the statement, as written.
    fn keyword(&self) -> &'static str {
        self.statement.keyword.value.as_str()
    }

    /// Whether the statement is on who may do what.
    pub(super) fn is_access(&self) -> bool {
        self.statement.keyword.value.is_access()
    }

    /// How much has been reported so far.
    pub(super) fn faults(&self) -> usize {
        self.report.diagnostics.len()
    }

    /// The place of the whole statement.
    pub(super) fn span(&self) -> Span {
        self.statement.span
    }

    /// What stands next; nothing where nobody reads what would be said of it.
    pub(super) fn peek(&self) -> Option<&'t Argument<'t>> {
        self.statement.arguments.get(self.next).filter(|_| !self.report.is_full())
    }

    /// Whether a word is left.
    pub(super) fn more(&self) -> bool {
        self.peek().is_some()
    }

    /// The next word, where it is a bare one.
    pub(super) fn peek_word(&self) -> Option<&'t str> {
        match self.peek() {
            Some(Argument::Word(word)) => Some(word.value),
            Some(Argument::Text(_) | Argument::Quoted(_) | Argument::Comma(_) | Argument::Broken(_)) | None => None,
        }
    }

    /// The next word, where it is a string.
    pub(super) fn peek_text(&self) -> Option<&'t str> {
        match self.peek() {
            Some(Argument::Text(text)) => Some(&text.value),
            Some(Argument::Quoted(text)) => Some(inside_quotes(text.value)),
            Some(Argument::Word(_) | Argument::Comma(_) | Argument::Broken(_)) | None => None,
        }
    }

    /// Whether a text stands behind the next argument, with no comma between.
    pub(super) fn is_before_text(&self) -> bool {
        let behind = self.statement.arguments.get(self.next + 1);
        matches!(behind, Some(Argument::Text(_) | Argument::Quoted(_)))
    }

    /// Reports something that makes the statement unusable.
    pub(super) fn fault(&mut self, diagnostic: Diagnostic) {
        self.broken = true;
        self.report.push(diagnostic);
    }

    /// Reports an ill-formed value, with the one that is meant or the words of its type.
    pub(super) fn malformed(&mut self, given: &Given, fault: &Malformed) {
        let mut found = Diagnostic::new(&cards::MALFORMED_VALUE, given.span, fault.to_string());
        if let Some(label) = fault.label() {
            found = found.label(label.to_owned());
        }
        found = match (fault.help(), fault.meant()) {
            (Some(help), _) => found.help(help),
            (None, Some(meant)) => found.help(format!("write `{}`", given.written(meant))),
            (None, None) => found.help(self.usage.clone()),
        };
        if let Some(meant) = fault.meant() {
            let meant = given.written(meant);
            found = found.suggest(given.span, meant.clone(), format!("write `{meant}`"));
        }
        self.fault(found);
    }

    /// The given value as a `T`, or a report of what is wrong with it.
    pub(super) fn read<T>(
        &mut self,
        given: Option<Given<'t>>,
        parse: impl FnOnce(&str) -> Result<T, Malformed>,
    ) -> Option<Spanned<T>> {
        let given = given?;
        match parse(given.value) {
            Ok(value) => Some(Spanned::new(value, self.settle(&given).span)),
            Err(fault) => {
                self.malformed(&given, &fault);
                None
            }
        }
    }

    /// Whether something broken has been read, which may have stood for any number of words.
    fn read_broken(&self) -> bool {
        let read = self.statement.arguments.iter().take(self.next);
        read.into_iter().any(|argument| matches!(argument, Argument::Broken(_)))
    }

    /// The place of what was read last.
    fn last(&self) -> Span {
        match self.next.checked_sub(1).and_then(|last| self.statement.arguments.get(last)) {
            Some(last) => last.span(),
            None => self.statement.keyword.span,
        }
    }

    pub(super) fn missing(&mut self, what: &str) {
        self.broken = true;
        if std::mem::replace(&mut self.short, true) || self.read_broken() {
            return;
        }
        let keyword = self.keyword();
        self.report.push(
            Diagnostic::new(&cards::SYNTAX_ERROR, self.last(), format!("`{keyword}` needs {what}"))
                .label("missing after this")
                .help(self.usage.clone()),
        );
    }

    /// Reports that a word is missing before those that are there. What they are hangs on it.
    pub(super) fn needs_first(&mut self, what: &str) {
        let end = self.statement.keyword.span.after();
        let message = format!("`{}` needs {what}", self.keyword());
        let help = self.usage.clone();
        self.fault(Diagnostic::new(&cards::SYNTAX_ERROR, end, message).label("missing here").help(help));
        self.give_up();
    }

    /// Reports a comma where no list stands. If the statement means something without it, the rest is taken as read.
    fn unexpected_comma(&mut self, span: Span, what: &str) {
        let found = Diagnostic::new(&cards::SYNTAX_ERROR, span, format!("expected {what}, found `,`"))
            .label(format!("`{}` takes no list", self.keyword()));
        let proposal = self.trial.and_then(|trial| propose::at_commas(self.statement, trial));
        let Some(proposal) = proposal else {
            if !self.comma_for_end(span) {
                self.fault(found.help(self.usage.clone()));
            }
            return;
        };
        self.give_up();
        let found = found.help(proposal.help);
        self.fault(match proposal.repair {
            Some(repair) => found.repair(repair),
            None if proposal.edits.is_empty() => found,
            None => found.fix(proposal.edits, proposal.message),
        });
    }

    /// Whether a comma stands where a `;` ends the statement: what is before it is a statement, and what follows up to the
    /// next comma another one. Then that is reported, and the rest is not read.
    fn comma_for_end(&mut self, comma: Span) -> bool {
        let Some(trial) = self.trial.filter(|_| !self.broken) else { return false };
        let all = self.statement.arguments.as_slice();
        let Some(at) = all.iter().position(|argument| argument.span() == comma) else { return false };
        let (so_far, rest) = all.split_at_checked(at).unwrap_or_default();
        let [_, Argument::Word(word), rest @ ..] = rest else { return false };
        let Some(next) = Keyword::parse(word.value) else { return false };
        let end = rest.iter().position(|argument| matches!(argument, Argument::Comma(_))).unwrap_or(rest.len());
        let rest = rest.get(..end).unwrap_or_default();
        let is_statement = |word: &str, arguments: &[Argument]| reads(trial, &propose::text_of(word, arguments));
        if !is_statement(self.keyword(), so_far) || !is_statement(word.value, rest) {
            return false;
        }
        let before = Before::open(self.statement.keyword.value, next.as_str(), comma);
        let found = Diagnostic::new(&cards::SYNTAX_ERROR, comma, "expected `;`, found `,`")
            .label("another statement begins after this")
            .help(before.help(word.value));
        self.give_up();
        let is_open = matches!(before, Before::Open(_));
        self.fault(if is_open { found.suggest(comma, ";", "write `;`") } else { found });
        true
    }

    /// A bare word; `what` says which one is wanted: "a region".
    pub(super) fn word(&mut self, what: &'static str) -> Option<Given<'t>> {
        let argument = self.take(what)?;
        let span = argument.span();
        let (value, slip) = match argument {
            Argument::Word(word) => (word.value, None),
            Argument::Text(text) => (text.value.as_ref(), Some(Slip::Quoted("\"\""))),
            Argument::Quoted(text) => (inside_quotes(text.value), Some(Slip::Quoted(text.value))),
            Argument::Comma(_) | Argument::Broken(_) => return None,
        };
        Some(Given { value, span, what, in_quotes: false, slip })
    }

    /// A string; `what` says which one is wanted: "a VPC's id".
    pub(super) fn text(&mut self, what: &'static str) -> Option<Given<'t>> {
        let argument = self.take(what)?;
        let span = argument.span();
        let (value, slip) = match argument {
            Argument::Word(word) => (word.value, Some(Slip::Bare)),
            Argument::Text(text) => (text.value.as_ref(), None),
            Argument::Quoted(text) => (inside_quotes(text.value), Some(Slip::OtherQuotes(text.value))),
            Argument::Comma(_) | Argument::Broken(_) => return None,
        };
        Some(Given { value, span, what, in_quotes: true, slip })
    }

    /// Any string.
    pub(super) fn any_text(&mut self, what: &'static str) -> Option<Spanned<&'t str>> {
        let given = self.text(what)?;
        Some(self.settle(&given))
    }

    /// The next word or string. Commas before it are reported.
    fn take(&mut self, what: &str) -> Option<&'t Argument<'t>> {
        loop {
            let Some(argument) = self.peek() else {
                self.missing(what);
                return None;
            };
            self.next += 1;
            match argument {
                Argument::Word(_) | Argument::Text(_) | Argument::Quoted(_) => return Some(argument),
                Argument::Comma(span) => self.unexpected_comma(*span, what),
                Argument::Broken(_) => {
                    self.broken = true;
                    return None;
                }
            }
        }
    }

    /// Reports a word that stands in the wrong place.
    pub(super) fn misplaced(&mut self, span: Span, message: &str) {
        let help = self.usage.clone();
        self.fault(Diagnostic::new(&cards::SYNTAX_ERROR, span, message).label("comes too late").help(help));
    }

    /// Whether a word that does not fit opens another statement, so that a `;` is missing before it: it is a keyword, or
    /// near to one, and the statement means something without it. Then that is reported, and the rest is not read.
    pub(super) fn opens_another(&mut self, word: &str, span: Span) -> bool {
        let Some(trial) = self.trial.filter(|_| !self.broken) else { return false };
        let Some(keyword) = near_keyword(word) else { return false };
        let is_before = |argument: &&Argument| argument.span().end <= span.start;
        let so_far = self.statement.arguments.iter().take_while(is_before).count();
        let so_far = self.statement.arguments.get(..so_far).unwrap_or_default();
        if !reads(trial, &propose::text_of(self.keyword(), so_far)) {
            return false;
        }
        let end = so_far.last().map_or(self.statement.keyword.span, Argument::span).after();
        let rest = self.statement.arguments.get(so_far.len() + 1..).unwrap_or_default();
        let is_whole = reads(trial, &propose::text_of(keyword, rest));
        self.give_up();
        let word = Spanned::new(word, span);
        let before = Before::open(self.statement.keyword.value, keyword, end);
        let found = missing_semicolon(word, before);
        let is_open = matches!(before, Before::Open(_));
        self.fault(if is_whole && is_open { found.suggest(end, ";", "write `;`") } else { found });
        if word.value != keyword {
            self.fault(unknown_statement(word, before));
        }
        true
    }

    /// Takes what was given; it fits the place. Reports what is wrong with its quotes.
    pub(super) fn settle(&mut self, given: &Given<'t>) -> Spanned<&'t str> {
        let is_crowded = self.crowded == Some(given.span);
        if let Some(found) = given.fault(self.statement, is_crowded, &self.usage) {
            self.fault(found);
        }
        Spanned::new(given.value, given.span)
    }

    /// Leaves the rest unread: what it is hangs on a word that is unknown.
    pub(super) fn give_up(&mut self) {
        self.next = self.statement.arguments.len();
        self.short = true;
    }

    /// Reports what is left over. Whether the statement says what can be relied on.
    pub(super) fn finish(mut self) -> bool {
        let rest = self.statement.arguments.get(self.next..).unwrap_or_default();
        let Some(extra) = rest.first() else { return !self.broken };
        if self.read_broken() || matches!(extra, Argument::Broken(_)) {
            return false;
        }
        let span = extra.span();
        if let Argument::Comma(_) = extra {
            self.unexpected_comma(span, "`;`");
            return false;
        }
        if let Argument::Word(word) = extra {
            if self.opens_another(word.value, span) {
                return false;
            }
            if let Some(keyword) = near_keyword(word.value) {
                let before = Before::open(self.statement.keyword.value, keyword, self.last().after());
                self.report.push(missing_semicolon(*word, before));
                if word.value != keyword {
                    self.report.push(unknown_statement(*word, before));
                }
                return false;
            }
        }
        let end = rest.last().map_or(span, Argument::span);
        let what = match extra {
            Argument::Word(word) => word.value.to_owned(),
            Argument::Text(text) => propose::quoted(&text.value),
            Argument::Quoted(text) => text.value.to_owned(),
            Argument::Comma(_) | Argument::Broken(_) => String::new(),
        };
        let keyword = self.keyword();
        self.report.push(
            Diagnostic::new(&cards::SYNTAX_ERROR, span.to(end), format!("expected `;`, found `{what}`"))
                .label(format!("`{keyword}` takes no more words"))
                .help(self.usage),
        );
        false
    }
}
