//! Input: messages of a test.
//! Output: what the server says to them, as JSON.
//! Never: reads the disk; its files are made up.

use ecrc::audit::Settings;
use ecrc::lsp::lsp_server::{Connection, Message, Notification, Request, RequestId};
use ecrc::lsp::{Host, serve};
use ecrc::spec::model::{self, LoadError, Loaded};
use ecrc::template;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

/// Files that are made up, by their paths. They can change while the server runs.
#[derive(Clone, Default)]
pub struct Files(pub Arc<RwLock<BTreeMap<String, String>>>);

impl Files {
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        Self(Arc::new(RwLock::new(files.collect())))
    }

    pub fn write(&self, path: &str, text: &str) {
        self.0.write().unwrap().insert(path.to_owned(), text.to_owned());
    }
}

/// A path without `..`.
fn resolved(path: &str) -> String {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

impl model::Loader for Files {
    fn load(&self, _: &str, name: &str, path: &str) -> Result<Loaded, LoadError> {
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let name = format!("{folder}/{path}");
        let identity = resolved(&name);
        let text = self.0.read().unwrap().get(&identity).cloned().ok_or(LoadError::Missing)?;
        Ok(Loaded { name, identity, bytes: text.into_bytes() })
    }
}

impl template::Loader for Files {
    fn file(&self, path: &str) -> Option<Vec<u8>> {
        self.0.read().unwrap().get(&resolved(path)).map(|text| text.clone().into_bytes())
    }

    fn folder(&self, path: &str) -> Option<Vec<String>> {
        let files = self.0.read().unwrap();
        let below = files.keys().filter_map(|file| file.strip_prefix(path)?.strip_prefix('/'));
        let names: Vec<String> = below.filter(|name| !name.contains('/')).map(str::to_owned).collect();
        (!names.is_empty()).then_some(names)
    }
}

impl Host for Files {
    fn identity(&self, path: &str) -> String {
        resolved(path)
    }

    fn root(&self, _: &str, _: &[String]) -> String {
        "/w".to_owned()
    }

    fn specs(&self, folder: &str) -> Vec<String> {
        let files = self.0.read().unwrap();
        let below = files.keys().filter(|path| path.starts_with(folder));
        below.filter(|path| path.rsplit_once('.').is_some_and(|(_, ending)| ending == "ecr")).cloned().collect()
    }

    fn settings(&self, options: &Value) -> Result<Settings, String> {
        let region = options["region"].as_str().map(str::to_owned);
        if region.as_deref() == Some("nowhere") {
            return Err("`nowhere` is not a region of AWS".to_owned());
        }
        let template = template::Settings { region, ..template::Settings::default() };
        Ok(Settings { template, ..Settings::default() })
    }
}

/// How long an answer may take on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(30);

/// A client that runs the server in a thread.
pub struct Client {
    connection: Connection,
    server: JoinHandle<bool>,
    asked: i32,
    /// Messages of the server that no test has asked for yet.
    pub inbox: Vec<Message>,
    versions: BTreeMap<String, i32>,
}

impl Client {
    /// A client that has only connected.
    pub fn connected(files: &Files) -> Self {
        let (server_side, connection) = Connection::memory();
        let files = files.clone();
        let server = std::thread::spawn(move || {
            let Connection { sender, receiver } = server_side;
            serve(receiver, &|sent| sender.send(sent.into_message().unwrap()).is_ok(), &files)
        });
        Self { connection, server, asked: 0, inbox: Vec::new(), versions: BTreeMap::new() }
    }

    /// One that has begun a session, with these capabilities.
    pub fn with(files: &Files, capabilities: Value) -> Self {
        Self::started(files, json!({ "capabilities": capabilities })).0
    }

    /// One that counts in UTF-16 and can show related places.
    pub fn new(files: &Files) -> Self {
        Self::with(files, json!({ "textDocument": { "publishDiagnostics": { "relatedInformation": true } } }))
    }

    /// One that has begun a session with these parameters, and the server's answer.
    pub fn started(files: &Files, mut params: Value) -> (Self, Value) {
        let mut client = Self::connected(files);
        params["processId"] = Value::Null;
        params["workspaceFolders"] = json!([{ "uri": "file:///w", "name": "w" }]);
        let answer = client.ask("initialize", params).unwrap();
        client.tell("initialized", json!({}));
        (client, answer)
    }

    pub fn tell(&mut self, method: &str, params: Value) {
        let message = Notification { method: method.to_owned(), params };
        self.connection.sender.send(Message::Notification(message)).unwrap();
    }

    /// Sends a request, and returns its number.
    pub fn send(&mut self, method: &str, params: Value) -> i32 {
        self.asked += 1;
        let message = Request { id: RequestId::from(self.asked), method: method.to_owned(), params };
        self.connection.sender.send(Message::Request(message)).unwrap();
        self.asked
    }

    /// The answer to a request, or its error.
    pub fn answer(&mut self, asked: i32) -> Result<Value, (i32, String)> {
        loop {
            match self.connection.receiver.recv_timeout(PATIENCE).expect("the server answers") {
                Message::Response(response) if response.id == RequestId::from(asked) => {
                    return response.response_result.map_err(|error| (error.code, error.message));
                }
                other => self.inbox.push(other),
            }
        }
    }

    pub fn ask(&mut self, method: &str, params: Value) -> Result<Value, (i32, String)> {
        let asked = self.send(method, params);
        self.answer(asked)
    }

    /// Asks something about a document.
    pub fn ask_of(&mut self, method: &str, path: &str, mut params: Value) -> Value {
        params["textDocument"] = json!({ "uri": uri(path) });
        self.ask(method, params).unwrap()
    }

    pub fn open(&mut self, path: &str, text: &str) {
        self.versions.insert(path.to_owned(), 1);
        let language = if path.rsplit_once('.').is_some_and(|(_, ending)| ending == "ecr") { "ecrc" } else { "other" };
        let item = json!({ "uri": uri(path), "languageId": language, "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": item }));
    }

    /// Changes a document: each change is a range (or null, for everything) and a text.
    pub fn change(&mut self, path: &str, changes: &[(Value, &str)]) {
        let version = self.versions.get_mut(path).unwrap();
        *version += 1;
        let changes: Vec<Value> = changes
            .iter()
            .map(|(range, text)| match range {
                Value::Null => json!({ "text": text }),
                range => json!({ "range": range, "text": text }),
            })
            .collect();
        let document = json!({ "uri": uri(path), "version": *version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// The diagnostics that the server last sent of a document, once it has checked every open one as it is now.
    pub fn diagnostics(&mut self, path: &str) -> Vec<Value> {
        let open: Vec<(String, i32)> = self.versions.iter().map(|(path, version)| (path.clone(), *version)).collect();
        for (path, version) in open {
            self.until(&path, |sent| sent["version"] == version);
        }
        // What is sent together with the last of them comes before the next answer.
        let _ = self.ask("ecrc/nothing", Value::Null);
        let last = self.published(path).unwrap_or_else(|| panic!("no diagnostics of {path}"));
        last["diagnostics"].as_array().unwrap().clone()
    }

    /// The next message of the server.
    pub fn next(&mut self) -> Option<Message> {
        self.connection.receiver.recv_timeout(PATIENCE).ok()
    }

    /// What the server last sent of a document's diagnostics.
    fn published(&self, path: &str) -> Option<Value> {
        let mut sent = self.inbox.iter().filter_map(|message| match message {
            Message::Notification(it) if it.method == "textDocument/publishDiagnostics" => Some(&it.params),
            _ => None,
        });
        sent.rfind(|params| params["uri"] == uri(path)).cloned()
    }

    /// Waits until what the server sends of a document's diagnostics is as wanted.
    pub fn until(&mut self, path: &str, wanted: impl Fn(&Value) -> bool) {
        while !self.published(path).is_some_and(|sent| wanted(&sent)) {
            let message = self.connection.receiver.recv_timeout(PATIENCE);
            self.inbox.push(message.unwrap_or_else(|_| panic!("{path}: {:?}", self.published(path))));
        }
    }

    pub fn close(&mut self, path: &str) {
        self.versions.remove(path);
        self.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri(path) } }));
    }

    /// Ends the session; whether the server thinks that it ended in good order.
    pub fn end(mut self) -> bool {
        assert_eq!(self.ask("shutdown", Value::Null), Ok(Value::Null));
        self.tell("exit", Value::Null);
        self.server.join().unwrap()
    }

    /// Leaves without a word.
    pub fn leave(self) -> bool {
        drop(self.connection);
        self.server.join().unwrap()
    }

    /// Leaves with `exit` alone.
    pub fn exit(mut self) -> bool {
        self.tell("exit", Value::Null);
        self.server.join().unwrap()
    }
}

pub fn uri(path: &str) -> String {
    format!("file://{path}")
}

/// A range of one line.
pub fn range(line: u32, from: u32, to: u32) -> Value {
    json!({ "start": { "line": line, "character": from }, "end": { "line": line, "character": to } })
}

/// A text after the edits of one document, which do not overlap; places count in UTF-16.
pub fn edited(text: &str, edits: &[Value]) -> String {
    let offset = |place: &Value| {
        let (line, character) = (place["line"].as_u64().unwrap(), place["character"].as_u64().unwrap());
        let start: usize = text.split_inclusive('\n').take(usize::try_from(line).unwrap()).map(str::len).sum();
        let mut left = usize::try_from(character).unwrap();
        let rest = text[start..].char_indices();
        let mut at = start;
        for (index, c) in rest {
            at = start + index;
            if left == 0 {
                break;
            }
            left -= c.len_utf16();
            at += c.len_utf8();
        }
        at
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|edit| {
            let (range, new) = (&edit["range"], edit["newText"].as_str().unwrap());
            (offset(&range["start"]), offset(&range["end"]), new)
        })
        .collect();
    edits.sort_unstable();
    let mut text = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, new);
    }
    text
}
