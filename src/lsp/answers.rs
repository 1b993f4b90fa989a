//! Input: a client's requests.
//! Output: the answers, from what was found in the documents.
//! Never: keeps anything; the session does.

use super::actions::actions;
use super::checked::Checked;
use super::completion::{Names, completion};
use super::documents::{Document, Overlay};
use super::hover::hover;
use super::lens::{Wanted, hints, lenses, product};
use super::lines::difference;
use super::outline::{blocks, folds, symbols};
use super::places::{definition, links, names, references};
use super::rename::{prepare, rename};
use super::sent::Answer;
use super::state::{State, error, read, value};
use super::templates;
use super::text::Encoding;
use super::tokens::tokens;
use crate::diagnostic::Report;
use crate::format;
use crate::span::Sources;
use crate::spec::derive::endpoints_needed;
use crate::spec::model::{self, Block};
use lsp_server::{ErrorCode, Request, RequestId, ResponseError};
use lsp_types::{
    CodeActionParams, CompletionParams, CompletionTriggerKind, DocumentFormattingParams, ExecuteCommandParams,
    HoverParams, InlayHintParams, Position, RenameParams, TextDocumentIdentifier, Uri, WorkspaceSymbolParams,
    WorkspaceSymbolResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// What most requests say: a document, and where that matters a place in it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    text_document: TextDocumentIdentifier,
    #[serde(default)]
    position: Position,
}

impl State<'_> {
    /// Answers one request.
    pub fn answer(
        &mut self,
        request: Request,
        canceled: &mut dyn FnMut(&RequestId) -> bool,
    ) -> Result<Answer, ResponseError> {
        let Request { id, method, params } = request;
        let value = match method.as_str() {
            "textDocument/diagnostic" => return Ok(Answer::Text(self.pull(&read(params)?))),
            "workspace/diagnostic" => return Ok(Answer::Text(self.pull_all(&read(params)?, &mut || canceled(&id))?)),
            "textDocument/codeAction" => Ok(self.code_actions(&read(params)?)),
            "textDocument/formatting" => Ok(self.formatting(&read(params)?)),
            "textDocument/completion" => Ok(self.completion(&read(params)?)),
            "textDocument/hover" => Ok(self.hover(&read(params)?)),
            "textDocument/definition" => self.about(params, definition),
            "textDocument/references" => Ok(self.references(&read(params)?)),
            "textDocument/prepareRename" => self.about(params, prepare),
            "textDocument/rename" => self.rename(&read(params)?),
            "textDocument/documentSymbol" => {
                let client = self.client.clone();
                self.about(params, |it, at, _, _| symbols(it, at, &client))
            }
            "workspace/symbol" => Ok(self.workspace_symbols(&read(params)?)),
            "textDocument/foldingRange" => self.about(params, |it, at, _, _| folds(it, at)),
            "textDocument/semanticTokens/full" => self.about(params, |it, at, _, to| tokens(it, at, to)),
            "textDocument/documentLink" => self.about(params, |it, at, _, to| links(it, at, to)),
            "textDocument/inlayHint" => {
                let range = read::<InlayHintParams>(params.clone())?.range;
                self.about(params, |it, at, _, to| hints(it, at, range, to))
            }
            "textDocument/codeLens" => self.about(params, |it, at, _, to| lenses(it, at, to)),
            "workspace/executeCommand" => self.execute(&read(params)?),
            _ => Err(error(ErrorCode::MethodNotFound, &format!("`{method}` is not supported"))),
        };
        value.map(Answer::Value)
    }

    /// An open document, checked, if it is a spec.
    fn spec(&mut self, uri: &Uri) -> Option<Arc<Checked>> {
        self.documents.get(uri).filter(|document| document.is_spec)?;
        self.checked(uri)
    }

    /// Answers what is asked about an open spec; with null where there is nothing to say.
    fn about<T: Serialize>(
        &mut self,
        params: Value,
        answer: impl FnOnce(&Checked, &Uri, Position, Encoding) -> Option<T>,
    ) -> Result<Value, ResponseError> {
        let asked: Asked = read(params)?;
        let uri = &asked.text_document.uri;
        let to = self.client.encoding;
        let checked = self.spec(uri);
        Ok(checked.and_then(|it| answer(&it, uri, asked.position, to)).map_or(Value::Null, |found| value(&found)))
    }

    fn hover(&mut self, params: &HoverParams) -> Value {
        let asked = &params.text_document_position_params;
        let (uri, place) = (&asked.text_document.uri, asked.position);
        let Some(document) = self.documents.get(uri) else { return Value::Null };
        let found = match &self.templates {
            _ if document.is_spec => self.checked(uri).and_then(|checked| hover(&checked, uri, place, &self.client)),
            Some(settings) => templates::hover(document, (&self.documents, self.host), settings, (place, &self.client)),
            None => None,
        };
        value(&found)
    }

    fn completion(&self, params: &CompletionParams) -> Value {
        let asked = &params.text_document_position;
        let document = self.documents.get(&asked.text_document.uri).filter(|document| document.is_spec);
        let Some(document) = document else { return Value::Null };
        // One that was never saved is in no directory.
        let paths = || document.path.as_deref().map_or_else(Vec::new, |path| self.includable(path));
        let names = || self.names();
        // The client asks of its own accord when somebody types one of the server's signs.
        let trigger = params.context.as_ref().map(|context| context.trigger_kind);
        let unasked = trigger == Some(CompletionTriggerKind::TRIGGER_CHARACTER);
        let endpoints = |statement| self.endpoints_without(document, statement);
        value(&completion(document, (asked.position, unasked), &self.client, &names, &paths, &endpoints))
    }

    /// The endpoints that the block around a statement needs, as if the statement were not there.
    fn endpoints_without(&self, document: &Document, statement: Range<usize>) -> BTreeSet<String> {
        let mut input = document.input();
        let start = u32::try_from(statement.start).unwrap_or(u32::MAX);
        if let Some(bytes) = input.bytes.get_mut(statement) {
            bytes.fill(b' ');
        }
        let (mut sources, mut report) = (Sources::default(), Report::default());
        let overlay = Overlay::new(&self.documents, self.host);
        let blocks = model::resolve(vec![input], &overlay, &mut sources, &mut report, None).blocks;
        let own = sources.iter().map(|(id, _)| id).next();
        let before = |block: &&Arc<Block>| Some(block.span.source) == own && block.span.start <= start;
        let needed = blocks.iter().rfind(before).map(|block| endpoints_needed(block)).unwrap_or_default();
        needed.iter().map(|key| key.as_str().to_owned()).collect()
    }

    /// The names that the specs of the workspace choose.
    fn names(&self) -> Names {
        let mut all = Names::default();
        for document in self.documents.iter().filter(|document| document.is_spec) {
            names(document.text.as_str(), &mut all);
        }
        for (path, _) in self.closed_specs() {
            let bytes = crate::template::Loader::file(self.host, &path).unwrap_or_default();
            names(&String::from_utf8_lossy(&bytes), &mut all);
        }
        all
    }

    /// The specs of the workspace, as a file would include them.
    fn includable(&self, name: &str) -> Vec<String> {
        let folder: Vec<&str> = name.rsplit_once('/').map_or("", |(folder, _)| folder).split('/').collect();
        let relative = |path: &String| {
            let parts: Vec<&str> = path.split('/').collect();
            let common = folder.iter().zip(&parts).take_while(|(one, other)| one == other).count();
            let up = folder.iter().skip(common).map(|_| "..");
            up.chain(parts.iter().skip(common).copied()).collect::<Vec<_>>().join("/")
        };
        self.specs().iter().filter(|path| *path != name).map(relative).collect()
    }

    /// Where what stands at a place has an effect, in the document and in the specs that include it.
    fn references(&mut self, asked: &Asked) -> Value {
        let (uri, to) = (&asked.text_document.uri, self.client.encoding);
        let own = self.spec(uri).and_then(|own| references(&own, uri, asked.position, to));
        let Some(mut found) = own else { return Value::Null };
        for taker in self.takers(uri) {
            for place in references(&taker, uri, asked.position, to).into_iter().flatten() {
                if !found.contains(&place) {
                    found.push(place);
                }
            }
        }
        value(&found)
    }

    /// The other specs that include a document, checked.
    fn takers(&mut self, uri: &Uri) -> Vec<Arc<Checked>> {
        let Some(identity) = self.documents.get(uri).map(|document| document.place.identity.clone()) else {
            return Vec::new();
        };
        let others = self.documents.iter().filter(|document| document.uri != *uri);
        let others: Vec<Uri> = others.map(|document| document.uri.clone()).collect();
        let mut all: Vec<Arc<Checked>> = others.iter().filter_map(|uri| self.spec(uri)).collect();
        let closed = self.closed_specs().into_iter();
        all.extend(closed.filter_map(|(path, place)| self.checked_file(&path, place).map(Arc::new)));
        all.retain(|checked| checked.depends_on(&identity));
        all
    }

    fn rename(&mut self, params: &RenameParams) -> Result<Value, ResponseError> {
        let (uri, place) = (&params.text_document_position.text_document.uri, params.text_document_position.position);
        let Some(checked) = self.spec(uri) else { return Ok(Value::Null) };
        match rename(&checked, uri, (place, &params.new_name), &self.client) {
            Ok(edit) => Ok(value(&edit)),
            Err(why) => Err(error(ErrorCode::RequestFailed, &why)),
        }
    }

    fn workspace_symbols(&mut self, params: &WorkspaceSymbolParams) -> Value {
        let mut all = Vec::new();
        let open: Vec<Uri> = self.documents.iter().map(|document| document.uri.clone()).collect();
        for uri in &open {
            all.extend(self.spec(uri).iter().flat_map(|it| blocks(it, uri, &params.query, self.client.encoding)));
        }
        for (path, place) in self.closed_specs() {
            let Some(checked) = self.checked_file(&path, place) else { continue };
            if let Some(uri) = checked.uris().next() {
                all.extend(blocks(&checked, uri, &params.query, self.client.encoding));
            }
        }
        value(&WorkspaceSymbolResponse::Nested(all))
    }

    fn execute(&mut self, params: &ExecuteCommandParams) -> Result<Value, ResponseError> {
        let wanted: Wanted = read(params.arguments.first().cloned().unwrap_or_default())?;
        let document = self.documents.get(&wanted.uri).map(|document| document.is_spec);
        let fault = if document.is_none() { "the document is not open" } else { "the document is not a spec" };
        let made = self.spec(&wanted.uri).ok_or_else(|| fault.to_owned());
        let made = made.and_then(|checked| product(&checked, &params.command, &wanted));
        made.map_err(|why| error(ErrorCode::RequestFailed, &why))
    }

    fn code_actions(&mut self, params: &CodeActionParams) -> Value {
        let uri = &params.text_document.uri;
        let Some(checked) = self.checked(uri) else { return Value::Null };
        let Some(document) = self.documents.get(uri) else { return Value::Null };
        value(&actions(params, document, &checked, &self.client, (&self.documents, self.host)))
    }

    /// The edits that bring a spec into its canonical form: none where its syntax is broken.
    fn formatting(&mut self, params: &DocumentFormattingParams) -> Value {
        let document = self.documents.get(&params.text_document.uri).filter(|document| document.is_spec);
        let Some(document) = document else { return Value::Null };
        let formatted = format(document.name(), document.text.as_str().as_bytes().to_vec());
        formatted.map_or(Value::Null, |new| value(&difference(&document.text, &new, self.client.encoding)))
    }
}
