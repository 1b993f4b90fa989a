//! Input: revisions of git, its index, and the working tree.
//! Output: what `diff` compares of them: files, directories, includes and symlinks as they were then.
//! Never: reads the user's own configuration of git.

use super::diff::open;
use super::git::{commit, git, repository};
use super::{Folder, SPEC, block};

#[test]
fn the_working_tree_is_compared_with_a_revision() {
    let folder = repository(&[("net/web.ecr", &open()), ("net/jobs.ecr", &block("jobs"))]);
    assert_eq!(folder.run(&["diff", "--base", "main", "--exit-code"]).fine(), "no change\n");
    folder.write("net/web.ecr", SPEC);
    let text = folder.run(&["diff", "--base", "main", "--no-text"]).fine();
    assert!(text.starts_with("2 changed · access broadened: no\n\nweb\n"), "{text}");
    assert!(text.contains("      net/web.ecr:5:3: deny"), "{text}");
    assert_eq!(folder.run(&["diff", "--base", "HEAD", "net/jobs.ecr"]).fine(), "no change\n");
    commit(&folder, "two");
    let text = folder.run(&["diff", "--base", "HEAD~1", "net", "--no-text"]).fine();
    assert!(text.starts_with("2 changed"), "{text}");
    // From a folder below, paths are those from there.
    let mut below = folder.command(&["diff", "--base", "HEAD~1", "web.ecr", "--no-text"]);
    let text = super::Run::of(&below.current_dir(folder.path("net")).output().unwrap()).fine();
    assert!(text.contains("      web.ecr:5:3: deny"), "{text}");
}

#[test]
fn a_file_that_one_side_lacks_is_nothing_there() {
    let folder = repository(&[("web.ecr", SPEC)]);
    folder.write("jobs.ecr", SPEC);
    let text = folder.run(&["diff", "--base", "main", "--no-text"]).fine();
    assert!(text.starts_with("6 added · access broadened: yes\n\njobs (new)\n"), "{text}");
    let text = folder.run(&["diff", "--base", "main", "jobs.ecr", "--no-text"]).fine();
    assert!(text.starts_with("6 added"), "{text}");
    std::fs::remove_file(folder.path("web.ecr")).unwrap();
    let text = folder.run(&["diff", "--base", "main", "web.ecr", "--no-text"]).fine();
    assert!(text.starts_with("6 removed"), "{text}");
    let said = folder.run(&["diff", "--base", "main", "none.ecr"]).failed();
    assert!(said.contains("none.ecr"), "{said}");
}

#[test]
fn includes_are_those_of_the_revision() {
    let include = "include \"shared/common.ecr\";\nprivate_ecr < launch fargate 1.4.0; logs awslogs >\n";
    let common = |tag: &str| format!("defaults < region us-east-2; tag \"t\" \"{tag}\" >\n");
    let folder = repository(&[("web.ecr", include), ("shared/common.ecr", &common("a"))]);
    folder.write("shared/common.ecr", common("b"));
    let text = folder.run(&["diff", "--base", "main", "web.ecr", "--no-text"]).fine();
    assert!(text.starts_with("5 changed · access broadened: no\n"), "{text}");
    assert!(
        text.contains("        - t = a\n        + t = b\n      shared/common.ecr:1:30: tag \"t\" \"b\"\n"),
        "{text}"
    );
    // A broken include of the old side is named by the revision.
    folder.write("shared/common.ecr", "defaults < region us-east-9 >\n");
    commit(&folder, "broken");
    folder.write("shared/common.ecr", common("a"));
    let run = folder.run(&["diff", "--base", "main", "web.ecr"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("main:shared/common.ecr:1:19"), "{}", run.err);
    assert!(run.err.contains("`main:web.ecr` does not compile"), "{}", run.err);
    // It may lead anywhere in the repository, and not out of that.
    folder.write("sub/web.ecr", include.replace("shared/", "../shared/"));
    commit(&folder, "up");
    for side in [&["diff", "--base", "main", "sub"][..], &["diff", "--staged", "sub/web.ecr"]] {
        assert_eq!(folder.run(side).fine(), "no change\n");
    }
    for path in ["../../shared/", "/"] {
        folder.write("sub/web.ecr", include.replace("shared/", path));
        commit(&folder, "out");
        let run = folder.run(&["diff", "--base", "main", "sub"]);
        assert!(run.code == Some(2) && run.err.contains("main:sub/web.ecr:1:9"), "{}", run.err);
        assert!(run.err.contains("is outside the directory that may be included"), "{}", run.err);
    }
}

#[test]
fn the_index_is_compared_with_a_commit() {
    let folder = repository(&[("web.ecr", &open())]);
    folder.write("web.ecr", SPEC);
    assert_eq!(folder.run(&["diff", "--staged"]).fine(), "no change\n");
    git(&folder, &["add", "web.ecr"]);
    folder.write("web.ecr", "private_ecr < broken");
    let text = folder.run(&["diff", "--staged", "--no-text"]).fine();
    assert!(text.starts_with("2 changed") && text.contains("      :web.ecr:5:3: deny"), "{text}");
    git(&folder, &["commit", "-q", "-m", "two"]);
    assert_eq!(folder.run(&["diff", "--staged"]).fine(), "no change\n");
    let text = folder.run(&["diff", "--staged", "--base", "HEAD~1", "--no-text"]).fine();
    assert!(text.starts_with("2 changed"), "{text}");
    // Before the first commit, all is new.
    let folder = Folder::with(&[("web.ecr", SPEC)]);
    git(&folder, &["init", "-q", "-b", "main"]);
    git(&folder, &["add", "-A"]);
    let text = folder.run(&["diff", "--staged", "--no-text"]).fine();
    assert!(text.starts_with("6 added"), "{text}");
}

#[test]
fn what_git_cannot_give_is_said() {
    let folder = Folder::with(&[("web.ecr", SPEC)]);
    let mut outside = folder.command(&["diff", "--base", "main"]);
    let said = super::Run::of(&outside.env("GIT_CEILING_DIRECTORIES", folder.path("..")).output().unwrap()).failed();
    assert!(said.contains("the working directory is not in a git repository"), "{said}");
    let folder = repository(&[("web.ecr", SPEC)]);
    for revision in ["nope", "--output=x", "main:web.ecr", ""] {
        let said = folder.run(&["diff", &format!("--base={revision}")]).failed();
        assert!(said.contains(&format!("git knows no revision `{revision}`")), "{said}");
    }
    assert!(!folder.has("x"));
    let said = folder.run(&["diff", "--base", "main", "../elsewhere.ecr"]).failed();
    assert!(said.contains("outside the repository"), "{said}");
    let said = folder.run(&["diff", "--base", "main", "-"]).failed();
    assert!(said.contains("no revision contains `-`"), "{said}");
    let mut without = folder.command(&["diff", "--base", "main"]);
    let said = super::Run::of(&without.env("PATH", "/nowhere").output().unwrap()).failed();
    assert!(said.contains("cannot start git"), "{said}");
}

#[cfg(unix)]
#[test]
fn links_are_followed_in_a_revision_too() {
    let folder = Folder::with(&[("real/web.txt", &open())]);
    std::fs::create_dir(folder.path("specs")).unwrap();
    std::os::unix::fs::symlink("../real/web.txt", folder.path("specs/web.ecr")).unwrap();
    git(&folder, &["init", "-q", "-b", "main"]);
    commit(&folder, "one");
    // One file by two names is one.
    folder.write("a.ecr", block("a"));
    std::os::unix::fs::symlink("a.ecr", folder.path("b.ecr")).unwrap();
    std::os::unix::fs::symlink("b.ecr", folder.path("c.ecr")).unwrap();
    commit(&folder, "two");
    for side in [&["diff", "--base", "main"][..], &["diff", "--staged"]] {
        assert_eq!(folder.run(side).fine(), "no change\n");
    }
    for named in [&["specs/web.ecr"][..], &["a.ecr", "c.ecr"]] {
        for side in [&["diff", "--base", "main"][..], &["diff", "--staged"]] {
            assert_eq!(folder.run(&[side, named].concat()).fine(), "no change\n", "{side:?} {named:?}");
        }
    }
    // An include is followed as on the disk: through directories, and not out of the repository.
    let spec = |path: &str| format!("include \"{path}\";\n{}", block("with").replace("logs awslogs;", ""));
    folder.write("inside/shared/common.ecr", "defaults < logs none >\n");
    std::os::unix::fs::symlink("shared", folder.path("inside/linked")).unwrap();
    std::os::unix::fs::symlink("../real", folder.path("inside/out")).unwrap();
    folder.write("inside/with.ecr", spec("linked/common.ecr"));
    commit(&folder, "three");
    for side in [&["diff", "--base", "main", "inside"][..], &["diff", "--staged", "inside"]] {
        assert_eq!(folder.run(side).fine(), "no change\n");
    }
    folder.write("real/common.ecr", "defaults < logs none >\n");
    folder.write("inside/with.ecr", spec("out/common.ecr"));
    git(&folder, &["add", "-A"]);
    assert_eq!(folder.run(&["diff", "--staged", "inside"]).fine(), "no change\n");
    std::fs::remove_file(folder.path("inside/out")).unwrap();
    std::os::unix::fs::symlink("../../elsewhere", folder.path("inside/out")).unwrap();
    git(&folder, &["add", "-A"]);
    let said = folder.run(&["diff", "--staged", "inside"]);
    assert!(said.code == Some(2) && said.err.contains("is outside"), "{}", said.err);
    git(&folder, &["reset", "-q", "--hard"]);
    folder.write("real/web.txt", SPEC);
    let text = folder.run(&["diff", "--base", "main", "--no-text"]).fine();
    assert!(text.starts_with("2 changed"), "{text}");
    // Out of the folder that is named none leads.
    for arguments in [&["diff", "--base", "main", "specs"][..], &["diff", "--staged", "specs"]] {
        let said = folder.run(arguments).failed();
        assert!(said.contains("specs/web.ecr` is a symlink that leads out of `specs`"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_of_the_repository_is_refused_in_a_revision_too() {
    let folder = repository(&[("web.ecr", SPEC)]);
    std::os::unix::fs::symlink("../elsewhere.ecr", folder.path("out.ecr")).unwrap();
    git(&folder, &["add", "-A"]);
    let said = folder.run(&["diff", "--staged"]).failed();
    assert!(said.contains("`:out.ecr` is a symlink that leads out of `.`"), "{said}");
    commit(&folder, "two");
    let said = folder.run(&["diff", "--base", "main"]).failed();
    assert!(said.contains("`main:out.ecr` is a symlink that leads out of `.`"), "{said}");
}

#[cfg(unix)]
#[test]
fn an_include_lies_beside_the_link_in_a_revision_too() {
    let folder = Folder::with(&[
        ("real/web.ecr", "include \"common.ecr\";\nprivate_ecr web < region us-east-2; launch fargate 1.4.0 >\n"),
        ("real/common.ecr", "defaults < allow pull role \"a\" >\n"),
        ("common.ecr", "defaults < allow pull role \"b\" >\n"),
        ("below/x.txt", ""),
    ]);
    std::os::unix::fs::symlink("real/web.ecr", folder.path("link.ecr")).unwrap();
    std::os::unix::fs::symlink("real", folder.path("folder")).unwrap();
    git(&folder, &["init", "-q", "-b", "main"]);
    commit(&folder, "one");
    for named in ["link.ecr", "folder", "folder/web.ecr", "real"] {
        for side in [&["diff", "--base", "main", named][..], &["diff", "--staged", named]] {
            assert_eq!(folder.run(side).fine(), "no change\n", "{side:?}");
        }
    }
    // From another folder on, names lead up.
    let mut below = folder.command(&["diff", "--base", "main", "../link.ecr", "../real"]);
    let below = below.current_dir(folder.path("below")).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&below.stdout), "no change\n");
    folder.write("common.ecr", "defaults < allow all >\n");
    git(&folder, &["add", "-A"]);
    let run = folder.run(&["diff", "--staged", "link.ecr", "--fail-on", "broadened"]);
    assert!(run.code == Some(1) && run.out.contains(":common.ecr:1:"), "{}", run.out);
    assert_eq!(folder.run(&["diff", "--staged", "folder"]).fine(), "no change\n");
    // A link that is gone is nothing on one side.
    std::fs::remove_file(folder.path("link.ecr")).unwrap();
    let text = folder.run(&["diff", "--base", "main", "link.ecr", "--no-text"]).fine();
    assert!(text.contains("main:link.ecr:2:37: launch fargate 1.4.0  (removed)"), "{text}");
}

#[cfg(unix)]
#[test]
fn what_is_no_spec_in_git_may_have_any_name() {
    use std::os::unix::ffi::OsStrExt;
    let folder = repository(&[("web.ecr", SPEC)]);
    let odd = |name: &[u8]| folder.path("").join(std::ffi::OsStr::from_bytes(name));
    std::fs::write(odd(b"x\xff.txt"), "").unwrap();
    git(&folder, &["add", "-A"]);
    assert_eq!(folder.run(&["diff", "--staged"]).fine(), "no change\n");
    std::fs::write(odd(b"x\xff.ecr"), SPEC).unwrap();
    git(&folder, &["add", "-A"]);
    assert_eq!(folder.run(&["diff", "--staged", "web.ecr"]).fine(), "no change\n");
    let said = folder.run(&["diff", "--staged"]).failed();
    assert!(said.contains("cannot read `:x\u{fffd}.ecr`: its name is not valid UTF-8"), "{said}");
}

#[test]
fn what_is_not_merged_is_not_compared() {
    let folder = repository(&[("web.ecr", SPEC)]);
    git(&folder, &["checkout", "-q", "-b", "theirs"]);
    folder.write("web.ecr", open());
    commit(&folder, "theirs");
    git(&folder, &["checkout", "-q", "main"]);
    folder.write("web.ecr", SPEC.replace("us-east-2", "us-west-2"));
    commit(&folder, "ours");
    git(&folder, &["read-tree", "-m", "main~1", "main", "theirs"]);
    let said = folder.run(&["diff", "--staged"]).failed();
    assert!(said.contains("cannot read `:web.ecr`: it is not merged yet"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_line_end_in_a_name_is_no_end_of_it() {
    let folder = Folder::with(&[("n\nl.ecr", &block("odd"))]);
    git(&folder, &["init", "-q", "-b", "main"]);
    commit(&folder, "one");
    assert_eq!(folder.run(&["diff", "--base", "main"]).fine(), "no change\n");
}
