//! Input: repositories of the real git, with ecrc as its textconv or its external diff.
//! Output: what `git diff`, `git log -p` and `git show` print for specs.
//! Never: reads the user's own configuration of git.

use super::{Folder, SPEC};
use std::process::Command;

/// A repository with one commit of these files.
pub fn repository(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::with(files);
    git(&folder, &["init", "-q", "-b", "main"]);
    commit(&folder, "one");
    folder
}

/// Runs git, which has to succeed; what it prints.
pub fn git(folder: &Folder, arguments: &[&str]) -> String {
    let identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "core.autocrlf=false"];
    let output = Command::new("git")
        .current_dir(folder.path(""))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .args(identity)
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn commit(folder: &Folder, message: &str) {
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-q", "-m", message]);
}

/// The two lines of configuration of the book, with this build of ecrc.
fn with_driver(folder: &Folder, key: &str, command: &str) {
    folder.write(".gitattributes", "*.ecr diff=ecrc\n");
    let ecrc = env!("CARGO_BIN_EXE_ecrc");
    git(folder, &["config", &format!("diff.ecrc.{key}"), &format!("'{ecrc}' {command}")]);
}

fn tagged(tag: &str) -> String {
    SPEC.replace("  deny", &format!("  tag \"team\" \"{tag}\";\n  deny"))
}

#[test]
fn textconv_shows_the_templates_change() {
    let folder = repository(&[("my specs/web.ecr", &tagged("a")), ("plain.txt", "a\n")]);
    with_driver(&folder, "textconv", "textconv");
    folder.write("my specs/web.ecr", tagged("b"));
    folder.write("plain.txt", "b\n");
    let shown = git(&folder, &["diff"]);
    assert!(shown.contains("-          Value: a\n+          Value: b\n") && shown.contains("-a\n+b\n"), "{shown}");
    commit(&folder, "two");
    for arguments in [&["log", "-p", "-1"][..], &["show"], &["diff", "HEAD~1"]] {
        let shown = git(&folder, arguments);
        assert!(shown.contains("+          Value: b\n"), "{shown}");
    }
    // A comment is no change of the template.
    folder.write("my specs/web.ecr", format!("# A comment.\n{}", tagged("b")));
    let shown = git(&folder, &["diff"]);
    assert!(!shown.contains("@@"), "{shown}");
}

#[test]
fn textconv_shows_what_does_not_compile_as_it_is() {
    let include = "include \"common.ecr\";\nprivate_ecr < launch fargate 1.4.0; logs awslogs >\n";
    let folder = repository(&[("web.ecr", include), ("common.ecr", "defaults < region us-east-2 >\n")]);
    folder.write("noise.ecr", b"\x01\xff\xfe\n".as_slice());
    with_driver(&folder, "textconv", "textconv");
    commit(&folder, "two");
    folder.write("web.ecr", include.replace("awslogs", "none"));
    folder.write("common.ecr", "defaults < region us-west-2 >\n");
    folder.write("noise.ecr", b"\x02\xff\xfe\n".as_slice());
    let shown = git(&folder, &["diff"]);
    assert!(shown.contains("+private_ecr < launch fargate 1.4.0; logs none >\n"), "{shown}");
    assert!(shown.contains("+defaults < region us-west-2 >\n") && shown.contains("noise.ecr"), "{shown}");
}

#[test]
fn textconv_goes_by_the_content_alone() {
    let folder = Folder::with(&[("a.ecr", SPEC), ("x1_b.ecr", SPEC)]);
    let shown = folder.run(&["textconv", "a.ecr"]).fine();
    assert!(shown.starts_with("AWSTemplateFormatVersion"), "{shown}");
    assert_eq!(folder.run(&["textconv", "x1_b.ecr"]).fine(), shown);
    assert!(folder.run(&["textconv", "none.ecr"]).failed().contains("`none.ecr`"));
}

#[test]
fn the_external_diff_says_what_a_change_means() {
    let folder = repository(&[("my specs/web.ecr", &tagged("a")), ("gone.ecr", SPEC)]);
    with_driver(&folder, "command", "git-diff");
    folder.write("my specs/web.ecr", tagged("b"));
    let shown = git(&folder, &["diff"]);
    assert!(shown.starts_with("my specs/web.ecr\n5 changed · access broadened: no\n\nweb\n"), "{shown}");
    std::fs::remove_file(folder.path("gone.ecr")).unwrap();
    folder.write("new.ecr", SPEC);
    git(&folder, &["add", "-A"]);
    let shown = git(&folder, &["diff", "--cached", "--no-renames"]);
    assert!(shown.contains("gone.ecr\n6 removed") && shown.contains("new.ecr\n6 added"), "{shown}");
    let shown = git(&folder, &["diff", "--cached", "-M"]);
    assert!(shown.contains("gone.ecr -> new.ecr\nno change\n"), "{shown}");
    commit(&folder, "two");
    // `log -p` and `show` ask for it.
    let shown = git(&folder, &["log", "-p", "-1", "--ext-diff", "--", "my specs"]);
    assert!(shown.contains("5 changed · access broadened: no\n"), "{shown}");
}

#[test]
fn the_external_diff_finds_includes_and_shows_what_does_not_compile() {
    let include = "include \"common.ecr\";\nprivate_ecr < launch fargate 1.4.0; logs awslogs >\n";
    let folder = repository(&[("specs/web.ecr", include), ("specs/common.ecr", "defaults < region us-east-2 >\n")]);
    with_driver(&folder, "command", "git-diff");
    folder.write("specs/web.ecr", include.replace("awslogs", "none"));
    let shown = git(&folder, &["diff"]);
    assert!(shown.starts_with("specs/web.ecr\n1 removed · 2 outputs · access broadened: no\n"), "{shown}");
    folder.write("specs/web.ecr", include.replace("launch", "lanuch"));
    let shown = git(&folder, &["diff"]);
    assert!(shown.contains("specs/web.ecr\nthe new side does not compile: specs/web.ecr:2:15: "), "{shown}");
    assert!(shown.contains("\n+private_ecr < lanuch fargate"), "{shown}");
}
