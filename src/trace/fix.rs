//! Input: what stops a start, the texts, and how to read them again.
//! Output: the smallest edit after which that hop no longer stops the call.
//! Never: an edit that was not tried.

use super::data::{Hop, Start, Stop, Verdict};
use crate::diagnostic::Edit;
use crate::span::{Sources, Span};

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

/// The edit that opens what stops a start. `again` reads the texts with edits, and traces the plan that the start is of.
pub fn fix(start: &Start, stop: &Stop, sources: &Sources, again: &dyn Fn(&[Edit]) -> Vec<Start>) -> Option<Fix> {
    let span = stop.hop.span?;
    let text = &sources.get(span.source)?.text;
    let said = text.get(span.range())?;
    let is_json = text.trim_start().starts_with('{');
    let opens = |fix: &Fix| {
        again(&fix.edits).iter().any(|other| {
            let is_same = (other.launch, &other.name, &other.role) == (start.launch, &start.name, &start.role)
                && start.subnets.iter().all(|subnet| other.subnets.contains(subnet));
            let call = other.calls.iter().find(|call| call.step == stop.call.step);
            let mut hops = call.into_iter().flat_map(|call| &call.hops);
            is_same && hops.any(|hop| hop.kind == stop.hop.kind && hop.verdict == Verdict::Passes)
        })
    };
    switched(said, span).into_iter().chain(added(said, span, stop.hop, is_json)).find(opens)
}

/// What is off, turned on.
fn switched(said: &str, span: Span) -> Option<Fix> {
    let (off, on) = SWITCHES.iter().find(|(off, _)| said.trim_matches(['"', '\'']).eq_ignore_ascii_case(off))?;
    let text = said.to_ascii_lowercase().replace(off, on);
    Some(Fix { message: format!("write `{text}` instead of `{said}`"), edits: vec![Edit { span, text }] })
}

/// What a list lacks, added to it, in the ways in which YAML, JSON and Terraform name a resource.
fn added(said: &str, span: Span, hop: &Hop, is_json: bool) -> Vec<Fix> {
    let (Some(name), Some(before)) = (&hop.lacks, said.strip_suffix(']')) else { return Vec::new() };
    let comma = if before.trim_end().ends_with('[') { "" } else { ", " };
    let items = [format!("{{\"Ref\": \"{name}\"}}"), format!("\"${{{name}.id}}\"")];
    let spelled = if is_json { items } else { [format!("!Ref {name}"), format!("{name}.id")] };
    let fix = |item: String| Fix {
        message: format!("add `{item}` to the list"),
        edits: vec![Edit { span, text: format!("{}{comma}{item}]", before.trim_end()) }],
    };
    spelled.into_iter().map(fix).collect()
}
