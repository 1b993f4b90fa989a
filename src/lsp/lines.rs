//! Input: a text, and what it is to become.
//! Output: the edits that lead there, each as small as its lines allow.
//! Never: touches a line that stays.

use super::text::{Encoding, Text};
use lsp_types::TextEdit;

/// Texts of more lines than this, once what is equal at both ends is left out, are replaced in one piece.
const MOST: usize = 2_000;

/// The edits that make the new text of the old one: none where they are equal.
pub fn difference(old: &Text, new: &str, encoding: Encoding) -> Vec<TextEdit> {
    let (before, after): (Vec<&str>, Vec<&str>) = (lines(old.as_str()), lines(new));
    let front = before.iter().zip(&after).take_while(|(one, other)| one == other).count();
    let rest = before.len().min(after.len()) - front;
    let back = before.iter().rev().zip(after.iter().rev()).take(rest).take_while(|(one, other)| one == other).count();
    let middle = |lines: &[&str]| -> Vec<String> {
        lines.get(front..lines.len() - back).unwrap_or_default().iter().map(|line| (*line).to_owned()).collect()
    };
    let (before_middle, after_middle) = (middle(&before), middle(&after));
    let mut at: usize = before.iter().take(front).map(|line| line.len()).sum();
    let mut edits = Vec::new();
    for (removed, added) in hunks(&before_middle, &after_middle) {
        match (removed, added) {
            (Hunk::Same(bytes), _) => at += bytes,
            (Hunk::Changed(bytes), new_text) => {
                edits.push(TextEdit { range: old.range(at..at + bytes, encoding), new_text });
                at += bytes;
            }
        }
    }
    edits
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Bytes of the old text.
enum Hunk {
    Same(usize),
    Changed(usize),
}

/// What stays and what changes, in the order of the text: by the longest common run of lines.
fn hunks(before: &[String], after: &[String]) -> Vec<(Hunk, String)> {
    let size = |lines: &[String]| lines.iter().map(String::len).sum::<usize>();
    if before.is_empty() && after.is_empty() {
        return Vec::new();
    }
    if before.len().saturating_mul(after.len()) > MOST * MOST {
        return vec![(Hunk::Changed(size(before)), after.concat())];
    }
    // `longest[i][j]`: how many lines the texts from there on have in common.
    let width = after.len() + 1;
    let mut longest = vec![0_u16; (before.len() + 1) * width];
    let get = |table: &[u16], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
    for (i, line) in before.iter().enumerate().rev() {
        for (j, other) in after.iter().enumerate().rev() {
            let best = if line == other {
                get(&longest, i + 1, j + 1).saturating_add(1)
            } else {
                get(&longest, i + 1, j).max(get(&longest, i, j + 1))
            };
            if let Some(cell) = longest.get_mut(i * width + j) {
                *cell = best;
            }
        }
    }
    let mut hunks = Vec::new();
    let (mut i, mut j) = (0, 0);
    let (mut removed, mut added) = (0, String::new());
    loop {
        let (line, other) = (before.get(i), after.get(j));
        if let (Some(line), Some(other)) = (line, other)
            && line == other
        {
            if removed > 0 || !added.is_empty() {
                hunks.push((Hunk::Changed(removed), std::mem::take(&mut added)));
                removed = 0;
            }
            hunks.push((Hunk::Same(line.len()), String::new()));
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let takes_old = line.is_some() && (other.is_none() || get(&longest, i + 1, j) >= get(&longest, i, j + 1));
        match (line, other) {
            (Some(line), _) if takes_old => {
                removed += line.len();
                i += 1;
            }
            (_, Some(other)) => {
                added.push_str(other);
                j += 1;
            }
            (_, None) => break,
        }
    }
    if removed > 0 || !added.is_empty() {
        hunks.push((Hunk::Changed(removed), added));
    }
    hunks
}

#[cfg(test)]
mod tests {
    use super::difference;
    use crate::lsp::text::{Encoding, Text};

    #[test]
    fn edits_lead_to_the_new_text() {
        let texts =
            ["", "a", "a\n", "a\nb\nc\n", "b\nc\nd", "x\na\ny\nb\nz\nc", "\u{e4}\r\n\u{1f600}\n", "a\nb\nb\nc\n"];
        for old in texts {
            for new in texts {
                let text = Text::new(old.to_owned());
                let edits = difference(&text, new, Encoding::Utf16);
                let mut after = text.clone();
                for edit in edits.iter().rev() {
                    after.edit(Some(edit.range), &edit.new_text, Encoding::Utf16);
                }
                assert_eq!(after.as_str(), new, "{old:?} to {new:?} by {edits:?}");
                assert_eq!(edits.is_empty(), old == new);
            }
        }
    }

    #[test]
    fn lines_that_stay_are_not_touched() {
        let text = Text::new("a\nb\nc\nd\ne\n".to_owned());
        let edits = difference(&text, "a\nB\nc\nD\ne\n", Encoding::Utf16);
        let lines: Vec<u32> = edits.iter().map(|edit| edit.range.start.line).collect();
        assert_eq!(lines, [1, 3]);
    }
}
