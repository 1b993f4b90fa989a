//! Input: every text that a reader can meet: diagnostics of all cases, help, and the strings of the source.
//! Output: whether they keep to the project's voice: labels that say something, plain words, lines that fit.
//! Never: judges whether a sentence is true.

use crate::spec::{compiled, entries, project, specs_of};
use ecrc::cards;
use ecrc::diagnostic::{Diagnostic, Report, Severity};
use ecrc::render::{self, Look};
use ecrc::span::Sources;
use proc_macro2::{TokenStream, TokenTree};
use std::path::Path;
use std::process::Command;

/// Words that the project's texts do without: another one is plainer, or is the one that is used elsewhere.
const STIFF: &[&str] = &[
    "anew",
    "artefact",
    "behaviour",
    "behind",
    "beside",
    "card",
    "cards",
    "colour",
    "coloured",
    "colours",
    "fault",
    "faults",
    "finding",
    "findings",
    "folder",
    "folders",
    "honour",
    "licence",
    "recognise",
    "silence",
    "silences",
    "unsaid",
    "whom",
    "wholly",
];
/// Turns of phrase of that kind.
const PHRASES: &[&str] = &[
    "did you mean",
    "from then on",
    "has to be",
    "have to be",
    "is there already",
    "made anew",
    "way out",
    "way to the internet",
    "where unsaid",
    "outside of",
];

/// The diagnostics of every case that fails, of every bad example of a rule, and of what is audited.
fn diagnostics() -> Vec<(String, Sources, Report)> {
    let cases = crate::cases::all().into_iter().map(|(name, _, compilation)| (name, compilation));
    let rules = cards::ALL
        .iter()
        .flat_map(|rule| specs_of(rule, true).into_iter().map(move |text| (rule.code.to_string(), compiled(text))));
    let specs = cases.chain(rules).map(|(name, compilation)| (name, compilation.sources, compilation.report));
    specs.chain(crate::audit::cases()).chain(crate::pages::cases()).collect()
}

/// A text without what it quotes.
fn unquoted(text: &str) -> String {
    text.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

/// How many words it has; code is one.
fn length(text: &str) -> usize {
    unquoted(text).split_whitespace().count()
}

/// What breaks the voice in a text.
fn stiff(text: &str) -> Option<&'static str> {
    let text = unquoted(text).to_lowercase();
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
    let word = words.find_map(|word| STIFF.iter().find(|stiff| **stiff == word));
    word.or_else(|| PHRASES.iter().find(|phrase| text.contains(**phrase))).copied()
}

/// What is wrong with the words of a diagnostic.
fn faults(found: &Diagnostic) -> Vec<String> {
    let mut faults = Vec::new();
    let label = found.primary.as_ref().map_or("", |label| label.message.as_str());
    let mut require = |sound: bool, fault: String| {
        if !sound {
            faults.push(fault);
        }
    };
    require(!label.is_empty(), "the label is empty".to_owned());
    require(label != found.message, "the label is the headline".to_owned());
    require(length(label) <= 8, format!("the label has more than eight words: {label}"));
    require(found.labels.iter().all(|label| !label.message.is_empty()), "another label is empty".to_owned());
    require(found.notes.iter().all(|note| *note != found.message), "a note is the headline".to_owned());
    let helps = found.help.as_ref().is_some_and(|help| !help.is_empty()) || !found.fixes.is_empty();
    require(helps, "there is no help".to_owned());
    let headline = unquoted(&found.message);
    require(headline.chars().count() <= 90, format!("the headline is long: {headline}"));
    require(!found.message.ends_with('.'), "the headline ends with a period".to_owned());
    let labels = found.primary.iter().chain(&found.labels).map(|label| &label.message);
    for text in labels.chain([&found.message]).chain(&found.notes).chain(&found.help) {
        require(stiff(text).is_none(), format!("{}: {text}", stiff(text).unwrap_or_default()));
    }
    faults
}

#[test]
fn every_diagnostic_speaks_plainly() {
    let mut wrong = String::new();
    let mut seen = std::collections::BTreeSet::new();
    for (name, _, report) in diagnostics() {
        for found in &report.diagnostics {
            for fault in faults(found) {
                if seen.insert((found.rule.code, unquoted(&found.message), fault.clone())) {
                    wrong += &format!("{name}: {}: {}\n    {fault}\n", found.rule.code, found.message);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn diagnostics_fit_into_a_hundred_columns() {
    let mut wrong = String::new();
    for (name, sources, report) in diagnostics() {
        for found in report.diagnostics.iter().filter(|found| found.severity() >= Severity::Note) {
            let mut out = Vec::new();
            render::pretty(&mut out, &sources, [found], Look::PLAIN).unwrap();
            let text = String::from_utf8(out).unwrap();
            // Of what stands below the source: whatever a line can be broken at is broken.
            let (_, notes) = text.split_once("  = ").unwrap_or_default();
            for line in notes.lines().filter(|line| line.chars().count() > 100) {
                let words = line.trim_start().trim_start_matches("= ").trim_start_matches("help: ");
                let is_code = words.starts_with(|c: char| c.is_ascii_digit()) || words.starts_with("see ");
                if !is_code {
                    wrong += &format!("{name}: {line}\n");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What a command prints in a terminal of that width.
fn help(arguments: &[&str], columns: usize) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ecrc"));
    let output = command.args(arguments).env("COLUMNS", columns.to_string()).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn help_fits_and_speaks_plainly() {
    let top = help(&["--help"], 80);
    let commands = top.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let mut commands: Vec<&str> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(commands.len() > 10, "{top}");
    commands.retain(|command| *command != "help");
    for command in commands.iter().map(|command| vec![*command]).chain([vec![]]) {
        for (flag, columns) in [("-h", 80), ("--help", 80), ("-h", 100), ("--help", 300)] {
            let text = help(&[command.as_slice(), &[flag]].concat(), columns);
            for line in text.lines() {
                assert!(line.chars().count() <= columns.min(100), "{command:?} {flag} at {columns}: {line}");
                assert_eq!(stiff(line), None, "{command:?} {flag}: {line}");
            }
        }
    }
}

#[test]
fn rules_speak_plainly() {
    for rule in cards::ALL {
        let when = rule.exceptions.iter().map(|(_, when)| *when);
        for text in when.chain([rule.title]) {
            assert_eq!(stiff(text), None, "{}: {text}", rule.code);
        }
    }
}

/// The strings among tokens, without those of attributes, which hold doc comments.
fn strings(tokens: TokenStream, found: &mut Vec<(usize, String)>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == '#' => {
                if let Some(TokenTree::Punct(sign)) = tokens.peek()
                    && sign.as_char() == '!'
                {
                    tokens.next();
                }
                if let Some(TokenTree::Group(_)) = tokens.peek() {
                    tokens.next();
                }
            }
            TokenTree::Group(group) => strings(group.stream(), found),
            TokenTree::Literal(literal) => {
                let line = literal.span().start().line;
                if let Ok(syn::Lit::Str(text)) = syn::parse_str::<syn::Lit>(&literal.to_string()) {
                    found.push((line, text.value()));
                }
            }
            TokenTree::Punct(_) | TokenTree::Ident(_) => {}
        }
    }
}

/// The source without its tests, and without what is written into templates: their words are reviewed there.
fn sources(folder: &Path, paths: &mut Vec<std::path::PathBuf>) {
    for path in entries(folder) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let is_test = matches!(name, "tests" | "plans" | "backend");
        match path.extension() {
            None if path.is_dir() && !is_test => sources(&path, paths),
            Some(ending) if ending == "rs" && !is_test => paths.push(path),
            _ => {}
        }
    }
}

#[test]
fn strings_speak_plainly() {
    let mut paths = Vec::new();
    sources(&project("src"), &mut paths);
    assert!(paths.len() > 100);
    let mut wrong = String::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let mut found = Vec::new();
        strings(text.parse().unwrap(), &mut found);
        // A string of one word is a name.
        for (line, text) in found.iter().filter(|(_, text)| text.trim().contains(' ')) {
            if let Some(stiff) = stiff(&text.split(['{', '}']).step_by(2).collect::<String>()) {
                wrong += &format!("{}:{line}: {stiff}: {text}\n", path.display());
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
