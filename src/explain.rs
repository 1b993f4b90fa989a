//! Comes in: a rule's card, or an error as AWS words it.
//! Goes out: the card as Markdown, for the terminal and for the book; the rules behind an error.
//! Never: says what the card does not say.

use crate::diagnostic::{Code, Example, Rule};
use crate::rules;
use std::fmt::Write as _;

/// A card, whole.
pub fn card(rule: &Rule) -> String {
    let mut page =
        format!("# {} {}\n\n{}: {}\n\n{}\n", rule.code, rule.name, rule.severity, rule.title, rule.explanation);
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

/// Every rule, a line each: code, severity, title.
pub fn list() -> String {
    let mut lines = String::new();
    for entry in rules::ALL {
        let rule = entry.rule;
        let _ = writeln!(lines, "{}  {:<7}  {}", rule.code, rule.severity.to_string(), rule.title);
    }
    lines
}

/// The rule that a word names: `ECR402`, `ecr402`, `402`, or by name `s3_route_table_missing`.
pub fn by_code(word: &str) -> Option<&'static Rule> {
    let lower = word.to_ascii_lowercase();
    let digits = lower.strip_prefix("ecr").unwrap_or(&lower);
    if digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return rules::find(Code(digits.parse().ok()?));
    }
    rules::ALL.iter().map(|entry| entry.rule).find(|rule| rule.name == lower)
}

/// The rules that an error text of AWS's tells of, the surest first.
///
/// A symptom fits where its words stand in the text in their order; `REGION`, `ACCT` and the like, words in capitals
/// that open nothing AWS would write so, stand for any word.
pub fn by_error_text(text: &str) -> Vec<&'static Rule> {
    let text = words(text);
    let mut found: Vec<(usize, &'static Rule)> = rules::ALL
        .iter()
        .filter_map(|entry| {
            let best = entry.rule.symptoms.iter().filter_map(|symptom| fits(&words(symptom), &text)).max()?;
            Some((best, entry.rule))
        })
        .collect();
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.code.cmp(&b.1.code)));
    found.into_iter().map(|(_, rule)| rule).collect()
}

/// The words of a text: letters and digits.
fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// How many words of a symptom stand in the text, one behind the other; `None` where one of them does not.
fn fits(symptom: &[&str], text: &[&str]) -> Option<usize> {
    let placeholder = |word: &str| matches!(word, "REGION" | "ACCT" | "ACCOUNT" | "NAME" | "VPC" | "IMAGE" | "X");
    let starts = 0..text.len();
    starts.into_iter().find_map(|start| {
        let mut rest = text.get(start..)?.iter();
        let mut count = 0;
        let mut symptom = symptom.iter().peekable();
        while let Some(word) = symptom.next() {
            if placeholder(word) {
                // Names may have several words: `us-east-2`.
                let next = symptom.peek()?;
                if !rest.clone().take(9).any(|found| found.eq_ignore_ascii_case(next)) {
                    return None;
                }
                while rest.clone().next().is_some_and(|found| !found.eq_ignore_ascii_case(next)) {
                    rest.next();
                }
            } else if rest.next().is_some_and(|found| found.eq_ignore_ascii_case(word)) {
                count += 1;
            } else {
                return None;
            }
        }
        Some(count)
    })
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
        for word in ["ECR402", "ecr402", "402", "s3_route_table_missing"] {
            assert_eq!(by_code(word).map(|rule| rule.code.0), Some(402), "{word}");
        }
        for word in ["ECR999", "402x", "", "ECR40"] {
            assert_eq!(by_code(word).map(|rule| rule.code), None, "{word}");
        }
    }
}
