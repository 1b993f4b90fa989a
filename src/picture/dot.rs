//! Input: what a picture shows.
//! Output: a graph in DOT, with a cluster for each VPC.
//! Never: draws it; graphviz and others do.

use super::model::{Badge, Beyond, Fate, Network, Sign, Weight};
use super::walk::Passage;
use std::fmt::Write as _;

/// So long may a string be before another one follows.
const MOST: usize = 8000;

/// What each begins with.
const HEAD: &str = "digraph ecrc {\n";

/// Whether a text is a graph of [`dot`]'s.
pub fn is_dot(text: &str) -> bool {
    text.starts_with(HEAD)
}

/// A graph for graphviz and other tools.
pub fn dot(networks: &[Network]) -> String {
    let mut out = HEAD.to_owned();
    out += "  rankdir=LR;\n  compound=true;\n  fontname=\"Arial\";\n  \
                   node [shape=box, fontname=\"Arial\"];\n  edge [fontname=\"Arial\"];\n";
    let mut beyond = Beyond::default();
    for (at, network) in networks.iter().enumerate() {
        vpc(&mut out, &format!("v{at}"), network, &mut beyond);
    }
    for (at, service) in beyond.all().iter().enumerate() {
        let _ = writeln!(out, "  b{at} [label={}, style=rounded];", label(&[service], &[]));
    }
    out.push_str("}\n");
    out
}

fn vpc<'n>(out: &mut String, id: &str, network: &'n Network, beyond: &mut Beyond<'n>) {
    let mut edges = String::new();
    let from = format!("{id}r{}", network.from);
    let mut to = |node: &str, service: &'n str, calls: &[usize]| {
        let at = beyond.number(service);
        if network.walk.is_none() {
            let _ = writeln!(edges, "  {node} -> b{at};");
        }
        for leg in network.legs([&from, node, &format!("b{at}")], calls) {
            let style = match leg.passage {
                Passage::Stops => ", arrowhead=tee, color=\"#c62828\", penwidth=2",
                Passage::Unknown => ", style=dashed",
                Passage::Passes => "",
            };
            let _ = writeln!(edges, "  {} -> {} [label={}{style}];", leg.from, leg.to, label(&[&leg.text], &[]));
        }
    };
    // With a start on it, the ways are those of its calls.
    let ways = if network.walk.is_some() { 0 } else { network.runs.len() };
    let marks: Vec<String> =
        network.marks.iter().map(|mark| format!("{} {}: {}", mark.weight.word(), mark.code, mark.message)).collect();
    let mut title = vec![network.name.clone(), network.facts.join(", ")];
    title.extend(network.zones.iter().map(|zone| format!("{}: {}", zone.name, zone.subnets.join(", "))));
    title.extend(marks);
    let lines: Vec<&str> = title.iter().map(String::as_str).collect();
    let _ = writeln!(out, "  subgraph cluster_{id} {{\n    label={};", label(&lines, &network.badges));
    let uses = network.uses();
    for (at, run) in network.runs.iter().enumerate() {
        let text = label(&[&run.name, &run.detail, &uses], &run.badges);
        let _ = writeln!(out, "    {id}r{at} [label={text}{}];", style(run.known, &run.badges));
    }
    for (at, group) in network.groups.iter().enumerate() {
        let of = format!("{id}g{at}");
        let text = label(&[&group.name, &group.admits], &group.badges);
        let dashed = if group.known { "" } else { "\n      style=dashed;" };
        let _ = writeln!(out, "    subgraph cluster_{of} {{\n      label={text};{dashed}");
        for (at, endpoint) in group.endpoints.iter().enumerate() {
            let node = format!("{of}e{at}");
            let text = label(&[&endpoint.service, &endpoint.detail], &endpoint.badges);
            let _ = writeln!(out, "      {node} [label={text}{}];", style(endpoint.known, &endpoint.badges));
            to(&node, &endpoint.beyond, &endpoint.calls);
        }
        out.push_str("    }\n");
        for run in 0..ways {
            let _ = writeln!(out, "    {id}r{run} -> {of}e0 [lhead=cluster_{of}];");
        }
    }
    for (at, gateway) in network.gateways.iter().enumerate() {
        let node = format!("{id}w{at}");
        let title = format!("{} gateway", gateway.service);
        let text = label(&[&title, &gateway.detail], &gateway.badges);
        let _ = writeln!(out, "    {node} [label={text}{}];", style(gateway.known, &gateway.badges));
        to(&node, &gateway.beyond, &gateway.calls);
        for run in 0..ways {
            let _ = writeln!(out, "    {id}r{run} -> {node};");
        }
    }
    for (at, exit) in network.ways_out.iter().enumerate() {
        let node = format!("{id}o{at}");
        let _ = writeln!(out, "    {node} [label={}];", label(&[&exit.name, &exit.detail], &[]));
        to(&node, &exit.beyond, &exit.calls);
        for run in 0..ways {
            let _ = writeln!(out, "    {id}r{run} -> {node};");
        }
    }
    for (at, end) in network.dead_ends.iter().enumerate() {
        let node = format!("{id}d{at}");
        let _ = writeln!(out, "    {node} [label={}{}];", label(&[&end.name, &end.detail], &[]), style(end.known, &[]));
        to(&node, &end.beyond, &end.calls);
    }
    if let Some(walk) = &network.walk {
        let numbered = walk.calls.iter().enumerate().map(|(at, call)| format!("{} {}", at + 1, call.words()));
        let lines: Vec<String> = [format!("{}: {}", walk.title, walk.answer)].into_iter().chain(numbered).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let _ = writeln!(out, "    {id}c [shape=note, label={}];", label(&lines, &[]));
    }
    for (at, policy) in network.policies.iter().enumerate() {
        let mut lines: Vec<&str> = vec![&policy.title];
        lines.extend(policy.statements.iter().map(String::as_str));
        let _ = writeln!(out, "    {id}p{at} [shape=note, label={}];", label(&lines, &[]));
    }
    out.push_str("  }\n");
    out.push_str(&edges);
}

/// Dashed if it is not known, and in the color of the most serious mark.
fn style(known: bool, badges: &[Badge]) -> String {
    let dashed = if known { "" } else { ", style=dashed" };
    let color = badges.first().map_or("", |badge| match badge.sign {
        Sign::Becomes(Fate::Added) => ", color=\"#1a7f37\", penwidth=2",
        Sign::Reported(Weight::Error) | Sign::Becomes(Fate::Removed | Fate::Replaced) => {
            ", color=\"#c62828\", penwidth=2"
        }
        Sign::Reported(Weight::Warning) | Sign::Becomes(Fate::Changed | Fate::Opened) => {
            ", color=\"#b26a00\", penwidth=2"
        }
        Sign::Reported(Weight::Note) | Sign::Becomes(Fate::Moved) => ", color=\"#57606a\", penwidth=2",
    });
    format!("{dashed}{color}")
}

/// Lines in quotes, with the codes of marks in the last one; empty lines are left out.
fn label(lines: &[&str], badges: &[Badge]) -> String {
    let escaped = |text: &&str| {
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        // Graphviz reads entities of HTML in labels, and `\N` as the node's name.
        text.replace('&', "&amp;").replace('\\', "\\\\").replace('"', "\\\"")
    };
    let mut lines: Vec<String> = lines.iter().filter(|line| !line.is_empty()).map(escaped).collect();
    if !badges.is_empty() {
        let codes = badges.iter().map(Badge::words);
        lines.push(codes.collect::<Vec<_>>().join(", "));
    }
    // Graphviz reads no longer string than 16,384 bytes, but joins shorter ones.
    let mut parts: Vec<String> = vec![String::new()];
    for line in lines {
        let joint = if parts.iter().all(String::is_empty) { "" } else { "\\n" };
        for (at, text) in [joint, &line].into_iter().flat_map(|text| text.split_inclusive(' ')).enumerate() {
            let is_full = parts.last().is_some_and(|part| part.len() > MOST && at > 0);
            if is_full {
                parts.push(String::new());
            }
            if let Some(part) = parts.last_mut() {
                part.push_str(text);
            }
        }
    }
    parts.iter().map(|part| format!("\"{part}\"")).collect::<Vec<_>>().join(" + ")
}
