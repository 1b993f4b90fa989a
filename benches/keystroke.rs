//! `cargo bench --bench keystroke`: how long the language server takes from a key stroke to the diagnostics.
//!
//! Somebody edits a spec of 1,000 blocks: types statements into blocks, opens and closes strings and brackets, types and
//! removes a block at the file's start and end, pastes, and undoes that. Each stroke is one change of the document; the
//! time ends when the message with the diagnostics has been written. It prints the median and the 99th percentile, of a
//! spec whose notes are accepted and of one that has a note in each block: on the clock, and on the processor where the
//! machine tells that. It judges nothing, because machines differ and so do their loads.

// A harness prints.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use ecrc::lsp::Session;
use ecrc::lsp::lsp_server::{Message, Notification, Request, RequestId};
use ecrc::template::NoFiles;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

const BLOCKS: usize = 1_000;
const TYPED: &str = "\n  secrets ssm;\n  tag \"team\" \"shop\";\n  allow pull role \"web\";";
const BLOCK: &str = "private_ecr new <\n  region us-east-2;\n  launch eks;\n>\n";

fn main() {
    println!("| spec of {BLOCKS} blocks | strokes | median | 99th percentile | most |\n|---|---|---|---|---|");
    measure("notes accepted", "accept ECR507 \"the registry denies it\"");
    measure("a note in each block", "account 111122223333");
}

/// A document in an editor, and what its strokes took.
struct Edited<'s> {
    session: Session<'s>,
    version: usize,
    text: String,
    times: Vec<Taken>,
}

/// On the clock, and on the processor.
#[derive(Clone, Copy)]
struct Taken {
    clock: Duration,
    processor: Option<Duration>,
}

fn measure(what: &str, statement: &str) {
    let mut text = String::new();
    for number in 1..=BLOCKS {
        let _ = write!(
            text,
            "private_ecr vpc-{number} <\n  region us-east-2;\n  launch fargate 1.4.0;\n  logs awslogs;\n  deny delete repo \"x\";\n  {statement};\n>\n"
        );
    }
    let mut session = Session::new(&NoFiles);
    let params = json!({ "processId": null, "capabilities": {} });
    let request = Request { id: RequestId::from(1), method: "initialize".to_owned(), params };
    let _ = session.receive(Message::Request(request), &mut |_| false);
    let item = json!({ "uri": "file:///a.ecr", "languageId": "ecrc", "version": 1, "text": text });
    let mut edited = Edited { session, version: 1, text, times: Vec::new() };
    edited.tell("textDocument/didOpen", json!({ "textDocument": item }));
    edited.times.clear();
    for block in [10, 500, 990] {
        let at = edited.behind(&format!("private_ecr vpc-{block} <\n  region us-east-2;\n  launch fargate 1.4.0;"));
        edited.type_at(at, TYPED);
        // A string that is open takes the rest of its line; a block that is open, what is behind it.
        let end = edited.behind(&format!("private_ecr vpc-{block} <"));
        edited.remove(end - 1..end);
        edited.type_at(end - 1, "<");
        let quote = edited.behind("role \"web");
        edited.remove(quote..quote + 1);
        edited.type_at(quote, "\"");
        let close = quote + edited.text[quote..].find('>').unwrap_or_default();
        edited.remove(close..close + 1);
        edited.type_at(close, ">");
    }
    for at in [0, edited.text.len()] {
        edited.type_at(at, BLOCK);
        edited.remove(at..at + BLOCK.len());
    }
    let (start, end) = (edited.behind("vpc-299 <"), edited.behind("vpc-309 <"));
    let cut = edited.text[start..end].to_owned();
    edited.remove(start..end);
    edited.replace(start..start, &cut);
    edited.print(what);
}

impl Edited<'_> {
    fn behind(&self, text: &str) -> usize {
        self.text.find(text).map_or(0, |at| at + text.len())
    }

    fn type_at(&mut self, at: usize, text: &str) {
        for (offset, sign) in text.char_indices() {
            self.replace(at + offset..at + offset, sign.encode_utf8(&mut [0; 4]));
        }
    }

    fn remove(&mut self, range: std::ops::Range<usize>) {
        self.replace(range, "");
    }

    fn replace(&mut self, range: std::ops::Range<usize>, new: &str) {
        self.version += 1;
        let place = |at: usize| {
            let before = &self.text[..at];
            let line = before.matches('\n').count();
            json!({ "line": line, "character": at - before.rfind('\n').map_or(0, |end| end + 1) })
        };
        let change = json!({ "range": { "start": place(range.start), "end": place(range.end) }, "text": new });
        self.text.replace_range(range, new);
        let document = json!({ "uri": "file:///a.ecr", "version": self.version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }));
    }

    /// Handles one message, and writes what the client is sent.
    fn tell(&mut self, method: &str, params: Value) {
        let (clock, processor) = (Instant::now(), on_processor());
        let message = Notification { method: method.to_owned(), params };
        let _ = self.session.receive(Message::Notification(message), &mut |_| false);
        self.session.settle();
        for message in self.session.take() {
            assert!(message.framed().is_ok_and(|written| !written.is_empty()));
        }
        let processor = processor.zip(on_processor()).map(|(before, after)| after.saturating_sub(before));
        self.times.push(Taken { clock: clock.elapsed(), processor });
    }

    fn print(&self, what: &str) {
        let count = self.times.len();
        let line = |on: &str, of: &dyn Fn(&Taken) -> Option<Duration>| {
            let mut times: Vec<Duration> = self.times.iter().filter_map(of).collect();
            times.sort_unstable();
            let at = |share: usize| times.get((count * share / 100).min(count - 1)).copied().unwrap_or_default();
            println!("| {what}, {on} | {count} | {:.1?} | {:.1?} | {:.1?} |", at(50), at(99), at(100));
        };
        line("on the clock", &|taken| Some(taken.clock));
        if self.times.iter().all(|taken| taken.processor.is_some()) {
            line("on the processor", &|taken| taken.processor);
        }
    }
}

/// How long this thread has run, as Linux counts it.
fn on_processor() -> Option<Duration> {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    counted.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
