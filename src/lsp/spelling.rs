//! Input: a client's messages, in which URIs may have signs that none may have, such as `[` and `|`.
//! Output: these with such signs escaped; and the server's messages, with each URI as the client writes it.
//! Never: touches a URI that can be read as it is.

use super::sent::Sent;
use lsp_server::{Message, Notification, Request, Response};
use lsp_types::Uri;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How the client writes those URIs that had to be escaped.
#[derive(Debug, Default)]
pub struct Spelling(BTreeMap<String, String>);

impl Spelling {
    /// Escapes the URIs of a client's message where that makes them readable.
    pub fn read(&mut self, message: &mut Message) {
        match message {
            Message::Request(Request { params, .. }) | Message::Notification(Notification { params, .. }) => {
                self.escape(params);
            }
            Message::Response(_) => {}
        }
    }

    fn escape(&mut self, value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for (name, field) in fields {
                    let is_uri = name == "uri" || name.ends_with("Uri");
                    if let (true, Value::String(uri)) = (is_uri, &mut *field) {
                        self.escape_uri(uri);
                    } else {
                        self.escape(field);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.escape(item)),
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn escape_uri(&mut self, uri: &mut String) {
        if uri.parse::<Uri>().is_ok() {
            return;
        }
        let readable = escaped(uri);
        if readable.parse::<Uri>().is_ok() {
            self.0.insert(readable.clone(), std::mem::replace(uri, readable));
        }
    }

    /// A message of the server as the client is to read it.
    pub fn write(&self, sent: Sent) -> Sent {
        if self.0.is_empty() {
            return sent;
        }
        match sent {
            Sent::Message(mut message) => {
                match &mut message {
                    Message::Request(Request { params, .. }) | Message::Notification(Notification { params, .. }) => {
                        self.spell(params);
                    }
                    Message::Response(Response { response_result: Ok(result), .. }) => self.spell(result),
                    Message::Response(Response { response_result: Err(_), .. }) => {}
                }
                Sent::Message(message)
            }
            Sent::Text(text) => match serde_json::from_str::<Value>(&text) {
                Ok(mut value) => {
                    self.spell(&mut value);
                    Sent::Text(value.to_string())
                }
                Err(_) => Sent::Text(text),
            },
        }
    }

    fn spell(&self, value: &mut Value) {
        match value {
            Value::Object(fields) => {
                // Edits and related documents are keyed by URIs.
                let keys = fields.keys().filter_map(|key| Some((key.clone(), self.0.get(key)?)));
                for (key, spelled) in keys.collect::<Vec<_>>() {
                    let field = fields.remove(&key).unwrap_or_default();
                    fields.insert(spelled.clone(), field);
                }
                fields.values_mut().for_each(|field| self.spell(field));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.spell(item)),
            Value::String(text) => {
                if let Some(spelled) = self.0.get(text) {
                    text.clone_from(spelled);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// A URI without the signs that may not stand anywhere in one, or only in the host.
fn escaped(uri: &str) -> String {
    let mut text = String::with_capacity(uri.len() + 8);
    for (at, byte) in uri.bytes().enumerate() {
        let is_escape = || {
            let digits = uri.as_bytes().get(at + 1..at + 3);
            digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        };
        let stays = match byte {
            b'%' => is_escape(),
            byte => byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=".contains(&byte),
        };
        if stays {
            text.push(char::from(byte));
        } else {
            _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::escaped;
    use crate::lsp::address::path_of;
    use lsp_types::Uri;

    #[test]
    fn what_no_uri_may_hold_is_escaped() {
        for (uri, path) in [
            ("file:///w/app/[id]/a.ecr", "/w/app/[id]/a.ecr"),
            ("file:///w/a^b|c.ecr", "/w/a^b|c.ecr"),
            ("file:///w/a b.ecr", "/w/a b.ecr"),
            ("file:///w/\u{e4}.ecr", "/w/\u{e4}.ecr"),
            ("file:///w/{a}`b.ecr", "/w/{a}`b.ecr"),
            ("file:///w/100%.ecr", "/w/100%.ecr"),
            ("file:///w/%5Ba].ecr", "/w/[a].ecr"),
        ] {
            assert!(uri.parse::<Uri>().is_err(), "{uri}");
            assert_eq!(path_of(&escaped(uri).parse().unwrap()).as_deref(), Some(path), "{uri}");
        }
        for uri in ["file:///w/a%20b.ecr?x=1#y", "untitled:Untitled-1", "vscode-notebook-cell:/x#W0"] {
            assert_eq!(escaped(uri), uri);
        }
    }
}
