//! What the client is told to ask for again: what depends on a text that is not the document's own.

use super::client::{Client, Files, uri};
use ecrc::lsp::lsp_server::Message;
use serde_json::{Value, json};

const SPEC: &str = "include \"common.ecr\";\nprivate_ecr a < region us-east-2; launch ec2 >\n";

/// What VS Code and Neovim say that they can be told.
fn capabilities(pulls: bool) -> Value {
    let refreshes = json!({ "refreshSupport": true });
    let workspace = json!({
        "diagnostics": refreshes, "codeLens": refreshes, "inlayHint": refreshes, "semanticTokens": refreshes,
    });
    let text = if pulls { json!({ "diagnostic": { "relatedDocumentSupport": true } }) } else { json!({}) };
    json!({ "workspace": workspace, "textDocument": text })
}

/// Expects that the server has told the client this, and nothing else, since it was last expected to.
fn told(client: &mut Client, expected: &[&str]) {
    // The server settles when it has nothing to read.
    for _ in 0..2 {
        let _ = client.ask("ecrc/nothing", Value::Null);
    }
    let mut told = Vec::new();
    while told.len() < expected.len() || !client.inbox.is_empty() {
        let message =
            if client.inbox.is_empty() { client.next().expect("the client is told") } else { client.inbox.remove(0) };
        if let Message::Request(request) = message {
            told.push(request.method);
        }
    }
    told.sort();
    assert_eq!(told, expected);
}

/// With the diagnostics, the lenses and the hints of a document known to the client.
fn started(capabilities: Value) -> Client {
    let files = Files::of(&[("/w/common.ecr", "defaults < exec on >\n")]);
    let mut client = Client::with(&files, capabilities);
    client.open("/w/a.ecr", SPEC);
    client.ask_of("textDocument/codeLens", "/w/a.ecr", json!({}));
    told(&mut client, &[]);
    client
}

const ALL: [&str; 3] = ["workspace/codeLens/refresh", "workspace/diagnostic/refresh", "workspace/inlayHint/refresh"];

#[test]
fn a_file_that_changes_on_disk_makes_the_client_ask_again() {
    let mut client = started(capabilities(true));
    let change = json!({ "changes": [{ "uri": uri("/w/common.ecr"), "type": 2 }] });
    client.tell("workspace/didChangeWatchedFiles", change.clone());
    told(&mut client, &ALL);
    assert!(client.end());

    let mut sent = started(capabilities(false));
    sent.tell("workspace/didChangeWatchedFiles", change.clone());
    // Diagnostics are sent, and not asked for.
    told(&mut sent, &[ALL[0], ALL[2]]);
    assert!(sent.end());

    let mut silent = started(json!({ "textDocument": { "diagnostic": { "relatedDocumentSupport": true } } }));
    silent.tell("workspace/didChangeWatchedFiles", change);
    // A client that cannot be told is not told.
    told(&mut silent, &[]);
    assert!(silent.end());
}

#[test]
fn settings_that_change_make_the_client_ask_again() {
    let mut client = started(capabilities(true));
    let settings = json!({ "ecrc": { "templates": true, "audit": { "region": "us-east-2" } } });
    client.tell("workspace/didChangeConfiguration", json!({ "settings": settings }));
    told(&mut client, &ALL);
    assert!(client.end());
}

#[test]
fn an_include_that_is_open_makes_the_client_ask_again_and_a_document_of_its_own_does_not() {
    let mut client = started(capabilities(true));
    client.change("/w/a.ecr", &[(Value::Null, &SPEC.replace("ec2", "eks"))]);
    // Of the document itself the client knows.
    told(&mut client, &[]);
    client.ask_of("textDocument/codeLens", "/w/a.ecr", json!({}));
    client.open("/w/common.ecr", "defaults < exec off >\n");
    told(&mut client, &ALL);
    client.change("/w/common.ecr", &[(Value::Null, "defaults < exec on >\n")]);
    // The client has not asked since.
    told(&mut client, &[]);
    client.ask_of("textDocument/codeLens", "/w/a.ecr", json!({}));
    client.change("/w/common.ecr", &[(Value::Null, "defaults < exec off >\n")]);
    told(&mut client, &ALL);
    client.ask_of("textDocument/codeLens", "/w/a.ecr", json!({}));
    client.close("/w/common.ecr");
    told(&mut client, &ALL);
    client.ask_of("textDocument/codeLens", "/w/a.ecr", json!({}));
    client.close("/w/a.ecr");
    told(&mut client, &[]);
    assert!(client.end());
}
