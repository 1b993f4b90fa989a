//! Input: repositories that are partial, sparse, have submodules, or are hostile; branches; files that specs include.
//! Output: that `diff` compares what git itself shows, and runs nothing that a repository names.
//! Never: reads the user's own configuration of git.

use super::diff::open;
use super::git::{commit, git, repository};
use super::{Folder, SPEC, block};

const COMMON: &str = "defaults < region us-east-2; launch fargate 1.4.0; logs none >\n";
const TAKER: &str = "include \"common.ecr\";\nprivate_ecr web < tag \"a\" \"b\" >\n";

/// What `git rev-parse` says of the blob at a path.
fn blob(folder: &Folder, path: &str) -> String {
    git(folder, &["rev-parse", &format!("HEAD:{path}")]).trim().to_owned()
}

/// Takes an object out of a repository, as if a partial clone had never had it.
fn lose(folder: &Folder, object: &str) {
    let (first, rest) = object.split_at(2);
    std::fs::remove_file(folder.path(&format!(".git/objects/{first}/{rest}"))).unwrap();
}

#[test]
fn content_that_git_lacks_is_no_absent_file() {
    let folder = repository(&[("web.ecr", &open()), ("jobs.ecr", &block("jobs"))]);
    let object = blob(&folder, "web.ecr");
    folder.write("web.ecr", SPEC);
    lose(&folder, &object);
    let said = folder.run(&["diff", "--base", "main"]).failed();
    assert!(said.contains("git does not have the content of `main:web.ecr`"), "{said}");
    assert!(said.contains(&format!("in a partial clone, fetch it with `git cat-file -e {object}`")), "{said}");
    // What is not asked for is not missed.
    assert_eq!(folder.run(&["diff", "--base", "main", "jobs.ecr"]).fine(), "no change\n");
    // An include that is lacking is no file that is not there.
    let folder = repository(&[("web.ecr", TAKER), ("common.ecr", COMMON)]);
    lose(&folder, &blob(&folder, "common.ecr"));
    let run = folder.run(&["diff", "--base", "main", "web.ecr"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("cannot read `common.ecr`: git does not have the content of"), "{}", run.err);
}

#[test]
fn what_a_sparse_checkout_leaves_out_is_there() {
    let folder = repository(&[
        ("a/web.ecr", SPEC),
        ("b/jobs.ecr", "include \"../c/common.ecr\";\nprivate_ecr jobs < tag \"a\" \"b\" >\n"),
        ("c/common.ecr", COMMON),
    ]);
    git(&folder, &["sparse-checkout", "set", "--no-cone", "/a/", "/b/"]);
    assert!(!folder.has("c/common.ecr"));
    assert_eq!(folder.run(&["diff", "--base", "main", "--exit-code"]).fine(), "no change\n");
    // An include that is left out is read from the index.
    folder.write("b/jobs.ecr", "include \"../c/common.ecr\";\nprivate_ecr jobs < tag \"a\" \"c\" >\n");
    let text = folder.run(&["diff", "--base", "main", "--no-text"]).fine();
    assert!(text.starts_with("4 changed · access broadened: no\n\njobs\n"), "{text}");
    git(&folder, &["checkout", "-q", "b/jobs.ecr"]);
    git(&folder, &["sparse-checkout", "set", "--no-cone", "/b/"]);
    assert!(!folder.has("a/web.ecr"));
    for named in
        [&["diff", "--base", "main", "--exit-code"][..], &["diff", "--base", "main", "a/web.ecr", "--exit-code"]]
    {
        assert_eq!(folder.run(named).fine(), "no change\n");
    }
    // What is gone is gone.
    std::fs::remove_file(folder.path("b/jobs.ecr")).unwrap();
    let text = folder.run(&["diff", "--base", "main", "--no-text"]).fine();
    assert!(text.starts_with("5 removed"), "{text}");
}

#[test]
fn what_is_to_be_added_is_not_staged() {
    let folder = repository(&[("web.ecr", SPEC)]);
    folder.write("jobs.ecr", block("jobs"));
    git(&folder, &["add", "-N", "jobs.ecr"]);
    assert_eq!(git(&folder, &["diff", "--cached", "--name-only"]), "");
    assert_eq!(folder.run(&["diff", "--staged", "--exit-code"]).fine(), "no change\n");
    let text = folder.run(&["diff", "--base", "main", "--no-text"]).fine();
    assert!(text.starts_with("6 added"), "{text}");
    // An empty file that is staged is one.
    folder.write("empty.ecr", "");
    git(&folder, &["add", "empty.ecr"]);
    let run = folder.run(&["diff", "--staged"]);
    assert!(run.code == Some(2) && run.err.contains(":empty.ecr:1:1"), "{}", run.err);
}

#[test]
fn a_submodule_is_a_repository_of_its_own() {
    let inner = repository(&[("sub.ecr", &block("sub"))]);
    let outer = repository(&[("web.ecr", SPEC)]);
    let url = inner.path("").to_str().unwrap().to_owned();
    git(&outer, &["-c", "protocol.file.allow=always", "submodule", "add", "-q", &url, "lib"]);
    commit(&outer, "with a submodule");
    let run = outer.run(&["diff", "--base", "main", "--exit-code"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "no change\n"));
    assert!(run.err.starts_with("warning: submodule `lib` is not compared"), "{}", run.err);
    let said = outer.run(&["diff", "--base", "main", "lib/sub.ecr"]).failed();
    assert!(said.contains("`lib/sub.ecr` is in the submodule `lib`, a repository of its own"), "{said}");
    // Another commit of it is said.
    let run = outer.run(&["diff", "--base", "HEAD~1", "--exit-code"]);
    assert!(run.err.starts_with("warning: submodule `lib` changes, and is not compared"), "{}", run.err);
    assert_eq!(outer.run(&["diff", "--base", "main", "web.ecr"]).fine(), "no change\n");
}

#[test]
fn branches_are_compared_from_where_they_fork() {
    let folder = repository(&[("web.ecr", &open()), ("jobs.ecr", &block("jobs"))]);
    git(&folder, &["checkout", "-q", "-b", "topic"]);
    folder.write("web.ecr", SPEC);
    commit(&folder, "topic");
    git(&folder, &["checkout", "-q", "main"]);
    folder.write("jobs.ecr", block("jobs").replace("awslogs", "none"));
    commit(&folder, "main goes on");
    git(&folder, &["checkout", "-q", "topic"]);
    let first = |arguments: &[&str]| {
        let text = folder.run(&[&["diff", "--no-text"], arguments].concat()).fine();
        text.lines().next().unwrap().to_owned()
    };
    // Against the branch itself, what came to it is missing here.
    assert_eq!(first(&["--base", "main"]), "1 added · 2 changed · 2 outputs · access broadened: no");
    for base in ["main...topic", "main...HEAD", "main..."] {
        assert_eq!(first(&["--base", base]), "2 changed · access broadened: no", "{base}");
    }
    assert_eq!(first(&["--base", "main...", "--staged"]), "2 changed · access broadened: no");
    assert_eq!(first(&["--base", "main..topic"]), "1 added · 2 changed · 2 outputs · access broadened: no");
    // Two commits are compared whatever is in the working tree.
    folder.write("web.ecr", "private_ecr < broken");
    assert_eq!(first(&["--base", "main...topic"]), "2 changed · access broadened: no");
    assert_eq!(first(&["--base", "topic...main"]), "1 removed · 2 outputs · access broadened: no");
    let said = folder.run(&["diff", "--base", "main...topic", "--staged"]).failed();
    assert!(said.contains("`--staged` cannot be combined with a `--base` that names both sides"), "{said}");
    for (base, unknown) in [("main...nope", "nope"), ("nope..topic", "nope"), ("...", "main")] {
        let run = folder.run(&["diff", "--base", base, "--no-text", "jobs.ecr"]);
        assert!(unknown == "main" || run.err.contains(&format!("git knows no revision `{unknown}`")), "{}", run.err);
    }
    git(&folder, &["checkout", "-q", "-f", "--orphan", "alone"]);
    commit(&folder, "alone");
    let said = folder.run(&["diff", "--base", "main...alone"]).failed();
    assert!(said.contains("the two revisions of `main...alone` have no common commit"), "{said}");
}

#[test]
fn a_file_of_defaults_is_compared_through_the_specs_that_take_it() {
    let files = [("common.ecr", COMMON), ("web.ecr", TAKER), ("alone.ecr", SPEC)];
    let folder = repository(&files);
    folder.write("common.ecr", COMMON.replace("logs none", "logs awslogs; clients 0.0.0.0/0"));
    let opens = "2 added · 1 removed · 2 outputs · access broadened: no · reach broadened: yes";
    for named in [&["common.ecr"][..], &["common.ecr", "alone.ecr"], &[]] {
        let run = folder.run(&[&["diff", "--base", "main", "--no-text", "--fail-on", "broadened"], named].concat());
        assert_eq!((run.code, run.out.lines().next(), run.err.as_str()), (Some(1), Some(opens), ""), "{named:?}");
        assert!(run.out.contains("\nweb\n") && !run.out.contains("alone"), "{}", run.out);
    }
    // Through another file, from another folder, and staged.
    let folder = repository(&[
        ("shared/base.ecr", COMMON),
        ("shared/more.ecr", "include \"base.ecr\";\ndefaults < exec on >\n"),
        ("envs/web.ecr", "include \"../shared/more.ecr\";\nprivate_ecr web < tag \"a\" \"b\" >\n"),
    ]);
    folder.write("shared/base.ecr", COMMON.replace("us-east-2", "us-west-2"));
    git(&folder, &["add", "-A"]);
    for named in [&["--staged", "shared/base.ecr"][..], &["--staged", "shared"], &["--base", "main", "shared/base.ecr"]]
    {
        let text = folder.run(&[&["diff", "--no-text"], named].concat()).fine();
        assert!(text.contains("\nweb\n  ! nothing in us-east-2 changes: this is another stack"), "{named:?}: {text}");
    }
    let mut below = folder.command(&["diff", "--base", "main", "--no-text"]);
    let text = super::Run::of(&below.current_dir(folder.path("shared")).output().unwrap()).fine();
    assert!(text.contains("\nweb\n"), "{text}");
    commit(&folder, "two");
    let text = folder.run(&["diff", "--base", "HEAD~1..HEAD", "--no-text", "shared"]).fine();
    assert!(text.contains("\nweb\n"), "{text}");
    // One that nobody takes.
    let folder = repository(&[("common.ecr", COMMON), ("web.ecr", SPEC)]);
    folder.write("common.ecr", COMMON.replace("none", "awslogs"));
    let run = folder.run(&["diff", "--base", "main", "common.ecr"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "no change\n"));
    assert!(run.err.contains("`common.ecr` changed, but no spec of the repository includes it"), "{}", run.err);
    // Outside of git, nobody knows who takes it.
    let folder = Folder::with(&[("old.ecr", COMMON), ("new.ecr", &COMMON.replace("none", "awslogs"))]);
    let said = folder.run(&["diff", "old.ecr", "new.ecr"]).failed();
    assert!(said.contains("neither `old.ecr` nor `new.ecr` has a block to compare"), "{said}");
    assert_eq!(folder.run(&["diff", "old.ecr", "old.ecr"]).fine(), "no change\n");
}

#[test]
fn the_external_diff_shows_who_takes_a_file_of_defaults() {
    let folder = repository(&[("common.ecr", COMMON), ("web.ecr", TAKER)]);
    folder.write(".gitattributes", "*.ecr diff=ecrc\n");
    let ecrc = env!("CARGO_BIN_EXE_ecrc");
    git(&folder, &["config", "diff.ecrc.command", &format!("'{ecrc}' git-diff")]);
    folder.write("common.ecr", COMMON.replace("logs none", "logs awslogs; clients 0.0.0.0/0"));
    let shown = git(&folder, &["diff"]);
    let opens = "2 added · 1 removed · 2 outputs · access broadened: no · reach broadened: yes\n\nweb\n";
    assert!(shown.starts_with(&format!("common.ecr\n{opens}")), "{shown}");
    // Each file's own part, where both change.
    folder.write("web.ecr", TAKER.replace("\"b\"", "\"c\""));
    let shown = git(&folder, &["diff"]);
    assert!(shown.contains("common.ecr\n2 added") && shown.contains("web.ecr\n5 changed"), "{shown}");
    git(&folder, &["checkout", "-q", "web.ecr"]);
    folder.write("common.ecr", COMMON.replace("us-east-2", "us-east-9"));
    let shown = git(&folder, &["diff"]);
    assert!(
        shown.contains("the new side does not compile: common.ecr:1:19: ") && shown.contains("\n+defaults"),
        "{shown}"
    );
    folder.write("common.ecr", COMMON.replace("none", "awslogs"));
    std::fs::remove_file(folder.path("web.ecr")).unwrap();
    let shown = git(&folder, &["diff", "common.ecr"]);
    assert!(shown.contains("no spec in the working tree includes it"), "{shown}");
}

#[cfg(unix)]
#[test]
fn nothing_that_a_repository_names_is_run() {
    use std::os::unix::fs::PermissionsExt;
    let folder = repository(&[("web.ecr", &open()), ("lost.ecr", &block("lost"))]);
    let mark = folder.path("run-by-git");
    let program = folder.path("program");
    folder.write("program", format!("#!/bin/sh\ntouch '{}'\n", mark.display()));
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let program = program.to_str().unwrap();
    std::fs::create_dir_all(folder.path("hooks")).unwrap();
    for hook in ["post-index-change", "pre-auto-gc", "reference-transaction", "post-checkout", "fsmonitor-watchman"] {
        std::fs::copy(program, folder.path(&format!("hooks/{hook}"))).unwrap();
    }
    let hooks = folder.path("hooks").to_str().unwrap().to_owned();
    let shell = format!("!{program}");
    let external = format!("ext::{program}");
    for (key, value) in [
        ("core.fsmonitor", program),
        ("core.hooksPath", &hooks),
        ("core.pager", program),
        ("pager.ls-tree", program),
        ("pager.rev-parse", program),
        ("core.editor", program),
        ("core.sshCommand", program),
        ("core.gitProxy", program),
        ("core.askPass", program),
        ("core.alternateRefsCommand", program),
        ("credential.helper", &shell),
        ("diff.external", program),
        ("diff.ecrc.command", program),
        ("diff.ecrc.textconv", program),
        ("filter.ecrc.clean", program),
        ("filter.ecrc.smudge", program),
        ("filter.ecrc.process", program),
        ("filter.ecrc.required", "true"),
        ("merge.ecrc.driver", program),
        ("gpg.program", program),
        ("log.showSignature", "true"),
        ("alias.ls-files", &shell),
        ("alias.cat-file", &shell),
        ("uploadpack.packObjectsHook", program),
        ("protocol.allow", "always"),
        ("protocol.ext.allow", "always"),
        ("remote.origin.url", &external),
        ("remote.origin.promisor", "true"),
        ("remote.origin.partialclonefilter", "blob:none"),
        ("remote.origin.uploadpack", program),
        ("extensions.partialClone", "origin"),
        ("core.repositoryFormatVersion", "1"),
        ("submodule.recurse", "true"),
    ] {
        git(&folder, &["-c", "core.fsmonitor=false", "config", key, value]);
    }
    folder.write(".git/info/attributes", "*.ecr diff=ecrc filter=ecrc merge=ecrc\n");
    let object = blob(&folder, "lost.ecr");
    let _ = std::fs::remove_file(&mark);
    lose(&folder, &object);
    folder.write("web.ecr", SPEC);
    for arguments in [
        &["--base", "main"][..],
        &["--base", "main", "web.ecr"],
        &["--base", "HEAD...main", "web.ecr"],
        &["--base", "main...", "web.ecr"],
        &["--staged"],
        &["--staged", "web.ecr"],
    ] {
        let run = folder.run(&[&["diff"], arguments].concat());
        let lacks = arguments.last() != Some(&"web.ecr");
        assert_eq!(run.code, Some(if lacks { 2 } else { 0 }), "{arguments:?}: {}", run.err);
        assert_eq!(run.err.contains("git does not have the content"), lacks, "{arguments:?}: {}", run.err);
        assert!(!mark.exists(), "{arguments:?} ran a program of the repository");
    }
    // The programs would be run: git itself does.
    for asked in [&["ls-files", "-s"][..], &["cat-file", "-e", &object]] {
        let _ = std::fs::remove_file(&mark);
        std::process::Command::new("git").current_dir(folder.path("")).args(asked).output().unwrap();
        assert!(mark.exists(), "{asked:?}");
    }
}

#[test]
fn a_repository_among_anothers_files_is_not_taken_for_one() {
    let folder = repository(&[("web.ecr", SPEC)]);
    git(&folder, &["init", "-q", "--bare", "bare"]);
    let mut inside = folder.command(&["diff", "--base", "main"]);
    let said = super::Run::of(&inside.current_dir(folder.path("bare")).output().unwrap()).failed();
    assert!(said.contains("the working directory is not in a git repository"), "{said}");
}

#[test]
fn what_git_ignores_is_not_there() {
    let folder = repository(&[(".gitignore", "/own/\n*-local.ecr\n"), ("web.ecr", SPEC)]);
    folder.write("kept-local.ecr", block("kept"));
    git(&folder, &["add", "-f", "kept-local.ecr"]);
    commit(&folder, "a file that is tracked all the same");
    folder.write("own/jobs.ecr", open());
    folder.write("web-local.ecr", open());
    folder.write("kept-local.ecr", format!("# A comment.\n{}", block("kept")));
    for named in [&["diff", "--base", "main", "--exit-code"][..], &["diff", "--base", "main", ".", "--exit-code"]] {
        assert_eq!(folder.run(named).fine(), "no change\n");
    }
    let said = folder.run(&["diff", "--base", "main", "own"]).failed();
    assert!(said.contains("`own` has no spec"), "{said}");
    // What is tracked is compared, and so is what is named itself.
    folder.write("kept-local.ecr", block("kept").replace("deny delete", "deny push"));
    let text = folder.run(&["diff", "--base", "main", "--no-text"]).fine();
    assert!(text.contains("kept") && !text.contains("(new)"), "{text}");
    let text = folder.run(&["diff", "--base", "main", "--no-text", "web-local.ecr"]).fine();
    assert!(text.contains("(new)"), "{text}");
}

#[test]
fn the_working_directory_is_of_the_working_tree() {
    let folder = repository(&[("web.ecr", SPEC), ("a/jobs.ecr", &block("jobs"))]);
    let elsewhere = Folder::with(&[("other.ecr", &open())]);
    let run = |at: &Folder, below: &str| {
        let mut command = at.command(&["diff", "--base", "main", "--exit-code"]);
        command.env("GIT_DIR", folder.path(".git")).env("GIT_WORK_TREE", folder.path(""));
        super::Run::of(&command.current_dir(at.path(below)).output().unwrap())
    };
    let said = run(&elsewhere, "").failed();
    assert!(said.contains("the working directory is outside git's working tree"), "{said}");
    for below in ["", "a"] {
        assert_eq!(run(&folder, below).fine(), "no change\n");
    }
}
