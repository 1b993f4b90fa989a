//! Input: what a picture shows.
//! Output: a flowchart of Mermaid, with a subgraph for each VPC.
//! Never: lets a text end its label: all but plain characters are written by their numbers.

use super::change::is_changed;
use super::model::{Badge, Beyond, Network};
use super::walk::Passage;
use std::fmt::Write as _;

/// Lines break where they are broken here; Mermaid leaves room for one line of a title, and breaks it.
const HEAD: &str = "%%{init: {\"flowchart\": {\"wrappingWidth\": 640, \
                    \"subGraphTitleMargin\": {\"top\": 4, \"bottom\": 28}}}}%%\n";

/// So many characters of a statement are in a line.
const LINE: usize = 72;

/// Whether a text is a flowchart of [`mermaid`]'s.
pub fn is_mermaid(text: &str) -> bool {
    text.starts_with(HEAD)
}

/// A flowchart, as it stands in a fence of Markdown.
pub fn mermaid(networks: &[Network]) -> String {
    let mut out = [HEAD, "flowchart LR\n"].concat();
    let mut beyond = Beyond::default();
    for (at, network) in networks.iter().enumerate() {
        vpc(&mut out, &format!("v{at}"), network, &mut beyond);
    }
    for (at, service) in beyond.all().iter().enumerate() {
        let _ = writeln!(out, "  b{at}([{}])", label(&[service], &[]));
    }
    if !beyond.all().is_empty() {
        let ids: Vec<String> = (0..beyond.all().len()).map(|at| format!("b{at}")).collect();
        let _ = writeln!(out, "  class {} beyond", ids.join(","));
    }
    out.push_str(
        "  classDef text fill:none,stroke:none\n  \
         classDef beyond stroke:#8a4600,stroke-width:2px\n  \
         classDef unknown stroke-dasharray:5 4\n  \
         classDef error stroke:#c62828,stroke-width:3px\n  \
         classDef warning stroke:#b26a00,stroke-width:3px\n  \
         classDef note stroke:#57606a,stroke-width:2px\n",
    );
    if networks.iter().any(is_changed) {
        out.push_str(
            "  classDef added stroke:#1a7f37,stroke-width:3px\n  \
             classDef removed stroke:#c62828,stroke-width:3px,stroke-dasharray:2 3\n  \
             classDef replaced stroke:#c62828,stroke-width:3px\n  \
             classDef changed stroke:#b26a00,stroke-width:3px\n  \
             classDef opened stroke:#b26a00,stroke-width:5px\n  \
             classDef moved stroke:#57606a,stroke-width:3px\n",
        );
    }
    out
}

fn vpc<'n>(out: &mut String, id: &str, network: &'n Network, beyond: &mut Beyond<'n>) {
    let mut edges = String::new();
    let from = format!("{id}r{}", network.from);
    let mut to = |node: &str, service: &'n str, calls: &[usize]| {
        let at = beyond.number(service);
        if network.walk.is_none() {
            let _ = writeln!(edges, "  {node} --> b{at}");
        }
        for leg in network.legs([&from, node, &format!("b{at}")], calls) {
            let arrow = match leg.passage {
                Passage::Stops => "--x",
                Passage::Unknown => "-.->",
                Passage::Passes => "-->",
            };
            let _ = writeln!(edges, "  {} {arrow}|{}| {}", leg.from, label(&[&leg.text], &[]), leg.to);
        }
    };
    let mut classes = String::new();
    let mut class = |node: &str, known: bool, badges: &[Badge]| {
        if let Some(badge) = badges.first() {
            let _ = writeln!(classes, "  class {node} {}", badge.sign.word());
        }
        if !known {
            let _ = writeln!(classes, "  class {node} unknown");
        }
    };
    // A title has room for one line.
    let _ = writeln!(out, "  subgraph {id}[{}]", label(&[&network.name], &[]));
    let mut ways = String::new();
    let mut facts = vec![network.facts.join(", ")];
    facts.extend(network.zones.iter().map(|zone| format!("{}: {}", zone.name, zone.subnets.join(", "))));
    text(out, &format!("{id}f"), facts.iter().map(String::as_str));
    let uses = network.uses();
    for (at, run) in network.runs.iter().enumerate() {
        let node = format!("{id}r{at}");
        let _ = writeln!(out, "    {node}[{}]", label(&[&run.name, &run.detail, &uses], &run.badges));
        class(&node, run.known, &run.badges);
        if network.walk.is_some() {
            continue;
        }
        for (at, group) in network.groups.iter().enumerate() {
            let admits = label(&broken(&group.admits), &[]);
            let admits = if group.admits.is_empty() { String::new() } else { format!("|{admits}|") };
            let _ = writeln!(ways, "  {node} -->{admits} {id}g{at}");
        }
        for at in 0..network.gateways.len() {
            let _ = writeln!(ways, "  {node} --> {id}w{at}");
        }
        for at in 0..network.ways_out.len() {
            let _ = writeln!(ways, "  {node} --> {id}o{at}");
        }
    }
    for (at, group) in network.groups.iter().enumerate() {
        let of = format!("{id}g{at}");
        let _ = writeln!(out, "    subgraph {of}[{}]", label(&[&group.name], &group.badges));
        class(&of, group.known, &group.badges);
        for (at, endpoint) in group.endpoints.iter().enumerate() {
            let node = format!("{of}e{at}");
            let _ = writeln!(out, "      {node}[{}]", label(&[&endpoint.service, &endpoint.detail], &endpoint.badges));
            class(&node, endpoint.known, &endpoint.badges);
            to(&node, &endpoint.beyond, &endpoint.calls);
        }
        out.push_str("    end\n");
    }
    for (at, gateway) in network.gateways.iter().enumerate() {
        let node = format!("{id}w{at}");
        let title = format!("{} gateway", gateway.service);
        let _ = writeln!(out, "    {node}[/{}/]", label(&[&title, &gateway.detail], &gateway.badges));
        class(&node, gateway.known, &gateway.badges);
        to(&node, &gateway.beyond, &gateway.calls);
    }
    for (at, exit) in network.ways_out.iter().enumerate() {
        let node = format!("{id}o{at}");
        let _ = writeln!(out, "    {node}[/{}/]", label(&[&exit.name, &exit.detail], &[]));
        to(&node, &exit.beyond, &exit.calls);
    }
    for (at, end) in network.dead_ends.iter().enumerate() {
        let node = format!("{id}d{at}");
        let _ = writeln!(out, "    {node}[{}]", label(&[&end.name, &end.detail], &[]));
        class(&node, end.known, &[]);
        to(&node, &end.beyond, &end.calls);
    }
    for (at, policy) in network.policies.iter().enumerate() {
        let lines = [&policy.title].into_iter().chain(&policy.statements);
        text(out, &format!("{id}p{at}"), lines.map(String::as_str));
    }
    if let Some(walk) = &network.walk {
        let numbered = walk.calls.iter().enumerate().map(|(at, call)| format!("{} {}", at + 1, call.words()));
        let lines: Vec<String> = [format!("{}: {}", walk.title, walk.answer)].into_iter().chain(numbered).collect();
        text(out, &format!("{id}c"), lines.iter().map(String::as_str));
    }
    if !network.marks.is_empty() {
        let marks = network.marks.iter().map(|mark| format!("{} {}: {}", mark.weight.word(), mark.code, mark.message));
        let marks: Vec<String> = marks.collect();
        text(out, &format!("{id}m"), marks.iter().map(String::as_str));
    }
    out.push_str("  end\n");
    out.push_str(&ways);
    out.push_str(&edges);
    out.push_str(&classes);
}

/// A node of lines, without a box.
fn text<'t>(out: &mut String, node: &str, lines: impl Iterator<Item = &'t str>) {
    let lines: Vec<&str> = lines.flat_map(broken).collect();
    let _ = writeln!(out, "    {node}[{}]\n    class {node} text", label(&lines, &[]));
}

/// A text in lines of at most that many characters, if it has spaces.
fn broken(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some((cut, _)) = rest.char_indices().nth(LINE) {
        let (head, tail) = rest.split_at(cut);
        let Some(space) = head.rfind(' ').or_else(|| tail.find(' ').map(|at| cut + at)) else { break };
        lines.push(&rest[..space]);
        rest = &rest[space + 1..];
    }
    lines.push(rest);
    lines
}

/// Lines in quotes, with the codes of marks in the last one; empty lines are left out.
fn label(lines: &[&str], badges: &[Badge]) -> String {
    let mut lines: Vec<String> = lines.iter().filter(|line| !line.is_empty()).map(|line| escaped(line)).collect();
    if !badges.is_empty() {
        let codes = badges.iter().map(Badge::words);
        lines.push(codes.collect::<Vec<_>>().join(", "));
    }
    format!("\"{}\"", lines.join("<br>"))
}

/// A text that Mermaid shows as it is: by their numbers the signs that mean something to it, and with a backslash before
/// those that mean something to Markdown, which it reads after that.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for (at, c) in text.char_indices() {
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + c.len_utf8()..).unwrap_or_default());
        let inside = before.ends_with(|c: char| c.is_ascii_alphanumeric())
            && after.starts_with(|c: char| c.is_ascii_alphanumeric());
        match c {
            c if c.is_control() => out.push(' '),
            ' ' | ',' | '/' => out.push(c),
            c if c.is_ascii_alphanumeric() => out.push(c),
            // A link, or a list.
            ':' if !after.starts_with("//") => out.push(c),
            '.' if inside && !before.ends_with("www") => out.push(c),
            '-' | '_' if inside => out.push(c),
            '<' | '>' | '&' | '"' | '\'' | ';' | '(' | ')' | '=' | '?' | '%' | '$' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            c if c.is_ascii() && c != '\\' => {
                let _ = write!(out, "#92;#{};", u32::from(c));
            }
            c => {
                let _ = write!(out, "#{};", u32::from(c));
            }
        }
    }
    out
}
