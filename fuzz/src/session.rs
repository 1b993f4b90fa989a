//! A session with the language server on one document, which is all that there is.

use ecrc::lsp::Session as Server;
use ecrc::lsp::lsp_server::{Message, Notification, Request, RequestId};
use ecrc::template::NoFiles;
use serde_json::{Value, json};

/// A server with one document, and what it has shown of it.
pub struct Session {
    server: Server<'static>,
    version: usize,
    asked: i32,
    last: Value,
}

/// A replacement: from a byte to a byte, each taken modulo the text's length.
pub struct Edit {
    from: usize,
    to: usize,
    text: String,
}

/// The document and the edits that bytes stand for.
pub fn edits(bytes: &[u8]) -> Option<(String, Vec<Edit>)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut parts = text.split("\n# edit: ");
    let first = parts.next()?.to_owned();
    let edit = |part: &str| {
        let (head, text) = part.split_once('\n')?;
        let (from, to) = head.split_once(' ')?;
        Some(Edit { from: from.parse().ok()?, to: to.parse().ok()?, text: text.to_owned() })
    };
    Some((first, parts.filter_map(edit).collect()))
}

/// A session in which a text has been opened.
pub fn opened(text: &str) -> Session {
    let mut session = Session { server: Server::new(&NoFiles), version: 1, asked: 0, last: Value::Null };
    session.ask("initialize", json!({ "processId": null, "capabilities": {} }));
    let item = json!({ "uri": "file:///a.ecr", "languageId": "ecrc", "version": 1, "text": text });
    session.tell("textDocument/didOpen", json!({ "textDocument": item }));
    session
}

impl Session {
    fn tell(&mut self, method: &str, params: Value) {
        let message = Notification { method: method.to_owned(), params };
        let _ = self.server.receive(Message::Notification(message), &mut |_| false);
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.asked += 1;
        let message = Request { id: RequestId::from(self.asked), method: method.to_owned(), params };
        let _ = self.server.receive(Message::Request(message), &mut |_| false);
    }

    /// Edits the document; the text that it has then.
    pub fn edit(&mut self, text: &str, edit: &Edit) -> String {
        let boundary = |at: usize| {
            let mut at = at % (text.len() + 1);
            while !text.is_char_boundary(at) || (text[..at].ends_with('\r') && text[at..].starts_with('\n')) {
                at += 1;
            }
            at
        };
        let (one, other) = (boundary(edit.from), boundary(edit.to));
        let (from, to) = (one.min(other), one.max(other));
        self.version += 1;
        let change = json!({ "range": { "start": place(text, from), "end": place(text, to) }, "text": edit.text });
        let document = json!({ "uri": "file:///a.ecr", "version": self.version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }));
        format!("{}{}{}", &text[..from], edit.text, &text[to..])
    }
}

/// Where a byte is, in lines and units of UTF-16.
fn place(text: &str, at: usize) -> Value {
    let before = text[..at].replace("\r\n", "\n").replace('\r', "\n");
    let last = before.rsplit('\n').next().unwrap_or_default();
    json!({ "line": before.matches('\n').count(), "character": last.encode_utf16().count() })
}

/// The diagnostics that the client is shown.
pub fn shown(session: &mut Session) -> Value {
    session.server.settle();
    for sent in session.server.take() {
        if let Message::Notification(it) = sent.into_message().expect("a message")
            && it.method == "textDocument/publishDiagnostics"
        {
            session.last = it.params["diagnostics"].clone();
        }
    }
    session.last.clone()
}

/// Asks all that can be asked, at places all over the text.
pub fn answers(session: &mut Session, text: &str) {
    let places = (0..text.len()).filter(|at| text.is_char_boundary(*at)).step_by(text.len() / 8 + 1);
    for at in places {
        let at = json!({
            "textDocument": { "uri": "file:///a.ecr" }, "position": place(text, at),
            "range": { "start": { "line": 0, "character": 0 }, "end": place(text, at) },
            "context": { "diagnostics": [], "includeDeclaration": true }, "newName": "new",
            "options": { "tabSize": 2, "insertSpaces": true },
        });
        for method in [
            "codeAction", "codeLens", "completion", "definition", "documentLink", "documentSymbol", "foldingRange",
            "formatting", "hover", "inlayHint", "prepareRename", "references", "rename", "semanticTokens/full",
        ] {
            session.ask(&format!("textDocument/{method}"), at.clone());
        }
    }
    session.server.take();
}
