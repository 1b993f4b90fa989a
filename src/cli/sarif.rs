//! Input: a report.
//! Output: the report as a SARIF 2.1.0 log, for code scanning.
//! Never: identifies a diagnostic by its line: its identity stays when lines move.

use super::diagnostics::{Place, tidy, words};
use ecrc::cards::Page;
use ecrc::diagnostic::{Diagnostic, Fix, Report, Rule, Severity};
use ecrc::explain;
use ecrc::span::{Sources, Span};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The schema, as OASIS publishes it.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// So many bytes of a line on either side of a finding tell it from others; specs without line ends have long lines.
const NEAR: usize = 500;

/// The log.
pub fn log(sources: &Sources, report: &Report) -> String {
    let mut rules: Vec<&Rule> = report.diagnostics.iter().map(|found| found.rule).collect();
    rules.sort_by_key(|rule| rule.code);
    rules.dedup_by_key(|rule| rule.code);
    let mut seen = BTreeMap::new();
    let results = report.diagnostics.iter().map(|found| result(sources, &rules, &mut seen, found));
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "ecrc",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<_>>(),
        }],
    });
    // Strings and numbers alone: nothing in it can fail.
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A rule, as SARIF describes it.
fn descriptor(rule: &Rule) -> Value {
    let explanation = Page::of(rule).explanation;
    let mut descriptor = json!({
        "id": rule.code.to_string(),
        "name": rule.name,
        "shortDescription": { "text": rule.title },
        "fullDescription": { "text": explanation },
        "help": { "text": explanation, "markdown": explain::card(rule) },
        "defaultConfiguration": { "level": level(rule.severity) },
    });
    // Rules of the language itself have no page at AWS.
    if let (Some(source), Some(descriptor)) = (rule.source, descriptor.as_object_mut()) {
        descriptor.insert("helpUri".to_owned(), json!(source));
    }
    descriptor
}

fn result(sources: &Sources, rules: &[&Rule], seen: &mut BTreeMap<String, usize>, found: &Diagnostic) -> Value {
    let span = found.primary.as_ref().map(|label| label.span);
    let place = Place::of(sources, span);
    let mut result = Map::new();
    result.insert("ruleId".to_owned(), json!(found.rule.code.to_string()));
    let index = rules.iter().position(|rule| rule.code == found.rule.code);
    result.extend(index.map(|index| ("ruleIndex".to_owned(), json!(index))));
    result.insert("level".to_owned(), json!(level(found.severity())));
    result.insert("message".to_owned(), json!({ "text": words(found) }));
    result.insert("locations".to_owned(), json!([{ "physicalLocation": physical(&place) }]));
    let related = found.labels.iter().enumerate().map(|(id, label)| {
        let place = physical(&Place::of(sources, Some(label.span)));
        json!({ "id": id, "physicalLocation": place, "message": { "text": label.message } })
    });
    let related: Vec<Value> = related.collect();
    if !related.is_empty() {
        result.insert("relatedLocations".to_owned(), json!(related));
    }
    let identity = identity(sources, found, span);
    let count = seen.entry(identity.clone()).and_modify(|count| *count += 1).or_insert(1);
    let fingerprint = format!("{identity}:{count}");
    result.insert("partialFingerprints".to_owned(), json!({ "ecrcFinding/v1": fingerprint }));
    if !found.fixes.is_empty() {
        let fixes: Vec<Value> = found.fixes.iter().map(|fix| self::fix(sources, fix)).collect();
        result.insert("fixes".to_owned(), json!(fixes));
    }
    if let Some(reason) = &found.accepted {
        result.insert("suppressions".to_owned(), json!([{ "kind": "inSource", "justification": reason }]));
    }
    Value::Object(result)
}

/// The rule, the file, and the words of the line: what stays when other lines come and go.
fn identity(sources: &Sources, found: &Diagnostic, span: Option<Span>) -> String {
    let source = span.and_then(|span| Some((span, sources.get(span.source)?)));
    let (file, line) = source.map_or(("", ""), |(span, source)| {
        let (at, line) = (span.range().start, source.line_range(source.line_index(span.start)));
        let start = source.text.floor_char_boundary(at.saturating_sub(NEAR).max(line.start));
        let end = source.text.ceil_char_boundary((at + NEAR).min(line.end));
        (source.name.as_str(), source.text.get(start..end).unwrap_or_default())
    });
    let line: Vec<&str> = line.split_whitespace().collect();
    format!("{}:{}:{}", found.rule.code, uri(file), line.join(" "))
}

fn physical(place: &Place) -> Value {
    json!({
        "artifactLocation": { "uri": uri(place.file) },
        "region": region(place),
    })
}

fn region(place: &Place) -> Value {
    json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    })
}

fn fix(sources: &Sources, fix: &Fix) -> Value {
    // A change holds all that is replaced in one file.
    let mut files: Vec<(String, Vec<Value>)> = Vec::new();
    for edit in &fix.edits {
        let place = Place::of(sources, Some(edit.span));
        let replacement = json!({ "deletedRegion": region(&place), "insertedContent": { "text": edit.text } });
        let file = uri(place.file);
        match files.iter_mut().find(|(known, _)| *known == file) {
            Some((_, replacements)) => replacements.push(replacement),
            None => files.push((file, vec![replacement])),
        }
    }
    let changes = files
        .into_iter()
        .map(|(uri, replacements)| json!({ "artifactLocation": { "uri": uri }, "replacements": replacements }));
    json!({ "description": { "text": fix.message }, "artifactChanges": changes.collect::<Vec<_>>() })
}

/// A path as a reference: relative as it was given, or a `file:` address.
fn uri(path: &str) -> String {
    let path = &tidy(path);
    let mut uri = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            byte => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}
