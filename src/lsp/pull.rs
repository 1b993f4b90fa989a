//! Input: a client's requests for diagnostics.
//! Output: those of a document, or of the whole workspace.
//! Never: sends any that nobody asked for.

use super::address::{path_of, uri_of};
use super::diagnostics::{diagnostics, listed};
use super::documents::{Place, has_ending};
use super::sent::text;
use super::state::{Found, State, add, error};
use lsp_server::{ErrorCode, ResponseError};
use lsp_types::{Diagnostic, DocumentDiagnosticParams, PreviousResultId, Uri, WorkspaceDiagnosticParams};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

impl State<'_> {
    /// The diagnostics of a document, and of the files that open documents read and that are not open.
    pub fn pull(&mut self, params: &DocumentDiagnosticParams) -> String {
        let mut found = self.found();
        let uri = self.asked(&params.text_document.uri, &mut found);
        let items = found.remove(uri.as_str()).map(|(_, items)| items).unwrap_or_default();
        let mut related = BTreeMap::new();
        if self.client.related_documents {
            found.retain(|other, _| !self.documents.is_open(other));
            self.related.extend(found.keys().cloned());
            // Where nothing is wrong any more, the client learns it nowhere else.
            for uri in self.related.iter().filter(|uri| !self.documents.is_open(uri)) {
                let items = found.get(uri).map_or_else(Vec::new, |(_, items)| listed(items));
                related.insert(uri.as_str(), Report::full(items));
            }
            related.remove(uri.as_str());
        }
        // Of a document that is as it was, Neovim passes over what comes with it.
        let known = params.previous_result_id.as_ref().filter(|_| related.is_empty());
        let report = Report::since(known, listed(&items));
        text(&Report { related_documents: (!related.is_empty()).then_some(related), ..report })
    }

    /// The document that a client asks for, as diagnostics name it. A spec that is not open is checked for it.
    fn asked(&self, uri: &Uri, found: &mut Found) -> Uri {
        let path = path_of(uri).filter(|path| !self.documents.is_open(uri.as_str()) && has_ending(path));
        let shown = path.and_then(|path| {
            let place = self.place(&path);
            match self.documents.of_file(&path, &place.identity) {
                Some(open) => Some(open.uri.clone()),
                None => self.add_closed(found, &path, place),
            }
        });
        shown.unwrap_or_else(|| uri.clone())
    }

    /// Adds what is found in a spec that is not open; its URI.
    fn add_closed(&self, found: &mut Found, path: &str, place: Place) -> Option<Uri> {
        let (uri, checked) = (uri_of(path)?, self.checked_file(path, place)?);
        found.entry(uri.as_str().to_owned()).or_insert_with(|| (uri.clone(), Vec::new()));
        add(found, diagnostics(&checked, &self.client).iter());
        Some(uri)
    }

    /// The diagnostics of all specs of the workspace, open or not.
    pub fn pull_all(
        &mut self,
        params: &WorkspaceDiagnosticParams,
        canceled: &mut dyn FnMut() -> bool,
    ) -> Result<String, ResponseError> {
        let mut found = self.found();
        for (path, place) in self.closed_specs() {
            if canceled() {
                return Err(error(ErrorCode::RequestCanceled, "canceled by the client"));
            }
            self.add_closed(&mut found, &path, place);
        }
        // What is no file, such as an old revision that is shown beside the new one, is no part of the workspace.
        found.retain(|_, (uri, _)| path_of(uri).is_some());
        // By their files: the client may write their URIs in another way.
        let file = |uri: &Uri| path_of(uri).unwrap_or_else(|| uri.as_str().to_owned());
        let known = params.previous_result_ids.iter().map(|known| (file(&known.uri), known));
        let mut known: BTreeMap<String, &PreviousResultId> = known.collect();
        let mut items = Vec::new();
        for (uri, all) in found.values() {
            let version = self.documents.get(uri).map(|document| document.version);
            let previous = known.remove(&file(uri)).map(|known| &known.value);
            items.push(OfDocument { uri, version, report: Report::since(previous, listed(all)) });
        }
        // The client goes on showing what it has of a file that is gone, unless it is told that nothing is left.
        for gone in known.values() {
            let report = Report::since(Some(&gone.value), Vec::new());
            items.push(OfDocument { uri: &gone.uri, version: None, report });
        }
        Ok(text(&BTreeMap::from([("items", items)])))
    }

    fn place(&self, path: &str) -> Place {
        Place::of(path, &self.client.folders(), self.host)
    }

    /// The paths of the specs in the workspace's directories, each once.
    pub fn specs(&self) -> Vec<String> {
        let folders = self.client.folders();
        let specs: BTreeSet<String> = folders.iter().flat_map(|folder| self.host.specs(folder)).collect();
        specs.into_iter().collect()
    }

    /// Those of them that are not open, each with its place.
    pub fn closed_specs(&self) -> Vec<(String, Place)> {
        let specs = self.specs().into_iter().map(|path| (self.place(&path), path));
        let closed = specs.filter(|(place, path)| self.documents.of_file(path, &place.identity).is_none());
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
        Self { kind: "full", result_id: name_of(&items), items: Some(items), related_documents: None }
    }

    /// Without the diagnostics, if the client has them by that name.
    fn since(known: Option<&String>, items: Vec<&'s Diagnostic>) -> Self {
        let full = Self::full(items);
        if known == Some(&full.result_id) { Self { kind: "unchanged", items: None, ..full } } else { full }
    }
}

/// A name for diagnostics, by which a client says that it has them.
fn name_of(items: &[&Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    text(&items).hash(&mut hasher);
    format!("{:x}", hasher.finish())
}
