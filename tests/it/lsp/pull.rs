//! Diagnostics that a client asks for: of a document, of the workspace, and what becomes of those that no longer hold.

use super::client::{Client, Files, uri};
use ecrc::lsp::lsp_server::Message;
use serde_json::{Value, json};

fn codes(diagnostics: &Value) -> Vec<&str> {
    diagnostics.as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect()
}

/// A client that asks, and that shows what an answer says of other documents or not.
fn pulls(related: bool) -> Value {
    json!({ "textDocument": { "diagnostic": { "relatedDocumentSupport": related } } })
}

const INCLUDING: &str = "include \"common.ecr\";\nprivate_ecr < region us-east-2; launch docker >\n";
const ALONE: &str = "private_ecr < region us-east-2; launch docker >\n";

/// What the workspace's diagnostics are, as a client asks for them that has these.
fn workspace(client: &mut Client, known: &Value) -> Vec<Value> {
    let of = |report: &Value| json!({ "uri": report["uri"], "value": report["resultId"] });
    let known: Vec<Value> = known.as_array().unwrap().iter().map(of).collect();
    let all = client.ask("workspace/diagnostic", json!({ "previousResultIds": known })).unwrap();
    all["items"].as_array().unwrap().clone()
}

#[test]
fn a_client_that_asks_for_diagnostics_is_not_sent_any() {
    let files = Files::of(&[
        ("/w/common.ecr", "defaults < logs x >\n"),
        ("/w/other.ecr", "private_ecr < region us-east-2; launch ec3 >\n"),
    ]);
    let mut client = Client::with(&files, pulls(true));
    client.open("/w/a.ecr", "include \"common.ecr\";\nprivate_ecr < region us-east-2; launch ec2; dns x >\n");
    let report = client.ask_of("textDocument/diagnostic", "/w/a.ecr", json!({}));
    assert_eq!(report["kind"], "full");
    assert_eq!(codes(&report["items"]), ["ECR002"]);
    let related = &report["relatedDocuments"][uri("/w/common.ecr")];
    assert_eq!(codes(&related["items"]), ["ECR002"]);
    assert!(client.inbox.iter().all(|it| !format!("{it:?}").contains("publishDiagnostics")));

    let all = client.ask("workspace/diagnostic", json!({ "previousResultIds": [] })).unwrap();
    let items = all["items"].as_array().unwrap();
    let uris: Vec<&str> = items.iter().map(|it| it["uri"].as_str().unwrap()).collect();
    assert_eq!(uris, [uri("/w/a.ecr"), uri("/w/common.ecr"), uri("/w/other.ecr")]);
    assert_eq!(codes(&items[2]["items"]), ["ECR002"]);
    let known: Vec<Value> = items.iter().map(|it| json!({ "uri": it["uri"], "value": it["resultId"] })).collect();
    client.change("/w/a.ecr", &[(Value::Null, "private_ecr < region us-east-2; launch docker >\n")]);
    let again = client.ask("workspace/diagnostic", json!({ "previousResultIds": known })).unwrap();
    let kinds: Vec<&str> = again["items"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["full", "unchanged", "unchanged"]);
    assert!(client.end());
}

#[test]
fn the_workspace_s_diagnostics_say_when_nothing_is_left_of_a_file() {
    let files = Files::of(&[("/w/common.ecr", "defaults < logs x >\n"), ("/w/shop/old.ecr", "private_ecr < logs x >")]);
    let mut client = Client::with(&files, pulls(false));
    client.open("/w/a.ecr", INCLUDING);
    let mut known = json!(workspace(&mut client, &json!([])));
    assert_eq!(codes(&known[1]["items"]), ["ECR002"]);
    // A client may write a URI in its own way: that is the same file.
    known[0]["uri"] = json!("file:///w/%61.ecr");
    files.0.write().unwrap().clear();
    client.change("/w/a.ecr", &[(Value::Null, ALONE)]);
    let after = workspace(&mut client, &known);
    let said: Vec<_> = after.iter().map(|it| (it["uri"].as_str().unwrap(), codes(&it["items"]).len())).collect();
    let (common, old) = (uri("/w/common.ecr"), uri("/w/shop/old.ecr"));
    assert_eq!(said[1..], [(common.as_str(), 0), (&old, 0)]);
    assert_eq!((said.len(), said[0].0), (3, uri("/w/a.ecr").as_str()));
    let again = workspace(&mut client, &json!(after));
    assert!(again.iter().all(|it| it["kind"] == "unchanged"), "{again:?}");
    assert!(client.end());
}

#[test]
fn a_document_s_diagnostics_say_when_nothing_is_left_of_a_related_file() {
    let files = Files::of(&[("/w/common.ecr", "defaults < logs x >\n")]);
    let mut client = Client::with(&files, pulls(true));
    client.open("/w/a.ecr", &INCLUDING.replace("docker", "docker; dns x"));
    let first = client.ask_of("textDocument/diagnostic", "/w/a.ecr", json!({}));
    assert_eq!(codes(&first["relatedDocuments"][uri("/w/common.ecr")]["items"]), ["ECR002"]);
    files.write("/w/common.ecr", "defaults < logs none >\n");
    client.tell("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri("/w/common.ecr"), "type": 2 }] }));
    let id = json!({ "previousResultId": first["resultId"] });
    let then = client.ask_of("textDocument/diagnostic", "/w/a.ecr", id);
    // Neovim does not look at what comes with "unchanged", though the document itself is.
    assert_eq!((&then["kind"], &then["items"]), (&json!("full"), &first["items"]));
    assert_eq!(then["relatedDocuments"][uri("/w/common.ecr")]["items"], json!([]));
    assert!(client.end());
}

#[test]
fn the_workspace_holds_files_alone() {
    let mut client = Client::with(&Files::default(), pulls(false));
    for uri in ["git:/w/a.ecr?%7B%22ref%22%3A%22HEAD%22%7D", "untitled:Untitled-1"] {
        let item = json!({ "uri": uri, "languageId": "ecrc", "version": 1, "text": INCLUDING });
        client.tell("textDocument/didOpen", json!({ "textDocument": item }));
        let document = json!({ "textDocument": { "uri": uri } });
        let report = client.ask("textDocument/diagnostic", document).unwrap();
        let said = report["items"][0]["message"].as_str().unwrap();
        assert!(said.contains("not saved as a file") && !said.contains("exist"), "{said}");
    }
    assert_eq!(workspace(&mut client, &json!([])), [Value::Null; 0]);
    assert!(client.end());
}

#[test]
fn a_spec_that_is_not_open_has_the_diagnostics_of_the_workspace() {
    let files = Files::of(&[("/w/other.ecr", "private_ecr < region us-east-2; launch ec3 >\n")]);
    let mut client = Client::with(&files, pulls(false));
    let alone = client.ask_of("textDocument/diagnostic", "/w/other.ecr", json!({}));
    let all = workspace(&mut client, &json!([]));
    assert_eq!((&alone["items"], &alone["resultId"]), (&all[0]["items"], &all[0]["resultId"]));
    assert_eq!(codes(&alone["items"]), ["ECR002"]);
    let missing = client.ask_of("textDocument/diagnostic", "/w/missing.ecr", json!({}));
    assert_eq!(missing["items"], json!([]));
    assert!(client.end());
}

#[test]
fn a_client_that_asks_for_open_documents_alone_is_sent_the_others() {
    let files = Files::of(&[("/w/common.ecr", "defaults < logs x >\n")]);
    let mut client = Client::with(&files, pulls(false));
    client.open("/w/a.ecr", INCLUDING);
    let report = client.ask_of("textDocument/diagnostic", "/w/a.ecr", json!({}));
    assert_eq!(report["relatedDocuments"], Value::Null, "the client does not show these");
    client.until("/w/common.ecr", |sent| codes(&sent["diagnostics"]) == ["ECR002"]);
    // Once it is open, the client asks.
    client.open("/w/common.ecr", "defaults < logs x >\n");
    client.until("/w/common.ecr", |sent| sent["diagnostics"] == json!([]));
    client.close("/w/common.ecr");
    client.until("/w/common.ecr", |sent| codes(&sent["diagnostics"]) == ["ECR002"]);
    // And one that asks for all of the workspace needs nothing.
    workspace(&mut client, &json!([]));
    client.until("/w/common.ecr", |sent| sent["diagnostics"] == json!([]));
    let of_open = |message: &Message| format!("{message:?}").contains("/w/a.ecr");
    assert!(!client.inbox.iter().any(of_open), "{:?}", client.inbox);
    assert!(client.end());
}
