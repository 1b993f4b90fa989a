//! Input: worlds that are written by hand: the template in which everything passes, with other networks and endpoints.
//! Output: that audit and trace say the same of each, in the words that its mend needs.
//! Never: takes an expectation from what ecrc says: the reason stands beside each.

use super::with_vpc::told_of;
use crate::spec::project;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A world, as the table has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// Resources that the template loses.
    #[serde(default)]
    remove: Vec<String>,
    /// What is replaced in the template; everything that is must be there.
    #[serde(default)]
    change: Vec<(String, String)>,
    /// Resources that it gets.
    #[serde(default)]
    more: String,
    /// The codes of what audit finds beyond notes, and where each start stops.
    told: String,
    /// What is said by findings, by hops that do not pass, or of what is not known.
    #[serde(default)]
    says: Vec<String>,
    /// What is not said.
    #[serde(default)]
    hides: Vec<String>,
}

/// The template without a resource.
fn without(text: &str, name: &str) -> String {
    let head = format!("\n  {name}:\n");
    let start = text.find(&head).unwrap_or_else(|| panic!("no `{name}`"));
    let rest = &text[start + head.len()..];
    let end = rest.match_indices("\n  ").find(|(at, _)| !rest[at + 3..].starts_with([' ', '}'])).map(|(at, _)| at);
    format!("{}{}", &text[..start], end.map_or("\n", |end| &rest[end..]))
}

fn changed(case: &Case) -> String {
    let base = std::fs::read_to_string(project("tests/cases/trace/fargate.yaml")).unwrap();
    let text = case.remove.iter().fold(base, |text, name| without(&text, name));
    let more: String = case.more.lines().map(|line| format!("  {line}\n")).collect();
    let hook = "  # more of the network\n";
    case.change.iter().fold(text.replace(hook, &more), |text, (from, to)| {
        assert!(text.contains(from), "`{from}` is not in the template");
        text.replace(from, to)
    })
}

#[test]
fn audit_and_trace_say_the_same_of_networks_and_endpoints() {
    let text = std::fs::read_to_string(project("tests/cases/trace/networks.yaml")).unwrap();
    let cases: BTreeMap<String, Case> = serde_yaml::from_str(&text).unwrap();
    let mut wrong = Vec::new();
    for (name, case) in cases {
        let (told, words) = told_of(&changed(&case));
        let lacks: Vec<_> = case.says.iter().filter(|said| !words.contains(*said)).collect();
        let has: Vec<_> = case.hides.iter().filter(|said| words.contains(*said)).collect();
        if told != case.told || !lacks.is_empty() || !has.is_empty() {
            wrong.push(format!("{name}: expected {}, not {told}; lacks {lacks:?}, has {has:?}\n{words}", case.told));
        }
    }
    assert!(wrong.is_empty(), "{} worlds\n{}", wrong.len(), wrong.join("\n"));
}
