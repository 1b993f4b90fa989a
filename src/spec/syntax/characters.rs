//! Input: a token with characters that need a second look.
//! Output: a string's value, or what is wrong with which character.
//! Never: decides whether to report it.

use super::tree::inside_quotes;
use crate::diagnostic::Repair;
use crate::span::Span;
use std::borrow::Cow;

/// What is wrong with a character.
pub(super) struct Fault<'t> {
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) label: &'static str,
    pub(super) help: Option<String>,
    /// What puts it right, if signs alone do.
    pub(super) repair: Option<Repair<'t>>,
    /// What was probably meant, and in place of what.
    pub(super) meant: Option<(Span, String)>,
}

impl Fault<'_> {
    fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), label: "", help: None, repair: None, meant: None }
    }
}

/// At most so many problems of one string are reported.
const FAULTS: usize = 100;

/// The value of a string token, its quotes included in `text`.
pub(super) fn unescape(text: &str, span: Span) -> Result<Cow<'_, str>, Vec<Fault<'_>>> {
    let inside = inside_quotes(text);
    if !inside.contains(|c: char| c == '\\' || refused(c)) {
        return Ok(Cow::Borrowed(inside));
    }
    let mut value = String::with_capacity(inside.len());
    let mut faults = Vec::new();
    let place = |at: usize, length: usize| {
        let start = span.start + u32::try_from(at + 1).unwrap_or(0);
        Span { start, end: start + u32::try_from(length).unwrap_or(0), ..span }
    };
    let mut characters = inside.char_indices();
    while faults.len() < FAULTS
        && let Some((at, c)) = characters.next()
    {
        if c == '\\' {
            match characters.next() {
                Some((_, escaped @ ('"' | '\\'))) => value.push(escaped),
                Some((_, other)) => faults.push(Fault {
                    label: "no such escape",
                    help: Some("for a backslash, write `\\\\`; the only escapes are `\\\"` and `\\\\`".into()),
                    repair: Some(Repair::DoubleBackslash(place(at, 1))),
                    ..Fault::new(place(at, 1 + other.len_utf8()), format!("unknown escape `\\{}`", shown(other)))
                }),
                None => {}
            }
        } else if refused(c) {
            faults.push(Fault {
                label: "control or invisible character",
                help: Some("remove it: reviewers cannot see it".into()),
                ..Fault::new(place(at, c.len_utf8()), format!("a string cannot contain {}", named(c)))
            });
        } else {
            value.push(c);
        }
    }
    if faults.is_empty() { Ok(Cow::Owned(value)) } else { Err(faults) }
}

pub(super) fn unclosed(span: Span, _text: &str) -> Fault<'_> {
    Fault {
        label: "opened here",
        help: Some("close it with `\"` on the same line".into()),
        ..Fault::new(span, "this string is never closed")
    }
}

/// Whether a character quotes in other texts; as in the grammar.
pub(super) fn is_other_quote(c: char) -> bool {
    is_curly(c) || matches!(c, '\u{2018}' | '\u{2019}' | '\'')
}

/// Whether it is one of the double ones, which close each other.
pub(super) fn is_curly(c: char) -> bool {
    matches!(c, '\u{201c}' | '\u{201d}' | '\u{201e}')
}

/// The length of the string at the front, with its quotes, if its line closes it. No more of the line is looked at: it may
/// be long.
pub(super) fn string(rest: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '"' if !escaped => return Some(at + 1),
            '\n' => return None,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    None
}

/// The length of the string in other quotes at the front; of its quote alone, if its line does not close it.
pub(super) fn other_string(rest: &str) -> usize {
    let Some(open) = rest.chars().next() else { return 0 };
    let closes = |c: char| is_other_quote(c) && is_curly(c) == is_curly(open);
    let end = rest.char_indices().skip(1).find(|(_, c)| closes(*c) || matches!(c, '"' | '\n'));
    end.filter(|(_, c)| closes(*c)).map_or(open.len_utf8(), |(at, c)| at + c.len_utf8())
}

pub(super) fn odd_blank(span: Span, text: &str) -> Fault<'_> {
    Fault {
        label: "looks like a space but is not",
        help: Some("write a space".into()),
        repair: Some(Repair::Space(span)),
        ..Fault::new(span, format!("found {} between words", text.chars().next().map(named).unwrap_or_default()))
    }
}

pub(super) fn sign(span: Span, text: &str) -> Fault<'_> {
    let first = text.chars().next().unwrap_or('<');
    Fault {
        label: "no block can open here",
        help: Some("close the block before it with `>`".into()),
        ..Fault::new(Span { end: span.start + 1, ..span }, format!("found `{first}` inside a block"))
    }
}

pub(super) fn foreign(span: Span, text: &str) -> Fault<'_> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || "._:/-".contains(c);
    let (at, c) = text.char_indices().find(|(_, c)| !is_word(*c)).unwrap_or((0, '?'));
    let start = span.start + u32::try_from(at).unwrap_or(0);
    // Signs that a word processor or another language's keyboard makes of those of a spec.
    let looks_like = |c: char| match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => Some('-'),
        '；' => Some(';'),
        '，' => Some(','),
        '：' => Some(':'),
        '＜' => Some('<'),
        '＞' => Some('>'),
        '＂' | '«' | '»' => Some('"'),
        _ => None,
    };
    let meant = match text {
        "&lt" => Some("<".to_owned()),
        "&gt" => Some(">".to_owned()),
        "&quot" => Some("\"".to_owned()),
        _ => text.chars().map(|c| Some(c).filter(|c| is_word(*c)).or_else(|| looks_like(c))).collect(),
    };
    // What an entity of HTML stands for ends with a `;`, which is read as an end of the statement.
    let help = match c {
        '&' if meant.is_some() => {
            let meant = meant.as_deref().unwrap_or_default();
            format!("write `{meant}`: `{text};` stands for it in HTML alone")
        }
        '=' => "remove it: a statement is a word and its values, separated by spaces".into(),
        '[' | ']' => "remove the brackets: list elements are separated by commas".into(),
        '*' | '?' => format!("write `\"{text}\"`: wildcards need double quotes"),
        c if is_other_quote(c) => "write straight double quotes, `\"…\"`".into(),
        _ => "remove it, or use double quotes: words consist of letters, digits and `.` `_` `:` `/` `-`".into(),
    };
    Fault {
        label: "not allowed outside a string",
        help: Some(help),
        meant: meant.filter(|_| c != '&').map(|meant| (span, meant)),
        ..Fault::new(
            Span { start, end: start + u32::try_from(c.len_utf8()).unwrap_or(0), ..span },
            format!("unexpected character {}", named(c)),
        )
    }
}

/// C0, DEL, C1, the bidirectional controls and the byte-order mark, which strings may not hold: of Terraform's strings
/// the last is lost where it stands first.
fn refused(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{feff}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A character for a message: itself where it can be seen.
fn shown(c: char) -> String {
    if refused(c) || c.is_whitespace() { c.escape_unicode().to_string() } else { c.to_string() }
}

/// A character by its number, and by itself or its Unicode name where a person would not see it.
pub(super) fn named(c: char) -> String {
    let name = match c {
        '\t' => "TAB",
        '\r' => "CARRIAGE RETURN",
        '\u{b}' => "LINE TABULATION",
        '\u{c}' => "FORM FEED",
        '\u{1b}' => "ESCAPE",
        '\u{7f}' => "DELETE",
        '\u{85}' => "NEXT LINE",
        '\u{a0}' => "NO-BREAK SPACE",
        '\u{61c}' => "ARABIC LETTER MARK",
        '\u{2002}' => "EN SPACE",
        '\u{2003}' => "EM SPACE",
        '\u{2009}' => "THIN SPACE",
        '\u{200b}' => "ZERO WIDTH SPACE",
        '\u{200e}' => "LEFT-TO-RIGHT MARK",
        '\u{200f}' => "RIGHT-TO-LEFT MARK",
        '\u{2018}' => "LEFT SINGLE QUOTATION MARK",
        '\u{2019}' => "RIGHT SINGLE QUOTATION MARK",
        '\u{201c}' => "LEFT DOUBLE QUOTATION MARK",
        '\u{201d}' => "RIGHT DOUBLE QUOTATION MARK",
        '\u{201e}' => "DOUBLE LOW-9 QUOTATION MARK",
        '\u{2028}' => "LINE SEPARATOR",
        '\u{2029}' => "PARAGRAPH SEPARATOR",
        '\u{202a}' => "LEFT-TO-RIGHT EMBEDDING",
        '\u{202b}' => "RIGHT-TO-LEFT EMBEDDING",
        '\u{202c}' => "POP DIRECTIONAL FORMATTING",
        '\u{202d}' => "LEFT-TO-RIGHT OVERRIDE",
        '\u{202e}' => "RIGHT-TO-LEFT OVERRIDE",
        '\u{202f}' => "NARROW NO-BREAK SPACE",
        '\u{2066}' => "LEFT-TO-RIGHT ISOLATE",
        '\u{2067}' => "RIGHT-TO-LEFT ISOLATE",
        '\u{2068}' => "FIRST STRONG ISOLATE",
        '\u{2069}' => "POP DIRECTIONAL ISOLATE",
        '\u{3000}' => "IDEOGRAPHIC SPACE",
        '\u{feff}' => "ZERO WIDTH NO-BREAK SPACE",
        _ => "",
    };
    let number = u32::from(c);
    match name {
        "" if refused(c) || c.is_whitespace() => format!("U+{number:04X}"),
        "" => format!("`{c}`"),
        name => format!("U+{number:04X} {name}"),
    }
}
