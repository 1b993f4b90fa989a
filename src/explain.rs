//! Input: a rule's card, or what was read from an error text.
//! Output: the card as Markdown, for the terminal and for the book; the answer to the text.
//! Never: says what the card or the reading does not say.

mod answer;

pub use answer::{answer, answer_json};

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

#[cfg(test)]
mod tests {
    use super::by_code;

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
