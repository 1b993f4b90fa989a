//! Input: specs in any form.
//! Output: how `fmt` writes, lists and shows what is not canonical.
//! Never: checks the canonical form; the formatter's own tests do.

use super::{Folder, SPEC};

const UNTIDY: &str = "private_ecr < launch fargate 1.4.0 ; region us-east-2 > # end\r\n";
const BROKEN: &str = "private_ecr < region \"us-east-2; >\n";

#[test]
fn files_are_formatted_in_place() {
    let folder = Folder::with(&[("a.ecr", UNTIDY), ("sub/b.ecr", UNTIDY)]);
    assert_eq!(folder.run(&["fmt", "."]).fine(), "");
    let tidy = folder.read("a.ecr");
    assert!(tidy != UNTIDY && tidy.contains("# end") && !tidy.contains('\r'));
    assert_eq!(folder.read("sub/b.ecr"), tidy);
    let before = std::fs::metadata(folder.path("a.ecr")).unwrap().modified().unwrap();
    assert_eq!(folder.run(&["fmt", "--check", "."]).fine(), "");
    folder.run(&["fmt", "."]).fine();
    assert_eq!(folder.read("a.ecr"), tidy);
    assert_eq!(std::fs::metadata(folder.path("a.ecr")).unwrap().modified().unwrap(), before);
    assert_eq!(folder.files(), ["a.ecr", "sub/b.ecr"]);
}

#[test]
fn standard_input_is_printed() {
    let folder = Folder::with(&[("a.ecr", UNTIDY)]);
    let printed = folder.run_on(&["fmt", "-"], UNTIDY).fine();
    folder.run(&["fmt", "a.ecr"]).fine();
    assert_eq!(printed, folder.read("a.ecr"));
    assert_eq!(folder.run_on(&["fmt", "-"], &printed).fine(), printed);
}

#[test]
fn comments_around_an_includes_path_stay() {
    let folder = Folder::with(&[("inc#1.ecr", "defaults < logs none >\n")]);
    let spec =
        "include # why\n  # and\n \"inc#1.ecr\" # note\n;\nprivate_ecr < region us-east-2; launch fargate 1.4.0 >\n";
    let formatted = folder.run_on(&["fmt", "-"], spec).fine();
    let head = "include # why\n    # and\n    \"inc#1.ecr\"; # note\n\n";
    assert!(formatted.starts_with(head), "{formatted}");
    assert_eq!(folder.run_on(&["fmt", "-"], &formatted).fine(), formatted);
    folder.run_on(&["check", "-"], &formatted).fine();
}

#[test]
fn commas_at_the_end_of_a_statement_make_no_list_of_it() {
    let folder = Folder::with(&[]);
    let spec = format!("private_ecr <\n  launch {}. 1,,;\n>\n", "fargate".repeat(14));
    let formatted = folder.run_on(&["fmt", "-"], &spec).fine();
    assert_eq!(formatted, spec.replace(",,", ""));
    assert_eq!(folder.run_on(&["fmt", "-"], &formatted).fine(), formatted);
}

#[test]
fn check_lists_and_writes_nothing() {
    let folder = Folder::with(&[("a.ecr", UNTIDY), ("b.ecr", UNTIDY), ("c.ecr", SPEC)]);
    folder.run(&["fmt", "c.ecr"]).fine();
    let run = folder.run(&["fmt", "--check", "."]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(1), "./a.ecr\n./b.ecr\n", ""));
    assert_eq!(folder.read("a.ecr"), UNTIDY);
    let run = folder.run_on(&["fmt", "--check", "-"], UNTIDY);
    assert_eq!((run.code, run.out.as_str()), (Some(1), "-\n"));
}

#[test]
fn diff_shows_and_writes_nothing() {
    let folder = Folder::with(&[("a.ecr", UNTIDY)]);
    let shown = folder.run(&["fmt", "--diff", "a.ecr"]).fine();
    assert!(shown.starts_with("--- a.ecr\n+++ a.ecr\n@@ -1 +1,"), "{shown}");
    assert_eq!(folder.run(&["fmt", "--diff", "--check", "a.ecr"]).code, Some(1));
    assert_eq!(folder.read("a.ecr"), UNTIDY);
    let shown = folder.run_on(&["fmt", "--diff", "-"], UNTIDY).fine();
    assert!(shown.starts_with("--- stdin\n"), "{shown}");
}

#[test]
fn a_broken_file_is_left_as_it_is_and_the_others_formatted() {
    let folder = Folder::with(&[("a.ecr", BROKEN), ("b.ecr", UNTIDY)]);
    let said = folder.run(&["fmt", "a.ecr", "b.ecr"]).findings();
    assert!(said.contains("a.ecr:1:22") && said.contains("the file is unchanged"), "{said}");
    assert_eq!(folder.read("a.ecr"), BROKEN);
    assert_ne!(folder.read("b.ecr"), UNTIDY);
    for arguments in [&["fmt", "--check", "a.ecr"][..], &["fmt", "--diff", "a.ecr"]] {
        assert!(folder.run(arguments).findings().contains("ECR001"));
    }
    assert!(folder.run_on(&["fmt", "-"], BROKEN).findings().contains("-:1:22"));
}
