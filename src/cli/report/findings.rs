//! Input: the facts of a report.
//! Output: what the rules report, what is accepted, and what is not known, as sections of its page.
//! Never: drops a diagnostic.

use super::facts::Facts;
use super::markup::{code, list, prose, rule, table, text};
use crate::cli::diagnostics::{Entry, Place};
use std::fmt::Write;

/// The sections: their names in links, and their titles.
pub const TITLES: [(&str, &str); 3] =
    [("reported", "What the rules report"), ("accepted", "What is accepted"), ("unknown", "What is not known")];

/// All of them.
pub fn sections(out: &mut String, facts: &Facts) {
    for (id, title) in TITLES {
        let _ = writeln!(out, "<section id=\"{id}\" aria-labelledby=\"{id}-h\">\n<h2 id=\"{id}-h\">{title}</h2>");
        match id {
            "reported" => reported(out, facts),
            "accepted" => accepted(out, facts),
            _ => unknown(out, facts),
        }
        out.push_str("</section>\n");
    }
}

fn reported(out: &mut String, facts: &Facts) {
    let mut open: Vec<&Entry> = facts.diagnostics.iter().filter(|found| found.accepted.is_none()).collect();
    if open.is_empty() {
        out.push_str("<p>No diagnostics.</p>\n");
        return;
    }
    let weight = |found: &Entry| ["error", "warning", "note"].iter().position(|word| **word == found.severity);
    open.sort_by_key(|found| weight(found));
    for found in open {
        let Entry { severity, message, place, .. } = found;
        let _ = writeln!(
            out,
            "<article class=\"diagnostic {severity}\">\n<h3><span class=\"badge {severity}\">{severity} {}</span> {}</h3>\n\
             <p class=\"at\">{}</p>",
            text(&found.code),
            prose(message),
            code(&at(place)),
        );
        excerpt(out, facts, found);
        list(out, found.notes.iter().map(|note| prose(note)));
        if let Some(help) = found.help {
            let _ = writeln!(out, "<p>Help: {}</p>", prose(help));
        }
        if let Some(source) = found.source {
            let _ = writeln!(out, "<p>Source: <a href=\"{0}\">{0}</a></p>", text(source));
        }
        out.push_str("</article>\n");
    }
}

/// The first line that it points at, with the words marked.
fn excerpt(out: &mut String, facts: &Facts, found: &Entry) {
    let Place { file, line, column, end_line, end_column } = found.place;
    let of_file = facts.files.iter().find(|of| of.name == file);
    let Some(words) = of_file.and_then(|of| of.text.lines().nth(line.saturating_sub(1))) else { return };
    let letters: Vec<char> = words.chars().collect();
    let from = column.saturating_sub(1).min(letters.len());
    let to = if end_line == line { end_column.saturating_sub(1).clamp(from, letters.len()) } else { letters.len() };
    let part = |range: &[char]| text(&range.iter().collect::<String>());
    let (before, rest) = letters.split_at(from);
    let (marked, after) = rest.split_at(to - from);
    let label = found.label.map_or(String::new(), |label| format!("<span class=\"label\">{}</span>", text(label)));
    let _ = writeln!(
        out,
        "<pre class=\"wrap\"><span class=\"number\">{line}</span> {}<mark>{}</mark>{}\n{label}</pre>",
        part(before),
        part(marked),
        part(after)
    );
}

fn at(place: &Place) -> String {
    format!("{}:{}:{}", place.file, place.line, place.column)
}

fn accepted(out: &mut String, facts: &Facts) {
    let mut accepted = facts.diagnostics.iter().filter_map(|found| Some((found, found.accepted?))).peekable();
    if accepted.peek().is_none() {
        out.push_str("<p>No accepted diagnostics.</p>\n");
        return;
    }
    let rows = accepted.map(|(found, reason)| {
        let of = rule(&found.code, found.source);
        vec![format!("{} {of}", found.severity), prose(found.message), code(&at(&found.place)), prose(reason)]
    });
    table(out, "What is accepted", &["Rule", "What", "Where", "Why it is accepted"], rows);
}

fn unknown(out: &mut String, facts: &Facts) {
    if facts.unknown.is_empty() {
        out.push_str(
            "<p>ecrc could read everything that the rules check. Calls of a start may still be unknown.</p>\n",
        );
        return;
    }
    let rows = facts.unknown.iter().map(|unseen| {
        let at = format!("{}:{}", unseen.file, unseen.line);
        vec![prose(unseen.what), prose(unseen.why), code(&at)]
    });
    table(out, "What is not known", &["What", "Why", "Where"], rows);
}
