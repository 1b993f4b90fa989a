//! What a reader asks: hover, definitions, references, symbols, folds, tokens, hints, lenses; and renaming a block.

use super::client::{Client, Files, edited, range, uri};
use serde_json::{Value, json};

const SPEC: &str = "\
# The shop's network,
# in one region.
include \"common.ecr\";
defaults <
  logs none
>
private_ecr shop <
  region us-east-2;
  vpc new 10.0.0.0/16 zones 2;
  launch fargate 1.4.0;
  logs awslogs;
  allow pull role \"web\";
  deny delete role \"web\";
  accept ECR507 \"the registry's policy denies it, too\"
>
private_ecr other <
  region us-east-2;
  launch eks
>
";

fn started() -> Client {
    let mut client = Client::new(&Files::of(&[("/w/common.ecr", "defaults < tag \"team\" \"shop\" >\n")]));
    client.open("/w/a.ecr", SPEC);
    client
}

/// Asks something at the first place of a word, one character into it.
fn at(client: &mut Client, method: &str, word: &str) -> Value {
    let offset = SPEC.find(word).unwrap() + 1;
    let before = &SPEC[..offset];
    let place = json!({ "line": before.matches('\n').count(), "character": before.rsplit('\n').next().unwrap().len() });
    client.ask_of(method, "/w/a.ecr", json!({ "position": place, "context": { "includeDeclaration": true } }))
}

fn lines(locations: &Value) -> Vec<u64> {
    locations.as_array().unwrap().iter().map(|it| it["range"]["start"]["line"].as_u64().unwrap()).collect()
}

#[test]
fn hover_says_what_follows_and_why() {
    let mut client = started();
    let mut said =
        |word: &str| at(&mut client, "textDocument/hover", word)["contents"]["value"].as_str().unwrap_or("").to_owned();
    let launch = said("launch fargate");
    assert!(launch.contains("com.amazonaws.us-east-2.ecr.api") && launch.contains("ECS tasks on Fargate"), "{launch}");
    let logs = said("logs awslogs");
    assert!(logs.contains("com.amazonaws.us-east-2.logs") && !logs.contains("ecr.api`"), "{logs}");
    assert!(said("us-east-2").contains("partition `aws`"));
    assert!(said("ECR507").contains("# ECR507"));
    assert!(said("pull role").contains("ecr:BatchGetImage"));
    let block = said("shop <");
    assert!(block.contains("**shop** in us-east-2") && block.contains("com.amazonaws.us-east-2.s3`"), "{block}");
    assert!(said("include").contains("another file"), "{}", said("include"));
    assert_eq!(said("# The shop"), "");
    assert!(client.end());
}

#[test]
fn a_hover_is_about_its_place() {
    let mut client = started();
    let mut seen = 0;
    for (line, text) in SPEC.lines().enumerate() {
        for character in 0..=text.len() {
            let place = json!({ "position": { "line": line, "character": character } });
            let said = client.ask_of("textDocument/hover", "/w/a.ecr", place);
            if said.is_null() {
                continue;
            }
            let at = |end: &str| {
                let end = &said["range"][end];
                (end["line"].as_u64().unwrap(), end["character"].as_u64().unwrap())
            };
            let here = (u64::try_from(line).unwrap(), u64::try_from(character).unwrap());
            assert!(at("start") <= here && here <= at("end"), "{line}:{character}: {said}");
            seen += 1;
        }
    }
    assert!(seen > 200, "{seen}");
    assert!(client.end());
}

#[test]
fn definitions_and_references() {
    let mut client = started();
    let included = at(&mut client, "textDocument/definition", "common.ecr");
    assert_eq!(included[0]["uri"], uri("/w/common.ecr"));
    assert_eq!(lines(&at(&mut client, "textDocument/definition", "logs awslogs")), [4], "what it replaces");
    assert_eq!(lines(&at(&mut client, "textDocument/definition", "ECR507")), [12], "what it accepts");
    assert_eq!(lines(&at(&mut client, "textDocument/references", "logs none")), [15], "who takes it");
    assert_eq!(lines(&at(&mut client, "textDocument/references", "\"web\"")), [11, 12]);
    let links = client.ask_of("textDocument/documentLink", "/w/a.ecr", json!({}));
    assert_eq!(links[0]["target"], uri("/w/common.ecr"));
    assert!(links[1]["target"].as_str().unwrap().starts_with("https://docs.aws.amazon.com/"));
    assert!(client.end());
}

#[test]
fn references_from_a_shared_file_are_in_the_specs_that_include_it() {
    let common = "defaults <\n  logs awslogs;\n  allow pull repo \"x/*\"\n>\n";
    let spec =
        "include \"common.ecr\";\nprivate_ecr a <\n  region us-east-2;\n  launch ec2;\n  deny delete repo \"x/*\"\n>\n";
    let files = Files::of(&[
        ("/w/common.ecr", common),
        ("/w/closed.ecr", spec),
        ("/w/alone.ecr", "private_ecr < launch ec2 >"),
    ]);
    let mut client = Client::new(&files);
    client.open("/w/common.ecr", common);
    client.open("/w/open.ecr", spec);
    let mut from = |line: u32, character: u32| -> Vec<(String, u64)> {
        let place =
            json!({ "position": { "line": line, "character": character }, "context": { "includeDeclaration": true } });
        let found = client.ask_of("textDocument/references", "/w/common.ecr", place);
        let places = found.as_array().unwrap().iter();
        let mut places: Vec<_> = places
            .map(|it| (it["uri"].as_str().unwrap().to_owned(), it["range"]["start"]["line"].as_u64().unwrap()))
            .collect();
        places.sort();
        places
    };
    let both = |line: u64| [(uri("/w/closed.ecr"), line), (uri("/w/open.ecr"), line)];
    assert_eq!(from(0, 1), both(1), "who takes the defaults");
    assert_eq!(from(1, 3), both(1), "who takes the logs");
    let [closed, open] = both(4);
    assert_eq!(from(2, 20), [closed, (uri("/w/common.ecr"), 2), open]);
    assert!(client.end());
}

#[test]
fn a_client_without_markdown_gets_plain_text() {
    let formats = json!({ "hover": { "contentFormat": ["plaintext"] }, "completion": { "completionItem": { "documentationFormat": ["plaintext"] } } });
    let mut client = Client::with(&Files::default(), json!({ "textDocument": formats }));
    client.open("/w/a.ecr", "private_ecr a < region us-east-2; launch ec2 >\n");
    let place = |character: u32| json!({ "position": { "line": 0, "character": character } });
    let hover = client.ask_of("textDocument/hover", "/w/a.ecr", place(12));
    let offered = client.ask_of("textDocument/completion", "/w/a.ecr", place(34));
    for said in [&hover["contents"], &offered[0]["documentation"]] {
        let text = said["value"].as_str().unwrap();
        assert!(said["kind"] == "plaintext" && !text.contains("**") && !text.contains('`'), "{said}");
    }
    assert!(client.end());
}

#[test]
fn symbols_and_folds() {
    let mut client = Client::with(
        &Files::default(),
        json!({ "textDocument": { "documentSymbol": { "hierarchicalDocumentSymbolSupport": true } } }),
    );
    client.open("/w/a.ecr", SPEC);
    let symbols = client.ask_of("textDocument/documentSymbol", "/w/a.ecr", json!({}));
    let names: Vec<&str> = symbols.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["common.ecr", "defaults", "shop", "other"]);
    assert_eq!(symbols[2]["children"][1]["name"], "vpc new 10.0.0.0/16 zones 2");
    assert_eq!(symbols[2]["selectionRange"], range(6, 12, 16));
    let folds = client.ask_of("textDocument/foldingRange", "/w/a.ecr", json!({}));
    let folds: Vec<(u64, u64)> = folds
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["startLine"].as_u64().unwrap(), it["endLine"].as_u64().unwrap()))
        .collect();
    assert_eq!(folds, [(0, 1), (3, 5), (6, 14), (15, 18)]);
    let commented = "private_ecr a < secrets ssm  , # c\n  secretsmanager;\n  tag \"a  #\" # b\n \"c\" >\n";
    client.change("/w/a.ecr", &[(Value::Null, commented)]);
    let symbols = client.ask_of("textDocument/documentSymbol", "/w/a.ecr", json!({}));
    let names = symbols[0]["children"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap());
    assert_eq!(names.collect::<Vec<_>>(), ["secrets ssm, secretsmanager", "tag \"a  #\" \"c\""]);
    client.change("/w/a.ecr", &[(Value::Null, "include \"\";\ninclude \"  \";\ninclude\n")]);
    let symbols = client.ask_of("textDocument/documentSymbol", "/w/a.ecr", json!({}));
    let names: Vec<&str> = symbols.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["include", "include", "include"], "no name is blank");
    client.change("/w/a.ecr", &[(Value::Null, SPEC)]);
    for (query, names) in
        [("oth", &["other"][..]), ("OTH", &["other"]), ("otr", &["other"]), ("", &["shop", "other"]), ("to", &[])]
    {
        let found = client.ask("workspace/symbol", json!({ "query": query })).unwrap();
        let found: Vec<&str> = found.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
        assert_eq!(found, names, "`{query}`");
    }
    assert!(client.end());
}

#[test]
fn tokens_cover_the_words_in_their_order() {
    let mut client = Client::new(&Files::default());
    client.open("/w/a.ecr", "private_ecr a < # one\n  tag \"k\" \"\u{1f600}#\"; launch ec2 >\n");
    let tokens = client.ask_of("textDocument/semanticTokens/full", "/w/a.ecr", json!({}));
    let data: Vec<u64> = tokens["data"].as_array().unwrap().iter().map(|it| it.as_u64().unwrap()).collect();
    let tokens: Vec<&[u64]> = data.chunks(5).map(|token| &token[..4]).collect();
    assert_eq!(
        tokens,
        [
            &[0, 0, 11, 0][..], // private_ecr
            &[0, 12, 1, 1],     // a
            &[0, 4, 5, 5],      // # one
            &[1, 2, 3, 2],      // tag
            &[0, 4, 3, 4],      // "k"
            &[0, 4, 5, 4],      // the other string, which holds a sign of two units
            &[0, 7, 6, 2],      // launch
            &[0, 7, 3, 3],      // ec2
        ]
    );
    assert!(client.end());
}

#[test]
fn a_block_gets_another_name() {
    let mut client = started();
    let prepared = at(&mut client, "textDocument/prepareRename", "shop <");
    assert_eq!(prepared, json!({ "range": range(6, 12, 16), "placeholder": "shop" }));
    assert_eq!(at(&mut client, "textDocument/prepareRename", "launch"), Value::Null);
    let mut rename =
        |name: &str| {
            client.ask("textDocument/rename", json!({
            "textDocument": { "uri": uri("/w/a.ecr") }, "position": { "line": 6, "character": 13 }, "newName": name,
        }))
        };
    let edit = rename("store").unwrap();
    assert_eq!(
        edited(SPEC, edit["changes"][uri("/w/a.ecr")].as_array().unwrap()),
        SPEC.replace("private_ecr shop", "private_ecr store")
    );
    assert!(rename("The Store").unwrap_err().1.contains("is not a valid block name"));
    assert!(rename("other").unwrap_err().1.contains("another block"));
    assert!(client.end());
}

#[test]
fn a_lens_stays_over_its_block_whatever_is_being_typed() {
    let mut client = started();
    let whole = client.ask_of("textDocument/codeLens", "/w/a.ecr", json!({}));
    let places = |lenses: &Value| -> Vec<(Value, Value)> {
        lenses.as_array().unwrap().iter().map(|it| (it["range"].clone(), it["command"]["command"].clone())).collect()
    };
    let titles = |lenses: &Value| -> Vec<String> {
        lenses.as_array().unwrap().iter().map(|it| it["command"]["title"].as_str().unwrap().to_owned()).collect()
    };
    let (of_whole, unknown) = (titles(&whole), "endpoints unknown: the spec has errors");
    for (typed, known) in [
        // A word, a string, a sign in one block; and what belongs to none, which may have been `defaults`.
        (SPEC.replace("logs awslogs;", "log"), [false, true]),
        (SPEC.replace("logs awslogs;", "logs \"aws"), [false, true]),
        (SPEC.replace("launch eks", "launch eks <"), [true, false]),
        (SPEC.replace("launch eks\n>", "launch eks"), [true, false]),
        (SPEC.replace("us-east-2;\n  vpc", "us-west;\n  vpc"), [false, true]),
        (format!("{SPEC}priv"), [false, false]),
    ] {
        client.change("/w/a.ecr", &[(Value::Null, &typed)]);
        let lenses = client.ask_of("textDocument/codeLens", "/w/a.ecr", json!({}));
        assert_eq!(places(&lenses), places(&whole), "{typed}");
        let expected: Vec<String> = of_whole
            .iter()
            .enumerate()
            .map(|(at, title)| if at % 2 == 0 && !known[at / 2] { unknown.to_owned() } else { title.clone() })
            .collect();
        assert_eq!(titles(&lenses), expected, "{typed}");
        let broken = if known[0] { &lenses[2] } else { &lenses[0] };
        let said = client.ask("workspace/executeCommand", broken["command"].clone()).unwrap_err().1;
        assert!(said.contains("error"), "{said}");
    }
    assert!(client.end());
}

#[test]
fn hints_and_lenses_say_what_follows() {
    let mut client = started();
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let hints = client.ask_of("textDocument/inlayHint", "/w/a.ecr", json!({ "range": whole }));
    let hints: Vec<(u64, &str)> = hints
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["position"]["line"].as_u64().unwrap(), it["label"].as_str().unwrap()))
        .collect();
    assert_eq!(hints[..2], [(9, "\u{2192} ecr.api, ecr.dkr, s3"), (10, "\u{2192} logs")]);
    let lenses = client.ask_of("textDocument/codeLens", "/w/a.ecr", json!({}));
    let titles: Vec<&str> =
        lenses.as_array().unwrap().iter().map(|it| it["command"]["title"].as_str().unwrap()).collect();
    assert_eq!(titles[..2], ["4 endpoints \u{b7} 6 endpoint-zones", "picture"]);
    let mut run = |command: &Value, format: &str| {
        let mut argument = command["arguments"][0].clone();
        if !format.is_empty() {
            argument["format"] = json!(format);
        }
        client.ask("workspace/executeCommand", json!({ "command": command["command"], "arguments": [argument] }))
    };
    let template = run(&lenses[0]["command"], "").unwrap();
    assert_eq!(template["language"], "yaml");
    let compiled = crate::spec::Folder::of(&[("a.ecr", SPEC), ("common.ecr", "defaults < tag \"team\" \"shop\" >\n")])
        .compile("a.ecr");
    let plan = compiled.plans().remove(0);
    let built =
        ecrc::backend::emit(&plan, ecrc::backend::Target::CloudFormationYaml, ecrc::backend::Options::default());
    assert_eq!(template["text"].as_str(), Some(built.as_str()));
    assert!(run(&lenses[0]["command"], "tf").unwrap()["text"].as_str().unwrap().contains("aws_vpc_endpoint"));
    assert!(run(&lenses[1]["command"], "").unwrap()["text"].as_str().unwrap().starts_with("<svg"));
    assert!(run(&lenses[1]["command"], "png").unwrap_err().1.contains("is not a format"));
    assert!(client.end());
}

#[test]
fn a_picture_shows_what_the_rules_report() {
    let mut client = Client::new(&Files::default());
    client.open(
        "/w/a.ecr",
        "private_ecr a < region us-east-2; launch ec2; logs none; private_dns ecr.dkr off >\n\
         private_ecr b < region us-east-2; launch ec2; logs none; dns custom >\n",
    );
    let mut picture = |block: &str| -> String {
        let argument = json!({ "uri": uri("/w/a.ecr"), "block": block });
        let made = json!({ "command": "ecrc.picture", "arguments": [argument] });
        client.ask("workspace/executeCommand", made).unwrap()["text"].as_str().unwrap().to_owned()
    };
    let (a, b) = (picture("a"), picture("b"));
    // An error of one block is shown in it, and not in the other.
    assert!(a.contains("ECR201") && !a.contains("ECR204"));
    assert!(b.contains("ECR204") && !b.contains("ECR201"));
    assert!(client.end());
}
