//! Comes in: a text as it is, and as it would be.
//! Goes out: the difference, in the form that `patch` reads.
//! Never: decides what a difference means.

use super::Failure;
use super::terminal::Stdout;
use similar::{ChangeTag, TextDiff};
use std::time::Duration;

/// Two texts without likeness are not worth a longer search.
const PATIENCE: Duration = Duration::from_secs(5);

/// Writes what differs between a file and what would be written to it; `None` where one of them is not there.
pub fn write(out: &mut Stdout, colour: bool, name: &str, old: Option<&str>, new: Option<&str>) -> Result<(), Failure> {
    let paint = |code: &str, text: &str| {
        let bare = text.strip_suffix('\n').unwrap_or(text);
        let end = if bare.len() < text.len() { "\n" } else { "" };
        if colour { format!("\x1b[{code}m{bare}\x1b[0m{end}") } else { text.to_owned() }
    };
    let side = |text: Option<&str>| if text.is_some() { name.to_owned() } else { "/dev/null".to_owned() };
    out.text(&paint("1", &format!("--- {}\n", side(old))))?;
    out.text(&paint("1", &format!("+++ {}\n", side(new))))?;
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(old.unwrap_or(""), new.unwrap_or(""));
    for hunk in diff.unified_diff().iter_hunks() {
        out.text(&paint("36", &format!("{}\n", hunk.header())))?;
        for change in hunk.iter_changes() {
            let (sign, code) = match change.tag() {
                ChangeTag::Delete => ("-", Some("31")),
                ChangeTag::Insert => ("+", Some("32")),
                ChangeTag::Equal => (" ", None),
            };
            let line = format!("{sign}{}", change.value());
            out.text(&code.map_or(line.clone(), |code| paint(code, &line)))?;
            if change.missing_newline() {
                out.text("\n\\ No newline at end of file\n")?;
            }
        }
    }
    Ok(())
}
