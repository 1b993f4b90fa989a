//! Input: what a stage or a rule found, and where.
//! Output: a [`Report`], as plain data; its rendering is elsewhere.
//! Never: formats for a terminal, or decides an exit code.

mod edit;
mod repair;

pub use edit::Edit;
pub use repair::{LineEnd, Repair, quotes};

use crate::span::Span;
use std::fmt;

/// A rule's number, written `ECR403`. Codes are never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ECR{:03}", self.0)
    }
}

/// How severe a diagnostic is. A note is least severe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Informs; shown by `check` and by `build --notes`.
    Note,
    /// Probably not intended; does not stop `build`.
    Warning,
    /// Stops `build`.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        })
    }
}

/// A rule: pure data.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The code.
    pub code: Code,
    /// The rule's name, the same as its file's: `s3_gateway_missing`.
    pub name: &'static str,
    /// Its severity.
    pub severity: Severity,
    /// Other severities that its diagnostics can have, each with its condition: "when ECR allows the name".
    pub exceptions: &'static [(Severity, &'static str)],
    /// What it requires, in one line, lower case, without a period.
    pub title: &'static str,
    /// The address of the first AWS page that it is based on; `None` for rules of the language itself.
    pub source: Option<&'static str>,
    /// The page that explains it, as Markdown: what it requires and why, errors, examples, sources. Empty without the
    /// feature `pages`.
    pub page: &'static str,
}

impl Rule {
    /// Whether an `accept` can name it: it reports warnings or notes.
    pub fn may_be_accepted(&self) -> bool {
        let exceptions = self.exceptions.iter().map(|(severity, _)| *severity);
        exceptions.chain([self.severity]).any(|severity| severity < Severity::Error)
    }
}

/// A place with a few words on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there; may be empty.
    pub message: String,
}

/// A change that resolves a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does: "write `1.4.0`".
    pub message: String,
    /// The edits, applied together.
    pub edits: Vec<Edit>,
    safe: bool,
}

impl Fix {
    /// Whether it changes only punctuation, so that it may be applied without asking. Only a [`Repair`]
    /// makes such a fix.
    pub fn is_safe(&self) -> bool {
        self.safe
    }
}

/// One diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that is broken.
    pub rule: &'static Rule,
    /// The severity of this diagnostic, if it is one of the rule's exceptions.
    pub exception: Option<Severity>,
    /// The headline: lower case, no period, the user's text in backticks.
    pub message: String,
    /// The exact word that is wrong, and what is wrong there. `None` if no text is wrong.
    pub primary: Option<Label>,
    /// Other places that are involved.
    pub labels: Vec<Label>,
    /// Why.
    pub notes: Vec<String>,
    /// What to write.
    pub help: Option<String>,
    /// The address of the AWS page that it is based on: the rule's first one, unless it is another.
    pub source: Option<&'static str>,
    /// Changes that resolve it.
    pub fixes: Vec<Fix>,
    /// What is at its place has no effect: without it, nothing changes.
    pub in_vain: bool,
    /// The reason given by an `accept` statement that accepts it.
    pub accepted: Option<String>,
}

impl Diagnostic {
    /// A diagnostic at a place.
    pub fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        let primary = Some(Label { span, message: String::new() });
        Self { primary, ..Self::placeless(rule, message) }
    }

    /// A diagnostic about something that no text says, such as a resource of a template without spans.
    pub fn placeless(rule: &'static Rule, message: impl Into<String>) -> Self {
        Self {
            rule,
            exception: None,
            message: message.into(),
            primary: None,
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
            source: rule.source,
            fixes: Vec::new(),
            in_vain: false,
            accepted: None,
        }
    }

    /// A diagnostic at a place, if there is one.
    pub fn at(rule: &'static Rule, span: Option<Span>, message: impl Into<String>) -> Self {
        match span {
            Some(span) => Self::new(rule, span, message),
            None => Self::placeless(rule, message),
        }
    }

    /// Says what is wrong at the primary place.
    #[must_use]
    pub fn label(mut self, message: impl Into<String>) -> Self {
        if let Some(primary) = &mut self.primary {
            primary.message = message.into();
        }
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn also(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// Adds a reason.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds the rule itself as a reason, where it says more than the headline.
    #[must_use]
    pub fn note_of_rule(self) -> Self {
        let title = self.rule.title;
        self.note(title)
    }

    /// Says what to write.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Cites another of the rule's pages.
    #[must_use]
    pub fn citing(mut self, url: &'static str) -> Self {
        debug_assert!(self.rule.page.contains(url), "{} has no source {url}", self.rule.code);
        self.source = Some(url);
        self
    }

    /// Cites the page of what it is about, where that has one, instead of the rule's.
    #[must_use]
    pub fn citing_instead(mut self, url: Option<&'static str>) -> Self {
        self.source = url.or(self.source);
        self
    }

    /// Adds a fix that may change what the spec means: `text` instead of what is at `span`. `message` says so to a
    /// person.
    #[must_use]
    pub fn suggest(self, span: Span, text: impl Into<String>, message: impl Into<String>) -> Self {
        self.fix(vec![Edit { span, text: text.into() }], message)
    }

    /// Adds a fix of several edits that may change what the spec means.
    #[must_use]
    pub fn fix(mut self, edits: Vec<Edit>, message: impl Into<String>) -> Self {
        self.fixes.push(Fix { message: message.into(), edits, safe: false });
        self
    }

    /// Adds a safe fix.
    #[must_use]
    pub fn repair(mut self, repair: Repair) -> Self {
        self.fixes.push(Fix { message: repair.message().to_owned(), edits: repair.edits(), safe: true });
        self
    }

    /// All its places.
    pub fn places(&mut self) -> impl Iterator<Item = &mut Span> {
        let labels = self.primary.iter_mut().chain(&mut self.labels).map(|label| &mut label.span);
        labels.chain(self.fixes.iter_mut().flat_map(|fix| &mut fix.edits).map(|edit| &mut edit.span))
    }

    /// Says that what is at its place has no effect.
    #[must_use]
    pub fn in_vain(mut self) -> Self {
        self.in_vain = true;
        self
    }

    /// Makes its fixes unsafe, so that only a person applies them.
    pub fn ask(&mut self) {
        self.fixes.iter_mut().for_each(|fix| fix.safe = false);
    }

    /// Gives this diagnostic a severity that its rule lists as an exception.
    #[must_use]
    pub fn weighing(mut self, severity: Severity) -> Self {
        debug_assert!(
            self.rule.exceptions.iter().any(|(exception, _)| *exception == severity),
            "{} does not list {severity} as an exception",
            self.rule.code
        );
        self.exception = Some(severity);
        self
    }

    /// The rule's severity, or the exception that applies.
    pub fn severity(&self) -> Severity {
        self.exception.unwrap_or(self.rule.severity)
    }

    /// Whether an `accept` may accept it.
    pub fn may_be_accepted(&self) -> bool {
        self.severity() < Severity::Error
    }
}

/// Further diagnostics are dropped: nobody reads so many, and a hostile text could fill the memory with them.
const MOST: usize = 10_000;

/// Diagnostics, in reading order once [`Report::sorted`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The diagnostics.
    pub diagnostics: Vec<Diagnostic>,
    /// The first diagnostic that is dropped because there are too many.
    left_out: Option<Box<Diagnostic>>,
}

impl Report {
    /// Adds a diagnostic, unless there are too many.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MOST {
            self.diagnostics.push(diagnostic);
        } else if self.left_out.is_none() {
            self.left_out = Some(Box::new(diagnostic));
        }
    }

    /// Adds all of another report.
    pub fn append(&mut self, other: Report) {
        other.diagnostics.into_iter().chain(other.left_out.map(|found| *found)).for_each(|found| self.push(found));
    }

    /// How many diagnostics can be added.
    pub fn room(&self) -> usize {
        MOST.saturating_sub(self.diagnostics.len())
    }

    /// Whether it is full, so that reading stops.
    pub fn is_full(&self) -> bool {
        self.left_out.is_some()
    }

    /// Takes out the first diagnostic for which there was no room.
    pub fn take_left_out(&mut self) -> Option<Diagnostic> {
        self.left_out.take().map(|found| *found)
    }

    /// Whether something in it stops `build`.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|found| found.severity() == Severity::Error)
    }

    /// How many diagnostics of that severity no `accept` accepts.
    pub fn count(&self, severity: Severity) -> usize {
        self.open().filter(|found| found.severity() == severity).count()
    }

    /// The diagnostics that no `accept` accepts.
    pub fn open(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|found| found.accepted.is_none())
    }

    /// By place, then by code; what was reported several times (a statement of `defaults` is read by every
    /// block) once, at its most severe, as it was first reported.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        let place = |found: &Diagnostic| found.primary.as_ref().map(|label| label.span);
        self.diagnostics.sort_by(|a, b| {
            let by_rule = place(a).cmp(&place(b)).then_with(|| a.rule.code.cmp(&b.rule.code));
            by_rule.then_with(|| a.message.cmp(&b.message)).then_with(|| b.severity().cmp(&a.severity()))
        });
        self.diagnostics.dedup_by(|a, b| a.rule.code == b.rule.code && place(a) == place(b) && a.message == b.message);
        self
    }
}
