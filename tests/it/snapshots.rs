//! Snapshots: every failing case and every rule's bad example with its diagnostics as people see them, and what
//! the examples compile to. They show that output is unchanged; other tests show that it is correct.
//!
//! After an intended change, run `INSTA_UPDATE=always cargo test --test it snapshots`, and read the diff.

use crate::spec::{Folder, compiled, entries, project, specs_of};
use ecrc::Compilation;
use ecrc::backend::{Options, Target, emit};
use ecrc::diagnostic::Severity;
use ecrc::{cards, render};
use std::fmt::Write as _;

pub fn hold(folder: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(project("tests/it/snapshots").join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Every source, then every finding.
fn shown(compilation: &Compilation) -> String {
    let mut text = String::new();
    for (_, source) in compilation.sources.iter() {
        let visible: String = source.text.lines().fold(String::new(), |text, line| text + &visible(line) + "\n");
        let _ = write!(text, "--- {}\n{visible}", source.name);
    }
    let mut out = Vec::new();
    render::pretty(&mut out, &compilation.sources, compilation.report.open(), render::Look::PLAIN).unwrap();
    text + "---\n" + &String::from_utf8(out).unwrap()
}

/// What would act on a terminal, or hide there.
fn acts(c: char) -> bool {
    let formats = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    c.is_control() || formats
}

/// A line whose characters can all be seen.
fn visible(line: &str) -> String {
    line.chars()
        .map(
            |c| if acts(c) || (c.is_whitespace() && c != ' ') { c.escape_unicode().to_string() } else { c.to_string() },
        )
        .collect()
}

#[test]
fn cases_that_fail() {
    for (name, _, compilation) in crate::cases::all() {
        let text = shown(&compilation);
        let loose = text.chars().find(|c| acts(*c) && *c != '\n');
        assert_eq!(loose, None, "{name}: this reaches the terminal\n{text:?}");
        hold("cases", &name, &text);
    }
}

#[test]
fn bad_examples_of_the_rules() {
    for rule in cards::ALL {
        for text in specs_of(rule, true) {
            hold("rules", &format!("{}_{}", rule.code, rule.name), &shown(&compiled(text)));
        }
    }
}

/// Every example: its name, and what it compiles to.
pub fn examples() -> Vec<(String, Compilation)> {
    let mut examples = Vec::new();
    for path in entries(&project("examples")) {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let file = format!("{name}.ecr");
        let folder =
            if path.is_dir() { Folder::read(&path) } else { Folder::single(&file, std::fs::read(&path).unwrap()) };
        examples.push((name, folder.compile(&file)));
    }
    examples
}

#[test]
fn examples_as_templates() {
    for (name, compilation) in examples() {
        let open: Vec<_> = compilation.report.open().filter(|found| found.severity() > Severity::Note).collect();
        assert!(open.is_empty(), "{name}: {open:?}");
        for (target, ending) in [(Target::CloudFormationYaml, "yaml"), (Target::TerraformJson, "tf.json")] {
            let mut text = String::new();
            for (block, plan) in compilation.blocks.iter().zip(&compilation.plans()) {
                let _ = write!(text, "--- {}\n{}", block.name, emit(plan, target, Options::default()));
            }
            hold("examples", &format!("{name}.{ending}"), &text);
        }
    }
}
