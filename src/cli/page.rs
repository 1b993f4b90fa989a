//! Input: a rule's page, as Markdown, and how text may look.
//! Output: the page for a terminal: wrapped, with its code indented and its marks as colors.
//! Never: leaves out words of the page.

use ecrc::diagnostic::{Rule, Severity};
use ecrc::explain;
use ecrc::render::{Look, wrap};

const BOLD: &str = "1";
const CODE: &str = "36";

/// A rule's page for a terminal.
pub fn card(rule: &Rule, look: Look) -> String {
    let mut out = String::new();
    let mut in_code = false;
    for line in explain::card(rule).lines() {
        if line.starts_with("```") {
            in_code = !in_code;
        } else if in_code {
            push(&mut out, &format!("    {line}"));
        } else if let Some(heading) = line.strip_prefix("## ").or_else(|| line.strip_prefix("# ")) {
            push(&mut out, &look.paint(BOLD, heading));
        } else if let Some(title) = line.strip_prefix(&format!("{}: ", rule.severity)) {
            let severity = look.paint(color_of(rule.severity), &rule.severity.to_string());
            let mut lines = wrap(title, look.width.saturating_sub(rule.severity.to_string().len() + 2)).into_iter();
            push(&mut out, &format!("{severity}: {}", look.paint(BOLD, &lines.next().unwrap_or_default())));
            lines.for_each(|line| push(&mut out, &look.paint(BOLD, &line)));
        } else if let Some((title, url, read)) = reference(line) {
            words(&mut out, "- ", &format!("{title}{read}"), look);
            push(&mut out, &format!("  {}", look.link(url)));
        } else if let Some(item) = line.strip_prefix("- ") {
            words(&mut out, "- ", item, look);
        } else {
            words(&mut out, "", line, look);
        }
    }
    out
}

/// Every rule, a line each: code, default severity, title.
pub fn list(look: Look) -> String {
    let mut out = String::new();
    for rule in ecrc::cards::ALL {
        let severity = format!("{:<7}", rule.severity.to_string());
        let severity = look.paint(color_of(rule.severity), &severity);
        let opening = format!("{}  {severity}  ", look.paint(BOLD, &rule.code.to_string()));
        let lines = wrap(rule.title, look.width.saturating_sub(TITLE));
        push(&mut out, &format!("{opening}{}", lines.join(&format!("\n{:TITLE$}", ""))));
    }
    out
}

/// What an error text means, in lines that fit, with the codes of rules in bold.
pub fn answer(text: &str, look: Look) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let words = line.trim_start();
        let is_rule = words.len() == line.len() && words.starts_with("ECR");
        let indent = if is_rule { WHY } else { line.len() - words.len() };
        for (index, part) in wrap(words, look.width.saturating_sub(indent)).iter().enumerate() {
            match part.split_once(' ').filter(|_| is_rule && index == 0) {
                Some((code, title)) => push(&mut out, &format!("{}  {}", look.paint(BOLD, code), title.trim_start())),
                None if is_rule && index == 0 => push(&mut out, &look.paint(BOLD, part)),
                None => push(&mut out, format!("{:indent$}{part}", "").trim_end()),
            }
        }
    }
    out
}

/// The column at which the reason of a rule begins in an answer.
const WHY: usize = 8;

/// The column at which a title begins in the list of rules.
const TITLE: usize = 17;

/// Red for errors, yellow for warnings, green for notes, as in diagnostics.
fn color_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Note => "1;32",
    }
}

fn push(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

/// A paragraph in lines that fit. With colors, code has one in place of its backticks.
fn words(out: &mut String, mark: &str, text: &str, look: Look) {
    let indent = mark.len();
    let mut in_code = false;
    for (index, line) in wrap(text, look.width.saturating_sub(indent)).iter().enumerate() {
        let mut shown = if index == 0 { mark.to_owned() } else { " ".repeat(indent) };
        for (part, piece) in line.split('`').enumerate() {
            if part > 0 {
                in_code = !in_code;
                if !look.color {
                    shown.push('`');
                }
            }
            shown.push_str(&if in_code { look.paint(CODE, piece) } else { piece.to_owned() });
        }
        push(out, &shown);
    }
}

/// `- [title](address), read 2026-11-24`
fn reference(line: &str) -> Option<(&str, &str, &str)> {
    let (title, rest) = line.strip_prefix("- [")?.split_once("](")?;
    let (url, read) = rest.split_once(')')?;
    Some((title, url, read))
}

#[cfg(test)]
mod tests {
    use super::{card, list};
    use ecrc::cards;
    use ecrc::render::Look;

    fn without_colors(text: &str) -> String {
        let mut pieces = text.split("\x1b[");
        let first = pieces.next().unwrap_or_default().to_owned();
        pieces.fold(first, |text, piece| text + piece.split_once('m').unwrap().1)
    }

    #[test]
    fn pages_fit_and_keep_their_words() {
        for rule in cards::ALL {
            for (width, color) in [(80, false), (100, true)] {
                let page = without_colors(&card(rule, Look { color, width, ..Look::PLAIN }));
                for line in page.lines().filter(|line| !line.starts_with("  ")) {
                    let breaks = line.trim_start_matches("- ").contains(' ');
                    assert!(line.chars().count() <= width || !breaks, "{}: {line}", rule.code);
                }
                let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<_>>();
                let whole = ecrc::explain::card(rule);
                let bare: String = whole.lines().filter(|line| !line.starts_with("```")).collect();
                let mut lost = letters(&bare);
                lost.sort_unstable();
                let mut found = letters(&page);
                found.sort_unstable();
                assert_eq!(found, lost, "{}", rule.code);
            }
        }
    }

    #[test]
    fn marks_become_colors() {
        let page = card(&cards::DKR_PRIVATE_DNS, Look { color: true, width: 80, ..Look::PLAIN });
        assert!(page.starts_with("\x1b[1mECR201 dkr_private_dns\x1b[0m\n\n\x1b[1;31merror\x1b[0m: "), "{page}");
        assert!(!page.contains('#') && !page.contains("```") && page.contains("\x1b[36mdocker pull\x1b[0m"), "{page}");
        assert!(list(Look::PLAIN).lines().all(|line| line.chars().count() <= 100));
    }
}
