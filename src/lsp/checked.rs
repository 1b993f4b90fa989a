//! Input: an open document, and the files around it.
//! Output: what the compiler or the audit says of it, and where in the client's documents that is.
//! Never: says anything else than `check` and `audit` do.

use super::address::{joined, uri_of};
use super::documents::{Document, Documents, Overlay, Read};
use super::host::Host;
use super::text::{Encoding, Text};
use crate::diagnostic::{Edit, Report};
use crate::span::{Source, SourceId, Sources, Span};
use crate::spec::model::{Block, Input};
use crate::{Compilation, Memo, compile, compile_again};
use lsp_types::{
    DocumentChangeOperation, Location, OneOf, OptionalVersionedTextDocumentIdentifier, Range, TextDocumentEdit,
    TextEdit, Uri, WorkspaceEdit,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One of the texts that were read.
#[derive(Debug, Clone)]
struct File {
    uri: Uri,
    text: Arc<Text>,
    version: Option<i32>,
    /// Bytes of a byte-order mark, which is in the client's text and not in the compiler's.
    shift: usize,
}

/// A document that was checked.
#[derive(Debug)]
pub struct Checked {
    /// The texts that were read.
    pub sources: Sources,
    /// What was found.
    pub report: Report,
    /// The blocks of a spec.
    pub blocks: Vec<Arc<Block>>,
    files: BTreeMap<SourceId, File>,
    /// What it depends on.
    read: Read,
}

impl Checked {
    /// Checks a spec.
    pub fn spec(document: &Document, documents: &Documents, host: &dyn Host, memo: &mut Memo) -> Self {
        let overlay = Overlay::new(documents, host);
        let Compilation { sources, report, blocks } = compile_again(vec![document.input()], &overlay, memo);
        Self::new(sources, report, blocks, overlay.read(), document, documents)
    }

    /// Checks a spec that is not open.
    pub fn file(input: Input, documents: &Documents, host: &dyn Host) -> Self {
        let (name, identity) = (input.name.clone(), input.identity.clone());
        let overlay = Overlay::new(documents, host);
        let Compilation { sources, report, blocks } = compile(vec![input], &overlay);
        let mut read = overlay.read();
        read.files.insert((name, identity));
        Self::of(sources, report, blocks, read, documents)
    }

    /// What was found in texts, the first of which is a document's.
    pub fn new(
        sources: Sources,
        report: Report,
        blocks: Vec<Arc<Block>>,
        mut read: Read,
        document: &Document,
        documents: &Documents,
    ) -> Self {
        read.files.insert((document.name().to_owned(), document.place.identity.clone()));
        Self::of(sources, report, blocks, read, documents)
    }

    fn of(sources: Sources, report: Report, blocks: Vec<Arc<Block>>, read: Read, documents: &Documents) -> Self {
        let mut files = BTreeMap::new();
        for (id, source) in sources.iter() {
            let identity =
                read.files.iter().find(|(name, _)| *name == source.name).map(|(_, identity)| identity.as_str());
            let open = identity.and_then(|identity| documents.of_file(&source.name, identity));
            let file = match open {
                Some(open) => File {
                    uri: open.uri.clone(),
                    text: Arc::clone(&open.text),
                    version: Some(open.version),
                    shift: if open.text.as_str().starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 },
                },
                None => match uri_of(&source.name) {
                    Some(uri) => File { uri, text: Arc::new(Text::new(source.text.clone())), version: None, shift: 0 },
                    None => continue,
                },
            };
            files.insert(id, file);
        }
        Self { sources, report, blocks, files, read }
    }

    /// Whether it depends on the text of a file.
    pub fn depends_on(&self, identity: &str) -> bool {
        self.read.files.iter().any(|(_, read)| read == identity)
    }

    /// Whether it depends on which files a folder has.
    pub fn lists(&self, folder: &str) -> bool {
        self.read.folders.contains(folder)
    }

    /// The URIs of the texts that were read, in their order.
    pub fn uris(&self) -> impl Iterator<Item = &Uri> {
        self.files.values().map(|file| &file.uri)
    }

    /// The document that a place is in.
    pub fn uri(&self, span: Span) -> Option<&Uri> {
        self.files.get(&span.source).map(|file| &file.uri)
    }

    /// A place in the client's terms.
    pub fn range(&self, span: Span, encoding: Encoding) -> Range {
        let Some(file) = self.files.get(&span.source) else { return Range::default() };
        let bytes = span.range();
        file.text.range(bytes.start + file.shift..bytes.end + file.shift, encoding)
    }

    /// A place and its document.
    pub fn location(&self, span: Span, encoding: Encoding) -> Option<Location> {
        Some(Location { uri: self.uri(span)?.clone(), range: self.range(span, encoding) })
    }

    /// The byte that a place of the client's is at, in the compiler's text of the document.
    pub fn offset(&self, uri: &Uri, place: lsp_types::Position, encoding: Encoding) -> Option<(SourceId, u32)> {
        let (id, file) = self.files.iter().find(|(_, file)| file.uri == *uri)?;
        let offset = file.text.offset(place, encoding).saturating_sub(file.shift);
        Some((*id, u32::try_from(offset).ok()?))
    }

    /// The compiler's text of a document.
    pub fn text(&self, uri: &Uri) -> Option<(SourceId, Arc<Source>)> {
        let (id, _) = self.files.iter().find(|(_, file)| file.uri == *uri)?;
        Some((*id, Arc::clone(self.sources.get(*id)?)))
    }

    /// The document that an `include` of a file leads to, if it was read.
    pub fn included(&self, including: &str, path: &str) -> Option<Uri> {
        let name = joined(including, path);
        let (id, _) = self.sources.iter().find(|(_, source)| source.name == name)?;
        self.files.get(&id).map(|file| file.uri.clone())
    }

    /// Edits in the client's terms: of the versions that were read, if the client takes that.
    pub fn edits(&self, edits: &[Edit], encoding: Encoding, versioned: bool) -> WorkspaceEdit {
        let mut of_files: BTreeMap<SourceId, Vec<TextEdit>> = BTreeMap::new();
        for edit in edits {
            let range = self.range(edit.span, encoding);
            of_files.entry(edit.span.source).or_default().push(TextEdit { range, new_text: edit.text.clone() });
        }
        let of_files = of_files.into_iter().filter_map(|(id, edits)| Some((self.files.get(&id)?, edits)));
        workspace_edit(of_files.map(|(file, edits)| (file.uri.clone(), file.version, edits)), versioned)
    }
}

/// Edits of several documents.
pub fn workspace_edit(
    of_files: impl Iterator<Item = (Uri, Option<i32>, Vec<TextEdit>)>,
    versioned: bool,
) -> WorkspaceEdit {
    if versioned {
        let edits = of_files.map(|(uri, version, edits)| {
            DocumentChangeOperation::Edit(TextDocumentEdit {
                text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
                edits: edits.into_iter().map(OneOf::Left).collect(),
            })
        });
        let changes = lsp_types::DocumentChanges::Operations(edits.collect());
        return WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() };
    }
    // As the protocol's types have it; a URI does not change.
    #[allow(clippy::mutable_key_type)]
    let changes = of_files.map(|(uri, _, edits)| (uri, edits)).collect();
    WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
}
