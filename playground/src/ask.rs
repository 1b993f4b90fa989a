//! Input: a request: a text, and what it does not say.
//! Output: everything that ecrc says about the text.
//! Never: words anything itself; the documents are those of the program.

use crate::cli::traced::Traced;
use crate::cli::{diagnostics, endpoints, trace as traces};
use crate::kind::Kind;
use crate::read::{Read, Said};
use ecrc::backend::{Options, Target, emit};
use ecrc::diagnostic::{Diagnostic, Severity};
use ecrc::marks::marks;
use ecrc::picture::{Network, network, svg};
use ecrc::{cards, evidence, explain, trace};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
struct Request {
    text: String,
    /// What the text is; else it is told from the text.
    kind: Option<String>,
    #[serde(flatten)]
    said: Said,
}

/// Answers a request.
pub fn answer(request: &[u8]) -> Value {
    let Request { text, kind, said } = match serde_json::from_slice(request) {
        Ok(request) => request,
        Err(error) => return json!({"fault": error.to_string()}),
    };
    let kind = kind.as_deref().and_then(Kind::named).unwrap_or_else(|| Kind::of(&text));
    match kind {
        Kind::Error => explained(&text),
        Kind::Spec | Kind::CloudFormation | Kind::Terraform | Kind::Shown => {
            judged(&Read::of(kind, &text, &said), kind, &said)
        }
    }
}

/// What an error text says, and the rules that explain it.
fn explained(text: &str) -> Value {
    let reading = evidence::read(text);
    let titles: Map<String, Value> =
        cards::ALL.iter().map(|rule| (rule.code.to_string(), Value::from(rule.title))).collect();
    json!({
        "kind": Kind::Error.name(),
        "is_placed": !reading.placed.is_empty(),
        "answer": explain::answer_json(&reading),
        "titles": titles,
    })
}

/// What a spec makes, or what is wrong with what exists.
fn judged(read: &Read, kind: Kind, said: &Said) -> Value {
    json!({
        "kind": kind.name(),
        "file": read.file,
        "has_known_region": said.has_known_region(),
        "diagnostics": document(&diagnostics::json(&read.sources, &read.report, read.seen().as_ref())),
        "templates": templates(read),
        "endpoints": endpoints(read),
        "picture": picture(read),
        "trace": starts(read, kind, said),
    })
}

fn document(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// The templates of each block, unless an error keeps them from being written.
fn templates(read: &Read) -> Vec<Value> {
    let written = read.blocks.iter().zip(&read.places).filter(|_| !read.report.has_errors());
    let of_block = written.map(|(block, place)| {
        let emitted = |target| emit(&place.plan, target, Options::default());
        json!({
            "name": block.name,
            "cloudformation": emitted(Target::CloudFormationYaml),
            "terraform": emitted(Target::TerraformJson),
        })
    });
    of_block.collect()
}

/// Whether a plan stands for all of a text: no spec is broken.
fn is_whole(read: &Read) -> bool {
    let is_broken = |found: &Diagnostic| found.severity() == Severity::Error && found.rule.code.0 < 100;
    !read.report.open().any(is_broken)
}

fn endpoints(read: &Read) -> Value {
    let places = read.places.iter().filter(|_| is_whole(read));
    let blocks: Vec<_> = places.map(|place| endpoints::block(&place.name, &place.plan)).collect();
    document(&endpoints::json(&blocks))
}

/// The picture of all VPCs, with what is reported marked in it.
fn picture(read: &Read) -> Option<String> {
    if read.places.is_empty() || !is_whole(read) {
        return None;
    }
    let open: Vec<&Diagnostic> = read.report.open().collect();
    let (marked, _) = marks(&read.places, &open);
    let networks = read.places.iter().zip(marked);
    let networks: Vec<Network> = networks.map(|(place, marks)| network(&place.name, &place.plan, marks)).collect();
    Some(svg(&networks))
}

/// Edits are tried for so many starts: each try reads the text again.
const MOST_TRIED: usize = 5;

/// The starts of everything that runs, call by call.
fn starts(read: &Read, kind: Kind, said: &Said) -> Value {
    if !is_whole(read) {
        return Value::Null;
    }
    // An edit that breaks the text opens nothing.
    let is_sound = |edited: &Read| edited.report.count(Severity::Error) <= read.report.count(Severity::Error);
    let again = |number: usize, edits: &[ecrc::diagnostic::Edit]| {
        let edited = read.edited(edits).map(|text| Read::of(kind, &text, said));
        edited.filter(is_sound).map_or_else(Vec::new, |edited| edited.starts(number))
    };
    let mut tried = 0;
    let of_place = |number| read.starts(number).into_iter().map(move |start| (number, start));
    let all = (0..read.places.len()).flat_map(of_place);
    let fixed = all.map(|(number, start)| {
        let stop = start.stop().filter(|_| tried < MOST_TRIED);
        tried += usize::from(stop.is_some());
        let fix = stop.and_then(|stop| trace::fix(&start, &stop, &read.sources, &|edits| again(number, edits)));
        Traced { start, fix, only: None }
    });
    document(&traces::of(&read.sources, &fixed.collect::<Vec<_>>()))
}
