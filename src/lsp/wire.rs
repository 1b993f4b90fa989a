//! Input: the bytes that a client sends.
//! Output: its messages, and the answers to what is none.
//! Never: gives up while bytes arrive, or makes room for a message before it is there.

use super::sent::{CONTENT_LENGTH, with_header};
use lsp_server::{ErrorCode, Message, RequestId};
use serde_json::{Map, Value, json};
use std::io::{self, BufRead, ErrorKind, Read};

/// A message may have so many bytes, far more than any file that an editor opens.
const MOST: u64 = 256 << 20;

/// Of a line between messages, so many bytes at its end are looked at.
const LINE: usize = 4 << 10;

/// The messages of one client.
pub struct Wire<R> {
    bytes: R,
    /// The length of the next message, where its header has said so.
    length: Option<u64>,
    /// What arrived last made no sense. What follows is passed over, without another answer, until a header begins.
    lost: bool,
}

/// What a client has sent.
#[derive(Debug)]
pub enum Arrival {
    /// A message.
    Message(Message),
    /// None: this is the answer, as the client reads it.
    Refused(String),
    /// An answer that cannot be read. Answers are not answered: this says what is wrong with it.
    Unreadable(String),
}

impl<R: BufRead> Wire<R> {
    /// Nothing has been read yet.
    pub fn new(bytes: R) -> Self {
        Self { bytes, length: None, lost: false }
    }

    /// What arrives next; `None` where the client is gone.
    pub fn receive(&mut self) -> io::Result<Option<Arrival>> {
        loop {
            let Some(line) = self.line()? else { return Ok(None) };
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end_matches(['\r', '\n']);
            if line.is_empty() {
                if let Some(length) = self.length.take() {
                    return self.body(length).map(Some);
                }
                continue;
            }
            let is_length = |name: &str| name.eq_ignore_ascii_case(CONTENT_LENGTH);
            let is_name = |name: &str| name.bytes().all(is_of_name) && (is_length(name) || !ends_with_length(name));
            let header = line.split_once(':').filter(|(name, _)| is_name(name));
            let said = match header {
                Some((name, said)) if is_length(name) => Some(said),
                // It may be of the message before, where that has no line end, as usual.
                Some(_) | None => {
                    line.rsplit_once(':').filter(|(name, _)| ends_with_length(name)).map(|(_, said)| said)
                }
            };
            let length = said.and_then(|said| said.trim().parse::<u64>().ok());
            if length.is_some() {
                self.length = length.filter(|length| *length <= MOST);
            }
            let wrong = match (header, length) {
                (_, Some(length)) if length > MOST => {
                    let message = format!("a message of {length} bytes is too long; the limit is {MOST}");
                    Some((ErrorCode::InvalidRequest, message))
                }
                (Some((name, _)), None) if is_length(name) => {
                    Some((ErrorCode::ParseError, "`Content-Length` is not a number".to_owned()))
                }
                (Some(_), _) => None,
                (None, _) => Some((ErrorCode::ParseError, "this line is not a message header".to_owned())),
            };
            if let Some((code, message)) = wrong
                && !std::mem::replace(&mut self.lost, true)
            {
                return Ok(Some(refused(&Value::Null, code, &message)));
            }
        }
    }

    /// A message of that length.
    fn body(&mut self, length: u64) -> io::Result<Arrival> {
        let mut body = Vec::new();
        self.bytes.by_ref().take(length).read_to_end(&mut body)?;
        if (body.len() as u64) < length {
            return Err(io::Error::new(ErrorKind::UnexpectedEof, "the input ended in the middle of a message"));
        }
        // A half of a sign, as a text has it in the middle of an edit, is none of Rust's.
        let value = serde_json::from_slice(&body).or_else(|error| match without_halves(body) {
            Some(body) => serde_json::from_slice(&body),
            None => Err(error),
        });
        match value {
            Ok(value) => {
                self.lost = false;
                Ok(arrival(value))
            }
            Err(error) => {
                self.lost = true;
                Ok(refused(&Value::Null, ErrorCode::ParseError, &format!("this is not JSON: {error}")))
            }
        }
    }

    /// The end of the next line, with its line end; `None` where nothing follows.
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        while line.last() != Some(&b'\n') {
            let before = line.len();
            self.bytes.by_ref().take(LINE as u64).read_until(b'\n', &mut line)?;
            if line.len() == before {
                break;
            }
            line.drain(..line.len().saturating_sub(LINE));
        }
        Ok((!line.is_empty()).then_some(line))
    }
}

/// A document in which each escape of half a surrogate pair stands for U+FFFD, which is one unit of UTF-16, too; `None` if
/// it has none.
fn without_halves(mut body: Vec<u8>) -> Option<Vec<u8>> {
    let mut found = false;
    let mut at = 0;
    while let Some(next) = body.get(at..) {
        let length = match next {
            [] => break,
            [b'\\', b'u', ..] => match (unit(next), next.get(6..).and_then(unit)) {
                (Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => 12,
                (Some(0xD800..0xE000), _) => {
                    found = true;
                    body.splice(at..at + 6, *br"\ufffd");
                    6
                }
                _ => 2,
            },
            [b'\\', _, ..] => 2,
            _ => 1,
        };
        at += length;
    }
    found.then_some(body)
}

/// The unit of UTF-16 that an escape stands for, with which a text begins.
fn unit(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(br"\u")?.get(..4)?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn ends_with_length(text: &str) -> bool {
    let start = text.len().checked_sub(CONTENT_LENGTH.len());
    start.and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(CONTENT_LENGTH))
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// What a document is.
fn arrival(value: Value) -> Arrival {
    let Value::Object(said) = value else {
        let batch = "the protocol has no batches: send each message separately";
        let message = if value.is_array() { batch } else { "a message must be a JSON object" };
        return refused(&Value::Null, ErrorCode::InvalidRequest, message);
    };
    let id = said.get("id").cloned().unwrap_or(Value::Null);
    let is_id = id.is_null() || serde_json::from_value::<RequestId>(id.clone()).is_ok();
    let wrong = match said.get("method") {
        Some(Value::String(_)) if is_id => None,
        Some(Value::String(_)) => Some("`id` is neither a string nor a 32-bit integer"),
        None if said.contains_key("result") || said.contains_key("error") => return answer(said),
        None => Some("`method` is missing"),
        Some(_) => Some("`method` is not a string"),
    };
    let message = match wrong {
        Some(wrong) => wrong.to_owned(),
        None => match serde_json::from_value(Value::Object(said)) {
            Ok(message) => return Arrival::Message(message),
            Err(error) => error.to_string(),
        },
    };
    refused(if id.is_string() || id.is_number() { &id } else { &Value::Null }, ErrorCode::InvalidRequest, &message)
}

/// An answer of the client.
fn answer(said: Map<String, Value>) -> Arrival {
    let error = said.get("error").and_then(|error| error.get("message")).and_then(Value::as_str).map(str::to_owned);
    match (serde_json::from_value(Value::Object(said)), error) {
        (Ok(message), _) => Arrival::Message(message),
        (Err(_), Some(error)) => Arrival::Unreadable(format!("the editor reports an error: {error}")),
        (Err(_), None) => Arrival::Unreadable("the editor sent a response that ecrc cannot read".to_owned()),
    }
}

fn refused(id: &Value, code: ErrorCode, message: &str) -> Arrival {
    let error = json!({ "code": code as i32, "message": message });
    let answer = json!({ "jsonrpc": "2.0", "id": id, "error": error }).to_string();
    Arrival::Refused(with_header(&answer))
}
