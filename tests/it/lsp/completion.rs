//! What can be written at a place. A place is a `|` in the text.

use super::client::{Client, Files};
use ecrc::spec::syntax::Keyword;
use serde_json::{Value, json};

/// The completions at a place of a document that holds nothing else.
fn items(client: &mut Client, text: &str) -> Vec<Value> {
    offered(client, text, &json!({ "triggerKind": 1 }))
}

fn offered(client: &mut Client, text: &str, context: &Value) -> Vec<Value> {
    let at = text.find('|').unwrap();
    let (before, text) = (&text[..at], text.replacen('|', "", 1));
    let place = json!({ "line": before.matches('\n').count(), "character": before.rsplit('\n').next().unwrap().len() });
    client.open("/w/a.ecr", &text);
    let answer = client.ask_of("textDocument/completion", "/w/a.ecr", json!({ "position": place, "context": context }));
    answer.as_array().unwrap().clone()
}

fn labels(client: &mut Client, text: &str) -> Vec<String> {
    items(client, text).iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn statements_are_offered_in_the_order_of_the_reference() {
    let mut client = Client::new(&Files::default());
    let all: Vec<&str> = Keyword::ALL.iter().map(|keyword| keyword.as_str()).collect();
    assert_eq!(labels(&mut client, "private_ecr <\n  region us-east-2;\n  |\n>\n"), all);
    assert_eq!(labels(&mut client, "private_ecr < la|"), all);
    assert_eq!(labels(&mut client, "|"), ["private_ecr", "defaults", "include"]);
    assert_eq!(labels(&mut client, "include \"a.ecr\";\n|"), ["private_ecr", "defaults", "include"]);
    for before in ["private_ecr a < launch ec2 >", "defaults < logs none >", "private_ecr a < launch ec2 >\ndef"] {
        assert_eq!(labels(&mut client, &format!("{before}|")), ["private_ecr"], "these come too late after `{before}`");
    }
    assert_eq!(labels(&mut client, "private_ecr < launch ec2 # |\n>"), [""; 0]);
    let found = items(&mut client, "private_ecr < la|");
    let launch = found.iter().find(|item| item["label"] == "launch").unwrap();
    assert!(launch["documentation"]["value"].as_str().unwrap().contains("launch fargate VERSION"));
    assert_eq!(launch["textEdit"]["range"], super::client::range(0, 14, 16), "the word that is there is replaced");
    assert!(client.end());
}

#[test]
fn a_sign_that_may_end_a_line_offers_nothing_that_enter_would_accept() {
    let (mut client, answer) = Client::started(&Files::default(), json!({ "capabilities": {} }));
    let signs = answer["capabilities"]["completionProvider"]["triggerCharacters"].clone();
    let signs: Vec<&str> = signs.as_array().unwrap().iter().map(|sign| sign.as_str().unwrap()).collect();
    let mut typed = |text: &str, kind: u64, sign: &str| {
        let context = json!({ "triggerKind": kind, "triggerCharacter": sign });
        !offered(&mut client, text, &context).is_empty()
    };
    for before in
        ["", "private_ecr a <", "private_ecr a < region us-east-2;", "private_ecr a <\n ", "defaults < exec on >\n"]
    {
        for sign in &signs {
            let text = format!("{before}{sign}");
            // An open string is not the start of anything.
            assert!(!typed(&format!("{text}|"), 2, sign), "`{text}`");
        }
        assert!(typed(&format!("{before} |"), 1, ""), "asked for, everything is offered: `{before}`");
    }
    for sign in ["<", ",", ";", ">"] {
        assert!(!signs.contains(&sign), "`{sign}` stands at the end of a line");
    }
    assert!(typed("private_ecr a < region |", 2, " ") && typed("private_ecr a < uses irsa, |", 2, " "));
    assert!(client.end());
}

#[test]
fn what_is_offered_is_what_the_language_takes() {
    let mut client = Client::new(&Files::default());
    let mut tried = 0;
    for statement in [
        "region ",
        "vpc ",
        "existing ",
        "existing ecr.api ",
        "endpoint ",
        "endpoint sqs, ",
        "clients ",
        "clients 10.0.0.0/16, ",
        "security_group ",
        "tasks ",
        "dns ",
        "private_dns ",
        "private_dns ecr.api ",
        "ip ",
        "fips ",
        "launch ",
        "launch fargate ",
        "launch fargate 1.4.0 ",
        "launch fargate latest ",
        "launch ec2 ",
        "launch eks ",
        "launch batch ",
        "uses ",
        "uses irsa, ",
        "logs ",
        "secrets ",
        "secrets ssm, ",
        "exec ",
        "kms ",
        "images ",
        "images windows ",
        "s3 ",
        "execution_role ",
        "allow ",
        "allow pull ",
        "allow all ",
        "allow all on ",
        "deny ",
        "accept ",
    ] {
        let found = items(&mut client, &format!("private_ecr < {statement}| >"));
        assert!(!found.is_empty(), "nothing after `{statement}`");
        for item in found {
            let written = item["textEdit"]["newText"].as_str().unwrap();
            let compiled = crate::spec::compiled(format!("private_ecr < {statement}{written} >"));
            let unknown = |found: &&ecrc::diagnostic::Diagnostic| [2, 101, 503, 701, 704].contains(&found.rule.code.0);
            let faults: Vec<&str> = compiled.report.open().filter(unknown).map(|it| it.message.as_str()).collect();
            let twice = compiled.report.open().filter(|found| found.message.contains("twice"));
            assert_eq!(
                faults.into_iter().chain(twice.map(|it| it.message.as_str())).collect::<Vec<_>>(),
                [""; 0],
                "`{statement}{written}`"
            );
            tried += 1;
        }
    }
    assert!(tried > 300, "{tried}");
    assert!(client.end());
}

#[test]
fn names_come_from_all_specs_of_the_workspace() {
    let files = Files::of(&[
        (
            "/w/other.ecr",
            "private_ecr < region us-east-2; launch ec2; allow pull role \"deploy\" repo \"shop/*\"; execution_role \"task\" >\n",
        ),
        ("/w/open.ecr", "private_ecr < allow pull repo \"saved\" >"),
    ]);
    let mut client = Client::new(&files);
    client.open("/w/open.ecr", "private_ecr < allow pull repo \"shown\" user \"ann\" >");
    assert_eq!(labels(&mut client, "private_ecr < deny push repo \"|\" >"), ["shop/*", "shown"]);
    assert_eq!(
        labels(&mut client, "private_ecr < deny push role |"),
        ["deploy", "task"],
        "an execution role is a role"
    );
    assert_eq!(labels(&mut client, "private_ecr < deny push user \"|\" >"), ["ann"]);
    assert_eq!(labels(&mut client, "private_ecr < execution_role |"), ["new", "task"]);
    assert_eq!(labels(&mut client, "include \"|\";"), ["open.ecr", "other.ecr"]);
    // What is in no directory has nothing beside it.
    let item = json!({ "uri": "untitled:Untitled-1", "languageId": "ecrc", "version": 1, "text": "include \"\";" });
    client.tell("textDocument/didOpen", json!({ "textDocument": item }));
    let at = json!({ "textDocument": { "uri": "untitled:Untitled-1" }, "position": { "line": 0, "character": 9 } });
    assert_eq!(client.ask("textDocument/completion", at).unwrap(), json!([]));
    assert!(client.end());
}

#[test]
fn nothing_is_offered_a_second_time() {
    let mut client = Client::new(&Files::default());
    client.open(
        "/w/names.ecr",
        "private_ecr < execution_role \"task\", \"other\"; allow pull repo \"task\" repo \"shop\" >\n",
    );
    for (text, gone, stays) in [
        ("uses irsa, |", "irsa", "karpenter"),
        ("uses |, irsa", "irsa", "karpenter"),
        ("uses karpenter, |, irsa;", "irsa", "session_manager"),
        ("secrets ssm, |", "ssm", "secretsmanager"),
        ("endpoint sqs, |", "sqs", "sns"),
        ("clients parameter, |", "parameter", ""),
        ("tasks parameter, |", "parameter", ""),
        ("allow all on logs |", "on", "role"),
        ("allow all | on logs", "on", "role"),
        ("allow pull repo \"shop\" repo |", "shop", "task"),
        ("allow pull repo \"shop\" repo \"|\"", "shop", "task"),
        ("allow pull repo | repo \"shop\"", "shop", "task"),
        ("allow pull role \"shop\" repo |", "", "shop"),
        ("execution_role \"task\", |", "task", "other"),
    ] {
        let found = labels(&mut client, &format!("private_ecr < {text} >"));
        assert!(!found.contains(&gone.to_owned()), "`{text}` offers `{gone}`");
        assert!(stays.is_empty() || found.contains(&stays.to_owned()), "`{text}` does not offer `{stays}`");
    }
    assert!(client.end());
}

#[test]
fn a_string_is_closed_and_takes_nothing_behind_it_in() {
    let mut client = Client::new(&Files::default());
    for (text, written) in [
        ("allow | >", "allow \"ecr:PutImage\" >"),
        ("allow \"|\"; >", "allow \"ecr:PutImage\"; >"),
        ("allow \"ecr:|; >", "allow \"ecr:PutImage\"; >"),
        ("allow \"ecr:P|\" >", "allow \"ecr:PutImage\" >"),
    ] {
        let text = format!("private_ecr < {text}");
        let found = items(&mut client, &text);
        let item = found.iter().find(|item| item["label"] == "ecr:PutImage").unwrap();
        let edited = super::client::edited(&text.replace('|', ""), &[item["textEdit"].clone()]);
        assert_eq!(edited, format!("private_ecr < {written}"));
    }
    assert!(client.end());
}

#[test]
fn the_further_endpoints_of_a_block_can_be_named() {
    let mut client = Client::new(&Files::default());
    let block = "private_ecr < region us-east-2; launch ec2; endpoint sqs, dynamodb;";
    for (statement, gateways) in [("existing", true), ("private_dns", false)] {
        let found = labels(&mut client, &format!("{block} {statement} | >"));
        let offers = |service: &str| found.contains(&service.to_owned());
        assert!(offers("sqs") && offers("ecr.dkr") && !offers("xray"), "{statement}: {found:?}");
        assert_eq!((offers("dynamodb"), offers("s3")), (gateways, gateways), "{statement}");
    }
    assert!(client.end());
}

#[test]
fn behind_on_the_endpoints_of_the_block_come_first() {
    let mut client = Client::new(&Files::default());
    let block = "private_ecr <\n  region us-east-2; launch fargate 1.4.0; logs awslogs; endpoint sqs; fips on;\n";
    for end in ["\n>\n", ";\n  kms on;\n>\n", " role \"a\";\n>"] {
        let mut found = items(&mut client, &format!("{block}  deny all on |{end}"));
        found.sort_by_key(|item| item["sortText"].as_str().unwrap().to_owned());
        let labels: Vec<&str> = found.iter().map(|item| item["label"].as_str().unwrap()).collect();
        let own: &[&str] = if end.contains("kms") { &["kms", "logs", "sqs"] } else { &["logs", "sqs"] };
        assert_eq!(labels[..own.len()], *own, "{end}");
        assert!(labels.contains(&"xray") && !labels.contains(&"s3"));
        // Of a gateway, the endpoint for FIPS names is another one.
        let of_both = |key: &&str| key.strip_suffix("-fips").is_some_and(|plain| labels.contains(&plain));
        assert_eq!(labels.iter().copied().filter(of_both).collect::<Vec<_>>(), ["dynamodb-fips"]);
    }
    assert!(client.end());
}

#[test]
fn actions_are_those_of_the_service_behind() {
    let mut client = Client::new(&Files::default());
    for text in ["allow \"|\" on logs; >", "allow \"logs:PutLogEvent|\" role \"a\" on logs\n>", "deny | on logs >"] {
        let found = labels(&mut client, &format!("private_ecr < {text}"));
        assert!(found.contains(&"logs:PutLogEvents".to_owned()), "{found:?}");
        assert!(found.iter().all(|label| label.starts_with("logs:") || label == "all"), "{found:?}");
    }
    let found = labels(&mut client, "private_ecr < allow \"|\"; allow all on logs >");
    assert!(found.iter().all(|label| label.starts_with("ecr:")), "{found:?}");
    assert!(client.end());
}
