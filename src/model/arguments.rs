//! Comes in: a statement's words.
//! Goes out: them one by one, as what the statement wants there.
//! Never: reports the echo of a word that is broken already.

use crate::diagnostic::{Diagnostic, Edit, Report, Rule};
use crate::rules::{contradiction, malformed_value, syntax_error, unknown_word};
use crate::span::{Span, Spanned};
use crate::suggest::closest;
use crate::syntax::{Argument, Keyword, Statement};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Reads the arguments of one statement, from left to right.
pub(super) struct Arguments<'t, 'r> {
    statement: &'t Statement<'t>,
    next: usize,
    report: &'r mut Report,
    /// Something of the statement has been reported: it says nothing that could be relied on.
    pub(super) broken: bool,
    /// A missing word has been reported; those behind it are not missed as well.
    short: bool,
}

impl<'t, 'r> Arguments<'t, 'r> {
    pub(super) fn new(statement: &'t Statement<'t>, report: &'r mut Report) -> Self {
        Self { statement, next: 0, report, broken: false, short: false }
    }

    /// The word that opens the statement, as written.
    fn keyword(&self) -> &'static str {
        self.statement.keyword.value.as_str()
    }

    /// The place of the whole statement.
    pub(super) fn span(&self) -> Span {
        self.statement.span
    }

    /// What stands next; nothing where nobody reads what would be said of it.
    fn peek(&self) -> Option<&'t Argument<'t>> {
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
            Some(Argument::Text(_) | Argument::Comma(_) | Argument::Broken(_)) | None => None,
        }
    }

    /// The next word, where it is a string.
    pub(super) fn peek_text(&self) -> Option<&'t Cow<'t, str>> {
        match self.peek() {
            Some(Argument::Text(text)) => Some(&text.value),
            Some(Argument::Word(_) | Argument::Comma(_) | Argument::Broken(_)) | None => None,
        }
    }

    /// Reports something that makes the statement unusable.
    pub(super) fn fault(&mut self, diagnostic: Diagnostic) {
        self.broken = true;
        self.report.push(diagnostic);
    }

    /// Reports an ill-formed value, with the words of its type.
    pub(super) fn malformed(&mut self, span: Span, fault: impl Into<String>) {
        let help = usage(self.statement.keyword.value);
        self.fault(Diagnostic::new(&malformed_value::RULE, span, fault).help(help));
    }

    /// `text` as a `T`, or its fault reported.
    pub(super) fn read<T, E: std::fmt::Display>(
        &mut self,
        text: Option<Spanned<impl AsRef<str>>>,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Spanned<T>> {
        let text = text?;
        match parse(text.value.as_ref()) {
            Ok(value) => Some(Spanned::new(value, text.span)),
            Err(fault) => {
                self.malformed(text.span, fault.to_string());
                None
            }
        }
    }

    /// Whether something broken has been read, which may have stood for any number of words.
    fn read_broken(&self) -> bool {
        let read = self.statement.arguments.iter().take(self.next);
        read.into_iter().any(|argument| matches!(argument, Argument::Broken(_)))
    }

    fn missing(&mut self, what: &str) {
        self.broken = true;
        if std::mem::replace(&mut self.short, true) || self.read_broken() {
            return;
        }
        let keyword = self.keyword();
        let last = match self.next.checked_sub(1).and_then(|last| self.statement.arguments.get(last)) {
            Some(last) => last.span(),
            None => self.statement.keyword.span,
        };
        self.report.push(
            Diagnostic::new(&syntax_error::RULE, last, format!("`{keyword}` needs {what}"))
                .label("it is missing behind this")
                .help(usage(self.statement.keyword.value)),
        );
    }

    fn unexpected_comma(&mut self, span: Span, what: &str) {
        self.fault(
            Diagnostic::new(&syntax_error::RULE, span, format!("expected {what}, found `,`"))
                .label("no list stands here")
                .help(usage(self.statement.keyword.value))
                .repair(span, "", "remove the comma"),
        );
    }

    /// A bare word; `what` says which one is wanted: "a region".
    pub(super) fn word(&mut self, what: &str) -> Option<Spanned<&'t str>> {
        loop {
            let Some(argument) = self.peek() else {
                self.missing(what);
                return None;
            };
            self.next += 1;
            match argument {
                Argument::Word(word) => return Some(*word),
                Argument::Text(text) => {
                    let is_word = !text.value.is_empty()
                        && text.value.chars().all(|c| c.is_ascii_alphanumeric() || "._:/-".contains(c));
                    let mut found =
                        Diagnostic::new(&syntax_error::RULE, text.span, format!("{what} is a word, found a string"))
                            .label("found a string");
                    if is_word {
                        found = found.help(format!("write `{}` without quotes", text.value)).repair(
                            text.span,
                            text.value.clone(),
                            "remove the quotes",
                        );
                    } else {
                        found = found.help(usage(self.statement.keyword.value));
                    }
                    self.fault(found);
                    return if is_word { Some(Spanned::new(text.value.as_ref(), text.span)) } else { None };
                }
                Argument::Comma(span) => self.unexpected_comma(*span, what),
                Argument::Broken(_) => {
                    self.broken = true;
                    return None;
                }
            }
        }
    }

    /// A string; `what` says which one is wanted: "a VPC's id".
    pub(super) fn text(&mut self, what: &str) -> Option<Spanned<&'t str>> {
        loop {
            let Some(argument) = self.peek() else {
                self.missing(what);
                return None;
            };
            self.next += 1;
            match argument {
                Argument::Text(text) => return Some(Spanned::new(text.value.as_ref(), text.span)),
                Argument::Word(word) => {
                    let quoted = format!("\"{}\"", word.value);
                    self.fault(
                        Diagnostic::new(&syntax_error::RULE, word.span, format!("{what} is a string, found a word"))
                            .label("quotes are missing")
                            .help(format!("write `{quoted}`"))
                            .repair(word.span, quoted, "write quotes"),
                    );
                    return Some(*word);
                }
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
        let help = usage(self.statement.keyword.value);
        self.fault(Diagnostic::new(&syntax_error::RULE, span, message).label("stands too late").help(help));
    }

    /// One of a closed set of words.
    pub(super) fn one_of<T: Copy>(&mut self, what: &str, set: &[(&'static str, T)]) -> Option<Spanned<T>> {
        let word = match self.peek() {
            // Without its quotes it would be none of them either.
            Some(Argument::Text(text)) if set.iter().all(|(name, _)| *name != text.value) => {
                self.next += 1;
                Spanned::new(text.value.as_ref(), text.span)
            }
            _ => self.word(what)?,
        };
        if let Some((_, value)) = set.iter().find(|(name, _)| *name == word.value) {
            return Some(Spanned::new(*value, word.span));
        }
        let names: Vec<&'static str> = set.iter().map(|(name, _)| *name).collect();
        self.unknown(&unknown_word::RULE, word, what, &names);
        None
    }

    /// Reports a word outside of the set of those that are known.
    pub(super) fn unknown(&mut self, rule: &'static Rule, word: Spanned<&str>, what: &str, known: &[&'static str]) {
        let what = what.trim_start_matches("a ").trim_start_matches("an ").trim_start_matches("the ");
        let mut found = Diagnostic::new(rule, word.span, format!("unknown {what} `{}`", word.value));
        if let Some(near) = closest(word.value, known.iter().copied()) {
            found = found.label(format!("did you mean `{near}`?")).help(format!("write `{near}`")).suggest(
                word.span,
                near,
                format!("write `{near}`"),
            );
        } else if known.len() <= 8 {
            found = found.help(format!("it is one of {}", listed(known)));
        }
        self.fault(found);
    }

    /// A list parted by commas, a trailing one allowed; the same element twice is reported.
    pub(super) fn list<T: Ord>(
        &mut self,
        what: &str,
        mut element: impl FnMut(&mut Self) -> Option<Spanned<T>>,
    ) -> Vec<Spanned<T>> {
        let mut elements: Vec<Spanned<T>> = Vec::new();
        if !self.more() {
            self.missing(what);
        }
        while let Some(argument) = self.peek() {
            if let Argument::Broken(_) = argument {
                // What stands behind it may belong to it.
                self.broken = true;
                self.next = self.statement.arguments.len();
                break;
            }
            if let Argument::Comma(span) = argument {
                let span = *span;
                self.next += 1;
                self.fault(
                    Diagnostic::new(&syntax_error::RULE, span, format!("expected {what}, found `,`"))
                        .label("nothing stands before this comma")
                        .repair(span, "", "remove the comma"),
                );
                continue;
            }
            let at = argument.span();
            elements.extend(element(self));
            match self.peek() {
                Some(Argument::Comma(_)) => self.next += 1,
                Some(Argument::Broken(_)) | None => {}
                Some(next @ (Argument::Word(_) | Argument::Text(_))) => {
                    if let Argument::Word(word) = next
                        && Keyword::parse(word.value).is_some()
                    {
                        break;
                    }
                    let end = at.after();
                    self.fault(
                        Diagnostic::new(&syntax_error::RULE, end, "expected `,` between the elements of the list")
                            .label("`,` is missing here")
                            .repair(end, ",", "write `,`"),
                    );
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
                Diagnostic::new(&contradiction::RULE, *span, "the same stands twice in one list")
                    .label("said again here")
                    .also(*earlier, "said first here")
                    .help("remove one of them"),
            );
        }
        let mut again = again.into_iter().map(|(span, _)| span).peekable();
        let mut distinct: Vec<_> =
            elements.into_iter().filter(|element| again.next_if_eq(&element.span).is_none()).collect();
        distinct.shrink_to_fit();
        distinct
    }

    /// Leaves the rest unread: what it is hangs on a word that is unknown.
    pub(super) fn give_up(&mut self) {
        self.next = self.statement.arguments.len();
    }

    /// Reports what is left over. Whether the statement says what can be relied on.
    pub(super) fn finish(self) -> bool {
        let keyword = self.statement.keyword.value;
        let rest = self.statement.arguments.get(self.next..).unwrap_or_default();
        let Some(extra) = rest.first() else { return !self.broken };
        if self.read_broken() {
            return false;
        }
        let span = extra.span();
        let found = match extra {
            Argument::Broken(_) => return false,
            Argument::Comma(_) if rest.len() == 1 => {
                Diagnostic::new(&syntax_error::RULE, span, "expected `;`, found `,`")
                    .label("no list stands here")
                    .help(usage(keyword))
                    .repair(span, "", "remove the comma")
            }
            Argument::Word(word) if Keyword::parse(word.value).is_some() => {
                let edit = Edit { span: span.before(), text: "; ".into() };
                Diagnostic::new(&syntax_error::RULE, span, format!("expected `;` before `{}`", word.value))
                    .label("another statement begins here")
                    .help("statements end with `;`")
                    .fix(vec![edit], "write `;`", true)
            }
            Argument::Word(_) | Argument::Text(_) | Argument::Comma(_) => {
                let end = rest.last().map_or(span, Argument::span);
                let what = match extra {
                    Argument::Word(word) => format!("`{}`", word.value),
                    Argument::Text(text) => format!("`\"{}\"`", text.value),
                    Argument::Comma(_) | Argument::Broken(_) => "`,`".to_owned(),
                };
                Diagnostic::new(&syntax_error::RULE, span.to(end), format!("expected `;`, found {what}"))
                    .label(format!("`{}` takes no more words", keyword.as_str()))
                    .help(usage(keyword))
            }
        };
        self.report.push(found);
        false
    }
}

/// Words for a message: "`a`, `b` and `c`".
pub(super) fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// How a statement is written.
fn usage(keyword: Keyword) -> &'static str {
    match keyword {
        Keyword::Region => "write `region us-east-2`",
        Keyword::Account => "write `account 111122223333`",
        Keyword::Tag => "write `tag \"KEY\" \"VALUE\"`",
        Keyword::Vpc => "write `vpc \"vpc-…\"` or `vpc new 10.0.0.0/16 zones 2`",
        Keyword::Subnets => "write `subnets \"subnet-…\", \"subnet-…\"`",
        Keyword::RouteTables => "write `route_tables \"rtb-…\"`",
        Keyword::Existing => "write `existing ecr.dkr \"vpce-…\"`",
        Keyword::Clients => "write `clients 10.0.0.0/16, \"sg-…\", \"pl-…\"`",
        Keyword::SecurityGroup => "write `security_group \"sg-…\"`",
        Keyword::Dns => "write `dns amazon` or `dns custom`",
        Keyword::PrivateDns => "write `private_dns off`, `private_dns ecr.api off` or `private_dns own`",
        Keyword::Sdk => "write `sdk 2018-11-30`",
        Keyword::Launch => "write `launch fargate 1.4.0`, `launch ec2` or `launch eks`",
        Keyword::Logs => "write `logs awslogs` or `logs none`",
        Keyword::Secrets => "write `secrets secretsmanager, ssm`",
        Keyword::Exec => "write `exec on` or `exec off`",
        Keyword::Kms => "write `kms on` or `kms off`",
        Keyword::Images => "write `images windows` or `images windows nondistributable`",
        Keyword::S3 => "write `s3 minimal`, `s3 full`, `s3 also \"bucket\"` or `s3 in_use`",
        Keyword::PullThroughCache => "write `pull_through_cache \"PREFIX\"`",
        Keyword::ExecutionRole => "write `execution_role \"NAME\"` or `execution_role new \"NAME\"`",
        Keyword::Allow => "write `allow pull role \"NAME\" repo \"NAME\"`",
        Keyword::Deny => "write `deny delete repo \"NAME\"`",
        Keyword::Accept => "write `accept ECR108 \"why\"`",
    }
}
