//! Input: what the server says.
//! Output: its messages, as a client reads them.
//! Never: makes a tree of what is long; diagnostics are written at once.

use lsp_server::{Message, RequestId, Response, ResponseError};
use serde::Serialize;
use serde_json::Value;
use std::io;

/// A message of the server.
#[derive(Debug)]
pub enum Sent {
    /// As a tree.
    Message(Message),
    /// As the text of its JSON, without a header.
    Text(String),
}

/// What a request is answered.
pub enum Answer {
    /// As a tree.
    Value(Value),
    /// As the text of its JSON.
    Text(String),
}

impl Sent {
    /// A notification whose parameters are long.
    pub fn notification(method: &str, params: &impl Serialize) -> Self {
        Self::Text(format!("{{\"jsonrpc\":\"2.0\",\"method\":{},\"params\":{}}}", text(&method), text(params)))
    }

    /// The answer to a request.
    pub fn answer(id: RequestId, answer: Result<Answer, ResponseError>) -> Self {
        let response_result = match answer {
            Ok(Answer::Text(result)) => {
                return Self::Text(format!("{{\"jsonrpc\":\"2.0\",\"id\":{},\"result\":{result}}}", text(&id)));
            }
            Ok(Answer::Value(value)) => Ok(value),
            Err(error) => Err(error),
        };
        Self::Message(Message::Response(Response { id, response_result }))
    }

    /// As a client reads it, with its header.
    pub fn framed(&self) -> io::Result<String> {
        match self {
            Self::Message(message) => {
                let mut bytes = Vec::new();
                message.write(&mut bytes)?;
                String::from_utf8(bytes).map_err(io::Error::other)
            }
            Self::Text(text) => Ok(with_header(text)),
        }
    }

    /// As a tree.
    pub fn into_message(self) -> serde_json::Result<Message> {
        match self {
            Self::Message(message) => Ok(message),
            Self::Text(text) => serde_json::from_str(&text),
        }
    }
}

/// The header that every message has.
pub const CONTENT_LENGTH: &str = "Content-Length";

/// A message's JSON with its header.
pub fn with_header(text: &str) -> String {
    format!("{CONTENT_LENGTH}: {}\r\n\r\n{text}", text.len())
}

/// What the protocol's types hold can always be written.
pub fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
