//! Input: what a client says of itself when it starts the server.
//! Output: that, as far as the server's answers depend on it.
//! Never: trusts it to be complete; what is not said the client cannot do.

use super::address::path_of;
use super::text::Encoding;
use lsp_types::{MarkupContent, MarkupKind, Uri};
use serde_json::Value;

/// What a client can do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)]
pub struct Client {
    /// What it counts in a line.
    pub encoding: Encoding,
    /// It asks for diagnostics, and is not sent any.
    pub pulls: bool,
    /// The diagnostics of a document that it asks for may bring those of others.
    pub related_documents: bool,
    /// It asks for the diagnostics of all of the workspace; known only once it has.
    pub asks_for_all: bool,
    /// The requests by which it can be told to ask for something again.
    pub refreshes: Vec<&'static str>,
    /// Diagnostics may name other places.
    pub related: bool,
    /// Diagnostics may be tagged as unnecessary.
    pub tags: bool,
    /// Edits may name the version of a document.
    pub versioned: bool,
    /// Completions may have places to fill in.
    pub snippets: bool,
    /// What it is told at a place may be Markdown.
    pub markdown_hovers: bool,
    /// The documentation of a completion may be Markdown.
    pub markdown_completions: bool,
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
    /// What its first message says, by the protocol's own names: `lsp-types` reads `workspace/diagnostic`, which no client
    /// says.
    pub fn of(params: &Value) -> Self {
        let said = |path: &str| params.pointer(path).filter(|said| !said.is_null());
        let can = |path: &str| said(&format!("/capabilities/{path}"));
        let yes = |path: &str| can(path) == Some(&Value::Bool(true));
        let lists = |path: &str, one: &Value| can(path).and_then(Value::as_array).is_some_and(|all| all.contains(one));
        // One that says nothing of it takes what servers have always sent.
        let markdown = |path: &str| can(path).is_none() || lists(path, &"markdown".into());
        let counts_bytes = lists("general/positionEncodings", &"utf-8".into());
        let pulls = can("textDocument/diagnostic").is_some();
        let refreshes = [
            ("workspace/diagnostic/refresh", pulls && yes("workspace/diagnostics/refreshSupport")),
            ("workspace/codeLens/refresh", yes("workspace/codeLens/refreshSupport")),
            ("workspace/inlayHint/refresh", yes("workspace/inlayHint/refreshSupport")),
        ];
        let uri = |said: &Value| said.as_str()?.parse::<Uri>().ok();
        let folders = said("/workspaceFolders").and_then(Value::as_array).into_iter().flatten();
        let mut folders: Vec<Uri> = folders.filter_map(|folder| uri(folder.get("uri")?)).collect();
        if folders.is_empty() {
            folders.extend(said("/rootUri").and_then(uri));
        }
        Self {
            encoding: if counts_bytes { Encoding::Utf8 } else { Encoding::Utf16 },
            pulls,
            asks_for_all: false,
            related_documents: yes("textDocument/diagnostic/relatedDocumentSupport"),
            refreshes: refreshes.into_iter().filter(|(_, can)| *can).map(|(method, _)| method).collect(),
            related: yes("textDocument/publishDiagnostics/relatedInformation"),
            // The protocol's number of `Unnecessary`.
            tags: lists("textDocument/publishDiagnostics/tagSupport/valueSet", &1.into()),
            versioned: yes("workspace/workspaceEdit/documentChanges"),
            snippets: yes("textDocument/completion/completionItem/snippetSupport"),
            markdown_hovers: markdown("textDocument/hover/contentFormat"),
            markdown_completions: markdown("textDocument/completion/completionItem/documentationFormat"),
            nested_symbols: yes("textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            watches: yes("workspace/didChangeWatchedFiles/dynamicRegistration"),
            configures: yes("workspace/configuration"),
            folders,
        }
    }
}

impl Client {
    /// The paths of the directories that it has open.
    pub fn folders(&self) -> Vec<String> {
        self.folders.iter().filter_map(path_of).collect()
    }

    /// A page of Markdown as it can show it, by whether it can show Markdown.
    pub fn page(is_markdown: bool, page: String) -> MarkupContent {
        if is_markdown {
            MarkupContent { kind: MarkupKind::Markdown, value: page }
        } else {
            MarkupContent { kind: MarkupKind::PlainText, value: page.replace("**", "").replace('`', "") }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Client, Encoding};
    use serde_json::{Value, json};

    /// As `vscode-languageclient` 9 says it, by the names of version 3.17 of the protocol; and with UTF-8 and related
    /// documents, which it does not say.
    fn said() -> Value {
        json!({
            "rootUri": "file:///root",
            "workspaceFolders": [{ "uri": "file:///w", "name": "w" }],
            "capabilities": {
                "workspace": {
                    "workspaceEdit": { "documentChanges": true },
                    "configuration": true,
                    "didChangeWatchedFiles": { "dynamicRegistration": true },
                    "codeLens": { "refreshSupport": true },
                    "inlayHint": { "refreshSupport": true },
                    "diagnostics": { "refreshSupport": true },
                },
                "textDocument": {
                    "publishDiagnostics": { "relatedInformation": true, "tagSupport": { "valueSet": [1, 2] } },
                    "hover": { "contentFormat": ["markdown", "plaintext"] },
                    "completion": {
                        "completionItem": { "snippetSupport": true, "documentationFormat": ["markdown", "plaintext"] },
                    },
                    "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
                    "diagnostic": { "dynamicRegistration": true, "relatedDocumentSupport": true },
                },
                "general": { "positionEncodings": ["utf-16", "utf-8"] },
            },
        })
    }

    /// One that says nothing.
    impl Client {
        fn silent() -> Self {
            Self { markdown_hovers: true, markdown_completions: true, ..Self::default() }
        }
    }

    fn without(path: &str) -> Client {
        let mut said = said();
        *said.pointer_mut(path).unwrap() = Value::Null;
        Client::of(&said)
    }

    #[test]
    fn what_a_client_can_do_is_read_by_the_names_of_the_protocol() {
        let all = Client {
            encoding: Encoding::Utf8,
            pulls: true,
            asks_for_all: false,
            related_documents: true,
            refreshes: vec![
                "workspace/diagnostic/refresh",
                "workspace/codeLens/refresh",
                "workspace/inlayHint/refresh",
            ],
            related: true,
            tags: true,
            versioned: true,
            snippets: true,
            markdown_hovers: true,
            markdown_completions: true,
            nested_symbols: true,
            watches: true,
            configures: true,
            folders: vec!["file:///w".parse().unwrap()],
        };
        assert_eq!(Client::of(&said()), all);
        assert_eq!(Client::of(&json!({ "capabilities": {}, "workspaceFolders": null })), Client::silent());

        let but = |path: &str, change: &dyn Fn(&mut Client)| {
            let mut expected = all.clone();
            change(&mut expected);
            assert_eq!(without(path), expected, "{path}");
        };
        let lacks = |method: &'static str| move |it: &mut Client| it.refreshes.retain(|other| *other != method);
        but("/capabilities/general/positionEncodings/1", &|it| it.encoding = Encoding::Utf16);
        but("/capabilities/workspace/diagnostics/refreshSupport", &lacks("workspace/diagnostic/refresh"));
        but("/capabilities/workspace/codeLens/refreshSupport", &lacks("workspace/codeLens/refresh"));
        but("/capabilities/workspace/inlayHint/refreshSupport", &lacks("workspace/inlayHint/refresh"));
        but("/capabilities/workspace/workspaceEdit/documentChanges", &|it| it.versioned = false);
        but("/capabilities/workspace/configuration", &|it| it.configures = false);
        but("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration", &|it| it.watches = false);
        but("/capabilities/textDocument/publishDiagnostics/relatedInformation", &|it| it.related = false);
        but("/capabilities/textDocument/publishDiagnostics/tagSupport/valueSet/0", &|it| it.tags = false);
        but("/capabilities/textDocument/completion/completionItem/snippetSupport", &|it| it.snippets = false);
        but("/capabilities/textDocument/hover/contentFormat/0", &|it| it.markdown_hovers = false);
        but("/capabilities/textDocument/completion/completionItem/documentationFormat/0", &|it| {
            it.markdown_completions = false;
        });
        but("/capabilities/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport", &|it| {
            it.nested_symbols = false;
        });
        but("/capabilities/textDocument/diagnostic/relatedDocumentSupport", &|it| it.related_documents = false);
        // One that does not ask for diagnostics is not told to ask again.
        but("/capabilities/textDocument/diagnostic", &|it| {
            (it.pulls, it.related_documents) = (false, false);
            it.refreshes.remove(0);
        });
        but("/workspaceFolders", &|it| it.folders = vec!["file:///root".parse().unwrap()]);
    }
}
