//! Input: what a client has open, and what it can do.
//! Output: what was found in the documents, as long as it holds.
//! Never: sends anything.

use super::checked::Checked;
use super::client::Client;
use super::diagnostics::diagnostics;
use super::documents::{Documents, stem};
use super::host::{Host, Place};
use super::templates::audited;
use crate::audit::Settings;
use crate::rules::Memo;
use crate::spec::model::Input;
use lsp_server::{ErrorCode, ResponseError};
use lsp_types::Uri;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What was found in a document, and what of it the client is shown.
pub struct Shown {
    /// The document, checked.
    pub checked: Arc<Checked>,
    /// Its diagnostics, each with the document that it is in.
    pub diagnostics: Vec<(Uri, lsp_types::Diagnostic)>,
}

/// What the server knows.
pub struct State<'h> {
    /// The machine's files.
    pub host: &'h dyn Host,
    /// What the client can do.
    pub client: Client,
    /// What it has open.
    pub documents: Documents,
    /// What is said beside templates, where the client wants these checked.
    pub templates: Option<Settings>,
    /// What was found in the open documents, by URI, as long as it holds.
    shown: BTreeMap<String, Shown>,
    /// What the rules found on the blocks of the open specs, by URI.
    memos: BTreeMap<String, Memo>,
}

impl<'h> State<'h> {
    /// Nothing yet.
    pub fn new(host: &'h dyn Host) -> Self {
        Self {
            host,
            client: Client::default(),
            documents: Documents::default(),
            templates: None,
            memos: BTreeMap::new(),
            shown: BTreeMap::new(),
        }
    }

    /// The diagnostics of the open documents and of the files that these read, by URI.
    pub fn found(&mut self) -> Found {
        let uris: Vec<Uri> = self.documents.iter().map(|document| document.uri.clone()).collect();
        let mut found = Found::new();
        for uri in uris {
            self.shown(&uri);
            found.insert(uri.as_str().to_owned(), (uri, Vec::new()));
        }
        add(&mut found, self.shown.values().flat_map(|shown| shown.diagnostics.iter().cloned()));
        found
    }

    /// What was found in an open document.
    pub fn shown(&mut self, uri: &Uri) -> Option<&Shown> {
        let key = uri.as_str();
        if !self.shown.contains_key(key) {
            let document = self.documents.get(uri)?;
            let checked = match &self.templates {
                _ if document.is_spec => {
                    let memo = self.memos.entry(key.to_owned()).or_default();
                    Checked::spec(document, &self.documents, self.host, memo)
                }
                Some(settings) => audited(document, &self.documents, self.host, settings)?,
                None => return None,
            };
            let diagnostics = diagnostics(&checked, &self.client);
            self.shown.insert(key.to_owned(), Shown { checked: Arc::new(checked), diagnostics });
        }
        self.shown.get(key)
    }

    /// The same without its diagnostics, to keep while the state changes.
    pub fn checked(&mut self, uri: &Uri) -> Option<Arc<Checked>> {
        self.shown(uri).map(|shown| Arc::clone(&shown.checked))
    }

    /// What is found in a spec that is not open.
    pub fn checked_file(&self, path: &str, place: Place) -> Option<Checked> {
        let bytes = crate::template::Loader::file(self.host, path)?;
        let (name, stem) = (path.to_owned(), stem(path).to_owned());
        let input = Input { name, identity: place.identity, root: place.root, stem, bytes };
        Some(Checked::file(input, &self.documents, self.host))
    }

    /// Forgets what was found where it depends on the file of a document; whether that is so in another document.
    pub fn changed(&mut self, of: &Uri, identity: &str) -> bool {
        let depends = |shown: &Shown| shown.checked.identities.contains(identity);
        let others = self.shown.iter().any(|(uri, shown)| uri != of.as_str() && depends(shown));
        self.shown.retain(|_, shown| !depends(shown));
        self.memos.retain(|uri, _| self.documents.is_open(uri));
        others
    }

    /// Forgets everything that was found.
    pub fn all_changed(&mut self) {
        self.shown.clear();
    }
}

/// Diagnostics by URI.
pub type Found = BTreeMap<String, (Uri, Vec<lsp_types::Diagnostic>)>;

/// Adds diagnostics that are not there yet.
pub fn add(found: &mut Found, more: impl Iterator<Item = (Uri, lsp_types::Diagnostic)>) {
    for (uri, one) in more {
        let (_, all) = found.entry(uri.as_str().to_owned()).or_insert_with(|| (uri, Vec::new()));
        all.push(one);
    }
    for (_, all) in found.values_mut() {
        unique(all);
    }
}

/// Leaves out what is there already.
fn unique(all: &mut Vec<lsp_types::Diagnostic>) {
    let mut seen = BTreeSet::new();
    all.retain(|found| {
        let code = match &found.code {
            Some(lsp_types::NumberOrString::String(code)) => code.clone(),
            Some(lsp_types::NumberOrString::Number(_)) | None => String::new(),
        };
        let place = |at: lsp_types::Position| (at.line, at.character);
        seen.insert((place(found.range.start), place(found.range.end), code, found.message.clone()))
    });
}

/// Reads a message's parameters.
pub fn read<T: DeserializeOwned>(params: Value) -> Result<T, ResponseError> {
    serde_json::from_value(params).map_err(|fault| error(ErrorCode::InvalidParams, &fault.to_string()))
}

/// What the protocol's types hold can always be written.
pub fn value(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// An error of the protocol.
pub fn error(code: ErrorCode, message: &str) -> ResponseError {
    ResponseError { code: code as i32, message: message.to_owned(), data: None }
}
