//! Input: a comparison.
//! Output: the comparison for people, at a terminal.
//! Never: leaves out what another format has.

use super::shown::Shown;
use super::summary::{CLASSES, Summary};
use super::words;
use crate::cli::patch;
use ecrc::diff::{Cause, Change, Class, PropertyChange, ResourceChange, TemplateChange, Update};
use ecrc::render::{Look, wrap};
use std::fmt::Write;

/// The whole report.
pub fn render(changes: &[TemplateChange], summary: &Summary, shown: Shown, look: Look) -> String {
    let mut page = Page { text: String::new(), look };
    page.line(0, "1", "", &summary.to_string());
    for change in changes {
        // Where nothing changes at all, only renamed ones are worth a line.
        if change.is_same() && change.old == change.new {
            continue;
        }
        page.template(change);
        if let Some(context) = shown.context {
            let [old, new] = [&change.old, &change.new].map(|name| name.as_deref().unwrap_or("/dev/null"));
            let [old_text, new_text] = &change.texts;
            let patch = patch::unified([old, new], old_text, new_text, context, look.color);
            if !patch.is_empty() {
                page.text.push('\n');
                page.text.push_str(&patch);
            }
        }
    }
    page.text
}

struct Page {
    text: String,
    look: Look,
}

/// The sign before each resource, and its color.
fn sign(class: Class) -> (&'static str, &'static str) {
    match class {
        Class::Added => ("+", "32"),
        Class::Changed => ("~", "33"),
        Class::Replaced => ("-/+", "1;31"),
        Class::Moved => (">", "36"),
        Class::Removed => ("-", "31"),
        Class::Unchanged => (" ", "0"),
    }
}

impl Page {
    /// A line, indented, in a color: a sign, and words that hang behind it where they don't fit.
    fn line(&mut self, indent: usize, code: &str, sign: &str, words: &str) {
        let gap = if sign.is_empty() { 0 } else { sign.chars().count() + 1 };
        let words = ecrc::render::one_line(words);
        let width = self.look.width.saturating_sub(indent + gap);
        let sign = if gap == 0 { String::new() } else { format!("{sign} ") };
        for (index, line) in wrap(&words, width).iter().enumerate() {
            let front = if index == 0 { sign.clone() } else { " ".repeat(gap) };
            let shown = self.look.paint(code, format!("{front}{line}").trim_end());
            let _ = writeln!(self.text, "{:indent$}{shown}", "");
        }
    }

    fn template(&mut self, change: &TemplateChange) {
        self.text.push('\n');
        let outcome = words::outcome(change).map_or(String::new(), |outcome| format!(": {outcome}"));
        self.line(0, "1", "", &format!("{}{outcome}", words::title(change)));
        let (dangerous, others): (Vec<_>, Vec<_>) =
            change.meanings.iter().partition(|meaning| meaning.consequence.is_dangerous());
        for meaning in dangerous {
            let rule = meaning.rule.map_or(String::new(), |rule| format!(" [{}]", rule.code));
            self.line(2, "31", "!", &format!("{}{rule}", meaning.sentence));
        }
        for (class, _) in CLASSES {
            for group in words::groups(change, class) {
                self.resources(class, &group);
            }
        }
        let unchanged = change.count(Class::Unchanged);
        if unchanged > 0 && words::outcome(change).is_none() {
            self.line(4, "2", "", &format!("{unchanged} unchanged"));
        }
        for meaning in others {
            let rule = meaning.rule.map_or(String::new(), |rule| format!(" [{}]", rule.code));
            self.line(2, "0", "*", &format!("{}{rule}", meaning.sentence));
        }
        self.access(change);
        if let Some(zones) = words::endpoint_zones(change) {
            self.line(2, "0", "", &format!("{zones}, the unit that interface endpoints are billed by"));
        }
    }

    fn resources(&mut self, class: Class, group: &[&ResourceChange]) {
        let (sign, code) = sign(class);
        let Some(first) = group.first() else { return };
        for resource in group {
            let origin = resource.origin.as_ref().map_or(String::new(), |origin| {
                let block = origin.block.as_ref().map_or(String::new(), |block| format!(" of {block}"));
                format!(", was {}{block}", origin.address)
            });
            self.line(2, code, sign, &format!("{}  ({}){origin}", resource.address, resource.type_name));
        }
        let asked = matches!(class, Class::Added | Class::Removed | Class::Moved);
        if let Some(reason) = first.reason.as_ref().filter(|_| asked) {
            self.line(6, "2", "", &format!("[{}] {}", reason.rule.code, reason.sentence));
        }
        for property in &first.properties {
            self.property(property, class);
        }
        if let Some(cause) = &first.cause {
            self.line(6, "2", "", &place(cause));
        }
    }

    fn property(&mut self, property: &PropertyChange, class: Class) {
        let forces = property.update == Update::Replace && class == Class::Replaced;
        let forces = if forces { ", which replaces it" } else { "" };
        let note = property.note.as_ref().map_or(String::new(), |note| format!(" ({note})"));
        self.line(6, "0", "", &format!("{}{forces}{note}", property.name));
        if property.old == property.new {
            return;
        }
        for (side, sign, code) in [(&property.old, "-", "31"), (&property.new, "+", "32")] {
            for line in side.iter().flat_map(|text| text.lines()) {
                self.line(8, code, sign, line);
            }
        }
    }

    fn access(&mut self, change: &TemplateChange) {
        for grant in &change.access.grants {
            let (sign, code) = match grant.change {
                Change::Gained => ("access +", "33"),
                Change::Lost => ("access -", "36"),
            };
            self.line(2, code, sign, &words::grant(grant));
        }
        for undecided in &change.access.undecided {
            self.line(2, "33", "access ?", undecided);
        }
        if let Some(quiet) = words::quiet_access(change, &change.access) {
            self.line(2, "0", "access =", quiet);
        }
        for undecided in &change.reach.undecided {
            self.line(2, "33", "reach ?", undecided);
        }
    }
}

/// `web.ecr:5:3: deny delete repo "x"`
fn place(cause: &Cause) -> String {
    let gone = if cause.removed { "  (removed)" } else { "" };
    // One statement may be the cause of thousands of lines, and be as long.
    let text = ecrc::render::one_line(&cause.text);
    format!("{}:{}:{}: {text}{gone}", cause.file, cause.position.line, cause.position.column)
}
