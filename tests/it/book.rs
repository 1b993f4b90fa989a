//! Input: `README.md` and the pages of `book/`.
//! Output: whether they are correct: every spec compiles, every printed output is the real one, every statement
//! has its example, and the book's rule pages are those of `src/cards/`.
//! Never: judges wording.
//!
//! A block of a page may say in its first line:
//!
//! - `ecrc`: a spec without warnings and errors;
//! - `ecrc,fails=ECR201`: one whose warnings and errors are all of that rule;
//! - `ecrc,file=infra.ecr`: one that later blocks on the page may include or name;
//! - `console`: commands after `$ ` and what they print on both streams; a line `…` stands for lines left out.
//!
//! `ECRC_BLESS=1 cargo test --test it book` updates the pages that come from the rules, and complete outputs of commands.

#[cfg(unix)]
mod graph;
#[cfg(unix)]
mod recording;
mod site;

use crate::spec::{Folder, entries, project};
use ecrc::aws::action;
use ecrc::cards;
use ecrc::diagnostic::{Report, Rule, Severity};
use ecrc::span::Sources;
use ecrc::spec::syntax::{self, Item, Keyword};
use site::GROUPS;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const BLESS: &str = "ECRC_BLESS=1 cargo test --test it book";

/// A fenced block of a page.
struct Block {
    /// `ecrc`, `console`, …
    language: String,
    /// What stands behind it, by commas.
    attributes: Vec<String>,
    text: String,
    /// The line of its fence.
    line: usize,
}

impl Block {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find_map(|attribute| attribute.strip_prefix(name)?.strip_prefix('='))
    }
}

fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    for (index, line) in page.lines().enumerate() {
        let fence = line.strip_prefix("```");
        match (&mut open, fence) {
            (None, Some(info)) => {
                let mut parts = info.split(',').map(|part| part.trim().to_owned());
                let language = parts.next().unwrap_or_default();
                open = Some(Block { language, attributes: parts.collect(), text: String::new(), line: index + 1 });
            }
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(block), None) => {
                block.text += line;
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block that nothing closes");
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The pages that are written by hand: those of the rules are held against the cards, and the cards elsewhere.
fn pages() -> Vec<(String, String)> {
    let book = entries(&project("book/src")).into_iter().filter(|path| path.extension().is_some_and(|end| end == "md"));
    let paths: Vec<PathBuf> = std::iter::once(project("README.md")).chain(book).collect();
    let name = |path: &Path| path.strip_prefix(project("")).unwrap().display().to_string();
    paths.iter().map(|path| (name(path), read(path))).collect()
}

#[test]
fn specs_compile() {
    for (name, page) in pages() {
        let mut files: Vec<(String, String)> = Vec::new();
        for block in blocks(&page).into_iter().filter(|block| block.language == "ecrc") {
            let at = format!("{name}:{}", block.line);
            let file = block.attribute("file").unwrap_or("spec.ecr");
            files.retain(|(name, _)| name != file);
            files.push((file.to_owned(), block.text.clone()));
            let folder: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            let compilation = Folder::of(&folder).compile(file);
            let weighty = compilation.report.open().filter(|found| found.severity() >= Severity::Warning);
            let codes: BTreeSet<String> = weighty.map(|found| found.rule.code.to_string()).collect();
            let expected: BTreeSet<String> = block.attribute("fails").map(str::to_owned).into_iter().collect();
            assert_eq!(codes, expected, "{at}\n{}", block.text);
        }
    }
}

/// What is shown is what is printed, but for what `…` leaves out.
fn shows(shown: &[&str], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((line, rest)) if line.trim() == "…" => (1..=printed.len()).any(|skip| shows(rest, &printed[skip..])),
        Some((line, rest)) => {
            printed.first().is_some_and(|first| first.trim_end() == line.trim_end()) && shows(rest, &printed[1..])
        }
    }
}

/// What a page is to show of what is printed: all of it, or as many lines of its beginning as before. `None` where
/// something else is left out.
fn written_anew(shown: &[&str], printed: &[&str]) -> Option<String> {
    let (end, beginning) = shown.split_last().unwrap_or((&"", &[]));
    let omits = |line: &&str| line.trim() == "…";
    if beginning.iter().any(omits) {
        return None;
    }
    Some(if omits(end) {
        printed.iter().take(beginning.len()).chain([end]).copied().collect::<Vec<_>>().join("\n")
    } else {
        printed.join("\n")
    })
}

#[test]
fn omissions_leave_out_lines() {
    assert!(shows(&["a", "  …", "d"], &["a", "b", "c", "d"]));
    assert!(shows(&["…"], &["a", "b"]));
    assert!(!shows(&["a", "…", "b"], &["a", "b"]));
    assert!(!shows(&["a"], &["a", "b"]));
    assert!(!shows(&["a", "x"], &["a", "b"]));
}

/// Runs a line of a shell where the specs of the page and `examples/` lie.
#[cfg(unix)]
fn run(command: &str, folder: &Path) -> String {
    run_in(command, folder, &[("NO_COLOR", "1")])
}

/// The same, with further variables of the environment.
#[cfg(unix)]
fn run_in(command: &str, folder: &Path, variables: &[(&str, &str)]) -> String {
    let ecrc = Path::new(env!("CARGO_BIN_EXE_ecrc")).parent().unwrap();
    let path = std::env::join_paths(
        std::iter::once(ecrc.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let output = std::process::Command::new("bash")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .current_dir(folder)
        .env("PATH", path.unwrap())
        .env_remove("NO_COLOR")
        .env("COLUMNS", "80")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[cfg(unix)]
#[test]
fn outputs_are_the_real_ones() {
    let bless = std::env::var_os("ECRC_BLESS").is_some();
    for (name, page) in pages() {
        let mut blessed = page.clone();
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(project("examples"), folder.path().join("examples")).unwrap();
        for block in blocks(&page) {
            if let Some(file) = block.attribute("file") {
                std::fs::write(folder.path().join(file), &block.text).unwrap();
            }
            if block.language != "console" {
                continue;
            }
            let at = format!("{name}:{}", block.line);
            let commands: Vec<&str> = commands_of(&block.text);
            assert!(!commands.is_empty(), "{at}: a console without a command");
            for command in commands {
                let (command, shown) = command.split_once('\n').unwrap_or((command, ""));
                let printed = run(command, folder.path());
                let shown = shown.trim_end();
                let as_lines = |text: &str| text.trim_end().lines().map(str::to_owned).collect::<Vec<_>>();
                let (wanted, found) = (as_lines(shown), as_lines(&printed));
                let [wanted, found] =
                    [&wanted, &found].map(|lines| lines.iter().map(String::as_str).collect::<Vec<_>>());
                if !shows(&wanted, &found) {
                    let now = written_anew(&wanted, &found).filter(|_| bless);
                    let now = now.unwrap_or_else(|| panic!("{at}: `{command}` prints\n{printed}"));
                    let old = format!("$ {command}\n{shown}\n");
                    assert_eq!(blessed.matches(&old).count(), 1, "{at}: `{command}` is not shown once");
                    blessed = blessed.replace(&old, &format!("$ {command}\n{now}\n"));
                }
            }
        }
        if blessed != page {
            std::fs::write(project(&name), blessed).unwrap();
        }
    }
}

/// The commands of a console, each with what it prints.
fn commands_of(text: &str) -> Vec<&str> {
    let starts: Vec<usize> =
        text.match_indices("$ ").map(|(at, _)| at).filter(|at| *at == 0 || text[..*at].ends_with('\n')).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(start, end)| &text[start + 2..end]).collect()
}

/// The part of a page below a heading of the third depth, up to the next of that depth or above.
fn section<'p>(page: &'p str, heading: &str) -> Option<&'p str> {
    let start = page.find(&format!("\n{heading}\n"))? + heading.len() + 2;
    let ends = ["\n### ", "\n## "].into_iter().filter_map(|next| page[start..].find(next));
    Some(&page[start..ends.min().map_or(page.len(), |end| start + end)])
}

#[test]
fn every_statement_has_an_example() {
    let page = read(&project("book/src/reference.md"));
    for keyword in Keyword::ALL {
        let heading = format!("### `{}`", keyword.as_str());
        let section = section(&page, &heading).unwrap_or_else(|| panic!("the reference has no `{heading}`"));
        let says = blocks(section).iter().filter(|block| block.language == "ecrc").any(|block| {
            let (mut sources, mut report) = (Sources::default(), Report::default());
            let id = syntax::decode(&mut sources, "spec.ecr", block.text.clone().into_bytes(), &mut report).unwrap();
            let file = syntax::parse(sources.get(id).unwrap(), id, &mut report);
            file.items.iter().any(|item| match item {
                Item::Defaults(block) | Item::Block(block) => {
                    block.statements.iter().any(|statement| statement.keyword.value == *keyword)
                }
                Item::Include(_) => false,
            })
        });
        assert!(says, "the reference has no example below `{heading}`");
    }
}

#[test]
fn the_page_on_access_has_what_the_verbs_stand_for() {
    let page = read(&project("book/src/access.md"));
    for (verb, actions) in [("pull", action::PULL), ("push", action::PUSH), ("delete", action::DELETE)] {
        let actions: Vec<String> = actions.iter().map(|action| format!("`{action}`")).collect();
        let row = format!("| `{verb}` | {} |", actions.join(", "));
        assert!(page.contains(&row), "the page misses\n{row}");
    }
}

#[test]
fn links_lead_somewhere() {
    let mut all = pages();
    for path in entries(&project("book/src/rules")).into_iter().chain(entries(&project("book/src/uses"))) {
        all.push((path.strip_prefix(project("")).unwrap().display().to_string(), read(&path)));
    }
    all.push(("CONTRIBUTING.md".to_owned(), read(&project("CONTRIBUTING.md"))));
    for (name, page) in all {
        let folder = project(&name).parent().unwrap().to_owned();
        for (at, _) in page.match_indices("](") {
            let target = page[at + 2..].split([')', '#']).next().unwrap();
            let elsewhere = target.is_empty() || target.contains("://");
            assert!(elsewhere || folder.join(target).exists(), "{name} links to `{target}`, which is not there");
        }
    }
}

#[test]
fn every_dependency_has_its_reason() {
    let page = read(&project("CONTRIBUTING.md"));
    let manifest = read(&project("Cargo.toml"));
    let mut names = 0;
    for part in manifest.split("\n[").filter(|part| part.starts_with("dependencies]") || part.starts_with("dev-dep")) {
        for (name, _) in part.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = ")) {
            let row = page.lines().any(|line| line.starts_with("| `") && line.contains(&format!("`{name}`")));
            assert!(row, "CONTRIBUTING.md does not say what `{name}` is for");
            names += 1;
        }
    }
    assert!(names > 0);
}

#[test]
fn the_rules_are_counted() {
    let page = read(&project("README.md"));
    assert!(page.contains(&format!("[{} rules]", cards::ALL.len())), "there are {} rules", cards::ALL.len());
}

/// Holds a page against what it is printed from, or writes it.
fn printed(path: &str, text: &str) {
    let path = project(path);
    if std::env::var_os("ECRC_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        return;
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == text, "{} is stale; refresh it with `{BLESS}`", path.display());
}

#[cfg(unix)]
use graph::section as picture_of;

/// Pictures are drawn, and so checked, on Unix.
#[cfg(not(unix))]
fn picture_of(_: &Rule) -> String {
    String::new()
}

/// So many related rules are worth a look.
const RELATED: usize = 5;

/// What a rule's page ends with: the rules that it names or that name it, then those that explain the same errors.
fn see_also(rule: &Rule) -> String {
    let symptoms = cards::Page::of(rule).symptoms;
    let failures = symptoms.iter().flat_map(|text| ecrc::evidence::read(text).placed);
    let explaining: Vec<_> = failures.flat_map(|failure| failure.weighed.rules).map(|reason| reason.code).collect();
    let closeness = |other: &Rule| {
        let named = rule.page.contains(&other.code.to_string()) || other.page.contains(&rule.code.to_string());
        (named, explaining.iter().filter(|code| **code == other.code).count())
    };
    let others = cards::ALL.iter().filter(|other| other.code != rule.code);
    let mut related: Vec<((bool, usize), &Rule)> = others.map(|other| (closeness(other), *other)).collect();
    related.retain(|(closeness, _)| *closeness > (false, 0));
    related.sort_by_key(|(closeness, other)| (std::cmp::Reverse(*closeness), other.code));
    let line =
        |(_, other): &((bool, usize), &Rule)| format!("- [{}]({}.md): {}\n", other.code, other.code, other.title);
    let lines: String = related.iter().take(RELATED).map(line).collect();
    if lines.is_empty() { String::new() } else { format!("\n## See also\n\n{lines}") }
}

#[test]
fn rule_pages_are_the_cards() {
    for rule in cards::ALL {
        let card = Path::new("src/cards").join(cards::path(rule));
        assert!(project(&card.display().to_string()).is_file(), "{}", card.display());
        printed(
            &format!("book/src/rules/{}.md", rule.code),
            &format!("{{{{#include ../../../{}}}}}\n{}{}", card.display(), picture_of(rule), see_also(rule)),
        );
    }
    let groups = GROUPS.iter().map(|group| format!("{}.md", group.name));
    let names: BTreeSet<String> = cards::ALL.iter().map(|rule| format!("{}.md", rule.code)).chain(groups).collect();
    for path in entries(&project("book/src/rules")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(names.contains(name), "book/src/rules/{name} is of no rule and no group; remove it");
    }
}
