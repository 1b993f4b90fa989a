//! After any edits, what the server shows is what a fresh `check` says.

use super::client::Files;
use crate::generate::config;
use ecrc::lsp::lsp_server::{Message, Notification, Request, RequestId};
use ecrc::lsp::{Host, Session};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Pieces that specs are made of, sound and broken.
pub const PIECES: &[&str] = &[
    "private_ecr a <",
    "private_ecr b <",
    ">",
    ";",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\"",
    "#",
    "\u{1f600}",
    "\u{a0}",
    "\u{feff}",
    "// x",
    "/*",
    "*/",
    "region us-east-2;",
    "launch fargate 1.4.0;",
    "launch ec2",
    "logs awslogs;",
    "accept ECR108 \"why\";",
    "defaults < logs x >\n",
    "include \"common.ecr\";\n",
    "private_dns off;",
    "vpc \"vpc-0a1b2c3d4e5f60718\";",
    "tag \"k\" \"v\u{e4}\";",
    "allow pull role \"r\" repo \"x\";",
    "deny delete repo \"x\"",
    "{",
    "}",
    "existing s3 \"vpce-0a1b2c3d4e5f60718\";",
];

const START: &str = "\
private_ecr a <
  region us-east-2;
  launch fargate 1.4.0;
  deny delete repo \"x\"
>

private_ecr b <
  region us-east-2;
  launch eks
>
";

/// A document's edit: which one, from where, to where, and what comes there.
type Change = (bool, Index, Index, Vec<Index>);

/// The diagnostics that a session has sent last, by document; null where it has sent none.
fn shown(session: &mut Session, all: &mut BTreeMap<String, Value>) {
    session.settle();
    for sent in session.take() {
        if let Message::Notification(it) = sent.into_message().unwrap()
            && it.method == "textDocument/publishDiagnostics"
        {
            all.insert(it.params["uri"].as_str().unwrap().to_owned(), it.params["diagnostics"].clone());
        }
    }
}

fn tell(session: &mut Session, method: &str, params: Value) {
    let message = Notification { method: method.to_owned(), params };
    assert!(session.receive(Message::Notification(message), &mut |_| false).is_continue());
}

fn started(host: &dyn Host) -> Session<'_> {
    let mut session = Session::new(host);
    let params = json!({ "processId": null, "capabilities": { "textDocument": { "publishDiagnostics": { "relatedInformation": true } } } });
    let request = Request { id: RequestId::from(1), method: "initialize".to_owned(), params };
    assert!(session.receive(Message::Request(request), &mut |_| false).is_continue());
    session.take();
    session
}

fn open(session: &mut Session, uri: &str, text: &str) {
    let item = json!({ "uri": uri, "languageId": "ecrc", "version": 1, "text": text });
    tell(session, "textDocument/didOpen", json!({ "textDocument": item }));
}

/// A place in a text, in UTF-16, at or after a byte.
fn place(text: &str, mut at: usize) -> (usize, Value) {
    // Not between the two signs of one line end: the protocol has no such place.
    while !text.is_char_boundary(at) || (at > 0 && text[..at].ends_with('\r') && text[at..].starts_with('\n')) {
        at += 1;
    }
    let before = text[..at].replace("\r\n", "\n").replace('\r', "\n");
    let last = before.rsplit('\n').next().unwrap();
    (at, json!({ "line": before.matches('\n').count(), "character": last.encode_utf16().count() }))
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn after_any_edits_the_diagnostics_are_those_of_a_fresh_check(
        changes in proptest::collection::vec(
            (any::<bool>(), any::<Index>(), any::<Index>(), proptest::collection::vec(any::<Index>(), 0..4)),
            1..8,
        ),
    ) {
        let changes: Vec<Change> = changes;
        let names = ["file:///w/a.ecr", "file:///w/common.ecr"];
        let mut texts = [START.to_owned(), "defaults < logs none >\n".to_owned()];
        let files = Files::of(&[("/w/a.ecr", "saved"), ("/w/common.ecr", "defaults < exec on >\n")]);
        let mut session = started(&files);
        let mut sent = BTreeMap::new();
        for (name, text) in names.iter().zip(&texts) {
            open(&mut session, name, text);
        }
        shown(&mut session, &mut sent);
        for (number, (which, from, to, pieces)) in changes.iter().enumerate() {
            let which = usize::from(*which);
            let text = &mut texts[which];
            let (from, to) = (from.index(text.len() + 1), to.index(text.len() + 1));
            // Mostly small edits: half of them insert.
            let (from, to) = if number % 2 == 0 { (from, from) } else { (from.min(to), from.max(to).min(from.min(to) + 40)) };
            let (from, start) = place(text, from);
            let (to, end) = place(text, to.max(from));
            let new: String = pieces.iter().map(|piece| PIECES[piece.index(PIECES.len())]).collect();
            text.replace_range(from..to, &new);
            let change = json!({ "range": { "start": start, "end": end }, "text": new });
            let document = json!({ "uri": names[which], "version": number + 2 });
            tell(&mut session, "textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }));
            if number % 3 != 1 {
                shown(&mut session, &mut sent);
            }
        }
        shown(&mut session, &mut sent);
        let mut fresh = started(&files);
        for (name, text) in names.iter().zip(&texts) {
            open(&mut fresh, name, text);
        }
        let mut expected = BTreeMap::new();
        shown(&mut fresh, &mut expected);
        sent.retain(|uri, found| expected.contains_key(uri) || *found != json!([]));
        prop_assert_eq!(&sent, &expected, "{:?}", texts);

        // And these are those of the compiler, by number and code.
        let bytes = texts[0].clone().into_bytes();
        let folder = crate::spec::Folder::of(&[("/w/a.ecr", &texts[0]), ("/w/common.ecr", &texts[1])]);
        let compiled = ecrc::compile(vec![crate::spec::input("/w/a.ecr", bytes)], &folder);
        let here = |found: &&ecrc::diagnostic::Diagnostic| {
            found.primary.as_ref().is_none_or(|label| label.span.source == ecrc::span::SourceId(0))
        };
        let mut codes: Vec<String> = compiled.report.open().filter(here).map(|found| found.rule.code.to_string()).collect();
        let served = sent[names[0]].as_array().unwrap().iter();
        let mut served: Vec<String> = served.map(|it| it["code"].as_str().unwrap().to_owned()).collect();
        codes.sort();
        served.sort();
        prop_assert_eq!(served, codes, "{:?}", texts);
    }
}
