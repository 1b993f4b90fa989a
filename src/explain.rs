//! Comes in: a rule's card, or an error as AWS words it.
//! Goes out: the card as Markdown, for the terminal and for the book; the rules behind an error.
//! Never: says what the card does not say.

use crate::diagnostic::{Code, Example, Rule};
use crate::rules;
use std::fmt::Write as _;

/// A card, whole.
pub fn card(rule: &Rule) -> String {
    let mut page = format!("# {} {}\n\n{}: {}\n", rule.code, rule.name, rule.severity, rule.title);
    for (severity, when) in rule.exceptions {
        let _ = write!(page, "\nReported as a {severity} {when}.\n");
    }
    let _ = write!(page, "\n{}\n", rule.explanation);
    if !rule.symptoms.is_empty() {
        page.push_str("\n## What AWS says\n\n");
        for symptom in rule.symptoms {
            let _ = writeln!(page, "- `{symptom}`");
        }
    }
    example(&mut page, "This breaks it", rule.bad);
    example(&mut page, "This is right", rule.good);
    if !rule.sources.is_empty() {
        page.push_str("\n## Sources\n\n");
        for source in rule.sources {
            let _ = writeln!(page, "- [{}]({}), read {}", source.title, source.url, source.read);
        }
    }
    page
}

fn example(page: &mut String, heading: &str, example: Example) {
    let (language, text) = match example {
        Example::Spec(text) | Example::Shortened(text) => ("ecrc", text),
        Example::Template(text) => ("yaml", text),
    };
    let _ = write!(page, "\n## {heading}\n\n```{language}\n{}\n```\n", text.trim_end());
}

/// Every rule, a line each: code, default severity, title.
pub fn list() -> String {
    let mut lines = String::new();
    for entry in rules::ALL {
        let rule = entry.rule;
        let _ = writeln!(lines, "{}  {:<7}  {}", rule.code, rule.severity.to_string(), rule.title);
    }
    lines
}

/// The rule that a word names: `ECR402`, `ecr-402`, `402`, or by name `s3_route_table_missing`.
pub fn by_code(word: &str) -> Option<&'static Rule> {
    let lower = word.to_ascii_lowercase();
    let digits = lower.strip_prefix("ecr").map_or(lower.as_str(), |rest| rest.trim_start_matches(['-', '_', ' ']));
    if digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return rules::find(Code(digits.parse().ok()?));
    }
    rules::ALL.iter().map(|entry| entry.rule).find(|rule| rule.name == lower)
}

/// The rules that an error text of AWS's tells of, the surest first; the text may be a part of one, or several parts
/// with something left out between them.
///
/// What counts is runs of words that the text and a rule's symptoms share. Rules that share less than half of what the
/// surest one shares are left out.
pub fn by_error_text(text: &str) -> Vec<&'static Rule> {
    let mut text = words(text);
    text.truncate(LONGEST_TEXT);
    let mut found: Vec<(usize, &'static Rule)> = rules::ALL
        .iter()
        .map(|entry| (shared(&text, entry.rule), entry.rule))
        .filter(|(weight, _)| *weight >= 2)
        .collect();
    let best = found.iter().map(|(weight, _)| *weight).max().unwrap_or_default();
    found.retain(|(weight, _)| weight * 2 >= best);
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.code.cmp(&b.1.code)));
    found.into_iter().map(|(_, rule)| rule).collect()
}

/// Words of a pasted text that are looked at; an error is shorter.
const LONGEST_TEXT: usize = 600;

/// Words that stand everywhere, and the protocol's.
const COMMON: &[&str] = &[
    "a", "and", "are", "as", "at", "be", "by", "for", "from", "has", "https", "in", "is", "it", "not", "of", "on",
    "or", "that", "the", "this", "to", "was", "with",
];

/// The words of a text: letters and digits.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// How much a word tells: one such as `CannotPullContainerError` as much as two.
fn weight(word: &str) -> usize {
    match word.len() {
        _ if COMMON.contains(&word) => 0,
        0..12 => 1,
        _ => 2,
    }
}

/// The weight of all runs of the text's words that stand in the rule's symptoms. What a symptom leaves open (`REGION`,
/// `ACCT`) parts its runs.
fn shared(text: &[String], rule: &Rule) -> usize {
    let open = ["REGION", "ACCT", "ACCOUNT", "NAME", "IMAGE"];
    let parts = rule.symptoms.iter().map(|symptom| {
        let parted = open.iter().fold((*symptom).to_owned(), |text, word| text.replace(word, "\n"));
        parted.split('\n').map(words).collect::<Vec<_>>()
    });
    let parts: Vec<Vec<String>> = parts.flatten().collect();
    let (mut at, mut total) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let runs = parts.iter().flat_map(|part| (0..part.len()).filter_map(|start| part.get(start..)));
        let longest =
            runs.map(|run| rest.iter().zip(run).take_while(|(a, b)| a == b).count()).max().unwrap_or_default();
        let told: usize = rest.iter().take(longest).map(|word| weight(word)).sum();
        if told >= 2 {
            total += told;
            at += longest;
        } else {
            at += 1;
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::{by_code, by_error_text};
    use crate::rules;

    fn found(text: &str) -> Vec<String> {
        by_error_text(text).iter().map(|rule| rule.code.to_string()).collect()
    }

    #[test]
    fn pasted_errors_find_their_rules() {
        let timeout = "CannotPullContainerError: Error response from daemon: Get \
                       https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/: net/http: request canceled while waiting \
                       for connection (Client.Timeout exceeded while awaiting headers)";
        assert!(found(timeout).contains(&"ECR201".to_owned()), "{:?}", found(timeout));
        let layers = "error pulling image configuration: Get \
                      https://prod-us-east-2-starport-layer-bucket.s3.us-east-2.amazonaws.com/x: dial tcp: i/o timeout";
        assert!(found(layers).contains(&"ECR402".to_owned()), "{:?}", found(layers));
        let token = "ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull \
                     registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR.";
        assert!(found(token).contains(&"ECR103".to_owned()), "{:?}", found(token));
        let logs = "ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon \
                    CloudWatch log group defined in the task definition.";
        assert!(found(logs).contains(&"ECR106".to_owned()), "{:?}", found(logs));
        let parts = found("CannotPullContainerError … request canceled");
        assert!(parts.contains(&"ECR201".to_owned()), "{parts:?}");
        let conflict = found("private-dns-enabled cannot be set because there is already a conflicting DNS domain");
        assert_eq!(conflict.first().map(String::as_str), Some("ECR206"));
        assert!(found("all is well").is_empty());
        assert!(found("").is_empty());
    }

    #[test]
    fn every_symptom_finds_its_own_rule() {
        for entry in rules::ALL {
            for symptom in entry.rule.symptoms {
                let text = symptom.replace("REGION", "us-east-2").replace("ACCT", "111122223333");
                assert!(found(&text).contains(&entry.rule.code.to_string()), "{} {symptom}", entry.rule.code);
            }
        }
    }

    #[test]
    fn rules_are_named_in_several_ways() {
        for word in ["ECR402", "ecr402", "ecr-402", "402", "s3_route_table_missing"] {
            assert_eq!(by_code(word).map(|rule| rule.code.0), Some(402), "{word}");
        }
        for word in ["ECR999", "402x", "", "ECR40"] {
            assert_eq!(by_code(word).map(|rule| rule.code), None, "{word}");
        }
    }
}
