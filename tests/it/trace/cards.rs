//! Input: the errors that rule pages quote, and the worlds in which these rules are broken.
//! Output: that each error leads to its rule in such a world.
//! Never: counts a rule of which no world is written.

use super::{cases, traced};
use ecrc::cards::{self, Page};
use ecrc::evidence;
use ecrc::trace::{Start, causes};
use std::collections::BTreeMap;

#[test]
fn the_errors_of_rule_pages_lead_to_their_rules() {
    let mut worlds: BTreeMap<u16, Vec<Start>> = BTreeMap::new();
    for case in cases().values() {
        for start in traced(case) {
            let code = start.stop().and_then(|stop| stop.hop.rule).map(|rule| rule.code.0);
            if let Some(code) = code {
                worlds.entry(code).or_default().push(start);
            }
        }
    }
    assert!(worlds.len() > 20, "{:?}", worlds.keys());
    let mut wrong = Vec::new();
    for rule in cards::ALL {
        let Some(starts) = worlds.get(&rule.code.0) else { continue };
        for symptom in Page::of(rule).symptoms {
            // A text of another region is about none of a world's calls.
            let reading = evidence::read(&symptom.replace("us-east-1", "us-east-2"));
            let leads = |start: &Start| {
                let causes = reading.placed.iter().flat_map(|failure| causes(failure, std::slice::from_ref(start)));
                causes.into_iter().any(|cause| cause.code == Some(rule.code))
            };
            if !starts.iter().any(leads) {
                wrong.push(format!("{}: {symptom}", rule.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{} errors\n{}", wrong.len(), wrong.join("\n"));
}
