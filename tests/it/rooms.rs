//! Who imports whom: the `use crate::` lines and `crate::` paths of `src/` against the table of the architecture page.

use crate::spec::{entries, project};
use std::collections::BTreeSet;
use std::path::Path;

/// The rooms of the library, and what each may import. `rules` names a rule's card alone where it stands as `cards`.
const TABLE: &[(&str, &[&str])] = &[
    ("span", &[]),
    ("document", &["span"]),
    ("aws", &["suggest"]),
    ("parallel", &[]),
    ("suggest", &[]),
    // The card is of the error that there are too many.
    ("diagnostic", &["span", "cards"]),
    ("syntax", &["span", "diagnostic", "suggest", "cards"]),
    ("model", &["syntax", "aws", "diagnostic", "span", "suggest", "cards"]),
    ("plan", &["model", "aws", "diagnostic", "span", "cards"]),
    ("policy", &["plan", "aws"]),
    ("rules", &["model", "plan", "policy", "aws", "diagnostic", "span", "suggest", "parallel"]),
    ("backend", &["plan", "aws"]),
    // Beside what the architecture page says, the back end: it is asked for the spelling of every name, and writes the
    // template once more to hold the one that was read against it. And the cards, for reasons; the model, for a workload
    // that is empty.
    ("import", &["plan", "model", "aws", "diagnostic", "document", "span", "backend", "cards"]),
    ("diff", &["plan", "policy", "aws", "backend", "model", "syntax", "diagnostic", "span", "cards"]),
    // The code of a card, and no card.
    ("evidence", &["aws", "diagnostic"]),
    ("render", &["diagnostic", "span"]),
    ("explain", &["evidence", "diagnostic", "span", "rules", "suggest"]),
];

/// Only call the rooms, as an outsider would.
const OUTSIDE: &[&str] = &["lib", "main", "cli", "fix"];

/// The text without comments and strings, and without the tests at its end.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = text.lines().map(|line| match line.find("//") {
        Some(at) if !line[..at].contains('"') => &line[..at],
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The paths that stand behind every `crate::`, braces opened: `plan::Value`, `rules::syntax_error::RULE`.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, word) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':') {
            open(&code[at + word.len()..], "", &mut found);
        }
    }
    found
}

/// Takes one path, or the list in its braces; what stands behind it.
fn open<'c>(code: &'c str, prefix: &str, found: &mut BTreeSet<String>) -> &'c str {
    let end = code.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').unwrap_or(code.len());
    let (path, mut rest) = code.split_at(end);
    let path = format!("{prefix}{path}");
    let Some(inside) = rest.strip_prefix('{') else {
        found.insert(path.trim_end_matches(':').to_owned());
        return rest;
    };
    rest = inside.trim_start();
    while !rest.starts_with('}') && !rest.is_empty() {
        rest = open(rest, &path, found);
        // `self`, `as _` and commas stand between.
        let next = rest.find([',', '}']).unwrap_or(rest.len());
        rest = rest[next..].trim_start_matches(',').trim_start();
    }
    rest.strip_prefix('}').unwrap_or(rest)
}

/// A rule's card, its name's module, or the list of all.
fn is_card(path: &str) -> bool {
    let parts: Vec<&str> = path.split("::").collect();
    match parts.as_slice() {
        ["rules", module] => *module == "find" || *module == "ALL" || *module == "self" || is_rule(module),
        ["rules", module, "RULE"] => is_rule(module),
        ["rules"] => true,
        _ => false,
    }
}

fn is_rule(module: &str) -> bool {
    ecrc::rules::ALL.iter().any(|entry| entry.rule.name == module)
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let paths = entries(folder).into_iter();
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn rooms_import_only_what_they_may() {
    let src = project("src");
    let mut wrong = Vec::new();
    let mut rooms = BTreeSet::new();
    for file in files(&src).into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "rs")) {
        let inside = file.strip_prefix(&src).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
        let room = first.trim_end_matches(".rs");
        if OUTSIDE.contains(&room) {
            continue;
        }
        let Some((_, allowed)) = TABLE.iter().find(|(name, _)| *name == room) else {
            wrong.push(format!("{}: no room of the table", inside.display()));
            continue;
        };
        rooms.insert(room.to_owned());
        // A file of tests is as free as an outsider.
        if inside.file_stem().is_some_and(|stem| stem == "tests" || stem == "plans") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for path in imports(&code(&text)) {
            let of = path.split("::").next().unwrap_or_default();
            let card = allowed.contains(&"cards") && of == "rules" && is_card(&path);
            if of != room && !allowed.contains(&of) && !card {
                wrong.push(format!("{}: crate::{path}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let table: BTreeSet<String> = TABLE.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(rooms, table, "a room of the table is gone");
}

#[test]
fn braces_are_opened() {
    let found = imports("use crate::plan::{self, Value, access::{a, b}};\nlet x = crate::rules::find(y); mycrate::z");
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    assert_eq!(found, ["plan::Value", "plan::access::a", "plan::access::b", "plan::self", "rules::find"]);
}

/// The one file for each heavy dependency, and none that looks at the world.
#[test]
fn dependencies_stay_in_their_files() {
    let src = project("src");
    let homes = [
        ("pest", ["syntax/parse.rs"].as_slice()),
        ("codespan_reporting", &["render.rs", "render/"]),
        ("serde_saphyr", &["backend/document.rs"]),
        ("granit_parser", &["document/yaml.rs"]),
        ("clap", &["cli/", "main.rs"]),
        ("notify", &["cli/watch.rs"]),
    ];
    for file in files(&src).into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "rs")) {
        let inside = file.strip_prefix(&src).unwrap().to_str().unwrap().to_owned();
        let text = code(&std::fs::read_to_string(&file).unwrap());
        for (dependency, homes) in homes {
            let used = text.contains(&format!("use {dependency}::")) || text.contains(&format!(" {dependency}::"));
            assert!(!used || homes.iter().any(|home| inside.starts_with(home)), "{inside} imports {dependency}");
        }
        for world in ["std::fs", "std::env", "std::process", "std::io::std"] {
            let at_home = inside.starts_with("cli/") || inside == "main.rs" || inside.ends_with("tests.rs");
            assert!(at_home || !text.contains(world), "{inside} looks at {world}");
        }
    }
}

#[test]
fn one_file_touches_the_streams() {
    // What is written for people passes through it, and is harmless in a log.
    for file in files(&project("src")).into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "rs"))
    {
        let text = code(&std::fs::read_to_string(&file).unwrap());
        let touches =
            ["io::stdout", "io::stderr", ".print()", "println!", "eprint!"].iter().any(|word| text.contains(word));
        assert_eq!(touches, file.ends_with("cli/terminal.rs"), "{}", file.display());
    }
}
