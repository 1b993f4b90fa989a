//! Input: specs with diagnostics.
//! Output: what `fix` does about them, and that it makes nothing worse.
//! Never: checks which diagnostic has which fix; the rules' own tests do.

use super::{Folder, SPEC};
use crate::spec::{entries, project};
use serde_json::Value;

/// Without a `;`, with brackets of another kind, and with a byte-order mark and a line end of another kind.
const BROKEN: &str =
    "\u{feff}private_ecr {\r\n  region us-east-2\r\n  launch fargate 1.4.0;\r\n  logs awslogs;\r\n}\r\n";
const FIXED: &str =
    "\u{feff}private_ecr <\r\n  region us-east-2;\r\n  launch fargate 1.4.0;\r\n  logs awslogs;\r\n>\r\n";

#[test]
fn safe_fixes_are_applied_in_place() {
    let folder = Folder::with(&[("infra.ecr", BROKEN), ("other.ecr", SPEC)]);
    let shown = folder.run(&["fix", "--diff", "."]);
    assert_eq!(shown.code, Some(0), "{}", shown.err);
    assert!(
        shown.out.starts_with("--- ./infra.ecr\n+++ ./infra.ecr\n") && !shown.out.contains("other"),
        "{}",
        shown.out
    );
    assert_eq!(folder.read("infra.ecr"), BROKEN);
    let run = folder.run(&["fix", "."]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), ""));
    assert!(run.err.contains("note: fixed ./infra.ecr:1:13: write `<` and `>` [ECR001]\n"), "{}", run.err);
    assert_eq!(folder.read("infra.ecr"), FIXED);
    assert_eq!(folder.read("other.ecr"), SPEC);
    assert_eq!(folder.files(), ["infra.ecr", "other.ecr"]);
    // Once is enough.
    assert_eq!(folder.run(&["fix", "."]).fine(), "");
    assert_eq!(folder.read("infra.ecr"), FIXED);
}

#[test]
fn standard_input_is_printed() {
    let folder = Folder::new();
    let run = folder.run_on(&["fix", "-"], BROKEN);
    assert_eq!((run.code, run.out.as_str()), (Some(0), FIXED));
    assert_eq!(folder.run_on(&["fix", "-"], SPEC).fine(), SPEC);
}

#[test]
fn a_file_of_standard_inputs_name_is_not_taken_for_it() {
    let folder = Folder::with(&[("-", "defaults < region \"us-east-2\"; launch fargate 1.4.0; logs none >\n")]);
    let spec = "include \"-\";\nprivate_ecr < tag \"a\" \"b\" >\n";
    let run = folder.run_on(&["fix", "-"], spec);
    assert_eq!((run.code, run.out.as_str()), (Some(1), spec));
    assert!(run.err.contains("./-:1:19"), "{}", run.err);
}

#[test]
fn a_string_in_other_quotes_keeps_its_backslashes() {
    for (other, straight) in
        [(r"'c\\d'", r#""c\\\\d""#), (r"'c\d'", r#""c\\d""#), (r"'c\'", r#""c\\""#), ("“c”", "\"c\"")]
    {
        let spec = |text: &str| SPEC.replace("logs awslogs;", &format!("logs awslogs; tag \"k\" {text};"));
        let run = Folder::new().run_on(&["fix", "-"], spec(other));
        assert_eq!((run.code, run.out), (Some(0), spec(straight)), "{}", run.err);
    }
}

#[test]
fn what_changes_the_meaning_is_left_to_its_author() {
    let spec = SPEC.replace("us-east-2", "us-eats-2");
    let folder = Folder::with(&[("infra.ecr", &spec)]);
    let said = folder.run(&["fix", "infra.ecr"]).findings();
    assert!(said.contains("infra.ecr:2:10") && said.contains("1 error found without a safe fix"), "{said}");
    assert_eq!(folder.read("infra.ecr"), spec);
}

#[test]
fn a_file_that_stays_broken_is_left_as_it_is() {
    let spec = BROKEN.replace("logs awslogs", "logs \"awslogs");
    let folder = Folder::with(&[("a.ecr", &spec), ("b.ecr", BROKEN)]);
    let run = folder.run(&["fix", "."]);
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    assert_eq!(folder.read("a.ecr"), spec);
    assert_eq!(folder.read("b.ecr"), FIXED);
    assert!(!run.err.contains("fixed ./a.ecr") && run.err.contains("fixed ./b.ecr"), "{}", run.err);
    folder.write("a.ecr", b"\xff\xfe".as_slice());
    assert_eq!(folder.run(&["fix", "a.ecr"]).code, Some(1));
    assert_eq!(std::fs::read(folder.path("a.ecr")).unwrap(), b"\xff\xfe");
}

#[test]
fn an_include_is_fixed_where_it_is_named() {
    let include = "include \"common.ecr\";\nprivate_ecr < launch fargate 1.4.0; logs awslogs >\n";
    let common = "defaults { region us-east-2 }\n";
    let folder = Folder::with(&[("web.ecr", include), ("common.ecr", common)]);
    let run = folder.run(&["fix", "web.ecr"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("run `ecrc fix common.ecr`") && !run.err.contains("without a safe fix"), "{}", run.err);
    assert_eq!(folder.read("common.ecr"), common);
    assert_eq!(folder.run(&["fix", "."]).code, Some(0));
    assert_eq!(folder.read("common.ecr"), "defaults < region us-east-2 >\n");
    folder.run(&["build", "web.ecr"]).fine();
}

/// The errors of a file, by code, in order.
fn errors(folder: &Folder) -> Vec<String> {
    let report: Value = serde_json::from_str(&folder.run(&["check", "--format", "json", "case.ecr"]).out).unwrap();
    let found = report["diagnostics"].as_array().unwrap().iter();
    let errors = found.filter(|found| found["severity"] == "error" && found["accepted"].is_null());
    let mut codes: Vec<String> = errors.map(|found| format!("{} {}", found["code"], found["message"])).collect();
    codes.sort();
    codes
}

#[test]
fn no_broken_case_gets_worse_and_twice_is_once() {
    let mut changed = 0;
    for path in entries(&project("tests/cases/fail")).into_iter().filter(|path| path.is_file()) {
        let before = std::fs::read(&path).unwrap();
        let folder = Folder::new();
        folder.write("case.ecr", &before);
        let were = errors(&folder);
        folder.run(&["fix", "case.ecr"]);
        let after = std::fs::read(folder.path("case.ecr")).unwrap();
        if after == before {
            continue;
        }
        changed += 1;
        let mut left = were.clone();
        for error in errors(&folder) {
            let at = left.iter().position(|known| *known == error);
            assert!(at.is_some(), "{}: {error} is new", path.display());
            left.remove(at.unwrap());
        }
        folder.run(&["fix", "case.ecr"]);
        assert_eq!(std::fs::read(folder.path("case.ecr")).unwrap(), after, "{}", path.display());
    }
    assert!(changed >= 10, "{changed}");
}
