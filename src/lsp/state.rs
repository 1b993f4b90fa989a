//! Input: what a client has open, and what it can do.
//! Output: what was found in the documents, as long as it holds.
//! Never: sends anything.

use super::checked::Checked;
use super::client::Client;
use super::diagnostics::{Shown, diagnostics};
use super::documents::{Documents, Place, stem};
use super::host::Host;
use super::templates::audited;
use crate::Memo;
use crate::audit::Settings;
use crate::spec::model::Input;
use lsp_server::{ErrorCode, ResponseError};
use lsp_types::{NumberOrString, Position, Uri};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What was found in a document, and what of it the client is shown.
struct Known {
    /// The document, checked.
    checked: Arc<Checked>,
    /// Its diagnostics, by the document that they are in.
    diagnostics: Vec<(Uri, Shown)>,
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
    /// The files that are not open of which the client was told something beside another document's diagnostics.
    pub related: BTreeSet<String>,
    /// What was found in the open documents, by URI, as long as it holds.
    known: BTreeMap<String, Known>,
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
            related: BTreeSet::new(),
            memos: BTreeMap::new(),
            known: BTreeMap::new(),
        }
    }

    /// The diagnostics of the open documents and of the files that these read, by URI.
    pub fn found(&mut self) -> Found {
        let uris: Vec<Uri> = self.documents.iter().map(|document| document.uri.clone()).collect();
        let mut found = Found::new();
        for uri in uris {
            self.known(&uri);
            found.insert(uri.as_str().to_owned(), (uri, Vec::new()));
        }
        add(&mut found, self.known.values().flat_map(|known| &known.diagnostics));
        found
    }

    /// What was found in an open document.
    fn known(&mut self, uri: &Uri) -> Option<&Known> {
        let key = uri.as_str();
        if !self.known.contains_key(key) {
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
            self.known.insert(key.to_owned(), Known { checked: Arc::new(checked), diagnostics });
        }
        self.known.get(key)
    }

    /// The same without its diagnostics, to keep while the state changes.
    pub fn checked(&mut self, uri: &Uri) -> Option<Arc<Checked>> {
        self.known(uri).map(|known| Arc::clone(&known.checked))
    }

    /// What is found in a spec that is not open.
    pub fn checked_file(&self, path: &str, place: Place) -> Option<Checked> {
        let bytes = crate::template::Loader::file(self.host, path)?;
        let (name, stem) = (path.to_owned(), stem(path).to_owned());
        let input = Input { name, identity: place.identity, root: place.root, stem, bytes };
        Some(Checked::file(input, &self.documents, self.host))
    }

    /// Forgets what was found where it depends on a document that changed, or that came or went, by which its folder
    /// has other files, too; whether that is so in another document.
    pub fn changed(&mut self, of: &Uri, identity: &str, folder: Option<&str>) -> bool {
        let depends = |known: &Known| {
            known.checked.depends_on(identity) || folder.is_some_and(|folder| known.checked.lists(folder))
        };
        let others = self.known.iter().any(|(uri, known)| uri != of.as_str() && depends(known));
        self.known.retain(|_, known| !depends(known));
        self.memos.retain(|uri, _| self.documents.is_open(uri));
        others
    }

    /// Forgets everything that was found.
    pub fn all_changed(&mut self) {
        self.known.clear();
    }
}

/// Diagnostics by URI.
pub type Found = BTreeMap<String, (Uri, Shown)>;

/// Adds what was found in other documents, unless it is there already: each that reads a file reports what is wrong in
/// it.
pub fn add<'s>(found: &mut Found, more: impl Iterator<Item = &'s (Uri, Shown)>) {
    for (uri, shown) in more {
        let (_, all) = found.entry(uri.as_str().to_owned()).or_insert_with(|| (uri.clone(), Vec::new()));
        if all.is_empty() {
            all.clone_from(shown);
            continue;
        }
        let known: BTreeSet<_> = all.iter().map(|one| key(one)).collect();
        let new: Shown = shown.iter().filter(|one| !known.contains(&key(one))).cloned().collect();
        all.extend(new);
    }
}

/// What tells diagnostics of one file apart.
fn key(shown: &lsp_types::Diagnostic) -> ((Position, Position), Option<&str>, &str) {
    let code = match &shown.code {
        Some(NumberOrString::String(code)) => Some(code.as_str()),
        Some(NumberOrString::Number(_)) | None => None,
    };
    ((shown.range.start, shown.range.end), code, &shown.message)
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
