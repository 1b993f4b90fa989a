//! Input: what a client says of itself when it starts the server.
//! Output: that, as far as the server's answers depend on it.
//! Never: trusts it to be complete; what is not said the client cannot do.

use super::text::Encoding;
use lsp_types::{InitializeParams, PositionEncodingKind, Uri};

/// What a client can do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)]
pub struct Client {
    /// What it counts in a line.
    pub encoding: Encoding,
    /// It asks for diagnostics, and is not sent any.
    pub pulls: bool,
    /// It can be told to ask for diagnostics again.
    pub refreshes: bool,
    /// Diagnostics may name other places.
    pub related: bool,
    /// Diagnostics may be tagged as unnecessary.
    pub tags: bool,
    /// Edits may name the version of a document.
    pub versioned: bool,
    /// Completions may have places to fill in.
    pub snippets: bool,
    /// Symbols may contain others.
    pub nested_symbols: bool,
    /// It can be asked to watch files.
    pub watches: bool,
    /// It can be asked for its settings.
    pub configures: bool,
    /// The directories that it has open.
    pub folders: Vec<Uri>,
}

impl Client {
    /// What its first message says.
    pub fn of(params: &InitializeParams) -> Self {
        let capabilities = &params.capabilities;
        let general = capabilities.general.as_ref();
        let text = capabilities.text_document.as_ref();
        let workspace = capabilities.workspace.as_ref();
        let encodings = general.and_then(|general| general.position_encodings.as_deref()).unwrap_or_default();
        let published = text.and_then(|text| text.publish_diagnostics.as_ref());
        let completion = text.and_then(|text| text.completion.as_ref()?.completion_item.as_ref());
        #[allow(deprecated)]
        let root = params.root_uri.clone();
        let folders = params.workspace_folders.iter().flatten().map(|folder| folder.uri.clone());
        let mut folders: Vec<Uri> = folders.collect();
        if folders.is_empty() {
            folders.extend(root);
        }
        let yes = |said: Option<bool>| said == Some(true);
        Self {
            encoding: if encodings.contains(&PositionEncodingKind::UTF8) { Encoding::Utf8 } else { Encoding::Utf16 },
            pulls: text.is_some_and(|text| text.diagnostic.is_some()),
            refreshes: yes(workspace.and_then(|workspace| workspace.diagnostic.as_ref()?.refresh_support)),
            related: yes(published.and_then(|published| published.related_information)),
            tags: published.is_some_and(|published| published.tag_support.is_some()),
            versioned: yes(workspace.and_then(|workspace| workspace.workspace_edit.as_ref()?.document_changes)),
            snippets: yes(completion.and_then(|item| item.snippet_support)),
            nested_symbols: yes(
                text.and_then(|text| text.document_symbol.as_ref()?.hierarchical_document_symbol_support)
            ),
            watches: yes(
                workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref()?.dynamic_registration)
            ),
            configures: yes(workspace.and_then(|workspace| workspace.configuration)),
            folders,
        }
    }
}
