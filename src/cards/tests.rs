//! Every rule page is complete: page and table agree, and no page is missing.

use super::{ALL, BANDS, Page, path, print};
use crate::aws::Date;
use crate::diagnostic::{Rule, Severity};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The pages in the directory.
#[allow(clippy::disallowed_methods)]
fn files() -> BTreeSet<String> {
    let folder = |band: &str| {
        std::fs::read_dir(format!("{}/src/cards/{band}", env!("CARGO_MANIFEST_DIR"))).unwrap().map(|file| file.unwrap())
    };
    let names = |band| folder(band).map(move |file| format!("{band}/{}", file.file_name().into_string().unwrap()));
    BANDS.iter().copied().flat_map(names).collect()
}

/// The page of a rule as it has to begin: what the table says of the rule.
fn beginning(rule: &Rule) -> String {
    let mut page = format!("# {} {}\n\n{}: {}\n\n", rule.code, rule.name, rule.severity, rule.title);
    for (severity, when) in rule.exceptions {
        let article = if *severity == Severity::Error { "an" } else { "a" };
        let _ = write!(page, "Reported as {article} {severity} {when}.\n\n");
    }
    page
}

#[test]
fn no_page_is_left_out() {
    let listed: BTreeSet<String> = ALL.iter().map(|rule| path(rule)).collect();
    assert_eq!(listed, files());
    assert!(ALL.is_sorted_by(|a, b| a.code < b.code));
}

#[test]
fn page_and_table_agree() {
    for rule in ALL {
        assert!(rule.page.starts_with(&beginning(rule)), "{}\n{}", rule.code, beginning(rule));
        let page = Page::of(rule);
        assert_eq!(page.sources.first().map(|source| source.url), rule.source, "{}", rule.code);
        // Of these no page of AWS speaks.
        let without = matches!(rule.code.0, 1..=8 | 10 | 207 | 302 | 305 | 515 | 702);
        assert_eq!(without, page.sources.is_empty(), "{}", rule.code);
        for source in &page.sources {
            assert!(source.url.starts_with("https://") && Date::parse(source.read).is_ok(), "{}", rule.code);
        }
    }
}

#[test]
fn pages_are_whole() {
    for rule in ALL {
        let first = rule.title.split(' ').next().unwrap_or_default();
        let lower = first.chars().filter(|c| c.is_uppercase()).count() != 1;
        assert!(lower || first == "Fargate", "{}: {}", rule.code, rule.title);
        assert!(!rule.title.ends_with('.') && !rule.title.is_empty() && !rule.title.contains('\n'), "{}", rule.code);
        let page = Page::of(rule);
        assert!(page.explanation.len() > 80 && page.explanation.ends_with(['.', ')', '`']), "{}", rule.code);
        for bad in [true, false] {
            assert!(page.examples(bad).count() > 0, "{} has no example that is bad: {bad}", rule.code);
        }
        // What is read is all there is: written again, it is the page.
        let mut again = beginning(rule) + page.explanation + "\n";
        if !page.symptoms.is_empty() {
            again += "\n## Errors you may see\n\n";
            for symptom in &page.symptoms {
                let _ = writeln!(again, "- `{symptom}`");
            }
        }
        for example in &page.examples {
            let heading = if example.bad { "Fails" } else { "Passes" };
            let fence = rule.page.lines().nth(example.line - 2).unwrap();
            let _ = write!(again, "\n## {heading}\n\n{fence}\n{}```\n", example.text);
        }
        if !page.sources.is_empty() {
            again += "\n## Sources\n\n";
            for it in &page.sources {
                let _ = writeln!(again, "- [{}]({}), read {}", it.title, it.url, it.read);
            }
        }
        assert_eq!(rule.page, again);
    }
}

#[test]
fn a_printed_page_has_no_marks() {
    for rule in ALL {
        assert!(!print(rule).contains(",bad") && !print(rule).contains(",good"), "{}", rule.code);
    }
}

#[test]
fn a_severity_is_the_rules_or_one_of_its_exceptions() {
    for rule in ALL {
        let mut known = vec![rule.severity];
        for (severity, when) in rule.exceptions {
            assert!(!known.contains(severity), "{}: {severity} twice", rule.code);
            assert!(when.starts_with("when ") && !when.ends_with('.'), "{}: {when}", rule.code);
            known.push(*severity);
        }
    }
}
