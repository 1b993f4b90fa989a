//! Input: the texts of the cases, cut off at each of their characters, as Fargate 1.4 and logs cut them off.
//! Output: whether what is left is given no cause that the whole text refutes.
//! Never: asks what is left to say as much as the whole.

use super::texts;
use ecrc::evidence::{self, Failure};

/// What says no more than the text does: that it is not decided, or AWS's own words.
const UNDECIDED: &[&str] = &[
    "the text does not say",
    "is not in the text",
    "says of it",
    "The caller canceled the call",
    "Whoever deploys lacks the permission",
];

/// What is claimed to be the matter instead of a rule, if anything is.
fn instead(failure: Option<&Failure>) -> Option<&str> {
    let other = failure?.weighed.other.as_deref()?;
    let no_pull = other.contains("No pull and no push needs it");
    (no_pull || !UNDECIDED.iter().any(|words| other.contains(words))).then_some(other)
}

#[test]
fn no_cut_text_is_another_matter_than_the_whole() {
    let mut wrong = Vec::new();
    for (name, text) in texts() {
        let whole = evidence::read(&text);
        let Some(whole) = whole.placed.first().filter(|it| !it.weighed.rules.is_empty()) else { continue };
        for (at, _) in text.char_indices() {
            for end in ["", "..."] {
                let part = format!("{}{end}", text.split_at(at).0);
                let reading = evidence::read(&part);
                if let Some(other) = instead(reading.placed.first()) {
                    let rule = whole.weighed.rules.first().map(|reason| reason.code.to_string());
                    wrong.push(format!("{name} at {at}{end}: {other}\n  and whole: {}", rule.unwrap_or_default()));
                }
            }
        }
    }
    wrong.truncate(30);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a name that was not resolved refutes: a missing endpoint leaves it public, and no port was dialed.
const OF_ENDPOINTS: &[u16] = &[103, 104, 106, 107, 201, 202, 203, 208, 301, 311, 312, 401, 402];

#[test]
fn no_look_up_that_is_cut_off_is_a_missing_endpoint() {
    let mut wrong = Vec::new();
    let mut cuts = 0;
    for (name, text) in texts() {
        let Some((before, _)) = text.split_once("dial tcp: lookup ").filter(|_| !text.contains('\n')) else { continue };
        let of = |text: &str| {
            let reading = evidence::read(text);
            let rules = reading.placed.into_iter().next().map(|it| it.weighed.rules).unwrap_or_default();
            rules.into_iter().map(|reason| reason.code.0).collect::<Vec<_>>()
        };
        let whole = of(&text);
        let from = before.len() + "dial tcp: lookup ".len();
        for (at, _) in text.char_indices().filter(|(at, _)| *at >= from) {
            for end in ["", "..."] {
                let part = format!("{}{end}", text.split_at(at).0);
                let blamed = of(&part).into_iter().find(|code| OF_ENDPOINTS.contains(code) && !whole.contains(code));
                cuts += 1;
                wrong.extend(blamed.map(|code| format!("{name} at {at}{end}: ECR{code}")));
            }
        }
    }
    wrong.truncate(30);
    assert!(wrong.is_empty() && cuts > 1000, "{}", wrong.join("\n"));
}
