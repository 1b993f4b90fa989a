//! Input: a client's messages, one after another.
//! Output: the server's answers and diagnostics.
//! Never: waits for a message, or touches a file by itself.

use super::capabilities::capabilities;
use super::client::Client;
use super::diagnostics::listed;
use super::documents::Document;
use super::host::Host;
use super::sent::{Answer, Sent};
use super::spelling::Spelling;
use super::state::{Found, State, error, read, value};
use crate::audit::Settings;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError};
use lsp_types::notification::Notification as _;
use lsp_types::{
    Diagnostic, DidChangeTextDocumentParams, DidChangeWatchedFilesRegistrationOptions, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, FileSystemWatcher, GlobPattern, InitializeResult,
    MessageType, Registration, RegistrationParams, ServerInfo, ShowMessageParams, Uri, notification,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

/// How far a session has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The client has not said who it is.
    New,
    Running,
    /// The client has said that it will leave.
    ShutDown,
}

/// The diagnostics of a document, as the client is sent them.
#[derive(Serialize)]
struct Published<'s> {
    uri: &'s Uri,
    diagnostics: Vec<&'s Diagnostic>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i32>,
}

/// A session with one client.
pub struct Session<'h> {
    state: State<'h>,
    stage: Stage,
    /// What the client was sent last, by URI.
    published: Found,
    /// The versions of the documents that these were of.
    versions: BTreeMap<String, i32>,
    /// Whether the client may see diagnostics that no longer hold.
    stale: bool,
    /// Whether the client may see something of a document that no longer holds, though its text has not changed.
    outdated: bool,
    spelling: Spelling,
    /// Whether the client has said something that could not be read.
    missed: bool,
    /// How often the client was asked for something.
    asked: i32,
    /// The question for settings that is not answered yet.
    settings_asked: Option<RequestId>,
    out: Vec<Sent>,
}

impl<'h> Session<'h> {
    /// A session that nobody has said anything in.
    pub fn new(host: &'h dyn Host) -> Self {
        Self {
            state: State::new(host),
            stage: Stage::New,
            published: BTreeMap::new(),
            versions: BTreeMap::new(),
            stale: false,
            outdated: false,
            spelling: Spelling::default(),
            missed: false,
            asked: 0,
            settings_asked: None,
            out: Vec::new(),
        }
    }

    /// Takes a message; breaks off with whether the session ended in good order.
    pub fn receive(&mut self, mut message: Message, canceled: &mut dyn FnMut(&RequestId) -> bool) -> ControlFlow<bool> {
        self.spelling.read(&mut message);
        match message {
            Message::Request(request) => {
                let id = request.id.clone();
                let result = if canceled(&id) {
                    Err(error(ErrorCode::RequestCanceled, "canceled by the client"))
                } else {
                    self.request(request, canceled)
                };
                self.out.push(Sent::answer(id, result));
            }
            Message::Notification(notification) if notification.method == notification::Exit::METHOD => {
                return ControlFlow::Break(self.stage == Stage::ShutDown);
            }
            Message::Notification(notification) => self.notification(notification),
            Message::Response(response) => self.told(response),
        }
        ControlFlow::Continue(())
    }

    /// Checks what has changed, and sends what has become of the diagnostics.
    pub fn settle(&mut self) {
        if std::mem::take(&mut self.outdated) {
            for method in self.state.client.refreshes.clone() {
                self.ask(method, &());
            }
        }
        // One that asks for those of open documents alone is sent the others.
        let client = &self.state.client;
        let (pulls, shows_all) = (client.pulls, client.pulls && (client.related_documents || client.asks_for_all));
        if !std::mem::take(&mut self.stale) || (shows_all && self.published.is_empty()) {
            return;
        }
        let mut now = self.state.found();
        if pulls {
            now.retain(|key, _| !shows_all && !self.state.documents.is_open(key));
        }
        for (key, (uri, _)) in &self.published {
            now.entry(key.clone()).or_insert_with(|| (uri.clone(), Vec::new()));
        }
        for (key, (uri, all)) in &now {
            // A new version is confirmed, even where nothing else is new.
            let version = self.state.documents.get(uri).map(|document| document.version);
            let known = self.published.get(key).is_some_and(|(_, before)| before == all);
            if known && self.versions.get(key).copied() == version {
                continue;
            }
            let params = Published { uri, diagnostics: listed(all), version };
            self.out.push(Sent::notification(notification::PublishDiagnostics::METHOD, &params));
        }
        now.retain(|key, (_, all)| !all.is_empty() || (!pulls && self.state.documents.is_open(key)));
        self.published = now;
        let versions = self.state.documents.iter().map(|document| (document.uri.as_str().to_owned(), document.version));
        self.versions = versions.collect();
    }

    /// What is to be sent.
    pub fn take(&mut self) -> Vec<Sent> {
        std::mem::take(&mut self.out).into_iter().map(|sent| self.spelling.write(sent)).collect()
    }

    fn changed(&mut self, document: &Document, folder: Option<&str>) {
        self.outdated |= self.state.changed(&document.uri, &document.place.identity, folder);
        self.stale = true;
    }

    fn all_changed(&mut self) {
        self.state.all_changed();
        (self.stale, self.outdated) = (true, true);
    }

    fn request(
        &mut self,
        request: Request,
        canceled: &mut dyn FnMut(&RequestId) -> bool,
    ) -> Result<Answer, ResponseError> {
        match (self.stage, request.method.as_str()) {
            (Stage::New, "initialize") => {
                self.state.client = Client::of(&request.params);
                self.configure(request.params.get("initializationOptions"));
                self.stage = Stage::Running;
                let version = Some(env!("CARGO_PKG_VERSION").to_owned());
                Ok(Answer::Value(value(&InitializeResult {
                    capabilities: capabilities(&self.state.client),
                    server_info: Some(ServerInfo { name: "ecrc".to_owned(), version }),
                })))
            }
            (Stage::New, _) => Err(error(ErrorCode::ServerNotInitialized, "`initialize` must come first")),
            (Stage::Running, "shutdown") => {
                self.stage = Stage::ShutDown;
                Ok(Answer::Value(Value::Null))
            }
            (Stage::Running, "initialize") => Err(error(ErrorCode::InvalidRequest, "`initialize` comes once")),
            (Stage::Running, method) => {
                if method == "workspace/diagnostic" {
                    self.stale |= !std::mem::replace(&mut self.state.client.asks_for_all, true);
                }
                self.state.answer(request, canceled)
            }
            (Stage::ShutDown, _) => Err(error(ErrorCode::InvalidRequest, "the server is shut down")),
        }
    }

    fn notification(&mut self, notification: Notification) {
        if self.stage != Stage::Running {
            return;
        }
        let Notification { method, params } = notification;
        match method.as_str() {
            "textDocument/didOpen" => {
                if let Some(params) = self.taken::<DidOpenTextDocumentParams>(&method, params) {
                    let folders = self.state.client.folders();
                    let opened = self.state.documents.open(params.text_document, &folders, self.state.host);
                    self.changed(&opened, opened.folder());
                }
            }
            "textDocument/didChange" => {
                if let Some(params) = self.taken::<DidChangeTextDocumentParams>(&method, params) {
                    self.edit(&params);
                }
            }
            "textDocument/didClose" => {
                if let Some(params) = self.taken::<DidCloseTextDocumentParams>(&method, params)
                    && let Some(closed) = self.state.documents.close(&params.text_document.uri)
                {
                    self.changed(&closed, closed.folder());
                }
            }
            // A file that came, changed or went may be one that a document includes.
            "workspace/didChangeWatchedFiles" => self.all_changed(),
            "workspace/didChangeWorkspaceFolders" => {
                if let Some(params) = self.taken::<DidChangeWorkspaceFoldersParams>(&method, params) {
                    let removed = |uri: &Uri| params.event.removed.iter().any(|folder| folder.uri == *uri);
                    self.state.client.folders.retain(|uri| !removed(uri));
                    self.state.client.folders.extend(params.event.added.into_iter().map(|folder| folder.uri));
                    self.state.documents.place(&self.state.client.folders(), self.state.host);
                    self.all_changed();
                }
            }
            "workspace/didChangeConfiguration" => match params.get("settings").and_then(|all| all.get("ecrc")) {
                Some(settings) => self.configure(Some(settings)),
                None => self.ask_for_settings(),
            },
            "initialized" => {
                self.watch();
                self.ask_for_settings();
            }
            _ => {}
        }
    }

    /// Reads a notification. Nobody waits for an answer to one that cannot be read, so the user is told, once: what the
    /// server has is then not what the editor shows.
    fn taken<T: DeserializeOwned>(&mut self, method: &str, params: Value) -> Option<T> {
        let taken = read(params);
        if let Err(fault) = &taken
            && !std::mem::replace(&mut self.missed, true)
        {
            self.complain(&format!("cannot read `{method}` of the editor: {}", fault.message));
        }
        taken.ok()
    }

    /// Asks the client to tell when specs change that are not open.
    fn watch(&mut self) {
        if !self.state.client.watches {
            return;
        }
        let options = DidChangeWatchedFilesRegistrationOptions {
            watchers: ["**/*.ecr", "**/*.{yaml,yml,json,template,tf,tfvars,tftpl}"]
                .map(|glob| FileSystemWatcher { glob_pattern: GlobPattern::String(glob.to_owned()), kind: None })
                .to_vec(),
        };
        let registration = Registration {
            id: "ecrc-files".to_owned(),
            method: notification::DidChangeWatchedFiles::METHOD.to_owned(),
            register_options: Some(value(&options)),
        };
        self.ask("client/registerCapability", &RegistrationParams { registrations: vec![registration] });
    }

    /// Asks a client that can be asked for the settings in its section `ecrc`.
    fn ask_for_settings(&mut self) {
        if self.state.client.configures {
            self.ask("workspace/configuration", &json!({ "items": [{ "section": "ecrc" }] }));
            self.settings_asked = Some(RequestId::from(self.asked));
        }
    }

    /// Takes the client's answer to a question.
    fn told(&mut self, response: Response) {
        if self.settings_asked.as_ref() != Some(&response.id) {
            return;
        }
        self.settings_asked = None;
        if let Ok(settings) = response.response_result
            && let Some(settings) = settings.get(0).filter(|settings| settings.is_object())
        {
            self.configure(Some(settings));
        }
    }

    /// Takes the client's settings: `templates` switches the audit of templates on, `audit` says what they do not.
    fn configure(&mut self, settings: Option<&Value>) {
        let said = |key: &str| settings.and_then(|settings| settings.get(key));
        let before = self.state.templates.is_some();
        let templates = said("templates").filter(|said| !said.is_null());
        if templates.is_some_and(|said| !said.is_boolean()) {
            self.complain("`templates` must be true or false");
        }
        let wanted = templates == Some(&Value::Bool(true));
        self.state.templates = wanted.then(Settings::default);
        if let Some(options) = said("audit").filter(|said| wanted && !said.is_null()) {
            match self.state.host.settings(options) {
                Ok(settings) => self.state.templates = Some(settings),
                Err(why) => self.complain(&why),
            }
        }
        if (before || wanted) && self.stage == Stage::Running {
            self.all_changed();
        }
    }

    /// Shows the user what is wrong.
    fn complain(&mut self, why: &str) {
        let params = ShowMessageParams { typ: MessageType::ERROR, message: format!("ecrc: {why}") };
        let method = notification::ShowMessage::METHOD.to_owned();
        self.out.push(Sent::Message(Message::Notification(Notification { method, params: value(&params) })));
    }

    /// Asks the client for something.
    fn ask(&mut self, method: &str, params: &impl Serialize) {
        self.asked += 1;
        let (id, method) = (RequestId::from(self.asked), method.to_owned());
        self.out.push(Sent::Message(Message::Request(Request { id, method, params: value(params) })));
    }

    fn edit(&mut self, params: &DidChangeTextDocumentParams) {
        let encoding = self.state.client.encoding;
        // First: nobody else then has the text, and it need not be copied.
        if let Some(document) = self.state.documents.get(&params.text_document.uri).cloned() {
            self.changed(&document, None);
        }
        let Some(document) = self.state.documents.get_mut(&params.text_document.uri) else { return };
        document.version = params.text_document.version;
        let text = Arc::make_mut(&mut document.text);
        for change in &params.content_changes {
            text.edit(change.range, &change.text, encoding);
        }
    }
}
