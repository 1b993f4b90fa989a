//! Input: starts that were traced.
//! Output: the document of `trace --format json`, whose keys are an interface.
//! Never: a key that comes and goes.

use super::text::launch;
use super::traced::Traced;
use crate::cli::diagnostics::Place;
use ecrc::diagnostic::Edit;
use ecrc::evidence::Failure;
use ecrc::span::Sources;
use ecrc::trace::{Call, Cause, Fix, Hop, Start};
use serde::Serialize;
use serde_json::{Value, json};

#[derive(Serialize)]
struct Document<'r> {
    version: u8,
    starts: Vec<Entry<'r>>,
}

/// A start.
#[derive(Serialize)]
pub struct Entry<'r> {
    launch: String,
    task: &'r str,
    /// The conditions under which it starts so.
    only: Option<&'r str>,
    /// The first of them.
    subnet: Option<&'r str>,
    subnets: &'r [String],
    role: Option<&'r str>,
    /// What says that it is off, if it is.
    off: Option<&'r str>,
    verdict: &'static str,
    calls: Vec<Called<'r>>,
    stop: Option<Stopped<'r>>,
}

#[derive(Serialize)]
struct Called<'r> {
    call: &'static str,
    host: &'r str,
    verdict: &'static str,
    through: Option<&'r str>,
    hops: Vec<Hopped<'r>>,
    source: &'static str,
}

#[derive(Serialize)]
struct Hopped<'r> {
    hop: &'static str,
    verdict: &'static str,
    code: Option<String>,
    why: &'r str,
    help: Option<&'r str>,
    file: Option<&'r str>,
    line: Option<usize>,
    column: Option<usize>,
    source: Option<&'static str>,
}

#[derive(Serialize)]
struct Stopped<'r> {
    call: &'static str,
    hop: &'static str,
    code: Option<String>,
    error: String,
    fix: Fixed<'r>,
}

#[derive(Serialize)]
struct Fixed<'r> {
    message: Option<&'r str>,
    edits: Vec<Replacement<'r>>,
}

#[derive(Serialize)]
struct Replacement<'r> {
    #[serde(flatten)]
    place: Place<'r>,
    text: &'r str,
}

/// The document.
pub fn of(sources: &Sources, traced: &[Traced]) -> String {
    let entries = traced.iter().map(|Traced { start, fix, only }| entry(sources, start, only.as_deref(), fix.as_ref()));
    let starts = entries.collect();
    // Strings and numbers only: nothing in it can fail.
    let mut text = serde_json::to_string_pretty(&Document { version: 1, starts }).unwrap_or_default();
    text.push('\n');
    text
}

/// A start, the conditions under which it is so, and what opens it.
pub fn entry<'r>(sources: &'r Sources, start: &'r Start, only: Option<&'r str>, fix: Option<&'r Fix>) -> Entry<'r> {
    let edits = fix.map_or([].as_slice(), |fix| fix.edits.as_slice());
    Entry {
        launch: launch(start),
        task: &start.name,
        only,
        subnet: start.subnets.first().map(String::as_str),
        subnets: &start.subnets,
        role: start.role.as_deref(),
        off: start.off.as_deref(),
        verdict: start.verdict().name(),
        calls: start.calls.iter().map(|call| called(sources, call)).collect(),
        stop: start.stop().map(|stop| Stopped {
            call: stop.call.step.name(),
            hop: stop.hop.kind.name(),
            code: stop.hop.rule.map(|rule| rule.code.to_string()),
            error: stop.error,
            fix: Fixed {
                message: fix.map(|fix| fix.message.as_str()).or(stop.hop.help.as_deref()),
                edits: edits.iter().map(|edit| replacement(sources, edit)).collect(),
            },
        }),
    }
}

fn replacement<'r>(sources: &'r Sources, edit: &'r Edit) -> Replacement<'r> {
    Replacement { place: Place::of(sources, Some(edit.span)), text: &edit.text }
}

fn called<'r>(sources: &'r Sources, call: &'r Call) -> Called<'r> {
    Called {
        call: call.step.name(),
        host: &call.host,
        verdict: call.verdict.name(),
        through: call.through.as_deref(),
        hops: call.hops.iter().map(|hop| hopped(sources, hop)).collect(),
        source: call.step.source(),
    }
}

fn hopped<'r>(sources: &'r Sources, hop: &'r Hop) -> Hopped<'r> {
    let place = hop.span.map(|span| Place::of(sources, Some(span)));
    Hopped {
        hop: hop.kind.name(),
        verdict: hop.verdict.name(),
        code: hop.rule.map(|rule| rule.code.to_string()),
        why: &hop.why,
        help: hop.help.as_deref(),
        file: place.as_ref().map(|place| place.file),
        line: place.as_ref().map(|place| place.line),
        column: place.as_ref().map(|place| place.column),
        source: hop.rule.and_then(|rule| rule.source),
    }
}

/// The document of `trace --error`.
pub fn causes(sources: &Sources, answers: &[(&Failure, Vec<Cause>)]) -> String {
    let cause = |cause: &Cause| {
        json!({
            "launch": launch(cause.start),
            "task": cause.start.name,
            "subnets": cause.start.subnets,
            "call": cause.call.step.name(),
            "code": cause.code.map(|code| code.to_string()),
            "hop": hopped(sources, cause.hop),
        })
    };
    let failure = |(failure, causes): &(&Failure, Vec<Cause>)| {
        json!({
            "says": failure.says,
            "rules": failure.weighed.rules.iter().map(|reason| reason.code.to_string()).collect::<Vec<_>>(),
            "other": failure.weighed.other,
            "causes": causes.iter().map(cause).collect::<Vec<Value>>(),
        })
    };
    let document = json!({"version": 1, "failures": answers.iter().map(failure).collect::<Vec<Value>>()});
    format!("{document:#}\n")
}
