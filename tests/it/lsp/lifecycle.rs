//! How a session begins and ends, and what the server makes of messages that it cannot read.

use super::client::{Client, Files, uri};
use serde_json::{Value, json};

const NOT_INITIALIZED: i32 = -32002;
const INVALID_REQUEST: i32 = -32600;
const METHOD_NOT_FOUND: i32 = -32601;
const INVALID_PARAMS: i32 = -32602;

#[test]
fn a_session_begins_and_ends() {
    let (client, answer) = Client::started(&Files::default(), json!({ "capabilities": {} }));
    assert_eq!(answer["serverInfo"]["name"], "ecrc");
    assert_eq!(answer["capabilities"]["textDocumentSync"]["change"], 2, "incremental");
    assert_eq!(answer["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(answer["capabilities"]["diagnosticProvider"], Value::Null, "a client that does not pull is sent them");
    assert!(client.end());
}

#[test]
fn the_encoding_is_utf_8_where_the_client_takes_it() {
    let capabilities = json!({ "general": { "positionEncodings": ["utf-16", "utf-8"] } });
    let (client, answer) = Client::started(&Files::default(), json!({ "capabilities": capabilities }));
    assert_eq!(answer["capabilities"]["positionEncoding"], "utf-8");
    assert!(client.end());
}

#[test]
fn nothing_is_answered_before_the_beginning_or_after_the_end() {
    let mut client = Client::connected(&Files::default());
    let early = client.ask("textDocument/formatting", json!({})).unwrap_err();
    assert_eq!(early.0, NOT_INITIALIZED);
    client.ask("initialize", json!({ "processId": null, "capabilities": {} })).unwrap();
    let twice = client.ask("initialize", json!({ "processId": null, "capabilities": {} })).unwrap_err();
    assert_eq!(twice.0, INVALID_REQUEST);
    client.ask("shutdown", Value::Null).unwrap();
    let late = client.ask("textDocument/formatting", json!({})).unwrap_err();
    assert_eq!(late.0, INVALID_REQUEST);
    assert!(client.exit());
}

#[test]
fn a_client_that_goes_without_a_word_ends_the_server() {
    assert!(!Client::new(&Files::default()).leave());
    assert!(!Client::new(&Files::default()).exit());
}

#[test]
fn messages_that_cannot_be_read_are_answered_or_passed_over() {
    let mut client = Client::new(&Files::default());
    assert_eq!(client.ask("textDocument/nothing", json!({})).unwrap_err().0, METHOD_NOT_FOUND);
    assert_eq!(client.ask("textDocument/formatting", json!({ "x": 1 })).unwrap_err().0, INVALID_PARAMS);
    client.tell("textDocument/didOpen", json!({ "textDocument": 7 }));
    client.tell(
        "textDocument/didChange",
        json!({ "textDocument": { "uri": uri("/w/a.ecr"), "version": 2 }, "contentChanges": [{ "text": "x" }] }),
    );
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri("/w/a.ecr") } }));
    client.tell("$/unknown", Value::Null);
    let of_nothing = client.ask_of(
        "textDocument/codeAction",
        "/w/a.ecr",
        json!({
            "range": super::client::range(0, 0, 0), "context": { "diagnostics": [] },
        }),
    );
    assert_eq!(of_nothing, Value::Null, "the document is not open");
    let told = client.inbox.iter().filter(|it| format!("{it:?}").contains("cannot read `textDocument/didOpen`"));
    assert_eq!(told.count(), 1, "{:?}", client.inbox);
    assert!(client.end());
}

#[test]
fn a_request_that_is_canceled_before_its_turn_is_not_answered() {
    let mut client = Client::new(&Files::default());
    client.open("/w/a.ecr", &"private_ecr < region us-east-2; launch ec2 >\n".repeat(2_000));
    let asked = client.send(
        "textDocument/formatting",
        json!({
            "textDocument": { "uri": uri("/w/a.ecr") }, "options": { "tabSize": 2, "insertSpaces": true },
        }),
    );
    let many: Vec<i32> = (0..50).map(|_| client.send("ecrc/nothing", Value::Null)).collect();
    let last = client.send(
        "textDocument/codeAction",
        json!({
            "textDocument": { "uri": uri("/w/a.ecr") }, "range": super::client::range(0, 0, 0),
            "context": { "diagnostics": [] },
        }),
    );
    let canceled = client.send(
        "textDocument/codeAction",
        json!({
            "textDocument": { "uri": uri("/w/a.ecr") }, "range": super::client::range(0, 0, 0),
            "context": { "diagnostics": [] },
        }),
    );
    client.tell("$/cancelRequest", json!({ "id": canceled }));
    let _ = client.answer(asked);
    for asked in many {
        let _ = client.answer(asked);
    }
    client.answer(last).unwrap();
    assert_eq!(client.answer(canceled).unwrap_err().0, -32800);
    assert!(client.end());
}
