//! Input: specs with diagnostics.
//! Output: how `check` reports them.
//! Never: checks the wording of a rule; the rules' own tests do.

use super::{Folder, SPEC};
use serde_json::Value;

/// A spec without a finding.
const QUIET: &str = "private_ecr < region us-east-2; launch fargate 1.4.0; logs awslogs >\n";
/// A spec with a warning and a note.
const RETIRED: &str = "private_ecr < region us-east-2; launch fargate 1.3.0; logs awslogs; deny push repo \"abc\" >\n";
/// A spec with three errors.
const BAD: &str = "private_ecr <\n\tregion us-eats-2;\n  lanuch fargate 1.4.0;\n  tag \"漢字\" wrong;\n>\n";

#[test]
fn nothing_to_say_is_nothing_said() {
    let folder = Folder::with(&[("infra.ecr", QUIET)]);
    for format in ["pretty", "short"] {
        assert_eq!(folder.run(&["check", "infra.ecr", "--format", format, "--fail-on", "note"]).fine(), "");
    }
}

#[test]
fn the_failing_severity_is_the_users_choice() {
    for (spec, codes) in [(QUIET, [0, 0, 0]), (SPEC, [0, 0, 1]), (RETIRED, [0, 1, 1]), (BAD, [1, 1, 1])] {
        let folder = Folder::with(&[("infra.ecr", spec)]);
        assert_eq!(folder.run(&["check", "infra.ecr"]).code, Some(codes[0]));
        for (severity, code) in ["error", "warning", "note"].into_iter().zip(codes) {
            for command in ["check", "build"] {
                let run = folder.run(&[command, "infra.ecr", "--fail-on", severity]);
                assert_eq!(run.code, Some(code), "{command} --fail-on {severity}: {}", run.err);
                // What fails is shown, and a build that fails prints nothing.
                assert_eq!(code == 1, run.err.contains("\nerror: ") && run.out.is_empty());
            }
        }
    }
}

#[test]
fn build_shows_warnings_and_notes_on_demand() {
    let folder = Folder::with(&[("infra.ecr", RETIRED)]);
    let run = folder.run(&["build", "infra.ecr"]);
    assert!(run.code == Some(0) && run.out.starts_with("AWSTemplate"));
    assert!(run.err.contains("warning[ECR102]") && !run.err.contains("note["), "{}", run.err);
    assert!(run.err.contains("\nwarning: 1 warning found\n"), "{}", run.err);
    let noted = folder.run(&["build", "infra.ecr", "--notes"]);
    assert_eq!(noted.out, run.out);
    assert!(noted.err.contains("note[ECR507]") && noted.err.contains("1 warning, 1 note found"), "{}", noted.err);
}

#[test]
fn accepted_findings_are_in_the_json_and_count_for_nothing() {
    let accepted = RETIRED.replace("deny", "accept ECR102 \"until May\"; accept ECR507 \"known\"; deny");
    let folder = Folder::with(&[("infra.ecr", &accepted)]);
    for format in ["pretty", "short"] {
        assert_eq!(folder.run(&["check", "infra.ecr", "--fail-on", "note", "--format", format]).fine(), "");
    }
    assert_eq!(folder.run(&["build", "infra.ecr", "--notes", "--fail-on", "note"]).code, Some(0));
    let run = folder.run(&["check", "infra.ecr", "--fail-on", "note", "--format", "json"]);
    assert_eq!(run.code, Some(0));
    let document: Value = serde_json::from_str(&run.out).unwrap();
    let reasons: Vec<&Value> =
        document["diagnostics"].as_array().unwrap().iter().map(|found| &found["accepted"]).collect();
    assert_eq!(reasons, ["until May", "known"]);
    assert_eq!(document["summary"], serde_json::json!({"errors": 0, "warnings": 0, "notes": 0, "accepted": 2}));
}

#[test]
fn a_finding_that_weighs_less_than_its_rule_does_so_everywhere() {
    let spec = RETIRED.replace("1.3.0", "1.4.0").replace("\"abc\"", "\"repository/x\"");
    let folder = Folder::with(&[("infra.ecr", &spec)]);
    let run = |format: &str| folder.run(&["check", "infra.ecr", "--format", format]);
    assert!(run("pretty").err.contains("\nwarning[ECR003]: ") && run("pretty").code == Some(0));
    assert!(run("short").out.contains(": warning[ECR003]: "), "{}", run("short").out);
    assert!(run("github").out.contains("::warning file=infra.ecr"), "{}", run("github").out);
    let json: Value = serde_json::from_str(&run("json").out).unwrap();
    assert_eq!(json["diagnostics"][1]["severity"], "warning");
    assert_eq!(json["summary"], serde_json::json!({"errors": 0, "warnings": 1, "notes": 1, "accepted": 0}));
    let sarif: Value = serde_json::from_str(&run("sarif").out).unwrap();
    assert_eq!(sarif["runs"][0]["results"][1]["level"], "warning");
    assert_eq!(sarif["runs"][0]["tool"]["driver"]["rules"][0]["defaultConfiguration"]["level"], "error");
    for (severity, code) in [("error", 0), ("warning", 1)] {
        assert_eq!(folder.run(&["check", "infra.ecr", "--fail-on", severity]).code, Some(code));
    }
    assert!(folder.run(&["build", "infra.ecr"]).out.contains("repository/repository/x"));
    folder.write("infra.ecr", spec.replace("deny", "accept ECR003 \"its name\"; deny"));
    assert_eq!(folder.run(&["check", "infra.ecr", "--fail-on", "warning"]).code, Some(0));
    let sarif: Value = serde_json::from_str(&run("sarif").out).unwrap();
    assert_eq!(sarif["runs"][0]["results"][1]["suppressions"][0]["justification"], "its name");
}

#[test]
fn what_counts_over_blocks_counts_over_files() {
    let many = super::many(21).replace("accept ECR801 \"of many accounts\"", "");
    let folder = Folder::with(&[("many.ecr", &many)]);
    let run = folder.run(&["check", "many.ecr", "--format", "short"]);
    assert_eq!(run.out.matches("warning[ECR801]: ").count(), 1, "{}", run.out);
    let files: Vec<(String, String)> =
        (0..21).map(|n| (format!("many/f{n}.ecr"), super::block(&format!("b{n}")))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let run = Folder::with(&files).run(&["check", "many", "--format", "short"]);
    assert_eq!(run.out.matches("warning[ECR801]: ").count(), 1, "{}", run.out);
}

#[test]
fn pretty_goes_to_standard_error() {
    let folder = Folder::with(&[("bad.ecr", BAD)]);
    let said = folder.run(&["check", "bad.ecr"]).findings();
    assert!(said.contains("\n  ┌─ bad.ecr:2:9\n"), "{said}");
    assert!(said.contains("\nerror: 3 errors found\n  = help: for details, run `ecrc explain CODE`\n"), "{said}");
}

#[test]
fn short_is_a_line_each() {
    let folder = Folder::with(&[("bad.ecr", BAD)]);
    let run = folder.run(&["check", "bad.ecr", "--format", "short"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    let fronts: Vec<&str> = run.out.lines().map(|line| line.split("]: ").next().unwrap()).collect();
    assert_eq!(fronts, ["bad.ecr:2:9: error[ECR701", "bad.ecr:3:3: error[ECR002", "bad.ecr:4:12: error[ECR001"]);
}

#[test]
fn json_has_its_documented_shape() {
    let folder = Folder::with(&[
        ("bad.ecr", BAD),
        ("twice.ecr", "private_ecr a < region us-east-2; region us-east-1; launch ec2 >"),
    ]);
    let run = folder.run(&["check", "bad.ecr", "twice.ecr", "--format", "json"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    let document: Value = serde_json::from_str(&run.out).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&document), ["version", "diagnostics", "summary"]);
    assert_eq!(document["version"], 1);
    assert_eq!(keys(&document["summary"]), ["errors", "warnings", "notes", "accepted"]);
    let all = document["diagnostics"].as_array().unwrap();
    for found in all {
        let expected = [
            "code",
            "severity",
            "message",
            "accepted",
            "file",
            "line",
            "column",
            "end_line",
            "end_column",
            "label",
            "labels",
            "notes",
            "help",
            "source",
            "fixes",
        ];
        assert_eq!(keys(found), expected);
        for label in found["labels"].as_array().unwrap() {
            assert_eq!(keys(label), ["file", "line", "column", "end_line", "end_column", "message"]);
        }
        for fix in found["fixes"].as_array().unwrap() {
            assert_eq!(keys(fix), ["message", "edits"]);
            for edit in fix["edits"].as_array().unwrap() {
                assert_eq!(keys(edit), ["file", "line", "column", "end_line", "end_column", "text"]);
            }
        }
    }
    let first = &all[0];
    let place = ["line", "column", "end_line", "end_column"].map(|key| first[key].as_u64().unwrap());
    assert_eq!((first["file"].as_str().unwrap(), place), ("bad.ecr", [2, 9, 2, 18]));
    assert_eq!(first["fixes"][0]["edits"][0]["text"], "us-east-2");
    assert_eq!(first["accepted"], Value::Null);
    let twice = all.iter().find(|found| found["code"] == "ECR005").unwrap();
    assert_eq!(twice["file"], "twice.ecr");
    assert_eq!(twice["labels"][0]["column"], 17);
}

#[test]
fn json_of_a_clean_spec_is_a_document_too() {
    let folder = Folder::with(&[("infra.ecr", SPEC)]);
    let run = folder.run(&["check", "infra.ecr", "--format", "json"]);
    assert_eq!(run.code, Some(0));
    let document: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&document["version"], &document["summary"]["errors"]), (&Value::from(1), &Value::from(0)));
}

#[test]
fn standard_input_goes_by_a_dash() {
    let folder = Folder::new();
    let run = folder.run_on(&["check", "-", "--format", "short"], BAD);
    assert!(run.out.starts_with("-:2:9: error[ECR701]: "), "{}", run.out);
}

#[test]
fn colors_go_by_the_terminal_and_the_user() {
    let folder = Folder::with(&[("bad.ecr", BAD)]);
    // A pipe is no terminal.
    assert!(!folder.run(&["check", "bad.ecr"]).err.contains('\x1b'));
    assert!(folder.run(&["check", "bad.ecr", "--color", "always"]).err.contains("\x1b[1;31merror"));
    assert!(folder.run(&["--color=always", "check", "bad.ecr"]).err.contains('\x1b'));
    assert!(folder.run(&["check", "nosuch", "--color", "always"]).err.starts_with("\x1b[1;31merror"));
    assert!(!folder.run(&["check", "bad.ecr", "--color", "never"]).err.contains('\x1b'));
    let run = folder.command(&["check", "bad.ecr", "--color", "always"]).env("NO_COLOR", "1").output().unwrap();
    assert!(run.stderr.contains(&0x1b));
    for arguments in [&["--help", "--color", "always"][..], &["--color=always", "build"]] {
        let run = folder.run(arguments);
        assert!((run.out + &run.err).contains('\x1b'), "{arguments:?}");
    }
}

#[test]
fn the_order_of_files_changes_nothing() {
    let folder = Folder::with(&[("b.ecr", BAD), ("a.ecr", BAD), ("c.ecr", SPEC)]);
    let run = folder.run(&["check", "a.ecr", "b.ecr", "c.ecr", "--format", "json"]);
    assert_eq!(folder.run(&["check", "c.ecr", "b.ecr", "a.ecr", "--format", "json"]).out, run.out);
}

/// The results of a SARIF log, and the log.
fn sarif(folder: &Folder, files: &[&str]) -> (Vec<Value>, Value) {
    let run = folder.run(&[&["check", "--format", "sarif"], files].concat());
    let log: Value = serde_json::from_str(&run.out).unwrap();
    (log["runs"][0]["results"].as_array().unwrap().clone(), log)
}

#[test]
fn sarif_has_rules_regions_and_fixes() {
    let folder = Folder::with(&[("a b/漢.ecr", BAD)]);
    let (results, log) = sarif(&folder, &["./a b/漢.ecr"]);
    assert_eq!(log["version"], "2.1.0");
    let region = results.iter().find(|result| result["ruleId"] == "ECR701").unwrap();
    assert_eq!(region["level"], "error");
    let place = &region["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20b/%E6%BC%A2.ecr");
    let at = serde_json::json!({ "startLine": 2, "startColumn": 9, "endLine": 2, "endColumn": 18 });
    assert_eq!(place["region"], at);
    let fix = &region["fixes"][0]["artifactChanges"][0];
    assert_eq!(fix["replacements"][0]["insertedContent"]["text"], "us-east-2");
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let rule = &rules[usize::try_from(region["ruleIndex"].as_u64().unwrap()).unwrap()];
    assert_eq!((&rule["id"], &rule["name"]), (&"ECR701".into(), &"region_unknown".into()));
    assert!(rule["helpUri"].as_str().unwrap().starts_with("https://"));
    assert!(rule["help"]["markdown"].as_str().unwrap().starts_with("# ECR701 region_unknown\n"));
}

#[test]
fn sarif_knows_a_finding_again() {
    let folder = Folder::with(&[("infra.ecr", RETIRED)]);
    let prints = |folder: &Folder| {
        let (results, _) = sarif(folder, &["infra.ecr"]);
        let prints = results.iter().map(|result| result["partialFingerprints"]["ecrcFinding/v1"].clone());
        prints.collect::<Vec<_>>()
    };
    let before = prints(&folder);
    assert_eq!(before.len(), 2);
    folder.write("infra.ecr", format!("# Another line.\n\n  {RETIRED}"));
    assert_eq!(prints(&folder), before);
    // Twice the same line is two findings.
    let twice = "private_ecr a <\nregion us-east-9; launch ec2; logs none\n>\n";
    folder.write("infra.ecr", format!("{twice}{}", twice.replace(" a ", " b ")));
    let mut both = prints(&folder);
    assert_eq!(both.len(), 2);
    both.dedup();
    assert_eq!(both.len(), 2);
}

#[test]
fn sarif_says_what_is_accepted() {
    let spec = RETIRED.replace("deny", "accept ECR102 \"moves in May\"; deny");
    let folder = Folder::with(&[("infra.ecr", &spec)]);
    let (results, _) = sarif(&folder, &["infra.ecr"]);
    let retired = results.iter().find(|result| result["ruleId"] == "ECR102").unwrap();
    let accepted = serde_json::json!([{ "kind": "inSource", "justification": "moves in May" }]);
    assert_eq!(retired["suppressions"], accepted);
    let noted = results.iter().find(|result| result["ruleId"] == "ECR507").unwrap();
    assert!(noted["suppressions"].is_null());
    let (results, log) = sarif(&Folder::with(&[("infra.ecr", QUIET)]), &["infra.ecr"]);
    assert!(results.is_empty() && log["runs"][0]["tool"]["driver"]["rules"] == serde_json::json!([]));
}

#[test]
fn github_annotates_the_lines() {
    let folder = Folder::with(&[("a,b.ecr", BAD), ("infra.ecr", RETIRED)]);
    let run = folder.run(&["check", "--format", "github", "infra.ecr"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let lines: Vec<&str> = run.out.lines().collect();
    assert!(lines[0].starts_with(
        "::warning file=infra.ecr,line=1,endLine=1,col=48,endColumn=52,title=ECR102 platform_version_retired::"
    ));
    assert!(lines[1].starts_with("::notice file=infra.ecr,line=1,endLine=1,col=69,endColumn=88,title=ECR507"));
    assert_eq!(lines.len(), 2);
    assert!(lines[0].contains("%0A"), "{}", lines[0]);
    let run = folder.run(&["check", "--format", "github", "./a,b.ecr"]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.lines().all(|line| line.starts_with("::error file=a%2Cb.ecr,line=")), "{}", run.out);
}

#[test]
fn an_included_file_goes_by_its_own_path_where_programs_look_it_up() {
    let folder = Folder::with(&[
        ("common.ecr", "defaults < region nowhere-1 >\n"),
        ("a/b/web.ecr", "include \"../../common.ecr\";\nprivate_ecr < launch ec2; logs none >\n"),
    ]);
    let run = folder.run(&["check", "--format", "github", "."]);
    assert!(run.out.starts_with("::error file=common.ecr,line=1,"), "{}", run.out);
    let (results, _) = sarif(&folder, &["./a/b/web.ecr", "."]);
    assert_eq!(results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "common.ecr");
}
