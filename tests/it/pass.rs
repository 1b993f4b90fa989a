//! `tests/cases/pass`: specs that compile. Their first lines say, written by hand from the documents, what the template
//! of (the first of) their blocks contains, and the expected diagnostics.

use crate::spec::{Folder, entries, findings, project, sound};
use ecrc::backend::{Options, Target, emit};
use serde_json::Value;

/// The words behind `# KEY:`.
fn said(text: &str, key: &str) -> Vec<String> {
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("# {key}:")));
    let mut words: Vec<String> = line.unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    words.sort();
    words
}

fn keys(template: &Value, section: &str) -> Vec<String> {
    let mut keys: Vec<String> =
        template[section].as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect();
    keys.sort();
    keys
}

#[test]
fn what_is_right_compiles_to_what_is_meant() {
    for path in entries(&project("tests/cases/pass")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let compilation = Folder::single(name, text.clone().into_bytes()).compile(name);
        assert!(!compilation.report.has_errors(), "{name}: {:?}", findings(&compilation));
        let mut found = findings(&compilation);
        found.sort();
        assert_eq!(found, said(&text, "findings"), "findings of {name}");
        let Some(plan) = compilation.plans().pop() else {
            assert_eq!(said(&text, "resources"), [""; 0], "{name}");
            continue;
        };
        let json = emit(&plan, Target::CloudFormationJson, Options::default());
        let template: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(keys(&template, "Resources"), said(&text, "resources"), "resources of {name}");
        assert_eq!(keys(&template, "Parameters"), said(&text, "parameters"), "parameters of {name}");
        assert_eq!(keys(&template, "Outputs"), said(&text, "outputs"), "outputs of {name}");
    }
}

/// A list may take several lines, and a line may begin with any of its items, also one that is a keyword.
#[test]
fn a_list_goes_on_over_lines() {
    let text = "private_ecr <\n  region us-east-2;\n  launch fargate 1.4.0;\n  logs none;\n  endpoint\n    sqs,\n    kms, # a keyword, too\n    sns,\n    logs\n>\n";
    let compilation = sound(text);
    assert_eq!(findings(&compilation), Vec::<String>::new());
    let services: Vec<_> =
        compilation.blocks[0].endpoints.iter().map(|endpoint| compilation.sources.text(endpoint.span)).collect();
    assert_eq!(services, ["sqs", "kms", "sns", "logs"]);
}
