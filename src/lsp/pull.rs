//! Input: a client's requests for diagnostics.
//! Output: those of a document, or of the whole workspace.
//! Never: sends any that nobody asked for.

use super::address::{path_of, uri_of};
use super::diagnostics::{diagnostics, listed};
use super::host::Place;
use super::sent::text;
use super::state::{State, add, error};
use lsp_server::{ErrorCode, ResponseError};
use lsp_types::{Diagnostic, DocumentDiagnosticParams, Uri, WorkspaceDiagnosticParams};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

impl State<'_> {
    /// The diagnostics of an open document, and of the files that open documents read and that are not open.
    pub fn pull(&mut self, params: &DocumentDiagnosticParams) -> String {
        let uri = &params.text_document.uri;
        let mut found = self.found();
        let items = found.remove(uri.as_str()).map(|(_, items)| items).unwrap_or_default();
        found.retain(|other, _| !self.documents.is_open(other));
        let items = listed(&items);
        let result_id = name_of(&items);
        if params.previous_result_id.as_ref() == Some(&result_id) && found.is_empty() {
            return text(&Report::unchanged(result_id));
        }
        let related: BTreeMap<&str, Report> =
            found.iter().map(|(uri, (_, items))| (uri.as_str(), Report::full(listed(items)))).collect();
        text(&Report { related_documents: (!related.is_empty()).then_some(related), ..Report::named(result_id, items) })
    }

    /// The diagnostics of all specs of the workspace, open or not.
    pub fn pull_all(
        &mut self,
        params: &WorkspaceDiagnosticParams,
        canceled: &mut dyn FnMut() -> bool,
    ) -> Result<String, ResponseError> {
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
        add(&mut found, more.iter());
        let mut items = Vec::new();
        for (uri, all) in found.values() {
            let known = params.previous_result_ids.iter().find(|previous| previous.uri == *uri);
            let version = self.documents.get(uri).map(|document| document.version);
            let report = Report::full(listed(all));
            let is_known = known.is_some_and(|known| report.result_id == known.value);
            let report = if is_known { Report::unchanged(report.result_id) } else { report };
            items.push(OfDocument { uri, version, report });
        }
        Ok(text(&BTreeMap::from([("items", items)])))
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

/// The diagnostics of a document, or that they are what they were.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'s> {
    kind: &'static str,
    result_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Vec<&'s Diagnostic>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    related_documents: Option<BTreeMap<&'s str, Report<'s>>>,
}

/// That of one document of the workspace.
#[derive(Serialize)]
struct OfDocument<'s> {
    uri: &'s Uri,
    version: Option<i32>,
    #[serde(flatten)]
    report: Report<'s>,
}

impl<'s> Report<'s> {
    fn full(items: Vec<&'s Diagnostic>) -> Self {
        Self::named(name_of(&items), items)
    }

    fn named(result_id: String, items: Vec<&'s Diagnostic>) -> Self {
        Self { kind: "full", result_id, items: Some(items), related_documents: None }
    }

    fn unchanged(result_id: String) -> Self {
        Self { kind: "unchanged", result_id, items: None, related_documents: None }
    }
}

/// A name for diagnostics, by which a client says that it has them.
fn name_of(items: &[&Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    text(&items).hash(&mut hasher);
    format!("{:x}", hasher.finish())
}
