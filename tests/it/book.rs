//! README and book: their specs compile, their outputs are real, and the rules' pages are printed from the cards.

use crate::spec::compiled;
use ecrc::backend::{Options, Target, emit};
use ecrc::diagnostic::Severity;
use ecrc::syntax::Keyword;
use ecrc::{explain, render, rules};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The fenced parts of a page that are of a language.
fn fenced(page: &str, language: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut open: Option<String> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(word)) if word == language => open = Some(String::new()),
            (Some(_), Some("")) => parts.extend(open.take()),
            (Some(part), _) => {
                part.push_str(line);
                part.push('\n');
            }
            (None, _) => {}
        }
    }
    parts
}

#[test]
fn every_spec_in_the_prose_compiles() {
    for page in ["README.md", "book/src/introduction.md", "book/src/getting-started.md", "book/src/reference.md"] {
        let specs = fenced(&read(page), "ecrc");
        assert!(!specs.is_empty(), "{page}");
        for spec in specs {
            let compilation = compiled(&spec);
            let weighty: Vec<_> = compilation.report.open().filter(|found| found.severity() > Severity::Note).collect();
            assert!(weighty.is_empty() && !compilation.plans.is_empty(), "{page}\n{spec}\n{weighty:#?}");
        }
    }
}

#[test]
fn the_reference_has_every_statement() {
    let page = read("book/src/reference.md");
    let specs = fenced(&page, "ecrc").concat();
    for keyword in Keyword::ALL {
        let word = keyword.as_str();
        assert!(page.contains(&format!("\n### {word}\n")), "no section on `{word}`");
        assert!(specs.contains(&format!("\n  {word} ")), "no example of `{word}`");
    }
    for action in [ecrc::aws::PULL, ecrc::aws::PUSH, ecrc::aws::DELETE].concat() {
        assert!(page.contains(&format!("`{action}`")), "{action}");
    }
}

#[test]
fn the_readme_prints_what_ecrc_prints() {
    let page = read("README.md");
    let compilation = compiled(&fenced(&page, "ecrc")[0]);
    let template = emit(&compilation.plans[0], Target::CloudFormationYaml, Options::default());
    for part in fenced(&page, "yaml") {
        assert!(template.contains(&part), "{part}");
    }
    let spec = "private_ecr <\n  region us-east-2;\n  launch fargate 1.4.0;\n  private_dns off;\n  logs awslogs;\n>\n";
    let compilation = compiled(spec);
    let first: Vec<_> = compilation.report.open().take(1).collect();
    let mut shown = Vec::new();
    render::pretty(&mut shown, &compilation.sources, first, false).unwrap();
    // The name is that of the reader's file.
    let shown = String::from_utf8(shown).unwrap();
    let body = |text: &str| text.lines().filter(|line| !line.contains("┌─")).collect::<Vec<_>>().join("\n");
    let printed = fenced(&page, "text").concat();
    assert!(body(&shown).starts_with(body(&printed).trim_end()), "{shown}");
    assert!(page.contains(&format!("{} rules with their sources", rules::ALL.len())));
}

/// The pages that are printed: of each rule, and their list.
fn printed() -> Vec<(PathBuf, String)> {
    let mut list = String::from(
        "# Rules\n\nWhat a spec, and the plan that follows from it, is checked against. An error stops `build`; a \
         warning does not; a note informs, and is shown by `check`.\n\n| code | severity | rule |\n|---|---|---|\n",
    );
    let mut summary = String::from(
        "# Summary\n\n[Introduction](introduction.md)\n\n- [Getting started](getting-started.md)\n- \
         [Reference](reference.md)\n- [Commands](commands.md)\n- [Rules](rules.md)\n",
    );
    let mut pages = Vec::new();
    for entry in rules::ALL {
        let rule = entry.rule;
        let _ = writeln!(list, "| [{0}](rules/{0}.md) | {1} | {2} |", rule.code, rule.severity, rule.title);
        let _ = writeln!(summary, "  - [{0} {1}](rules/{0}.md)", rule.code, rule.name);
        pages.push((PathBuf::from(format!("book/src/rules/{}.md", rule.code)), explain::card(rule)));
    }
    pages.push(("book/src/rules.md".into(), list));
    pages.push(("book/src/SUMMARY.md".into(), summary));
    pages
}

/// `ECRC_BLESS=1 cargo test --test it book` writes the pages anew.
#[test]
fn the_rules_pages_are_their_cards() {
    for (path, page) in printed() {
        if std::env::var_os("ECRC_BLESS").is_some() {
            fs::create_dir_all(root().join("book/src/rules")).unwrap();
            fs::write(root().join(&path), &page).unwrap();
        }
        assert!(read(&path) == page, "{} is stale: ECRC_BLESS=1 cargo test --test it book", path.display());
    }
    let pages = fs::read_dir(root().join("book/src/rules")).unwrap().count();
    assert_eq!(pages, rules::ALL.len());
}
