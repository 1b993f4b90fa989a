//! Input: a document that was checked.
//! Output: its diagnostics, as the protocol has them.
//! Never: adds one, or leaves one out that `check` reports.

use super::checked::Checked;
use super::client::Client;
use crate::diagnostic::{Diagnostic, Severity};
use lsp_types::{
    CodeDescription, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, NumberOrString, Range, Uri,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Diagnostics as the protocol has them. They are shown until the next edit, in one place or several.
pub type Shown = Vec<Arc<lsp_types::Diagnostic>>;

/// Diagnostics, to be written.
pub fn listed(shown: &Shown) -> Vec<&lsp_types::Diagnostic> {
    shown.iter().map(|one| &**one).collect()
}

/// The diagnostics of a checked document that no `accept` accepts, by the document that they are in. One without a
/// place is at the front of the first document.
pub fn diagnostics(checked: &Checked, client: &Client) -> Vec<(Uri, Shown)> {
    let mut all: BTreeMap<&str, (&Uri, Shown)> = BTreeMap::new();
    for found in checked.report.open() {
        let place = found.primary.as_ref().map(|label| label.span);
        let uri = place.and_then(|span| checked.uri(span)).or_else(|| checked.uris().next());
        if let Some(uri) = uri {
            let (_, shown) = all.entry(uri.as_str()).or_insert_with(|| (uri, Vec::new()));
            shown.push(Arc::new(diagnostic(found, checked, client)));
        }
    }
    all.into_values().map(|(uri, shown)| (uri.clone(), shown)).collect()
}

/// One diagnostic.
pub fn diagnostic(found: &Diagnostic, checked: &Checked, client: &Client) -> lsp_types::Diagnostic {
    let range = found.primary.as_ref().map_or(Range::default(), |label| checked.range(label.span, client.encoding));
    let related = found.labels.iter().filter_map(|label| {
        let location = checked.location(label.span, client.encoding)?;
        Some(DiagnosticRelatedInformation { location, message: label.message.clone() })
    });
    let related: Vec<_> = if client.related { related.collect() } else { Vec::new() };
    // What is in vain and yet meant, such as a guard against a later statement, is a note.
    let has_no_effect = found.in_vain && found.severity() > Severity::Note && client.tags;
    lsp_types::Diagnostic {
        range,
        severity: Some(match found.severity() {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Note => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(found.rule.code.to_string())),
        code_description: found.source.and_then(|page| Some(CodeDescription { href: page.parse().ok()? })),
        source: Some("ecrc".to_owned()),
        message: words(found),
        related_information: (!related.is_empty()).then_some(related),
        tags: has_no_effect.then(|| vec![DiagnosticTag::UNNECESSARY]),
        data: None,
    }
}

/// The headline, what is wrong at the place, why, and what to write, a line each.
fn words(found: &Diagnostic) -> String {
    let mut lines = vec![found.message.clone()];
    lines.extend(found.primary.iter().map(|label| label.message.clone()).filter(|label| !label.is_empty()));
    lines.extend(found.notes.iter().map(|note| format!("note: {note}")));
    lines.extend(found.help.iter().map(|help| format!("help: {help}")));
    lines.join("\n")
}
