//! Input: a text that may contain anything, such as a user's word or a file name.
//! Output: the text in a form that is safe for a terminal.
//! Never: changes characters that are visible and that no terminal interprets.

use std::borrow::Cow;

/// A longer line (in characters) loses its middle.
const LONGEST: usize = 600;
/// What is left of it: at its front, and at its end.
const LEFT: (usize, usize) = (300, 100);

/// A character: what a terminal would obey, or not show, becomes a sign that stands for it.
pub fn visible(c: char) -> char {
    match c {
        '\t' => '\t',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
        other => other,
    }
}

/// A text of several lines, each of them cut where it is very long.
pub(super) fn lines(text: &str) -> String {
    text.lines().map(one_line).collect::<Vec<_>>().join("\n")
}

/// A text of one line: line ends become signs, and a very long one loses its middle.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if text.chars().nth(LONGEST).is_none() {
        return whole_line(text);
    }
    let front = text.chars().take(LEFT.0).map(in_line);
    let rear = text.char_indices().nth_back(LEFT.1 - 1).map_or(0, |(at, _)| at);
    let rear = text.get(rear..).unwrap_or("").chars().map(in_line);
    Cow::Owned(front.chain(std::iter::once('…')).chain(rear).collect())
}

/// A text of one line, however long: a file's name, by which a program may find it again.
pub fn whole_line(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| in_line(c) == c) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(in_line).collect())
}

fn in_line(c: char) -> char {
    if c == '\t' { ' ' } else { visible(c) }
}

/// A line as the log of a CI job may get it: nothing in it is a command there, and a terminal obeys none of it but, where
/// asked for, colors.
///
/// GitHub takes `::name …::` for a command at the start of a line, past blank space, and `##[name …]` anywhere in it
/// (<https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs>, read 2026-11-29). Azure Pipelines
/// has `##vso[…]` and `TeamCity` `##teamcity[…]`. A space parts the two signs that each of these begins with: a character
/// without width would not do, since the runner's comparisons skip those.
pub fn log_line(line: &str, color: bool) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = line;
    // The front of `rest` is in order up to here.
    let mut good = 0;
    let mut at_start = true;
    while let Some(c) = rest.get(good..).and_then(|rest| rest.chars().next()) {
        let here = rest.get(good..).unwrap_or("");
        if color && let Some(length) = length_of_color(here).or_else(|| length_of_link(here)) {
            good += length;
            continue;
        }
        let parted = (at_start && begins_command(here)) || begins_bracket(here);
        at_start &= c.is_whitespace();
        if !parted && visible(c) == c {
            good += c.len_utf8();
            continue;
        }
        out.push_str(rest.get(..good).unwrap_or(""));
        out.push(visible(c));
        if parted {
            out.push(' ');
        }
        rest = rest.get(good + c.len_utf8()..).unwrap_or("");
        good = 0;
    }
    if out.is_empty() {
        return Cow::Borrowed(line);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// `::name …::`
fn begins_command(text: &str) -> bool {
    text.strip_prefix("::").is_some_and(|rest| rest.contains("::"))
}

/// `##[`, `##vso[`
fn begins_bracket(text: &str) -> bool {
    let name = text.strip_prefix("##").map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric()));
    name.is_some_and(|rest| rest.starts_with('['))
}

/// The length of the color that a text begins with, such as `ESC[1;31m`.
fn length_of_color(text: &str) -> Option<usize> {
    let code = text.strip_prefix("\x1b[")?.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
    code.starts_with('m').then_some(text.len() - code.len() + 1)
}

/// The length of the sequence that begins or ends a link, if a text begins with one: of an address without blanks.
fn length_of_link(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("\x1b]8;;")?;
    let address = rest.trim_start_matches(|c: char| c.is_ascii_graphic() && c != '\\');
    let url = rest.get(..rest.len() - address.len())?;
    let sound = url.is_empty() || url.starts_with("https://");
    (sound && address.starts_with("\x1b\\")).then_some(text.len() - address.len() + 2)
}

#[cfg(test)]
mod tests {
    use super::{lines, log_line, one_line, whole_line};
    use proptest::prelude::*;
    use std::borrow::Cow;

    #[test]
    fn what_a_terminal_would_obey_is_shown_as_a_sign() {
        assert_eq!(one_line("a\x07\tb\nc\u{202e}"), "a␇ b␊c\u{fffd}");
        assert_eq!(lines("one\ntwo\x1b"), "one\ntwo␛");
        assert!(matches!(one_line("plain ä 漢"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_very_long_line_loses_its_middle() {
        let text = format!("front{}rear", "ä".repeat(100_000));
        let cut = one_line(&text);
        assert!(cut.starts_with("front") && cut.ends_with("rear") && cut.contains('…'));
        assert_eq!(cut.chars().count(), 401);
        assert_eq!(whole_line(&text), text);
    }

    #[test]
    fn no_line_of_a_log_is_a_command() {
        for (line, logged) in [
            ("::error::x", ": :error::x"),
            (" \u{a0}\t::set-output name=a::b", " \u{a0}\t: :set-output name=a::b"),
            ("a ##[group]b", "a # #[group]b"),
            ("###[group]", "## #[group]"),
            ("##vso[task.x]##teamcity[y]", "# #vso[task.x]# #teamcity[y]"),
            ("\x1b[31m##[x]\x1b[2J\r", "␛[31m# #[x]␛[2J␍"),
            ("\u{9b}2J\u{202e}", "\u{fffd}2J\u{fffd}"),
        ] {
            assert_eq!(log_line(line, false), logged, "{line:?}");
        }
        for line in ["web.ecr:1:2: error[ECR001]: `::1`", "## a [b]", "  ::/0;", "+\tx", "# #[x]", "", "ä 漢 ❤\u{fe0f}"]
        {
            assert!(matches!(log_line(line, false), Cow::Borrowed(_)), "{line:?}");
        }
    }

    #[test]
    fn colors_of_ours_stay() {
        assert!(matches!(log_line("\x1b[1;31merror\x1b[0m: x", true), Cow::Borrowed(_)));
        assert_eq!(log_line("\x1b[1m::error::\x1b[0m", true), "\x1b[1m: :error::\x1b[0m");
        assert_eq!(log_line("\x1b[2J\x1b]0;title\x07", true), "␛[2J␛]0;title␇");
        let link = "\x1b]8;;https://docs.aws.amazon.com/\x1b\\here\x1b]8;;\x1b\\";
        assert!(matches!(log_line(link, true), Cow::Borrowed(_)));
        assert!(log_line(link, false).starts_with('␛'));
        assert_eq!(log_line("\x1b]8;;file:///etc\x1b\\", true), "␛]8;;file:///etc␛\\");
    }

    /// What the runner of GitHub reads: a command at the start of a line, or one in brackets anywhere.
    fn is_command(line: &str) -> bool {
        let named = line.trim_start().strip_prefix("::").is_some_and(|rest| rest.contains("::"));
        let bracketed = ["##[", "##vso[", "##teamcity["].iter().any(|sign| line.contains(sign));
        named || bracketed
    }

    proptest! {
        #[test]
        fn whatever_a_line_holds_it_is_no_command_and_no_control(
            pieces in prop::collection::vec(
                prop_oneof!["[ -~]{0,4}", "\\PC{0,2}", "[:#\\[\\]]{1,4}", Just("vso[".to_owned()), any::<char>().prop_map(String::from)],
                0..12,
            )
        ) {
            let text = pieces.concat().replace('\n', " ");
            let logged = log_line(&text, false);
            prop_assert!(!is_command(&logged), "{logged:?}");
            prop_assert!(logged.chars().all(|c| c == '\t' || !c.is_control()), "{logged:?}");
            prop_assert_eq!(log_line(&logged, false), logged.clone());
            let kept = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
            prop_assert_eq!(kept(&logged), text.chars().map(super::visible).filter(|c| !c.is_whitespace()).count());
        }
    }
}
