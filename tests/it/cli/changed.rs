//! Input: the files that a commit changes.
//! Output: which specs `check --changed` checks.
//! Never: asks git what changed: the caller says so.

use super::{Folder, Run};

const COMMON: &str = "defaults < launch fargate 1.4.0; logs awslogs >\n";
const BROKEN: &str = "defaults < launch fargate 1.4.0; logs awslogs; private_dns ecr.dkr off >\n";

fn spec(path: &str) -> String {
    format!("include \"{path}\";\nprivate_ecr p < region us-east-2 >\n")
}

/// Two specs of one name, each with `defaults` of its own, and one that includes a file which includes another.
fn repository() -> Folder {
    Folder::with(&[
        (".git/HEAD", ""),
        ("common.ecr", COMMON),
        ("envs/prod/p.ecr", &spec("../../common.ecr")),
        ("flat/common.ecr", COMMON),
        ("flat/p.ecr", &spec("common.ecr")),
        ("deep/p.ecr", &spec("middle.inc")),
        ("deep/middle.inc", "include \"../base/base.inc\";\ndefaults < logs none >\n"),
        ("base/base.inc", COMMON),
    ])
}

/// The files that have findings, each once.
fn found(folder: &Folder, files: &[&str]) -> Vec<String> {
    let run = folder.run(&[&["check", "--changed", "--format", "short"], files].concat());
    assert_eq!(run.code, Some(i32::from(!run.out.is_empty())), "{}", run.err);
    let mut names: Vec<String> = run.out.lines().map(|line| line.split(':').next().unwrap().to_owned()).collect();
    names.dedup();
    names
}

#[test]
fn who_includes_what_changed_is_checked() {
    let folder = repository();
    assert_eq!(found(&folder, &["flat/common.ecr", "common.ecr", "envs/prod/p.ecr"]), [""; 0]);
    folder.write("flat/common.ecr", BROKEN);
    assert_eq!(found(&folder, &["flat/common.ecr"]), ["flat/common.ecr"]);
    assert_eq!(found(&folder, &["./flat/../flat/common.ecr"]), ["flat/common.ecr"]);
    assert_eq!(found(&folder, &["flat"]), ["flat/common.ecr"]);
    // Nobody is asked about what did not change, or does not concern him.
    assert_eq!(found(&folder, &["envs/prod/p.ecr"]), [""; 0]);
    assert_eq!(found(&folder, &["common.ecr"]), [""; 0]);
    assert_eq!(found(&folder, &[]), [""; 0]);
}

#[test]
fn files_between_and_of_any_name_count() {
    let folder = repository();
    folder.write("base/base.inc", BROKEN);
    assert_eq!(found(&folder, &["base/base.inc"]), ["deep/../base/base.inc"]);
    assert_eq!(found(&folder, &["deep/middle.inc"]), ["deep/../base/base.inc"]);
    folder.write("README.md", "::error::x");
    assert_eq!(found(&folder, &["README.md"]), [""; 0]);
}

#[test]
fn an_include_that_is_gone_is_noticed() {
    let folder = repository();
    std::fs::remove_file(folder.path("common.ecr")).unwrap();
    for files in [&["common.ecr"][..], &[], &["flat/p.ecr"]] {
        assert_eq!(found(&folder, files), ["envs/prod/p.ecr"]);
    }
    std::fs::remove_dir_all(folder.path("base")).unwrap();
    assert_eq!(found(&folder, &["base/base.inc"]), ["deep/middle.inc", "envs/prod/p.ecr"]);
}

#[test]
fn each_is_checked_by_itself_and_a_shared_fault_told_once() {
    let folder = repository();
    folder.write("other/p.ecr", spec("../common.ecr"));
    // Both have a block `p`: they are built apart.
    assert_eq!(found(&folder, &["common.ecr"]), [""; 0]);
    assert!(folder.run(&["check", "."]).findings().contains("ECR006"));
    folder.write("common.ecr", BROKEN);
    let run = folder.run(&["check", "--changed", "--format", "short", "common.ecr"]);
    assert_eq!(run.out.matches("ECR201").count(), 1, "{}", run.out);
    let said = folder.run(&["check", "--changed", "common.ecr"]).findings();
    assert_eq!(said.matches("1 error found").count(), 1, "{said}");
    let run = folder.run(&["check", "--changed", "--format", "github", "common.ecr"]);
    assert!(run.code == Some(1) && run.out.starts_with("::error file=common.ecr,line=1,"), "{}", run.out);
}

#[test]
fn a_hidden_spec_is_checked_where_it_is_named() {
    let folder = repository();
    folder.write(".ci/p.ecr", "private_ecr < region nowhere-1; launch ec2 >\n");
    assert_eq!(found(&folder, &[".ci/p.ecr"]), [".ci/p.ecr"]);
    assert_eq!(found(&folder, &["common.ecr"]), [""; 0]);
}

#[test]
fn names_lead_from_the_working_directory() {
    let folder = repository();
    folder.write("flat/common.ecr", BROKEN);
    let from = |folder: &Folder, below: &str, file: &str| {
        let mut command = folder.command(&["check", "--changed", "--format", "short", file]);
        Run::of(&command.current_dir(folder.path(below)).output().unwrap()).out
    };
    assert!(from(&folder, "envs/prod", "../../flat/common.ecr").starts_with("../../flat/common.ecr:1:"));
    assert!(from(&folder, "flat", "common.ecr").starts_with("../flat/common.ecr:1:"));
}

#[test]
fn what_it_does_not_go_with_is_refused() {
    let folder = repository();
    for format in ["json", "sarif"] {
        let said = folder.run(&["check", "--changed", "common.ecr", "--format", format]).failed();
        assert!(said.contains("`--changed` writes a report for each spec"), "{said}");
    }
    assert!(folder.run(&["check", "--changed", "-"]).failed().contains("standard input"));
    assert_eq!(folder.run(&["check", "--changed", "--watch"]).code, Some(2));
    assert_eq!(folder.run(&["check"]).code, Some(2));
}
