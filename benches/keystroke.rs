//! `cargo bench --bench keystroke`: how long the language server takes from a key stroke to the diagnostics.
//!
//! Somebody types statements into a spec of 1,000 blocks, first in one block, then in another. Each key stroke is one
//! change of the document; the time ends when the message with the diagnostics has been written. It prints the median
//! and the 99th percentile, of a spec whose notes are accepted and of one that has a note in each block. It judges
//! nothing, because machines differ and so do their loads.

// A harness prints.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

#[path = "../fuzz/src/nothing.rs"]
mod nothing;

use ecrc::lsp::Session;
use ecrc::lsp::lsp_server::{Message, Notification, Request, RequestId};
use nothing::Nothing;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

const BLOCKS: usize = 1_000;
const TYPED: &str = "\n  secrets ssm;\n  tag \"team\" \"shop\";\n  allow pull role \"web\";";

fn main() {
    println!("| spec of {BLOCKS} blocks | median | 99th percentile |\n|---|---|---|");
    measure("notes accepted", "accept ECR507 \"the registry denies it\"");
    measure("a note in each block", "account 111122223333");
}

fn measure(what: &str, statement: &str) {
    let mut text = String::new();
    for number in 1..=BLOCKS {
        let _ = write!(
            text,
            "private_ecr vpc-{number} <\n  region us-east-2;\n  launch fargate 1.4.0;\n  logs awslogs;\n  deny delete repo \"x\";\n  {statement};\n>\n"
        );
    }
    let mut session = Session::new(&Nothing);
    let params = json!({ "processId": null, "capabilities": {} });
    let request = Request { id: RequestId::from(1), method: "initialize".to_owned(), params };
    let _ = session.receive(Message::Request(request), &mut |_| false);
    let item = json!({ "uri": "file:///a.ecr", "languageId": "ecrc", "version": 1, "text": text });
    stroke(&mut session, "textDocument/didOpen", json!({ "textDocument": item }));
    let mut times = Vec::new();
    let mut version = 1;
    for block in [10, 500, 990] {
        // Behind `launch fargate 1.4.0;`, in the block's third line.
        let (mut line, mut character) = (block * 7 + 2, 23);
        for sign in TYPED.chars() {
            version += 1;
            let place = json!({ "line": line, "character": character });
            let change = json!({ "range": { "start": place, "end": place }, "text": sign });
            let document = json!({ "uri": "file:///a.ecr", "version": version });
            let change = json!({ "textDocument": document, "contentChanges": [change] });
            times.push(stroke(&mut session, "textDocument/didChange", change));
            (line, character) = if sign == '\n' { (line + 1, 0) } else { (line, character + 1) };
        }
    }
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    println!("| {what} | {:.1?} | {:.1?} |", at(50), at(99));
}

/// Handles one message, and writes what the client is sent.
fn stroke(session: &mut Session, method: &str, params: Value) -> Duration {
    let start = Instant::now();
    let message = Notification { method: method.to_owned(), params };
    let _ = session.receive(Message::Notification(message), &mut |_| false);
    session.settle();
    for message in session.take() {
        let mut written = Vec::new();
        let _ = message.write(&mut written);
        assert!(!written.is_empty());
    }
    start.elapsed()
}
