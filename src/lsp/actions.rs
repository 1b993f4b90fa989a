//! Input: a checked spec, and a range of it.
//! Output: the fixes of the diagnostics there, and all safe fixes of the document as one action.
//! Never: decides what is fixed, or whether it is safe; diagnostics and the library do.

use super::checked::{Checked, workspace_edit};
use super::client::Client;
use super::diagnostics::diagnostic;
use super::documents::{Document, Documents, Overlay};
use super::host::Host;
use super::lines::difference;
use crate::fix::fix;
use lsp_types::{CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, Range};

/// The kind of the action that applies all safe fixes of a document; editors can run it on save.
pub const FIX_ALL: &str = "source.fixAll.ecrc";

/// The actions for a range.
pub fn actions(
    params: &CodeActionParams,
    document: &Document,
    checked: &Checked,
    client: &Client,
    (documents, host): (&Documents, &dyn Host),
) -> Vec<CodeActionOrCommand> {
    let wants = |kind: &str| {
        let only = params.context.only.as_deref();
        only.is_none_or(|only| only.iter().any(|wanted| is_below(kind, wanted.as_str())))
    };
    let mut actions = Vec::new();
    let mut safe = 0;
    for found in checked.report.open() {
        let Some(primary) = found.primary.as_ref().filter(|label| checked.uri(label.span) == Some(&document.uri))
        else {
            continue;
        };
        safe += usize::from(found.fixes.iter().any(crate::diagnostic::Fix::is_safe));
        if !wants(CodeActionKind::QUICKFIX.as_str())
            || !touch(checked.range(primary.span, client.encoding), params.range)
        {
            continue;
        }
        for fix in &found.fixes {
            actions.push(CodeAction {
                title: capitalized(&fix.message),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![diagnostic(found, checked, client)]),
                edit: Some(checked.edits(&fix.edits, client.encoding, client.versioned)),
                is_preferred: (found.fixes.len() == 1).then_some(true),
                ..CodeAction::default()
            });
        }
    }
    // Among quick fixes it is offered where it does more than one of them.
    let near = !actions.is_empty() && safe > 1;
    let asked = params.context.only.is_some() && wants(FIX_ALL);
    if safe > 0 && (near || asked) {
        let kind = if asked { CodeActionKind::new(FIX_ALL) } else { CodeActionKind::QUICKFIX };
        actions.extend(fix_all(document, client, documents, host).map(|edit| CodeAction {
            title: "Apply all safe fixes in this file".to_owned(),
            kind: Some(kind),
            edit: Some(edit),
            ..CodeAction::default()
        }));
    }
    actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()
}

fn fix_all(
    document: &Document,
    client: &Client,
    documents: &Documents,
    host: &dyn Host,
) -> Option<lsp_types::WorkspaceEdit> {
    let fixed = fix(&[document.input()], &Overlay::new(documents, host));
    let new = String::from_utf8(fixed.inputs.into_iter().next()?.bytes).ok()?;
    let edits = difference(&document.text, &new, client.encoding);
    let edit = (document.uri.clone(), Some(document.version), edits);
    (!edit.2.is_empty()).then(|| workspace_edit(std::iter::once(edit), client.versioned))
}

/// Whether a kind of actions is another one, or below it.
fn is_below(kind: &str, wanted: &str) -> bool {
    kind.strip_prefix(wanted).is_some_and(|rest| wanted.is_empty() || rest.is_empty() || rest.starts_with('.'))
}

/// Whether two ranges have a place in common; an empty one touches what it stands at.
pub fn touch(one: Range, other: Range) -> bool {
    one.start <= other.end && other.start <= one.end
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
