//! Input: what stops a start, the texts, and how to read them again.
//! Output: the smallest edit after which that hop no longer stops the call.
//! Never: an edit that was not tried.

use super::data::{Start, Stop};
use crate::diagnostic::Edit;
use crate::span::Sources;

/// An edit that opens what stops a start.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// What it does, imperative.
    pub message: String,
    /// The edits.
    pub edits: Vec<Edit>,
}

/// Words that turn something off, and those that turn it on.
const SWITCHES: &[(&str, &str)] = &[("false", "true"), ("off", "on")];

/// The edit that opens what stops a start. `again` reads the texts with edits, and traces them.
pub fn fix(start: &Start, stop: &Stop, sources: &Sources, again: &dyn Fn(&[Edit]) -> Vec<Start>) -> Option<Fix> {
    let span = stop.hop.span?;
    let source = sources.get(span.source)?;
    let said = source.text.get(span.range())?;
    let (off, on) = SWITCHES.iter().find(|(off, _)| said.trim_matches(['"', '\'']).eq_ignore_ascii_case(off))?;
    let text = said.to_ascii_lowercase().replace(off, on);
    let edits = vec![Edit { span, text: text.clone() }];
    let opens = again(&edits).iter().any(|other| {
        let is_same = (other.launch, &other.name) == (start.launch, &start.name);
        is_same && other.stop().is_none_or(|next| (next.call.step, next.hop.kind) != (stop.call.step, stop.hop.kind))
    });
    opens.then(|| Fix { message: format!("write `{text}` instead of `{said}`"), edits })
}
