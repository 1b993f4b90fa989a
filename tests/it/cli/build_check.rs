//! Input: specs, and templates on the disk.
//! Output: whether `build --check` recognizes those that are up to date.
//! Never: expects it to write.

use super::{Folder, SPEC, block, spec_in};

fn built() -> Folder {
    let folder = Folder::with(&[("two.ecr", &(block("alpha") + &block("beta")))]);
    folder.run(&["build", "two.ecr", "-o", "out"]).fine();
    folder
}

#[test]
fn what_is_as_built_is_fine() {
    let folder = built();
    assert_eq!(folder.run(&["build", "two.ecr", "-o", "out", "--check"]).fine(), "");
    folder.write("one.ecr", SPEC);
    folder.run(&["build", "one.ecr", "-o", "one.yaml"]).fine();
    assert_eq!(folder.run(&["build", "one.ecr", "-o", "one.yaml", "--check"]).fine(), "");
}

#[test]
fn it_needs_something_to_compare_with() {
    let folder = built();
    for arguments in [&["build", "two.ecr", "--check"][..], &["build", "two.ecr", "--check", "-o", "-"]] {
        assert!(folder.run(arguments).failed().contains("-o PATH"));
    }
}

#[test]
fn a_difference_is_shown_and_nothing_written() {
    let folder = built();
    let before = folder.read("out/beta.yaml");
    folder.write("two.ecr", block("alpha") + &spec_in("us-west-2").replace("private_ecr", "private_ecr beta"));
    let run = folder.run(&["build", "two.ecr", "-o", "out", "--check"]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.starts_with("--- out/beta.yaml\n+++ out/beta.yaml\n@@ "), "{}", run.out);
    assert!(run.out.lines().any(|line| line.starts_with('-') && line.contains("us-east-2")));
    assert!(run.out.lines().any(|line| line.starts_with('+') && line.contains("us-west-2")));
    assert!(!run.out.contains("alpha") && run.err.contains("1 file is out of date: 1 changed"), "{}", run.err);
    assert_eq!(folder.read("out/beta.yaml"), before);
}

#[test]
fn a_missing_file_is_a_difference() {
    let folder = built();
    std::fs::remove_file(folder.path("out/alpha.yaml")).unwrap();
    let run = folder.run(&["build", "two.ecr", "-o", "out", "--check"]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.starts_with("--- /dev/null\n+++ out/alpha.yaml\n@@ "), "{}", run.out);
    let run = folder.run(&["build", "two.ecr", "-o", "nowhere/", "--check"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("2 files are out of date: 2 missing"), "{}", run.err);
    assert!(!folder.has("nowhere") && !folder.has("out/alpha.yaml"));
}

#[test]
fn a_product_of_a_block_that_is_gone_is_a_difference() {
    let folder = built();
    folder.run(&["build", "two.ecr", "-o", "out", "-t", "tf"]).fine();
    folder.write("two.ecr", block("alpha"));
    for (target, gone) in [("cfn", "out/beta.yaml"), ("tf", "out/beta/main.tf.json")] {
        let run = folder.run(&["build", "two.ecr", "-o", "out", "-t", target, "--check"]);
        assert_eq!(run.code, Some(1));
        assert!(run.out.contains(&format!("--- {gone}\n+++ /dev/null\n")), "{}", run.out);
        assert!(run.err.contains("2 without a block") && run.err.contains("remove"), "{}", run.err);
    }
    // `build` removes nothing.
    folder.run(&["build", "two.ecr", "-o", "out"]).fine();
    assert!(folder.has("out/beta.yaml") && folder.has("out/beta/main.tf.json"));
    // Where there is no block left at all, too.
    folder.write("two.ecr", "defaults < region us-east-2 >");
    assert_eq!(folder.run(&["build", "two.ecr", "-o", "out", "--check"]).code, Some(1));
}

#[test]
fn files_of_others_are_ignored() {
    let folder = built();
    folder.write("out/hand.yaml", "Resources: {}\n");
    folder.write("out/data.json", [0xff, 0xfe]);
    folder.write("out/README.md", "made by ecrc");
    folder.write("out/modules/main.tf.json", "{}\n");
    std::fs::create_dir(folder.path("out/folder.yaml")).unwrap();
    folder.run(&["build", "two.ecr", "-o", "out", "--check"]).fine();
}

#[test]
fn both_targets_may_share_a_folder() {
    let folder = built();
    folder.run(&["build", "two.ecr", "-o", "out", "-t", "tf"]).fine();
    folder.run(&["build", "two.ecr", "-o", "out", "-t", "cfn-json"]).fine();
    for target in ["cfn", "tf", "cfn-json"] {
        folder.run(&["build", "two.ecr", "-o", "out", "-t", target, "--check"]).fine();
    }
}

#[test]
fn an_error_in_the_spec_is_reported_without_a_diff() {
    let folder = built();
    folder.write("two.ecr", block("alpha") + &block("Beta"));
    let said = folder.run(&["build", "two.ecr", "-o", "out", "--check"]).findings();
    assert!(said.contains("ECR006"), "{said}");
}

#[test]
fn what_cannot_be_read_is_a_failure() {
    let folder = built();
    std::fs::remove_file(folder.path("out/alpha.yaml")).unwrap();
    std::fs::create_dir(folder.path("out/alpha.yaml")).unwrap();
    let run = folder.run(&["build", "two.ecr", "-o", "out", "--check"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("`out/alpha.yaml`"), "{}", run.err);
}
