//! Every rule's card is whole, and its examples show what they say.

use super::{ALL, Check, Command, Entry, Subject};
use crate::diagnostic::{Example, Report, Severity};
use crate::model::{Input, LoadError, Loaded, Loader};
use crate::plan::Plan;
use crate::{Compilation, compile};

struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _: &str, _: &str, _: &str, _: &str) -> Result<Loaded, LoadError> {
        Err(LoadError::Missing)
    }
}

pub(super) fn compiled(text: &str) -> Compilation {
    let input = Input {
        name: "example.ecr".into(),
        identity: "example.ecr".into(),
        root: ".".into(),
        stem: "example".into(),
        bytes: text.as_bytes().to_vec(),
    };
    compile(vec![input], &NoFiles)
}

fn codes(text: &str) -> Vec<u16> {
    compiled(text).report.open().map(|found| found.rule.code.0).collect()
}

/// The whole spec of an example that is printed shortened.
fn whole(entry: &Entry) -> String {
    let block = |name: String, more: &str| {
        format!("private_ecr {name} <\n  region us-east-2; launch fargate 1.4.0; logs awslogs;\n{more}>\n")
    };
    match entry.rule.code.0 {
        505 => {
            let denies: Vec<String> =
                (0..260).map(|n| format!("  deny delete repo \"team-{n:03}/application\";\n")).collect();
            let denies = denies.concat();
            block("long".into(), &format!("{denies}  accept ECR507 \"known\";\n"))
        }
        801 => (1..=21).map(|n| block(format!("vpc-{n}"), "")).collect(),
        other => panic!("no whole example of {other}"),
    }
}

#[test]
fn cards_are_whole() {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/rules")).unwrap();
    let files: Vec<String> = folder.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    for entry in ALL {
        let rule = entry.rule;
        assert!(files.contains(&format!("{}.rs", rule.name)), "{} is not named as its file", rule.code);
        let first = rule.title.split(' ').next().unwrap_or_default();
        let lower = first.chars().filter(|c| c.is_uppercase()).count() != 1;
        assert!(lower || first == "Fargate", "{}: {}", rule.code, rule.title);
        assert!(!rule.title.ends_with('.') && !rule.title.is_empty() && !rule.title.contains('\n'), "{}", rule.code);
        assert!(rule.explanation.len() > 80 && rule.explanation.ends_with(['.', ')']), "{}", rule.code);
        let of_the_language = rule.code.0 < 100 || rule.code.0 == 207;
        let open = matches!(rule.code.0, 302 | 305 | 702);
        assert!(of_the_language == rule.sources.is_empty() || open, "{} {}", rule.code, rule.sources.len());
        for source in rule.sources {
            assert!(source.url.starts_with("https://") && source.read.starts_with("2026-11-2"), "{}", rule.code);
        }
    }
    let cards = files.iter().filter(|file| !matches!(file.as_str(), "mod.rs" | "check.rs" | "tests.rs" | "plans.rs"));
    assert_eq!(cards.count(), ALL.len(), "a file of the folder is no rule of the list, or the other way round");
    assert!(ALL.is_sorted_by(|a, b| a.rule.code < b.rule.code));
}

#[test]
fn bad_examples_break_their_own_rule_and_good_ones_none() {
    for entry in ALL {
        let own = entry.rule.code.0;
        match entry.rule.bad {
            Example::Spec(text) => assert_eq!(codes(text), [own], "bad of {}\n{text}", entry.rule.code),
            Example::Shortened(_) => assert_eq!(codes(&whole(entry)), [own], "bad of {}", entry.rule.code),
            Example::Template(_) => {}
        }
        if let Example::Spec(text) = entry.rule.good {
            assert_eq!(codes(text), [0; 0], "good of {}\n{text}", entry.rule.code);
        }
    }
}

/// What the rules on blocks and commands find on a plan without a spec.
pub(super) fn codes_of_plan(plan: &Plan) -> Vec<u16> {
    let mut report = Report::default();
    let subject = Subject { plan, block: None };
    for entry in ALL {
        match entry.check {
            Check::Block(check) => check(&subject, &mut report),
            Check::Command(check) => {
                let command = Command { blocks: &[], plans: std::slice::from_ref(plan) };
                report.diagnostics.extend(check(&command).into_iter().map(|finding| finding.diagnostic));
            }
            Check::Raised => {}
        }
    }
    let weighty = report.sorted().diagnostics.into_iter().filter(|found| found.severity() != Severity::Note);
    weighty.map(|found| found.rule.code.0).collect()
}
