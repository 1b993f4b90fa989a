//! For any text: what the server says of a document is what editors take, and of one that is no spec it says nothing.

use super::any_edits::PIECES;
use super::client::{Client, Files, range, uri};
use crate::generate::config;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

/// Pieces where a name may be blank, or missing.
const NAMELESS: &[&str] = &[
    "include \"\";\n",
    "include \"  \";\n",
    "include \"\u{a0}\"\n",
    "include ;\n",
    "include \u{201c}\u{201d};\n",
    "\ninclude",
    "private_ecr <",
    "private_ecr \"\" <",
    "defaults <",
    "tag \"\" \"\";",
    "allow pull role \" \";",
    "execution_role \"\";",
    "existing \"\"",
];

/// Every request about a document, and the capability that offers it.
const ABOUT: &[(&str, &str)] = &[
    ("codeLensProvider", "textDocument/codeLens"),
    ("completionProvider", "textDocument/completion"),
    ("definitionProvider", "textDocument/definition"),
    ("documentFormattingProvider", "textDocument/formatting"),
    ("documentLinkProvider", "textDocument/documentLink"),
    ("documentSymbolProvider", "textDocument/documentSymbol"),
    ("foldingRangeProvider", "textDocument/foldingRange"),
    ("inlayHintProvider", "textDocument/inlayHint"),
    ("referencesProvider", "textDocument/references"),
    ("renameProvider", "textDocument/prepareRename"),
    ("renameProvider", "textDocument/rename"),
    ("semanticTokensProvider", "textDocument/semanticTokens/full"),
];

/// What templates have, too, and what asks about no document.
const OTHERS: &[&str] =
    &["codeActionProvider", "diagnosticProvider", "executeCommandProvider", "hoverProvider", "workspaceSymbolProvider"];

/// What the requests about a document need, at one of its places.
fn asked(line: u32, character: u32) -> Value {
    json!({
        "position": { "line": line, "character": character },
        "range": range(0, 0, 99),
        "newName": "other",
        "options": { "tabSize": 2, "insertSpaces": true },
        "context": { "includeDeclaration": true, "triggerKind": 1 },
    })
}

/// Text that is no spec; with a spec's words at its places all the same.
const OTHER: &[(&str, &str)] = &[
    ("/w/t.yaml", "Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n"),
    ("/w/t.json", "{ \"Resources\": { \"Vpc\": { \"Type\": \"AWS::EC2::VPC\" } } }\n"),
    ("/w/m/main.tf", "resource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n"),
    ("/w/notes.yaml", "private_ecr a <\n  region us-east-2;\n  launch ec2\n>\n"),
    ("/w/m/odd.tf", "include \"x.ecr\";\nprivate_ecr a <\n  accept ECR108 \"why\";\n  launch ec2\n>\n"),
];

#[test]
fn what_is_no_spec_has_no_answer_of_a_spec() {
    for templates in [true, false] {
        let pulls = json!({ "textDocument": { "diagnostic": {} } });
        let params = json!({ "capabilities": pulls, "initializationOptions": { "templates": templates } });
        let (mut client, answer) = Client::started(&Files::default(), params);
        let offered = answer["capabilities"].as_object().unwrap().keys().filter(|key| key.ends_with("Provider"));
        for offered in offered {
            let known = ABOUT.iter().any(|(provider, _)| provider == offered) || OTHERS.contains(&offered.as_str());
            assert!(known, "`{offered}` is tried on no template");
        }
        for (path, text) in OTHER {
            client.open(path, text);
            for (_, method) in ABOUT {
                for (line, character) in [(0, 1), (1, 3), (2, 4)] {
                    let said = client.ask_of(method, path, asked(line, character));
                    assert_eq!(said, Value::Null, "{method} of {path}");
                }
            }
            let argument = json!({ "uri": uri(path), "block": "a" });
            let made = json!({ "command": "ecrc.template", "arguments": [argument] });
            assert_eq!(client.ask("workspace/executeCommand", made).unwrap_err().1, "the document is not a spec");
        }
        assert_eq!(client.ask("workspace/symbol", json!({ "query": "" })).unwrap(), json!([]));
        assert!(client.end());
    }
}

/// All objects of an answer, with those in them.
fn objects<'v>(value: &'v Value, all: &mut Vec<&'v serde_json::Map<String, Value>>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| objects(value, all)),
        Value::Object(object) => {
            all.push(object);
            object.values().for_each(|value| objects(value, all));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn place(place: &Value) -> (u64, u64) {
    (place["line"].as_u64().unwrap(), place["character"].as_u64().unwrap())
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn whatever_is_written_no_name_is_blank(
        pieces in proptest::collection::vec((any::<bool>(), any::<Index>()), 1..12),
        nested in any::<bool>(),
    ) {
        let piece = |(nameless, piece): &(bool, Index)| {
            let pieces = if *nameless { NAMELESS } else { PIECES };
            pieces[piece.index(pieces.len())]
        };
        let text: String = pieces.iter().map(piece).collect();
        let symbols = json!({ "documentSymbol": { "hierarchicalDocumentSymbolSupport": nested } });
        let mut client = Client::with(&Files::default(), json!({ "textDocument": symbols }));
        client.open("/w/a.ecr", &text);
        let mut said = vec![client.ask("workspace/symbol", json!({ "query": "" })).unwrap()];
        for (_, method) in ABOUT.iter().filter(|(_, method)| *method != "textDocument/rename") {
            // At the start, and where somebody who types it is.
            for (line, character) in [(0, 1), (u32::try_from(text.matches('\n').count()).unwrap(), 999)] {
                said.push(client.ask_of(method, "/w/a.ecr", asked(line, character)));
            }
        }
        let (said, mut all) = (Value::Array(said), Vec::new());
        objects(&said, &mut all);
        for object in all {
            for key in ["name", "label", "title", "containerName", "placeholder"] {
                // VS Code takes no answer in which one of them is.
                let blank = object.get(key).is_some_and(|name| name.as_str().is_some_and(|name| name.trim().is_empty()));
                prop_assert!(!blank, "`{}` of {:?} in {:?}", key, object, text);
            }
            if let (Some(whole), Some(word)) = (object.get("range"), object.get("selectionRange")) {
                let holds = place(&whole["start"]) <= place(&word["start"]) && place(&word["end"]) <= place(&whole["end"]);
                prop_assert!(holds, "{:?} in {:?}", object, text);
            }
        }
        prop_assert!(client.end());
    }
}
