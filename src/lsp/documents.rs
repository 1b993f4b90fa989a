//! Input: the documents that a client has open, and the machine's files.
//! Output: files as the client sees them: an open document is what the editor shows, not what was saved.
//! Never: checks one.

use super::address::{joined, path_of, tidy};
use super::host::Host;
use super::text::Text;
use crate::spec::model::{self, Input, LoadError, Loaded};
use crate::template;
use lsp_types::{TextDocumentItem, Uri};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Where a file is, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// As the host tells it.
    pub identity: String,
    /// The directory that its includes may not leave; empty if it is in none.
    pub root: String,
}

impl Place {
    /// That of a path, where the client has these directories open.
    pub fn of(path: &str, folders: &[String], host: &dyn Host) -> Self {
        Self { identity: host.identity(path), root: host.root(path, folders) }
    }
}

/// An open document.
#[derive(Debug, Clone)]
pub struct Document {
    /// As the client names it.
    pub uri: Uri,
    /// The version of its text.
    pub version: i32,
    /// Its text.
    pub text: Arc<Text>,
    /// Its path, if it is a file.
    pub path: Option<String>,
    /// Where it is.
    pub place: Place,
    /// Whether it is a spec.
    pub is_spec: bool,
}

impl Document {
    /// What the compiler calls it.
    pub fn name(&self) -> &str {
        self.path.as_deref().unwrap_or(self.uri.as_str())
    }

    /// The path of its folder, if it is a file.
    pub fn folder(&self) -> Option<&str> {
        self.path.as_deref()?.rsplit_once('/').map(|(folder, _)| folder)
    }

    /// As an input of the compiler.
    pub fn input(&self) -> Input {
        Input {
            name: self.name().to_owned(),
            identity: self.place.identity.clone(),
            root: self.place.root.clone(),
            stem: stem(self.name()).to_owned(),
            bytes: self.text.as_str().as_bytes().to_vec(),
        }
    }
}

/// The name of a path's file without its ending.
pub fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or_default();
    file.rsplit_once('.').map_or(file, |(stem, _)| if stem.is_empty() { file } else { stem })
}

/// Whether a path's file is a spec, by its name.
pub fn has_ending(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending == "ecr")
}

/// The open documents, by their URIs.
#[derive(Debug, Default)]
pub struct Documents(BTreeMap<String, Document>);

impl Documents {
    /// Opens one, and returns it.
    pub fn open(&mut self, item: TextDocumentItem, folders: &[String], host: &dyn Host) -> Document {
        let path = path_of(&item.uri);
        let unsaved = || Place { identity: item.uri.as_str().to_owned(), root: String::new() };
        let place = path.as_deref().map_or_else(unsaved, |path| Place::of(path, folders, host));
        let is_spec = item.language_id == "ecrc" || has_ending(path.as_deref().unwrap_or(item.uri.as_str()));
        let key = item.uri.as_str().to_owned();
        let text = Arc::new(Text::new(item.text));
        let document = Document { uri: item.uri, version: item.version, text, path, place, is_spec };
        self.0.insert(key, document.clone());
        document
    }

    /// Closes one, if it is open.
    pub fn close(&mut self, uri: &Uri) -> Option<Document> {
        self.0.remove(uri.as_str())
    }

    /// One of them.
    pub fn get(&self, uri: &Uri) -> Option<&Document> {
        self.0.get(uri.as_str())
    }

    /// Whether one is open.
    pub fn is_open(&self, uri: &str) -> bool {
        self.0.contains_key(uri)
    }

    /// One of them, to edit it.
    pub fn get_mut(&mut self, uri: &Uri) -> Option<&mut Document> {
        self.0.get_mut(uri.as_str())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Document> {
        self.0.values()
    }

    /// Looks up again where they are, after the client has opened or closed directories.
    pub fn place(&mut self, folders: &[String], host: &dyn Host) {
        for document in self.0.values_mut() {
            if let Some(path) = &document.path {
                document.place = Place::of(path, folders, host);
            }
        }
    }

    /// The one of that file: if it is open by several names, the one of that name.
    pub fn of_file(&self, name: &str, identity: &str) -> Option<&Document> {
        let of_file = self.0.values().filter(|document| document.place.identity == identity);
        of_file.min_by_key(|document| document.name() != name)
    }
}

/// What was asked for, whether or not it was there: what depends on it changes with it.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// The names and identities of files. One that is not there has that of the place where it would be.
    pub files: BTreeSet<(String, String)>,
    /// The paths of folders whose files were listed.
    pub folders: BTreeSet<String>,
}

/// Reads files as the client sees them, and remembers which were asked for.
pub struct Overlay<'d> {
    documents: &'d Documents,
    host: &'d dyn Host,
    read: RefCell<Read>,
}

impl<'d> Overlay<'d> {
    /// Over the machine's files.
    pub fn new(documents: &'d Documents, host: &'d dyn Host) -> Self {
        Self { documents, host, read: RefCell::default() }
    }

    /// What was asked for.
    pub fn read(self) -> Read {
        self.read.into_inner()
    }

    /// What the editor shows of a file, if it is open; the file is remembered.
    fn shown(&self, name: &str, identity: &str) -> Option<Vec<u8>> {
        self.read.borrow_mut().files.insert((name.to_owned(), identity.to_owned()));
        self.documents.of_file(name, identity).map(|open| open.text.as_str().as_bytes().to_vec())
    }
}

impl model::Loader for Overlay<'_> {
    fn load(&self, root: &str, name: &str, path: &str) -> Result<Loaded, LoadError> {
        if root.is_empty() {
            // A document that was never saved is in no directory.
            return Err(LoadError::Unreadable("the document that includes it is not saved as a file".to_owned()));
        }
        match self.host.load(root, name, path) {
            Ok(loaded) => {
                let shown = self.shown(&loaded.name, &loaded.identity);
                Ok(Loaded { bytes: shown.unwrap_or(loaded.bytes), ..loaded })
            }
            Err(error) => {
                let name = joined(name, path);
                let identity = self.host.identity(&name);
                // A new document need not be saved to be included.
                let shown = self.shown(&name, &identity).filter(|_| error == LoadError::Missing);
                shown.map(|bytes| Loaded { name, identity, bytes }).ok_or(error)
            }
        }
    }
}

impl template::Loader for Overlay<'_> {
    fn file(&self, path: &str) -> Option<Vec<u8>> {
        self.shown(path, &self.host.identity(path)).or_else(|| template::Loader::file(self.host, path))
    }

    fn folder(&self, path: &str) -> Option<Vec<String>> {
        let mut names = template::Loader::folder(self.host, path).unwrap_or_default();
        let folder = tidy(path);
        for open in self.documents.iter().filter(|document| document.folder() == Some(&folder)) {
            names.extend(open.path.iter().filter_map(|path| path.rsplit('/').next()).map(str::to_owned));
        }
        self.read.borrow_mut().folders.insert(folder);
        names.sort();
        names.dedup();
        (!names.is_empty()).then_some(names)
    }
}
