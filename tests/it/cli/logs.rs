//! Input: file names, specs and arguments that try to be interpreted.
//! Output: whether a CI treats a line of any command as its own command, or a terminal interprets it.
//! Never: judges what goes into a file unchanged: a template, a formatted spec.

#![cfg(unix)]

use super::git::{commit, git};
use super::{Folder, Run};
use proptest::prelude::*;
use std::sync::LazyLock;

/// File names. A shell, a hook or a folder hands them over as they are.
const NAMES: &[&str] = &[
    "::error::x",
    "a\n::add-mask::x",
    "b\r::stop-commands::x",
    " \u{a0}::set-output name=x::y",
    "c##[group]x",
    "###[add-mask]x",
    "##vso[task.setvariable variable=x]y",
    "##teamcity[buildStatus text='x']",
    "d\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{7f}",
    "e\u{202e}\u{2066}\u{feff}\u{e0001}",
];

/// Specs: in order, untidy, broken in each of several ways. `NAME` stands for a block's name.
const TEXTS: &[&str] = &[
    "private_ecr < region us-east-2; launch fargate 1.4.0; logs none; tag \"a\" \"##[group]::error::\" > # ##vso[x]\n",
    "# \u{1b}[31m##[error]\nprivate_ecr NAME <\n  region us-east-2;\n\n\n  launch fargate 1.4.0;\n # ::error::x\n>\n",
    "private_ecr NAME <\n  ::error::x;\n  ##[group] us-east-2;\n  region us-eats-2;\n>\n",
    "::error::x\n##[error]y\n\u{1b}[2J\n",
    "include \"\u{1b}##[x]::error::.ecr\";\nprivate_ecr NAME < region \"##vso[y]\"; launch \u{202e}::warning:: >\n",
    "private_ecr NAME < region us-east-2; launch fargate 1.4.0; accept ECR102 \"##[x]\"; allow pull role \"::error::\" >\n",
];

/// What the runner of GitHub reads as a command, and what Azure Pipelines and `TeamCity` do.
fn is_command(line: &str) -> bool {
    let named = line.trim_start().strip_prefix("::").is_some_and(|rest| rest.contains("::"));
    named || ["##[", "##vso[", "##teamcity["].iter().any(|sign| line.contains(sign))
}

#[track_caller]
fn harmless(arguments: &[&str], text: &str) {
    for line in text.split('\n') {
        assert!(!is_command(line), "{arguments:?} prints a command: {line:?}");
        let obeyed = line.chars().find(|c| *c != '\t' && c.is_control());
        assert!(obeyed.is_none(), "{arguments:?} prints {obeyed:?}: {line:?}");
    }
}

/// Runs, and looks at both streams; of annotations at what is in them.
#[track_caller]
fn quiet(folder: &Folder, arguments: &[&str]) -> Run {
    let run = folder.run(arguments);
    harmless(arguments, &run.err);
    if arguments.contains(&"github") {
        for line in run.out.lines() {
            let own =
                ["::error file=", "::warning file=", "::notice file="].iter().find_map(|own| line.strip_prefix(own));
            let (about, message) = own.and_then(|rest| rest.split_once("::")).expect(line);
            assert!(about.contains(",line=") && !about.contains(':'), "{line:?}");
            assert!(line.chars().all(|c| !c.is_control()) && !message.contains("##["), "{line:?}");
        }
    } else {
        harmless(arguments, &run.out);
    }
    run
}

/// A folder with each text under each name.
static HOSTILE: LazyLock<Folder> = LazyLock::new(|| {
    let folder = Folder::new();
    for (number, name) in NAMES.iter().enumerate() {
        for (kind, text) in TEXTS.iter().enumerate() {
            folder.write(&format!("all/{kind}{name}.ecr"), text.replace("NAME", &format!("n{number}-{kind}")));
            folder.write(&format!("each/{kind}/{name}.ecr"), text.replace("NAME", ""));
        }
    }
    folder
});

#[test]
fn no_command_prints_what_a_ci_obeys() {
    for arguments in [
        &["check"][..],
        &["check", "--format", "short"],
        &["check", "--format", "json"],
        &["check", "--format", "sarif"],
        &["check", "--format", "github"],
        &["check", "--changed", "--format", "short"],
        &["check", "--changed", "--format", "github"],
        &["fmt", "--check"],
        &["fmt", "--diff"],
        &["fix", "--diff"],
        &["endpoints"],
        &["endpoints", "--format", "json"],
        &["build", "-o", "out/", "--check", "--notes"],
    ] {
        let mut any = false;
        for below in ["all", "each/0", "each/1", "each/2", "each/3", "each/4", "each/5"] {
            let run = quiet(&HOSTILE, &[arguments, &[below]].concat());
            any |= !run.out.is_empty() || !run.err.is_empty();
        }
        assert!(any, "{arguments:?} says nothing at all");
    }
}

/// But for `##[` and its like, which other readers of a log obey wherever they stand, and for which there is no escape.
#[test]
fn an_annotation_names_the_file_as_it_is_called() {
    for name in NAMES.iter().filter(|name| name.chars().all(|c| matches!(c, ' '..='~' | '\r' | '\n'))) {
        let file = format!("each/4/{name}.ecr");
        let run = quiet(&HOSTILE, &["check", "--format", "github", &file]);
        let (_, behind) = run.out.split_once(" file=").unwrap();
        let (escaped, _) = behind.split_once(",line=").unwrap();
        let signs = [("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")];
        let shown = signs.iter().fold(escaped.to_owned(), |text, (escape, sign)| text.replace(escape, sign));
        let parted = ["[", "vso[", "teamcity["]
            .iter()
            .fold(file.clone(), |file, sign| file.replace(&format!("##{sign}"), &format!("# #{sign}")));
        assert_eq!(shown, parted);
    }
}

#[test]
fn no_argument_is_printed_as_a_command() {
    for name in NAMES {
        let file = format!("each/0/{name}.ecr");
        for arguments in [
            &["check", name][..],
            &["build", &file, "-o", name],
            &["build", &file, &file, "-o", ""],
            &["check", &file, "--format", name],
            &["check", &file, &format!("--{name}")],
            &[name],
            &["explain", name],
            &["explain", &format!("ECR9{name}")],
            &["man", name],
            &["init", &file],
            &["textconv", &file],
            &["git-diff", &file],
            &["git-diff", &file, &file, "0", "100644", "/dev/null", "0", "100644"],
            &["diff", &file, "/dev/null"],
            &["diff", &file, "/dev/null", "--format", "markdown"],
            &["diff", &file, "/dev/null", "--format", "json"],
            &["diff", &file, name],
            &["diff", "--base", name, &file],
            &["--color", "always", "check", name],
        ] {
            let run = HOSTILE.run(arguments);
            let plain = |text: &str| if arguments[0] == "--color" { without_colors(text) } else { text.to_owned() };
            harmless(arguments, &plain(&run.out));
            harmless(arguments, &plain(&run.err));
        }
    }
}

fn without_colors(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let front = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(front, |text, piece| {
        let (code, rest) = piece.split_once('m').expect("a color");
        assert!(code.chars().all(|c| c.is_ascii_digit() || c == ';'), "{code:?}");
        text + rest
    })
}

#[test]
fn what_changes_files_says_so_in_harmless_lines() {
    let folder = Folder::new();
    for name in NAMES {
        folder.write(&format!("a/{name}.ecr"), TEXTS[1].replace("NAME", ""));
        folder.write(&format!("b/{name}.ecr"), "private_ecr < region us-eats-2; launch fargate 1.4.0, >\n");
        folder.write(&format!("c/{name}.ecr"), TEXTS[4].replace("NAME", ""));
    }
    git(&folder, &["init", "-q", "-b", "main"]);
    commit(&folder, "one");
    for name in NAMES {
        folder.write(&format!("a/{name}.ecr"), TEXTS[0].replace("\"a\"", "\"b\""));
    }
    for arguments in [
        &["diff", "--base", "main", "a"][..],
        &["diff", "--base", "main", "a", "--format", "markdown"],
        &["diff", "--base", "main", "a", "--format", "json"],
        &["diff", "--base", "main"],
        &["diff", "--staged"],
    ] {
        quiet(&folder, arguments);
    }
    for below in ["a", "b", "c"] {
        for command in ["fmt", "fix"] {
            quiet(&folder, &[command, below]);
        }
    }
    folder.run(&["build", "a", "-o", "out"]);
    quiet(&folder, &["build", "a", "-o", "out", "--check"]);
    quiet(&folder, &["build", "b", "-o", "out", "--check"]);
}

#[test]
fn what_goes_into_a_file_holds_no_control_either() {
    for text in TEXTS {
        let text = text.replace("NAME", "");
        for arguments in [&["fmt", "-"][..], &["fix", "-"], &["build", "-"]] {
            let run = HOSTILE.run_on(arguments, &text);
            harmless(arguments, &run.err);
            // `fix` prints a spec that it cannot put right as it was.
            if run.code == Some(0) {
                assert!(run.out.chars().all(|c| c == '\n' || !c.is_control()), "{arguments:?} {}", run.out);
            }
        }
    }
}

#[test]
fn a_name_is_listed_whole() {
    let long = format!("{}/{}.ecr", "d".repeat(200), "e".repeat(200));
    let deep = format!("{}/{}/{long}", "a".repeat(200), "b".repeat(200));
    let folder = Folder::with(&[(&deep, "private_ecr < launch ec2;region nowhere-1 >\n")]);
    assert_eq!(folder.run(&["fmt", "--check", "."]).out, format!("./{deep}\n"));
    assert!(folder.run(&["check", "--format", "short", "."]).out.starts_with(&format!("./{deep}:1:")));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn random_names_and_texts_are_harmless(
        name in name(),
        text in prop::collection::vec(prop_oneof![name(), Just(" ".to_owned()), Just("\n".to_owned())], 1..8),
    ) {
        let folder = Folder::new();
        let file = format!("{name}.ecr");
        folder.write(&format!("d/{file}"), text.concat());
        folder.write(&format!("e/{file}"), format!("private_ecr < launch ec2; region us-east-2 > # {}", text.concat()));
        for arguments in [
            &["check", "--format", "short", "d"][..],
            &["check", "--format", "github", "d"],
            &["check", "d"],
            &["fmt", "--check", "e"],
            &["fmt", "--diff", "e"],
            &["diff", "/dev/null", "e"],
        ] {
            quiet(&folder, arguments);
        }
    }
}

/// What commands are made of.
const PIECES: &[&str] =
    &["::", "##[", "##", "[", "]", "vso[", "teamcity[", "error", "group", "\n", "\r", "%0A", "\u{1b}[2J"];

/// A name for a file, of pieces that are made to be obeyed.
fn name() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(PIECES).prop_map(str::to_owned),
        any::<char>().prop_filter("of a file's name", |c| !matches!(c, '/' | '\0')).prop_map(String::from),
    ];
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}
