//! Diagnostics: those of `check`, at the client's places, for files that include others, sent or asked for.

use super::client::{Client, Files, range, uri};
use crate::spec::input;
use ecrc::diagnostic::{Diagnostic, Severity};
use ecrc::span::Sources;
use serde_json::{Value, json};

/// A diagnostic as `check` reports it: code, severity and place, columns in UTF-16 from 0.
fn expected(sources: &Sources, found: &Diagnostic) -> (String, u64, Value) {
    let severity = match found.severity() {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Note => 3,
    };
    let span = found.primary.as_ref().unwrap().span;
    let source = sources.get(span.source).unwrap();
    let place = |offset: u32| {
        let before = &source.text[..offset as usize];
        let line = before.rsplit('\n').next().unwrap();
        json!({ "line": before.matches('\n').count(), "character": line.encode_utf16().count() })
    };
    (found.rule.code.to_string(), severity, json!({ "start": place(span.start), "end": place(span.end) }))
}

fn shown(diagnostic: &Value) -> (String, u64, Value) {
    let code = diagnostic["code"].as_str().unwrap().to_owned();
    (code, diagnostic["severity"].as_u64().unwrap(), diagnostic["range"].clone())
}

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().map(|it| it["code"].as_str().unwrap()).collect()
}

#[test]
fn diagnostics_are_those_of_check_for_all_cases_and_examples() {
    let mut client = Client::new(&Files::default());
    let mut seen = 0;
    let failing = crate::spec::entries(&crate::spec::project("tests/cases/fail"));
    let examples = crate::spec::entries(&crate::spec::project("examples"));
    for path in failing.into_iter().chain(examples) {
        if path.extension().is_none_or(|ending| ending != "ecr") {
            continue;
        }
        // What is no text is no document of an editor.
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        if text.contains("include") || text.contains('\r') {
            continue;
        }
        let name = format!("/w/{}", path.file_name().unwrap().to_str().unwrap());
        let mut file = input(&name, text.clone().into_bytes());
        file.stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let compiled = ecrc::compile(vec![file], &crate::spec::Folder::default());
        let check: Vec<_> = compiled.report.open().map(|found| expected(&compiled.sources, found)).collect();
        client.open(&name, &text);
        let served: Vec<_> = client.diagnostics(&name).iter().map(shown).collect();
        assert_eq!(served, check, "{name}");
        client.close(&name);
        client.until(&name, |sent| sent["diagnostics"] == json!([]));
        seen += check.len();
        client.inbox.clear();
    }
    assert!(seen > 100, "{seen}");
    assert!(client.end());
}

#[test]
fn a_diagnostic_has_related_places_a_code_and_a_link() {
    let mut client = Client::new(&Files::default());
    let text = "private_ecr <\n  region us-east-2;\n  launch ec2;\n  kms on;\n  private_dns ecr.dkr off\n>\n";
    client.open("/w/a.ecr", text);
    let all = client.diagnostics("/w/a.ecr");
    let dns = all.iter().find(|it| it["code"] == "ECR201").unwrap();
    assert_eq!(dns["severity"], 1);
    assert_eq!(dns["source"], "ecrc");
    assert_eq!(dns["range"]["start"], json!({ "line": 4, "character": 22 }));
    assert!(dns["codeDescription"]["href"].as_str().unwrap().starts_with("https://docs.aws.amazon.com/"));
    assert!(dns["message"].as_str().unwrap().contains("\nhelp: "), "{dns}");
    client.open("/w/b.ecr", "private_ecr <\n  region us-east-2;\n  region us-east-1;\n  launch ec2\n>\n");
    let all = client.diagnostics("/w/b.ecr");
    let twice = all.iter().find(|it| it["code"] == "ECR005").unwrap();
    let related = &twice["relatedInformation"][0];
    assert_eq!(related["location"]["uri"], uri("/w/b.ecr"));
    assert_eq!(related["location"]["range"]["start"]["line"], 1);
    assert!(client.end());
}

#[test]
fn edits_are_applied_in_order_in_units_of_utf_16() {
    let mut client = Client::new(&Files::default());
    client.open("/w/a.ecr", "private_ecr < region us-east-2; tag \"k\" \"\u{1f600}\"; launch ec2; logs x >\n");
    let place = |all: &[Value], code: &str| all.iter().find(|it| it["code"] == code).map(|it| it["range"].clone());
    assert_eq!(place(&client.diagnostics("/w/a.ecr"), "ECR002"), Some(range(0, 63, 64)));
    // The smile goes, and then the wrong word is another one.
    client.change("/w/a.ecr", &[(range(0, 41, 43), ""), (range(0, 61, 62), "awslogsss")]);
    assert_eq!(place(&client.diagnostics("/w/a.ecr"), "ECR002"), Some(range(0, 61, 70)));
    client.change("/w/a.ecr", &[(Value::Null, "private_ecr < region us-east-2; launch ec2; logs none >\n")]);
    assert_eq!(place(&client.diagnostics("/w/a.ecr"), "ECR002"), None);
    assert!(client.end());
}

#[test]
fn what_is_wrong_in_an_included_file_is_shown_there() {
    let files = Files::of(&[("/w/common.ecr", "defaults < logs x >\n")]);
    let mut client = Client::new(&files);
    client.open("/w/specs/a.ecr", "include \"../common.ecr\";\nprivate_ecr < region us-east-2; launch ec2 >\n");
    assert_eq!(codes(&client.diagnostics("/w/common.ecr")), ["ECR002"]);
    // What the editor shows of the included file counts, not what was saved.
    client.open("/w/common.ecr", "defaults < logs x >\n");
    client.change("/w/common.ecr", &[(range(0, 16, 17), "awslogs")]);
    assert_eq!(codes(&client.diagnostics("/w/common.ecr")), [""; 0]);
    assert!(!codes(&client.diagnostics("/w/specs/a.ecr")).contains(&"ECR108"), "the logs are said");
    client.change("/w/common.ecr", &[(range(0, 16, 23), "none")]);
    client.diagnostics("/w/common.ecr");
    assert!(client.end());
}

#[test]
fn a_file_that_comes_or_changes_on_the_disk_is_read_again() {
    let files = Files::default();
    let watches = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let mut client = Client::with(&files, watches);
    client.open("/w/a.ecr", "include \"common.ecr\";\nprivate_ecr < region us-east-2; launch ec2 >\n");
    assert_eq!(codes(&client.diagnostics("/w/a.ecr")), ["ECR007"]);
    let registered = client.inbox.iter().any(|it| format!("{it:?}").contains("client/registerCapability"));
    assert!(registered, "the server asks for what changes: {:?}", client.inbox);
    files.write("/w/common.ecr", "defaults < logs none >\n");
    client.tell("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri("/w/common.ecr"), "type": 1 }] }));
    client.until("/w/a.ecr", |sent| !sent.to_string().contains("ECR007"));
    assert!(client.end());
}

#[test]
fn an_include_is_looked_for_again_when_it_is_opened_closed_or_edited() {
    let files = Files::default();
    let mut client = Client::new(&files);
    let including = |path: &str| format!("include \"{path}\";\nprivate_ecr < region us-east-2; launch ec2 >\n");
    client.open("/w/a.ecr", &including("common.ecr"));
    client.open("/w/specs/b.ecr", &including("../common.ecr"));
    let is_missing = |client: &mut Client, missing: bool| {
        for path in ["/w/a.ecr", "/w/specs/b.ecr"] {
            client.until(path, |sent| sent.to_string().contains("ECR007") == missing);
        }
    };
    is_missing(&mut client, true);
    // It need not be saved.
    client.open("/w/common.ecr", "defaults < logs x >\n");
    is_missing(&mut client, false);
    assert_eq!(codes(&client.diagnostics("/w/common.ecr")), ["ECR002"]);
    client.change("/w/common.ecr", &[(Value::Null, "defaults < region us-east-1 >\n")]);
    assert_eq!(codes(&client.diagnostics("/w/common.ecr")), [""; 0]);
    client.close("/w/common.ecr");
    is_missing(&mut client, true);
    files.write("/w/common.ecr", "defaults < logs none >\n");
    client.open("/w/common.ecr", "defaults < logs none >\n");
    is_missing(&mut client, false);
    client.close("/w/common.ecr");
    client.diagnostics("/w/a.ecr");
    is_missing(&mut client, false);
    assert!(client.end());
}

#[test]
fn a_uri_that_is_not_quite_one_is_read_and_written_as_the_client_writes_it() {
    for name in ["app/[id]/a.ecr", "a^b|c.ecr", "a b.ecr", "\u{e4}.ecr", "100%.ecr"] {
        let path = format!("/w/{name}");
        let mut client = Client::new(&Files::default());
        client.open(&path, "private_ecr shop < region us-east-2; launch ec3 >\n");
        assert_eq!(codes(&client.diagnostics(&path)), ["ECR002"], "{name}");
        let place = json!({ "line": 0, "character": 14 });
        let renamed = client.ask_of("textDocument/rename", &path, json!({ "position": place, "newName": "store" }));
        assert_eq!(renamed["changes"][uri(&path)][0]["newText"], "store", "{name}: {renamed}");
        let lenses = client.ask_of("textDocument/codeLens", &path, json!({}));
        assert_eq!(lenses[0]["command"]["arguments"][0]["uri"], uri(&path), "{name}");
        client.change(&path, &[(Value::Null, "private_ecr shop < region us-east-2; launch ec2 >\n")]);
        assert!(!codes(&client.diagnostics(&path)).contains(&"ECR002"), "{name}");
        let made = client.ask("workspace/executeCommand", lenses[0]["command"].clone());
        assert!(made.is_ok(), "{name}: {made:?}");
        assert!(client.end());
    }
}

#[test]
fn a_document_that_was_never_saved_is_checked() {
    let mut client = Client::new(&Files::default());
    let item = json!({ "uri": "untitled:Untitled-1", "languageId": "ecrc", "version": 1, "text": "include \"a.ecr\";\nprivate_ecr < logs x >" });
    client.tell("textDocument/didOpen", json!({ "textDocument": item }));
    let message = client.next().unwrap();
    let sent = format!("{message:?}");
    assert!(sent.contains("untitled:Untitled-1") && sent.contains("ECR002") && sent.contains("ECR007"), "{sent}");
    assert!(client.end());
}
