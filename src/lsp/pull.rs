//! Input: a client's requests for diagnostics.
//! Output: those of a document, or of the whole workspace.
//! Never: sends any that nobody asked for.

use super::address::{path_of, uri_of};
use super::diagnostics::diagnostics;
use super::host::Place;
use super::state::{State, add, error, value};
use lsp_server::{ErrorCode, ResponseError};
use lsp_types::{
    Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport, FullDocumentDiagnosticReport,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

impl State<'_> {
    /// The diagnostics of an open document, and of the files that open documents read and that are not open.
    pub fn pull(&mut self, params: &DocumentDiagnosticParams) -> Value {
        let uri = &params.text_document.uri;
        let mut found = self.found();
        let items = found.remove(uri.as_str()).map(|(_, items)| items).unwrap_or_default();
        found.retain(|other, _| !self.documents.is_open(other));
        let result_id = name_of(&items);
        if params.previous_result_id.as_ref() == Some(&result_id) && found.is_empty() {
            let unchanged = UnchangedDocumentDiagnosticReport { result_id };
            let report = RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: unchanged,
            };
            return value(&DocumentDiagnosticReport::Unchanged(report));
        }
        let related = found.into_values().map(|(uri, items)| (uri, full(items).into()));
        #[allow(clippy::mutable_key_type)]
        let related: HashMap<_, _> = related.collect();
        value(&DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: (!related.is_empty()).then_some(related),
            full_document_diagnostic_report: full(items),
        }))
    }

    /// The diagnostics of all specs of the workspace, open or not.
    pub fn pull_all(
        &mut self,
        params: &WorkspaceDiagnosticParams,
        canceled: &mut dyn FnMut() -> bool,
    ) -> Result<Value, ResponseError> {
        let mut found = self.found();
        let mut more = Vec::new();
        for (path, place) in self.closed_specs() {
            if canceled() {
                return Err(error(ErrorCode::RequestCanceled, "canceled by the client"));
            }
            let Some(uri) = uri_of(&path) else { continue };
            let Some(checked) = self.checked_file(&path, place) else { continue };
            found.entry(uri.as_str().to_owned()).or_insert_with(|| (uri, Vec::new()));
            more.extend(diagnostics(&checked, &self.client));
        }
        add(&mut found, more.into_iter());
        let mut items = Vec::new();
        for (uri, all) in found.into_values() {
            let known = params.previous_result_ids.iter().find(|previous| previous.uri == uri);
            let version = self.documents.get(&uri).map(|document| i64::from(document.version));
            let result_id = name_of(&all);
            items.push(if known.is_some_and(|known| known.value == result_id) {
                let unchanged = UnchangedDocumentDiagnosticReport { result_id };
                WorkspaceDocumentDiagnosticReport::Unchanged(WorkspaceUnchangedDocumentDiagnosticReport {
                    uri,
                    version,
                    unchanged_document_diagnostic_report: unchanged,
                })
            } else {
                WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
                    uri,
                    version,
                    full_document_diagnostic_report: full(all),
                })
            });
        }
        Ok(value(&WorkspaceDiagnosticReport { items }))
    }

    /// The paths of the specs in the workspace's directories, each once.
    pub fn specs(&self) -> Vec<String> {
        let folders = self.client.folders.iter().filter_map(path_of);
        let specs: BTreeSet<String> = folders.flat_map(|folder| self.host.specs(&folder)).collect();
        specs.into_iter().collect()
    }

    /// Those of them that are not open, each with its place.
    pub fn closed_specs(&self) -> Vec<(String, Place)> {
        let specs = self.specs().into_iter().map(|path| (self.host.place(&path), path));
        let closed = specs.filter(|(place, _)| self.documents.of_file(&place.identity).is_none());
        closed.map(|(place, path)| (path, place)).collect()
    }
}

fn full(items: Vec<Diagnostic>) -> FullDocumentDiagnosticReport {
    FullDocumentDiagnosticReport { result_id: Some(name_of(&items)), items }
}

/// A name for diagnostics, by which a client says that it has them.
fn name_of(items: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    value(&items).to_string().hash(&mut hasher);
    format!("{:x}", hasher.finish())
}
