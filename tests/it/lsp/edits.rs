//! What changes a document: quick fixes, all safe fixes, formatting.

use super::client::{Client, Files, edited, range, uri};
use ecrc::fix::fix;
use serde_json::{Value, json};

fn actions(client: &mut Client, path: &str, at: &Value, only: &[&str]) -> Vec<Value> {
    let mut context = json!({ "diagnostics": [] });
    if !only.is_empty() {
        context["only"] = json!(only);
    }
    let answer = client.ask_of("textDocument/codeAction", path, json!({ "range": at, "context": context }));
    answer.as_array().unwrap().clone()
}

fn applied(text: &str, action: &Value, path: &str) -> String {
    edited(text, action["edit"]["changes"][uri(path)].as_array().unwrap())
}

const BROKEN: &str =
    "private_ecr <\n  region \"us-east-2\"\n  launch ec2;\n  logs awslog;\n  account \"111122223333\"\n>\n";

#[test]
fn each_fix_of_a_diagnostic_is_a_quick_fix() {
    let mut client = Client::new(&Files::default());
    client.open("/w/a.ecr", BROKEN);
    let found = actions(&mut client, "/w/a.ecr", &range(3, 8, 8), &[]);
    let titles: Vec<&str> = found.iter().map(|it| it["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Write `awslogs`", "Apply all safe fixes in this file"]);
    let action = &found[0];
    assert_eq!(action["kind"], "quickfix");
    assert_eq!(action["diagnostics"][0]["code"], "ECR002");
    assert_eq!(applied(BROKEN, action, "/w/a.ecr"), BROKEN.replace("awslog;", "awslogs;"));
    assert_eq!(actions(&mut client, "/w/a.ecr", &range(0, 0, 3), &[]), [Value::Null; 0]);
    assert_eq!(actions(&mut client, "/w/a.ecr", &range(3, 8, 8), &["refactor"]), [Value::Null; 0]);
    assert!(client.end());
}

#[test]
fn all_safe_fixes_are_those_of_fix() {
    let mut client = Client::new(&Files::default());
    client.open("/w/a.ecr", BROKEN);
    let found = actions(&mut client, "/w/a.ecr", &range(0, 0, 0), &["source.fixAll"]);
    let [action] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(action["kind"], "source.fixAll.ecrc");
    let input = crate::spec::input("/w/a.ecr", BROKEN.as_bytes().to_vec());
    let fixed = fix(&[input], &crate::spec::Folder::default());
    let expected = String::from_utf8(fixed.inputs[0].bytes.clone()).unwrap();
    assert_ne!(expected, BROKEN);
    assert_eq!(applied(BROKEN, action, "/w/a.ecr"), expected);
    let beside = actions(&mut client, "/w/a.ecr", &range(1, 10, 10), &[]);
    let titles: Vec<&str> = beside.iter().map(|it| it["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Remove the quotes", "Apply all safe fixes in this file"]);
    client.change("/w/a.ecr", &[(Value::Null, "private_ecr < region us-east-2; launch ec2; logs none >\n")]);
    assert_eq!(actions(&mut client, "/w/a.ecr", &range(0, 0, 0), &["source.fixAll"]), [Value::Null; 0]);
    assert!(client.end());
}

#[test]
fn edits_name_the_version_where_the_client_takes_that() {
    let mut client =
        Client::with(&Files::default(), json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } }));
    client.open("/w/a.ecr", BROKEN);
    client.change("/w/a.ecr", &[(range(0, 0, 0), "# 1\n")]);
    let found = actions(&mut client, "/w/a.ecr", &range(4, 8, 8), &[]);
    let change = &found[0]["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": uri("/w/a.ecr"), "version": 2 }));
    assert!(client.end());
}

#[test]
fn formatting_is_that_of_fmt() {
    let mut client = Client::new(&Files::default());
    let options = json!({ "options": { "tabSize": 8, "insertSpaces": false } });
    for entry in crate::spec::entries(&crate::spec::project("tests/cases/pass")) {
        let Ok(text) = std::fs::read_to_string(&entry) else { continue };
        client.open("/w/a.ecr", &text);
        let answer = client.ask_of("textDocument/formatting", "/w/a.ecr", options.clone());
        match ecrc::format("/w/a.ecr", text.clone().into_bytes()) {
            Ok(formatted) => assert_eq!(edited(&text, answer.as_array().unwrap()), formatted, "{}", entry.display()),
            Err(_) => assert_eq!(answer, Value::Null, "{}", entry.display()),
        }
    }
    client.open("/w/a.ecr", "private_ecr < region us-east-2 launch; >");
    assert_eq!(client.ask_of("textDocument/formatting", "/w/a.ecr", options), Value::Null, "its syntax is broken");
    assert!(client.end());
}
