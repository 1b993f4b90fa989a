//! Input: specs that include files above and next to them, inside and outside of git work trees.
//! Output: whether each include is accepted, or is outside of the root.
//! Never: runs git to find the top of a work tree: `.git` marks it.

use super::{Folder, Run};
use std::io::Write;
use std::process::Stdio;

const COMMON: &str = "defaults < region us-east-2; launch fargate 1.4.0; logs none >\n";

fn spec(path: &str) -> String {
    format!("include \"{path}\";\nprivate_ecr web < >\n")
}

/// A work tree: `.git` is a directory.
fn work_tree() -> Folder {
    Folder::with(&[
        ("repo/.git/HEAD", "ref: refs/heads/main\n"),
        ("repo/.git/config", COMMON),
        ("repo/common.ecr", COMMON),
        ("repo/envs/prod/web.ecr", &spec("../../common.ecr")),
        ("above.ecr", COMMON),
    ])
}

#[track_caller]
fn refused(run: Run) {
    assert!(run.findings().contains("is outside the directory that may be included"));
}

#[test]
fn an_include_may_lie_anywhere_in_the_work_tree() {
    let folder = work_tree();
    for named in ["repo/envs/prod/web.ecr", "repo/envs/prod", "repo/envs", "repo", "repo/envs/../envs/prod/web.ecr"] {
        folder.run(&["check", named]).fine();
        folder.run(&["build", named, "-o", "out/"]).fine();
    }
    // From inside, by a relative path, and from standard input.
    let mut inside = folder.command(&["check", "web.ecr"]);
    Run::of(&inside.current_dir(folder.path("repo/envs/prod")).output().unwrap()).fine();
    let mut inside = folder.command(&["check", "-"]);
    let inside = inside.current_dir(folder.path("repo/envs")).stdin(Stdio::piped());
    let mut child = inside.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(spec("../common.ecr").as_bytes()).unwrap();
    Run::of(&child.wait_with_output().unwrap()).fine();
}

#[test]
fn no_include_leaves_the_work_tree() {
    let folder = work_tree();
    let absolute = folder.path("above.ecr");
    for path in ["../../../above.ecr", "../../../nowhere.ecr", absolute.to_str().unwrap()] {
        folder.write("repo/envs/prod/web.ecr", spec(path));
        refused(folder.run(&["check", "repo/envs/prod/web.ecr"]));
        refused(folder.run(&["check", "repo"]));
    }
    // Named beside what lies above, it is still of its own work tree.
    refused(folder.run(&["check", "above.ecr", "repo"]));
}

#[test]
fn what_git_keeps_for_itself_is_not_included() {
    let folder = work_tree();
    for path in ["../../.git/config", "../../.git/nowhere", "../../x/../.git/config"] {
        folder.write("repo/envs/prod/web.ecr", spec(path));
        folder.write("repo/x/y", "");
        refused(folder.run(&["check", "repo/envs/prod/web.ecr"]));
    }
    folder.write("repo/envs/prod/web.ecr", spec("../../.github/common.ecr"));
    folder.write("repo/.github/common.ecr", COMMON);
    folder.run(&["check", "repo/envs/prod/web.ecr"]).fine();
}

#[cfg(unix)]
#[test]
fn a_link_leads_no_include_out_of_the_work_tree() {
    use std::os::unix::fs::symlink;
    let folder = work_tree();
    symlink("../above.ecr", folder.path("repo/file.ecr")).unwrap();
    symlink("..", folder.path("repo/up")).unwrap();
    symlink(".git", folder.path("repo/git")).unwrap();
    symlink("../../common.ecr", folder.path("repo/envs/prod/in.ecr")).unwrap();
    for (path, taken) in [
        ("../../file.ecr", false),
        ("../../up/above.ecr", false),
        ("../../git/config", false),
        ("in.ecr", true),
        ("../../up/repo/common.ecr", true),
    ] {
        folder.write("repo/envs/prod/web.ecr", spec(path));
        let run = folder.run(&["check", "repo/envs/prod/web.ecr"]);
        if taken { assert_eq!(run.fine(), "") } else { refused(run) }
    }
    std::fs::remove_file(folder.path("repo/envs/prod/in.ecr")).unwrap();
    // What is named may be a link itself: its includes lie beside it.
    folder.write("repo/envs/prod/web.ecr", spec("../../common.ecr"));
    symlink("repo/envs", folder.path("linked")).unwrap();
    folder.run(&["check", "linked/prod/web.ecr"]).fine();
    folder.run(&["check", "linked"]).fine();
}

#[test]
fn a_file_marks_a_work_tree_too() {
    // In a submodule and in a linked work tree `.git` is a file.
    let folder = work_tree();
    folder.write("repo/sub/.git", "gitdir: ../.git/modules/sub\n");
    folder.write("repo/sub/common.ecr", COMMON);
    folder.write("repo/sub/a/web.ecr", spec("../common.ecr"));
    folder.run(&["check", "repo/sub/a/web.ecr"]).fine();
    folder.write("repo/sub/a/web.ecr", spec("../../common.ecr"));
    refused(folder.run(&["check", "repo/sub/a/web.ecr"]));
    refused(folder.run(&["check", "repo/sub/a"]));
    // Of the outer one, all files below are part.
    folder.run(&["check", "repo"]).findings();
    folder.write("repo/envs/prod/web.ecr", "");
    std::fs::remove_file(folder.path("repo/envs/prod/web.ecr")).unwrap();
    folder.run(&["check", "repo"]).fine();
}

#[test]
fn outside_of_a_work_tree_the_folder_is_the_root() {
    let folder = work_tree();
    std::fs::remove_dir_all(folder.path("repo/.git")).unwrap();
    refused(folder.run(&["check", "repo/envs/prod/web.ecr"]));
    refused(folder.run(&["check", "repo/envs"]));
    folder.run(&["check", "repo"]).fine();
}

#[cfg(unix)]
#[test]
fn a_spec_by_two_names_goes_by_its_own() {
    let folder = work_tree();
    folder.write("repo/a-link/common.ecr", "defaults < region us-west-2; launch ec2 >\n");
    folder.write("repo/own/web.ecr", spec("common.ecr"));
    folder.write("repo/own/common.ecr", COMMON);
    std::os::unix::fs::symlink("../own/web.ecr", folder.path("repo/a-link/web.ecr")).unwrap();
    for files in [["repo/a-link/web.ecr", "repo/own/web.ecr"], ["repo/own/web.ecr", "repo/a-link/web.ecr"]] {
        let run = folder.run(&[&["endpoints"], &files[..]].concat());
        assert!(run.fine().contains("us-east-2"));
    }
}

#[test]
fn the_git_driver_reads_the_same_root() {
    let folder = work_tree();
    folder.write("old", spec("../../common.ecr"));
    let arguments = ["git-diff", "envs/prod/web.ecr", "../old", "0", "100644", "envs/prod/web.ecr", "0", "100644"];
    let mut driver = folder.command(&arguments);
    let shown = Run::of(&driver.current_dir(folder.path("repo")).output().unwrap()).fine();
    assert_eq!(shown, "envs/prod/web.ecr\nno change\n\n");
    // Its directory may be gone from the working tree.
    std::fs::create_dir(folder.path("repo/late")).unwrap();
    folder.write("old", spec("../common.ecr"));
    let arguments = ["git-diff", "gone/web.ecr", "../old", "0", "100644", "/dev/null", "0", "0"];
    let mut driver = folder.command(&arguments);
    let shown = Run::of(&driver.current_dir(folder.path("repo")).output().unwrap()).fine();
    assert!(!shown.contains("outside"), "{shown}");
}
