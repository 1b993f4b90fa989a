//! Input: a comparison.
//! Output: the comparison as a comment on a pull request: risks first, details folded.
//! Never: exceeds what GitHub accepts; it says what it cuts.

use super::shown::Shown;
use super::summary::{CLASSES, Summary};
use super::words;
use crate::cli::patch;
use ecrc::diff::{Class, ResourceChange, TemplateChange};
use ecrc::picture::{Network, is_changed, mermaid};
use std::fmt::Write;

/// GitHub takes 65,536 characters.
const LONGEST: usize = 60_000;

/// So many characters of it a picture may have; the details come after it.
const LONGEST_PICTURE: usize = 20_000;

/// By this a comment is found again, to be updated in place. It is not shown.
const MARKER: &str = "<!-- ecrc diff -->";

/// The comment, with the pictures of what changes.
pub fn render(changes: &[TemplateChange], summary: &Summary, shown: Shown, networks: &[Network]) -> String {
    let mut comment = Comment { text: format!("{summary}\n{MARKER}\n"), left: 0, cut: 0 };
    comment.left = LONGEST.saturating_sub(comment.text.chars().count() + 200);
    let worth = || changes.iter().filter(|change| !(change.is_same() && change.old == change.new));
    let mut dangers = String::new();
    for change in worth() {
        for meaning in change.meanings.iter().filter(|meaning| meaning.consequence.is_dangerous()) {
            let _ = writeln!(dangers, "- **{}**: {}", escaped(&words::title(change)), sentence(meaning));
        }
    }
    if !dangers.is_empty() {
        comment.lines("\n#### ⚠️ Look at this first\n\n", &dangers);
    }
    for change in worth() {
        comment.template(change);
    }
    comment.picture(networks);
    for change in worth() {
        comment.details(change, shown);
    }
    if comment.cut > 0 {
        let _ = write!(
            comment.text,
            "\n{} more {} omitted, because comments have a size limit: `ecrc diff` shows all\n",
            comment.cut,
            if comment.cut == 1 { "part is" } else { "parts are" }
        );
    }
    comment.text
}

struct Comment {
    text: String,
    /// How many characters there is room for.
    left: usize,
    /// How many parts there was no room for.
    cut: usize,
}

impl Comment {
    /// Adds a part, or counts it as left out.
    fn part(&mut self, part: &str) -> bool {
        let length = part.chars().count();
        if length > self.left {
            self.cut += 1;
            return false;
        }
        self.left -= length;
        self.text.push_str(part);
        true
    }

    /// Adds lines under a heading, as many as there is room for.
    fn lines(&mut self, heading: &str, lines: &str) {
        if !self.part(heading) {
            return;
        }
        for line in lines.lines() {
            self.part(&format!("{line}\n"));
        }
    }

    /// What is to be seen of a template without unfolding: counts, access, cost.
    fn template(&mut self, change: &TemplateChange) {
        let mut lines = String::new();
        for meaning in change.meanings.iter().filter(|meaning| !meaning.consequence.is_dangerous()) {
            let _ = writeln!(lines, "- {}", sentence(meaning));
        }
        for grant in &change.access.grants {
            let _ = writeln!(lines, "- access: {}", escaped(&words::grant(grant)));
        }
        for undecided in &change.access.undecided {
            let _ = writeln!(lines, "- access: {}", escaped(undecided));
        }
        if let Some(quiet) = words::quiet_access(change, &change.access) {
            let _ = writeln!(lines, "- access: {quiet}");
        }
        for undecided in &change.reach.undecided {
            let _ = writeln!(lines, "- reach: {}", escaped(undecided));
        }
        if let Some(zones) = words::endpoint_zones(change) {
            let _ = writeln!(lines, "- {zones}, the unit that interface endpoints are billed by");
        }
        let outcome = words::outcome(change).map_or(String::new(), |outcome| format!(": {outcome}"));
        self.lines(&format!("\n#### {}{outcome}\n\n", escaped(&words::title(change))), &lines);
    }

    /// The picture of all that changes, without what the comment says in words; none if nothing in it has a place there.
    fn picture(&mut self, networks: &[Network]) {
        let changed = networks.iter().filter(|network| is_changed(network));
        let drawn: Vec<Network> =
            changed.map(|network| Network { policies: Vec::new(), changes: Vec::new(), ..network.clone() }).collect();
        if drawn.is_empty() {
            return;
        }
        let picture = format!("\n```mermaid\n{}```\n", mermaid(&drawn));
        if picture.chars().count() > LONGEST_PICTURE {
            self.cut += 1;
        } else {
            self.part(&picture);
        }
    }

    fn details(&mut self, change: &TemplateChange, shown: Shown) {
        let title = in_html(&words::title(change));
        let mut rows = String::new();
        for (class, word) in CLASSES {
            for resource in words::groups(change, class).into_iter().flatten() {
                row(&mut rows, resource, word);
            }
        }
        if !rows.is_empty() {
            let folded = format!(
                "\n<details><summary>Resources of {title}</summary>\n\n\
                 | | resource | what changes | because of |\n|---|---|---|---|\n{rows}\n</details>\n"
            );
            self.part(&folded);
        }
        let Some(context) = shown.context else { return };
        let [old, new] = [&change.old, &change.new].map(|name| name.as_deref().unwrap_or("/dev/null"));
        let [old_text, new_text] = &change.texts;
        let patch = patch::unified([old, new], old_text, new_text, context, false);
        if !patch.is_empty() {
            let fence = fence(&patch);
            let folded = format!(
                "\n<details><summary>Template of {title}</summary>\n\n{fence}diff\n{patch}{fence}\n\n</details>\n"
            );
            self.part(&folded);
        }
    }
}

fn row(rows: &mut String, resource: &ResourceChange, word: &str) {
    let mut what: Vec<String> = Vec::new();
    if let Some(origin) = &resource.origin {
        let block = origin.block.as_ref().map_or(String::new(), |block| format!(" of {}", code(block)));
        what.push(format!("was {}{block}", code(&origin.address)));
    }
    for property in &resource.properties {
        let mut words = format!("**{}**", property.name);
        if let Some(note) = &property.note {
            let _ = write!(words, " ({})", escaped(note));
        }
        if property.old != property.new {
            for (side, sign) in [(&property.old, "-"), (&property.new, "+")] {
                for line in side.iter().flat_map(|text| text.lines()) {
                    let _ = write!(words, "<br>{sign} {}", code(line));
                }
            }
        }
        what.push(words);
    }
    if matches!(resource.class, Class::Added | Class::Removed) {
        what.extend(resource.reason.iter().map(|reason| escaped(&reason.sentence)));
    }
    let cause = resource.cause.as_ref().map_or(String::new(), |cause| {
        let gone = if cause.removed { " (removed)" } else { "" };
        let at = format!("{}:{}", cause.file, cause.position.line);
        format!("{}{gone}<br>{}", code(&at), code(&cause.text))
    });
    let _ = writeln!(rows, "| {word} | {} | {} | {cause} |", code(&resource.address), what.join("<br>"));
}

fn sentence(meaning: &ecrc::diff::Meaning) -> String {
    let rule = meaning.rule.map_or(String::new(), |rule| match rule.source {
        Some(source) => format!(" ([{}]({source}))", rule.code),
        None => format!(" ({})", rule.code),
    });
    format!("{}{rule}", escaped(&meaning.sentence))
}

/// Text that Markdown and HTML read as itself; what stands in backticks stays code, where these make pairs.
fn escaped(text: &str) -> String {
    let text = ecrc::render::one_line(text);
    let pieces: Vec<&str> = text.split('`').collect();
    let mut out = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        let (quoted, closed) = (index % 2 == 1, index + 1 < pieces.len());
        if quoted && closed && !piece.is_empty() && !out.ends_with('`') {
            out.push_str(&code(piece));
            continue;
        }
        let mark = |there: bool| if there { "&#96;" } else { "" };
        out.push_str(mark(quoted));
        for c in piece.chars() {
            if matches!(c, '|' | '*' | '_' | '[' | ']' | '\\' | '#' | '~') {
                out.push('\\');
            }
            push_in_html(&mut out, c);
        }
        out.push_str(mark(quoted && closed));
    }
    out
}

/// Text inside of a tag, where Markdown is not read.
fn in_html(text: &str) -> String {
    let mut out = String::new();
    ecrc::render::one_line(text).chars().for_each(|c| push_in_html(&mut out, c));
    out
}

fn push_in_html(out: &mut String, c: char) {
    match c {
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '&' => out.push_str("&amp;"),
        // No letter stands directly behind it: nobody is called.
        '@' => out.push_str("@&#8203;"),
        c => out.push(c),
    }
}

/// A code span, in a table too.
fn code(text: &str) -> String {
    let text = ecrc::render::one_line(text).replace('|', "\\|");
    let ticks = "`".repeat(longest_run(&text) + 1);
    let gap = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{ticks}{gap}{text}{gap}{ticks}")
}

/// A fence that nothing in the text ends.
fn fence(text: &str) -> String {
    "`".repeat(longest_run(text).max(2) + 1)
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{code, escaped, in_html};

    #[test]
    fn what_stands_in_backticks_is_code_where_these_make_pairs() {
        assert_eq!(escaped("`a*b` and c*d"), "`a*b` and c\\*d");
        assert_eq!(escaped("a`<b> @c"), "a&#96;&lt;b&gt; @&#8203;c");
        assert_eq!(escaped("m```<!-- @x"), "m&#96;&#96;&#96;&lt;!-- @&#8203;x");
        assert_eq!(escaped("`a``<b>`"), "`a`&#96;&lt;b&gt;&#96;");
        assert_eq!(in_html("a`<!--` @x_y"), "a`&lt;!--` @&#8203;x_y");
        assert_eq!(code("a`b|c"), "``a`b\\|c``");
    }
}
