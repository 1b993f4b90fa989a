//! Input: a text, before and after.
//! Output: the difference, in the form that `patch` reads.
//! Never: decides what a difference means.

use super::failure::Failure;
use super::terminal::Stdout;
use ecrc::render::{one_line, visible};
use similar::{ChangeTag, TextDiff};
use std::fmt::Write;
use std::time::Duration;

/// Two texts without likeness are not worth a longer search.
const PATIENCE: Duration = Duration::from_secs(5);

/// So many lines around a difference are shown.
pub const CONTEXT: usize = 3;

/// Writes what differs between a file and what would be written to it; `None` where one of them is not there.
pub fn write(out: &mut Stdout, color: bool, name: &str, old: Option<&str>, new: Option<&str>) -> Result<(), Failure> {
    let side = |text: Option<&str>| if text.is_some() { name } else { "/dev/null" };
    let [old_text, new_text] = [old, new].map(|text| text.unwrap_or(""));
    out.text(&unified([side(old), side(new)], old_text, new_text, CONTEXT, color))
}

/// The difference between two texts, under the names of both sides; empty where there is none. In colors, what
/// changes within a line stands out.
pub fn unified(names: [&str; 2], old: &str, new: &str, context: usize, color: bool) -> String {
    let mut text = String::new();
    let paint = |text: &mut String, code: &str, words: &str| {
        let bare = words.trim_end_matches('\n');
        let _ = if color && !bare.is_empty() {
            write!(text, "\x1b[{code}m{bare}\x1b[0m{}", &words[bare.len()..])
        } else {
            write!(text, "{words}")
        };
    };
    // A person's terminal obeys nothing that a text holds.
    let shown = |text: &str| text.chars().map(|c| if c == '\n' { c } else { visible(c) }).collect::<String>();
    let (old, new) = (&shown(old), &shown(new));
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(old, new);
    let mut unified = diff.unified_diff();
    unified.context_radius(context);
    for (index, hunk) in unified.iter_hunks().enumerate() {
        if index == 0 {
            let [old, new] = names.map(one_line);
            paint(&mut text, "1", &format!("--- {old}\n+++ {new}\n"));
        }
        paint(&mut text, "36", &format!("{}\n", hunk.header()));
        for operation in hunk.ops() {
            for change in diff.iter_inline_changes(operation) {
                let (sign, plain, strong) = match change.tag() {
                    ChangeTag::Delete => ("-", "31", "1;31;7"),
                    ChangeTag::Insert => ("+", "32", "1;32;7"),
                    ChangeTag::Equal => (" ", "0", "0"),
                };
                if !color || change.tag() == ChangeTag::Equal {
                    text.push_str(sign);
                    change.iter_strings_lossy().for_each(|(_, words)| text.push_str(&words));
                } else {
                    paint(&mut text, plain, sign);
                    for (emphasized, words) in change.iter_strings_lossy() {
                        paint(&mut text, if emphasized { strong } else { plain }, &words);
                    }
                }
                if change.missing_newline() {
                    text.push_str("\n\\ No newline at end of file\n");
                }
            }
        }
    }
    text
}
