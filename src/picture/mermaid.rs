//! Input: what a picture shows.
//! Output: a flowchart of Mermaid, with a subgraph for each VPC.
//! Never: lets a text end its label: all but plain characters are written by their numbers.

use super::model::{Badge, Network, Weight};
use std::fmt::Write as _;

/// So many characters of a statement are in a line.
const LINE: usize = 72;

/// A flowchart, as it stands in a fence of Markdown.
pub fn mermaid(networks: &[Network]) -> String {
    let mut out = "flowchart LR\n".to_owned();
    let mut beyond: Vec<&str> = Vec::new();
    for (at, network) in networks.iter().enumerate() {
        vpc(&mut out, &format!("v{at}"), network, &mut beyond);
    }
    for (at, service) in beyond.iter().enumerate() {
        let _ = writeln!(out, "  b{at}([{}])", label(&[service], &[]));
    }
    if !beyond.is_empty() {
        let ids: Vec<String> = (0..beyond.len()).map(|at| format!("b{at}")).collect();
        let _ = writeln!(out, "  class {} beyond", ids.join(","));
    }
    out.push_str(
        "  classDef beyond stroke:#8a4600,stroke-width:2px\n  \
         classDef unknown stroke-dasharray:5 4\n  \
         classDef error stroke:#c62828,stroke-width:3px\n  \
         classDef warning stroke:#b26a00,stroke-width:3px\n  \
         classDef note stroke:#57606a,stroke-width:2px\n",
    );
    out
}

fn vpc<'n>(out: &mut String, id: &str, network: &'n Network, beyond: &mut Vec<&'n str>) {
    let mut edges = String::new();
    let mut to = |from: &str, service: &'n str| {
        let at = beyond.iter().position(|known| *known == service).unwrap_or_else(|| {
            beyond.push(service);
            beyond.len() - 1
        });
        let _ = writeln!(edges, "  {from} --> b{at}");
    };
    let mut classes = String::new();
    let mut class = |node: &str, known: bool, badges: &[Badge]| {
        if let Some(badge) = badges.first() {
            let _ = writeln!(classes, "  class {node} {}", badge.weight.word());
        }
        if !known {
            let _ = writeln!(classes, "  class {node} unknown");
        }
    };
    let facts = network.facts.join(", ");
    let _ = writeln!(out, "  subgraph {id}[{}]", label(&[&network.name, &facts], &[]));
    let mut ways = String::new();
    let zones: Vec<String> =
        network.zones.iter().map(|zone| format!("{}: {}", zone.name, zone.subnets.join(", "))).collect();
    let mut title = vec!["private subnets"];
    title.extend(zones.iter().map(String::as_str));
    let _ = writeln!(out, "    subgraph {id}s[{}]", label(&title, &[]));
    let uses = if network.uses.is_empty() { String::new() } else { format!("uses {}", network.uses.join(", ")) };
    for (at, run) in network.runs.iter().enumerate() {
        let node = format!("{id}r{at}");
        let _ = writeln!(out, "      {node}[{}]", label(&[&run.name, &run.detail, &uses], &run.badges));
        class(&node, run.known, &run.badges);
        for at in 0..network.groups.len() {
            let _ = writeln!(ways, "  {node} --> {id}g{at}");
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
        let _ = writeln!(out, "      subgraph {of}[{}]", label(&[&group.name, &group.admits], &group.badges));
        class(&of, group.known, &group.badges);
        for (at, endpoint) in group.endpoints.iter().enumerate() {
            let node = format!("{of}e{at}");
            let _ =
                writeln!(out, "        {node}[{}]", label(&[&endpoint.service, &endpoint.detail], &endpoint.badges));
            class(&node, endpoint.known, &endpoint.badges);
            to(&node, &endpoint.beyond);
        }
        out.push_str("      end\n");
    }
    out.push_str("    end\n");
    for (at, gateway) in network.gateways.iter().enumerate() {
        let node = format!("{id}w{at}");
        let title = format!("{} gateway", gateway.service);
        let _ = writeln!(out, "    {node}[/{}/]", label(&[&title, &gateway.detail], &gateway.badges));
        class(&node, gateway.known, &gateway.badges);
        to(&node, &gateway.beyond);
    }
    for (at, (what, leads_to)) in network.ways_out.iter().enumerate() {
        let node = format!("{id}o{at}");
        let _ = writeln!(out, "    {node}[/{}/]", label(&[what], &[]));
        to(&node, leads_to);
    }
    for (at, policy) in network.policies.iter().enumerate() {
        let mut lines: Vec<&str> = vec![&policy.title];
        policy.statements.iter().for_each(|statement| lines.extend(broken(statement)));
        let _ = writeln!(out, "    {id}p{at}>{}]", label(&lines, &[]));
    }
    if !network.marks.is_empty() {
        let marks: Vec<String> = network
            .marks
            .iter()
            .map(|mark| format!("{} {}: {}", mark.weight.word(), mark.code, mark.message))
            .collect();
        let _ =
            writeln!(out, "    {id}m>{}]", label(&marks.iter().flat_map(|mark| broken(mark)).collect::<Vec<_>>(), &[]));
        let worst = network.marks.first().map_or(Weight::Note, |mark| mark.weight);
        let _ = writeln!(classes, "  class {id}m {}", worst.word());
    }
    out.push_str("  end\n");
    out.push_str(&ways);
    out.push_str(&edges);
    out.push_str(&classes);
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
        let codes = badges.iter().map(|badge| format!("{} {}", badge.weight.word(), badge.code));
        lines.push(codes.collect::<Vec<_>>().join(", "));
    }
    format!("\"{}\"", lines.join("<br>"))
}

/// What means nothing to Mermaid, to Markdown in it, or to HTML; anything else by its number.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        let plain =
            c.is_ascii_alphanumeric() || matches!(c, ' ' | ',' | ':' | '/') || (at > 0 && matches!(c, '-' | '_'));
        let number = out.chars().all(|c| c.is_ascii_digit());
        match c {
            // A number, a point and a space would begin a list.
            '.' if !number => out.push('.'),
            c if plain => out.push(c),
            c if c.is_control() => out.push(' '),
            c => {
                let _ = write!(out, "#{};", u32::from(c));
            }
        }
    }
    out
}
