//! Input: the rules, the language's keywords, and the pages and scripts of `book/`.
//! Output: whether the book's navigation, its lists of rules and its table of statements are those of the compiler.
//! Never: builds the book; `book/build` does, and checks its links.

use super::printed;
use crate::spec::{entries, project};
use ecrc::aws::uses;
use ecrc::cards;
use ecrc::diagnostic::Rule;
use ecrc::explain;
use ecrc::spec::syntax::Keyword;
use std::fmt::Write as _;

/// The rules of a band: those whose codes begin with the same digit.
pub struct Group {
    band: u16,
    /// The band's name, and its page: `book/src/rules/NAME.md`.
    pub name: &'static str,
    title: &'static str,
    lead: &'static str,
}

pub const GROUPS: [Group; 9] = [
    Group { band: 0, name: "language", title: "Language", lead: "What a spec may say." },
    Group { band: 1, name: "endpoints", title: "Launch types", lead: "Which endpoints tasks and pods need." },
    Group { band: 2, name: "dns", title: "Private DNS", lead: "Whether names lead to the endpoints." },
    Group { band: 3, name: "network", title: "Network", lead: "Whether clients reach the endpoints." },
    Group { band: 4, name: "layers", title: "Amazon S3", lead: "Whether layers arrive from Amazon S3." },
    Group { band: 5, name: "access", title: "Access", lead: "What policies allow and deny, and to whom." },
    Group { band: 6, name: "images", title: "Images", lead: "Images that need more than ECR and Amazon S3." },
    Group { band: 7, name: "regions", title: "Regions", lead: "What depends on region and partition." },
    Group { band: 8, name: "quotas", title: "Quotas", lead: "Limits on number and size." },
];

impl Group {
    fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        cards::ALL.iter().copied().filter(|rule| rule.code.0 / 100 == self.band)
    }

    /// Its rules as a table, for a page in the directory that `to_rules` leads out of.
    fn table(&self, to_rules: &str) -> String {
        let mut table = "| code | rule |\n|---|---|\n".to_owned();
        for Rule { code, severity, title, .. } in self.rules() {
            let badge = format!("<span class=\"severity is-{severity}\">{severity}</span>");
            let _ = writeln!(table, "| [{code}]({to_rules}{code}.md) {badge} | {title} |");
        }
        table
    }
}

#[test]
fn the_groups_are_the_bands() {
    let names: Vec<&str> = GROUPS.iter().map(|group| group.name).collect();
    assert_eq!(names, cards::BANDS);
    let grouped: Vec<String> = GROUPS.iter().flat_map(Group::rules).map(|rule| rule.code.to_string()).collect();
    let all: Vec<String> = cards::ALL.iter().map(|rule| rule.code.to_string()).collect();
    assert_eq!(grouped, all);
}

#[test]
fn the_lists_of_rules_are_whole() {
    let mut page =
        "# The rules\n\nAn **error** stops `build`. A **warning** does not. A **note** informs, and is shown \
                    by `check` and by `build --notes`.\n`accept CODE \"reason\"` accepts a warning or a note in a \
                    block; an error cannot be accepted.\nA few diagnostics have another severity than their rule; \
                    the rule's page says when.\n\nEvery page here is what `ecrc explain CODE` prints.\n"
            .to_owned();
    let mut navigation = String::new();
    for group in &GROUPS {
        let Group { band, name, title, lead } = group;
        let _ = write!(page, "\n**[{title}](rules/{name}.md)**: {lead}\n\n{}", group.table("rules/"));
        let table = group.table("");
        printed(&format!("book/src/rules/{name}.md"), &format!("# ECR{band}xx: {title}\n\n{lead}\n\n{table}"));
        let _ = writeln!(navigation, "  - [{title}](rules/{name}.md)");
        for Rule { code, title, .. } in group.rules() {
            let title = title.replace('`', "");
            let _ = writeln!(navigation, "    - [{code}: {title}](rules/{code}.md)");
        }
    }
    printed("book/src/rules.md", &page);
    // What precedes the words and the rules in the navigation is written by hand.
    let summary = std::fs::read_to_string(project("book/src/SUMMARY.md")).unwrap();
    let (by_hand, _) = summary.split_once("(uses.md)\n").unwrap();
    let words: String = uses::ALL.iter().map(|it| format!("  - [{}: {1}](uses/{0}.md)\n", it.word, it.title)).collect();
    printed("book/src/SUMMARY.md", &format!("{by_hand}(uses.md)\n{words}- [The rules](rules.md)\n{navigation}"));
    for path in entries(&project("book/src")).iter().filter(|path| path.is_file()) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let apart = ["SUMMARY.md", "404.md", "rules.md", "uses.md"].contains(&name);
        assert!(apart || by_hand.contains(&format!("({name})")), "SUMMARY.md does not name {name}");
    }
}

#[test]
fn the_pages_of_the_words_are_what_explain_prints() {
    let mut page = "# What `uses` stands for\n\nSoftware that people run beside their containers, each word with the \
                    endpoints that it calls. Every page here is\nwhat `ecrc explain WORD` prints; its facts have their \
                    sources, and say where something is inferred.\n[`uses`](reference.md#uses) tells how a spec says \
                    it.\n\n| word | software | endpoints |\n|---|---|---|\n"
        .to_owned();
    for it in uses::ALL {
        let endpoints: Vec<String> = it.calls.iter().map(|call| format!("`{}`", call.key)).collect();
        let endpoints = if endpoints.is_empty() { "S3 gateway".to_owned() } else { endpoints.join(", ") };
        let _ = writeln!(page, "| [`{0}`](uses/{0}.md) | {1} | {endpoints} |", it.word, it.title);
        printed(&format!("book/src/uses/{}.md", it.word), &explain::word(it));
    }
    printed("book/src/uses.md", &page);
    for path in entries(&project("book/src/uses")) {
        let word = path.file_stem().unwrap().to_str().unwrap();
        assert!(uses::find(word).is_some(), "book/src/uses/{word}.md is of no word; remove it");
    }
}

#[test]
fn the_reference_opens_with_every_statement() {
    let page = std::fs::read_to_string(project("book/src/reference.md")).unwrap();
    let table = page.split("\n## ").nth(1).unwrap();
    let listed: Vec<&str> = table.lines().filter_map(|line| line.strip_prefix("| [`")?.split('`').next()).collect();
    let keywords: Vec<&str> = Keyword::ALL.iter().map(|keyword| keyword.as_str()).collect();
    assert_eq!(listed, keywords);
    for keyword in keywords {
        assert!(table.contains(&format!("\n| [`{keyword}`](#{keyword}) | ")), "{keyword}");
    }
}

#[test]
fn highlighting_knows_every_statement() {
    let list = Keyword::ALL.iter().map(|keyword| keyword.as_str()).collect::<Vec<_>>().join("|");
    let script = std::fs::read_to_string(project("book/theme/language.js")).unwrap();
    let (_, literals) = script.split_once("const statements =").unwrap();
    let words: String = literals.split_once(';').unwrap().0.split('"').skip(1).step_by(2).collect();
    assert_eq!(words, list);
    let textmate = "editors/vscode/syntaxes/ecrc.tmLanguage.json";
    let grammar = std::fs::read_to_string(project(textmate)).unwrap();
    assert!(grammar.contains(&format!("({list})")), "{textmate} has other statements");
}

#[test]
fn the_tree_sitter_grammar_knows_every_statement() {
    let mut keywords: Vec<&str> = Keyword::ALL.iter().map(|keyword| keyword.as_str()).collect();
    keywords.sort_unstable();
    let between = |name: &str, quote: char, start: &str, end: &str| {
        let text = std::fs::read_to_string(project(&format!("editors/tree-sitter-ecrc/{name}"))).unwrap();
        let (_, list) = text.split_once(start).unwrap();
        let words = list.split_once(end).unwrap().0.split(quote).skip(1).step_by(2);
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    let mut grammar = between("grammar.js", '\'', "STATEMENTS = [", "]");
    grammar.extend(between("grammar.js", '\'', "OF_ENDPOINTS = [", "]"));
    grammar.extend(between("grammar.js", '\'', "OF_ACCESS = [", "]"));
    grammar.sort_unstable();
    assert_eq!(grammar, keywords, "grammar.js");
    let mut scanner = between("src/scanner.c", '"', "STATEMENTS[] = {", "}");
    scanner.sort_unstable();
    assert_eq!(scanner, keywords, "src/scanner.c");
}
