//! Comes in: a rule's card, or an error as AWS words it.
//! Goes out: the card as Markdown, for the terminal and for the book; the rules behind an error.
//! Never: says what the card does not say.

use crate::diagnostic::{Code, Example, Rule};
use crate::rules;
use std::collections::BTreeSet;
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

/// The words of a symptom that stand for a name of a few words, such as `us-east-2`.
const PLACEHOLDERS: &[&str] = &["REGION", "ACCT", "ACCOUNT", "REPOSITORY", "IMAGE"];
/// So many words at most.
const LONGEST_NAME: usize = 8;
/// Fargate cuts long errors off: so many words of a symptom have to be there.
const FEWEST: usize = 4;
/// What is pasted may be a whole log; this much of it is looked at.
const LONGEST_TEXT: usize = 4000;

/// The rules that an error text of AWS's tells of, the surest first: those whose symptoms account for most of it, and
/// the others that account for at least half as much.
///
/// A symptom fits where its words stand in the text one behind the other, whatever the letter case and what parts
/// them; where the text begins or ends, a symptom may be cut off.
pub fn by_error_text(text: &str) -> Vec<&'static Rule> {
    let text: Vec<String> = words(text).take(LONGEST_TEXT).map(str::to_lowercase).collect();
    let mut found: Vec<(usize, &'static Rule)> = Vec::new();
    for entry in rules::ALL {
        let told: BTreeSet<usize> = entry.rule.symptoms.iter().flat_map(|symptom| places(symptom, &text)).collect();
        let letters: usize = told.iter().filter_map(|at| text.get(*at)).map(String::len).sum();
        if letters > 0 {
            found.push((letters, entry.rule));
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.code.cmp(&b.1.code)));
    let most = found.first().map_or(0, |(letters, _)| *letters);
    found.into_iter().filter(|(letters, _)| letters * 2 >= most).map(|(_, rule)| rule).collect()
}

/// Letters and digits.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Which words of a text are a symptom's.
fn places(symptom: &str, text: &[String]) -> Vec<usize> {
    let symptom: Vec<Word> = words(symptom).map(Word::of).collect();
    let mut places = Vec::new();
    for from in 0..text.len() {
        // In front a text may begin in the midst of a symptom.
        let cut_off = if from == 0 { symptom.len() } else { 1 };
        for skipped in 0..cut_off {
            let (Some(symptom), Some(rest)) = (symptom.get(skipped..), text.get(from..)) else { continue };
            let Some(told) = told(symptom, rest) else { continue };
            if (skipped == 0 && told.whole) || told.words >= FEWEST {
                places.extend(from..from + told.words);
            }
        }
    }
    places
}

/// A word of a symptom.
enum Word {
    Name,
    Exactly(String),
}

impl Word {
    fn of(word: &str) -> Self {
        if PLACEHOLDERS.contains(&word) { Word::Name } else { Word::Exactly(word.to_lowercase()) }
    }
}

/// How much of a symptom a text begins with.
struct Told {
    words: usize,
    whole: bool,
}

fn told(symptom: &[Word], text: &[String]) -> Option<Told> {
    let Some((first, rest)) = symptom.split_first() else { return Some(Told { words: 0, whole: true }) };
    let taken = match (first, text) {
        (_, []) => return Some(Told { words: 0, whole: false }),
        (Word::Name, text) => 1..=LONGEST_NAME.min(text.len()),
        (Word::Exactly(wanted), [word, ..]) if word == wanted => 1..=1,
        (Word::Exactly(wanted), [word]) if wanted.starts_with(word) => return Some(Told { words: 1, whole: false }),
        (Word::Exactly(_), _) => return None,
    };
    taken.into_iter().find_map(|words| {
        let behind = told(rest, text.get(words..)?)?;
        Some(Told { words: words + behind.words, ..behind })
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
    fn the_surest_come_first() {
        let layers = "CannotPullContainerError: error pulling image configuration: Get \
                      https://prod-us-east-2-starport-layer-bucket.s3.us-east-2.amazonaws.com/x: dial tcp: i/o timeout";
        assert_eq!(found(layers), ["ECR401", "ECR402", "ECR403", "ECR702"]);
        let conflict = "InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS \
                        domain for ecr.api in the VPC vpc-0a1b2c3d";
        assert_eq!(found(conflict), ["ECR206"]);
        let nearest = "The Vpc Endpoint Service 'com.amazonaws.ap-southeast-2.ecr-dkr' does not exist";
        assert_eq!(found(nearest), ["ECR703", "ECR704"]);
    }

    #[test]
    fn what_is_cut_off_or_broken_into_lines_is_still_found() {
        assert!(found("The task cannot find the Amazon CloudWatch log gr").contains(&"ECR106".to_owned()));
        assert!(found("registry auth from Amazon ECR: There is").contains(&"ECR103".to_owned()));
        let lines = "error  pulling image\n    CONFIGURATION";
        assert!(found(lines).contains(&"ECR401".to_owned()));
        assert!(found("the task").is_empty());
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
