//! Input: a report.
//! Output: its diagnostics for programs: a line each, or one JSON document.
//! Never: leaves out or adds a key of the JSON; its shape is an interface.

use ecrc::audit::{Off, Unseen};
use ecrc::diagnostic::{Diagnostic, Fix, Report, Severity};
use ecrc::render::{log_line, one_line, whole_line};
use ecrc::span::{Sources, Span};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt::Write;

/// `FILE:LINE:COLUMN: severity[CODE]: message`, a line each, without accepted diagnostics.
pub fn short(sources: &Sources, report: &Report) -> String {
    let mut out = String::new();
    for found in report.open() {
        let place = Place::of(sources, found.primary.as_ref().map(|label| label.span));
        let (file, message) = (whole_line(place.file), one_line(&found.message));
        let (line, column, severity, code) = (place.line, place.column, found.severity(), found.rule.code);
        let _ = writeln!(out, "{file}:{line}:{column}: {severity}[{code}]: {message}");
    }
    out
}

/// Commands of a GitHub workflow, which annotate the lines in question, without accepted diagnostics.
pub fn github(sources: &Sources, report: &Report) -> String {
    // As the runner reads them: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
    let data = |text: &str| {
        let lines: Vec<Cow<str>> = text.lines().map(|line| log_line(line, false)).collect();
        lines.join("\n").replace('%', "%25").replace('\n', "%0A")
    };
    // The runner has no escape for `#`, and other readers of a log obey `##[…]` wherever it stands: there a space parts
    // the signs, and the annotation of such a file is not shown.
    let property = |text: &str| {
        let signs = [('%', "%25"), ('\r', "%0D"), ('\n', "%0A"), (':', "%3A"), (',', "%2C")];
        let escaped = signs.iter().fold(text.to_owned(), |text, (sign, escape)| text.replace(*sign, escape));
        log_line(&whole_line(&escaped), false).into_owned()
    };
    let mut out = String::new();
    for found in report.open() {
        let command = match found.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let Place { file, line, column, end_line, end_column } =
            Place::of(sources, found.primary.as_ref().map(|label| label.span));
        let file = property(&tidy(file));
        let title = property(&format!("{} {}", found.rule.code, found.rule.name));
        // Columns are of one line, and the last one is inside.
        let last = end_column.saturating_sub(1).max(column);
        let columns = if line == end_line { format!(",col={column},endColumn={last}") } else { String::new() };
        let message = data(&words(found));
        let _ =
            writeln!(out, "::{command} file={file},line={line},endLine={end_line}{columns},title={title}::{message}");
    }
    out
}

/// All that a finding says, a line each: its headline, what is wrong at the place, reasons, and what to write.
pub fn words(found: &Diagnostic) -> String {
    let label = found.primary.as_ref().map(|label| &label.message).filter(|label| !label.is_empty());
    let lines = [&found.message].into_iter().chain(label).chain(&found.notes).chain(&found.help);
    lines.map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// A file's path as a repository knows it: an included one is named by way of the file that includes it.
pub fn tidy(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("{}{}", if path.starts_with('/') { "/" } else { "" }, parts.join("/"))
}

/// What an audit saw, beside findings.
pub struct Seen<'r> {
    pub files: usize,
    pub vpcs: usize,
    pub endpoints: usize,
    pub unknown: &'r [Unseen],
    pub off: &'r [Off],
}

/// The document of `check --format json`; of `audit`, where it is said what was seen.
pub fn json(sources: &Sources, report: &Report, seen: Option<&Seen>) -> String {
    let document = Document {
        version: 1,
        unknown: seen.map(|seen| seen.unknown.iter().map(|unseen| Unknown::of(sources, unseen)).collect()),
        off: seen.map(|seen| seen.off.iter().map(|Off { what, why }| Idle { what, why }).collect()),
        diagnostics: report.diagnostics.iter().map(|found| Entry::of(sources, found)).collect(),
        summary: Summary {
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            notes: report.count(Severity::Note),
            accepted: report.diagnostics.iter().filter(|found| found.accepted.is_some()).count(),
            counts: seen.map(|seen| Counts {
                files: seen.files,
                vpcs: seen.vpcs,
                endpoints: seen.endpoints,
                unknown: seen.unknown.len(),
            }),
        },
    };
    // Strings and numbers alone: nothing in it can fail.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Document<'r> {
    version: u8,
    diagnostics: Vec<Entry<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<Vec<Unknown<'r>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    off: Option<Vec<Idle<'r>>>,
    summary: Summary,
}

/// What is off, and was checked as if it ran.
#[derive(Serialize)]
struct Idle<'r> {
    what: &'r str,
    why: &'r str,
}

/// What could not be seen.
#[derive(Serialize)]
pub struct Unknown<'r> {
    pub file: &'r str,
    pub line: usize,
    column: usize,
    pub what: &'r str,
    pub why: &'r str,
}

impl<'r> Unknown<'r> {
    pub fn of(sources: &'r Sources, unseen: &'r Unseen) -> Self {
        let Place { file, line, column, .. } = Place::of(sources, Some(unseen.span));
        Self { file, line, column, what: &unseen.what, why: &unseen.why }
    }
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
    accepted: usize,
    #[serde(flatten)]
    counts: Option<Counts>,
}

#[derive(Serialize)]
struct Counts {
    files: usize,
    vpcs: usize,
    endpoints: usize,
    unknown: usize,
}

/// A diagnostic.
#[derive(Serialize)]
pub struct Entry<'r> {
    pub code: String,
    pub severity: String,
    pub message: &'r str,
    pub accepted: Option<&'r str>,
    #[serde(flatten)]
    pub place: Place<'r>,
    pub label: Option<&'r str>,
    labels: Vec<Labelled<'r>>,
    pub notes: &'r [String],
    pub help: Option<&'r str>,
    pub source: Option<&'static str>,
    fixes: Vec<Suggestion<'r>>,
}

/// Lines and columns count from 1, columns in characters; the end column is just past the last character.
#[derive(Serialize)]
pub struct Place<'r> {
    pub file: &'r str,
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

#[derive(Serialize)]
struct Labelled<'r> {
    #[serde(flatten)]
    place: Place<'r>,
    message: &'r str,
}

#[derive(Serialize)]
struct Suggestion<'r> {
    message: &'r str,
    edits: Vec<Replacement<'r>>,
}

#[derive(Serialize)]
struct Replacement<'r> {
    #[serde(flatten)]
    place: Place<'r>,
    text: &'r str,
}

impl<'r> Place<'r> {
    /// What has no place is at the very front of the first file.
    pub fn of(sources: &'r Sources, span: Option<Span>) -> Self {
        let placed = span.and_then(|span| Some((span, sources.get(span.source)?)));
        let Some((span, source)) = placed else {
            let file = sources.iter().next().map_or("-", |(_, source)| source.name.as_str());
            return Self { file, line: 1, column: 1, end_line: 1, end_column: 1 };
        };
        let (start, end) = (source.position(span.start), source.position(span.end));
        let file = source.name.as_str();
        Self { file, line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}

impl<'r> Entry<'r> {
    pub fn of(sources: &'r Sources, found: &'r Diagnostic) -> Self {
        let labels = found
            .labels
            .iter()
            .map(|label| Labelled { place: Place::of(sources, Some(label.span)), message: &label.message });
        Self {
            code: found.rule.code.to_string(),
            severity: found.severity().to_string(),
            message: &found.message,
            accepted: found.accepted.as_deref(),
            place: Place::of(sources, found.primary.as_ref().map(|label| label.span)),
            label: found.primary.as_ref().map(|label| label.message.as_str()).filter(|label| !label.is_empty()),
            labels: labels.collect(),
            notes: &found.notes,
            help: found.help.as_deref(),
            source: found.source,
            fixes: found.fixes.iter().map(|fix| Suggestion::of(sources, fix)).collect(),
        }
    }
}

impl<'r> Suggestion<'r> {
    fn of(sources: &'r Sources, fix: &'r Fix) -> Self {
        let edits =
            fix.edits.iter().map(|edit| Replacement { place: Place::of(sources, Some(edit.span)), text: &edit.text });
        Self { message: &fix.message, edits: edits.collect() }
    }
}
