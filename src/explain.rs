//! Input: a rule, or what was read from an error text.
//! Output: the rule page as Markdown, for the terminal and for the book; the answer to the text.
//! Never: adds to the page or to what was read.

mod answer;

pub use answer::{answer, answer_json};

use crate::aws::uses::{Aside, Host, Use};
use crate::cards;
use crate::diagnostic::{Code, Rule};

use std::fmt::Write as _;

/// Renders a complete rule page.
pub fn card(rule: &Rule) -> String {
    cards::print(rule)
}

/// The page of a word of `uses`: what it stands for, and everything that ecrc knows of it.
pub fn word(of: &Use) -> String {
    let (prose, sources) = of.text.split_once("\n## Sources\n").unwrap_or((of.text, ""));
    let mut page = format!("# {}: {}\n\n{prose}", of.word, of.title);
    let listed = |hosts: &[Host]| {
        let launches: Vec<String> = hosts.iter().map(|host| format!("`{}`", host.launch())).collect();
        launches.join(", ")
    };
    let only = |on: &[Host]| if on.is_empty() { String::new() } else { format!(" Only with {}.", listed(on)) };
    let _ = write!(page, "\n## Goes with\n\n{}\n", listed(of.hosts));
    if !of.calls.is_empty() {
        page.push_str("\n## Endpoints\n\n");
    }
    for call in of.calls {
        let _ = writeln!(page, "- `{}`: {}.{}", call.key, call.why, only(call.on));
    }
    if !of.buckets.is_empty() {
        page.push_str("\n## Buckets that the S3 gateway's minimal policy opens\n\n");
    }
    for bucket in of.buckets {
        let _ = writeln!(page, "- `{}`", bucket.replace("{region}", "REGION"));
    }
    if !of.asides.is_empty() {
        page.push_str("\n## More than endpoints\n\n");
    }
    for Aside { is_call, what, help, on, .. } in of.asides {
        let code = if *is_call { cards::CALL_WITHOUT_ENDPOINT.code } else { cards::USES_ASKS_MORE.code };
        let _ = writeln!(page, "- {code}: {what}; {help}.{}", only(on));
    }
    let _ = write!(page, "\n## Sources\n{sources}");
    page
}

/// All rules, one line each: code, default severity, title.
pub fn list() -> String {
    let mut lines = String::new();
    for rule in cards::ALL {
        let _ = writeln!(lines, "{}  {:<7}  {}", rule.code, rule.severity.to_string(), rule.title);
    }
    lines
}

/// The rule that a word names: `ECR402`, `ecr-402`, `402`, or by name `s3_route_table_missing`.
pub fn by_code(word: &str) -> Option<&'static Rule> {
    let lower = word.to_ascii_lowercase();
    let digits = lower.strip_prefix("ecr").map_or(lower.as_str(), |rest| rest.trim_start_matches(['-', '_', ' ']));
    if digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return cards::find(Code(digits.parse().ok()?));
    }
    cards::ALL.iter().copied().find(|rule| rule.name == lower)
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
