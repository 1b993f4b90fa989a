//! Input: the lines of a text, clean.
//! Output: which of them begin a log entry, and which continue the one before, at a word boundary or within a word.
//! Never: decides what a line says.

use super::address;
use super::clue;
use super::ending::SUFFIXES;
use super::hosts::{self, Named};
use std::cmp::Ordering;

/// A line.
#[derive(Debug)]
pub struct Line {
    /// Its number; the first is 1.
    pub number: usize,
    /// Its words.
    pub text: String,
    /// Its length as it stood there, without spaces at its end, in characters.
    pub length: usize,
    /// The length of its first word there.
    pub first: usize,
    /// It was there after a space.
    pub indented: bool,
    /// It was there before a space, as `fold` leaves it.
    pub folded: bool,
}

/// How AWS's sentences and those of SDKs go on.
const FURTHER: &[&str] = &[
    "because no",
    "with an explicit deny",
    "on resource",
    "caused by",
    "status code",
    "There is a connection issue",
    "Check your",
    "Check that",
    "Check whether",
];

/// Whether a text begins with words, in any case.
fn begins(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|it| it.eq_ignore_ascii_case(start))
}

/// What a line says behind the prefix that a log gives to it and to the first line of its entry (times may differ), if it
/// goes on there. Each line of an error that has several gets such a prefix.
pub fn behind_prefix<'l>(entry: &[Line], line: &'l str) -> Option<&'l str> {
    const LONGEST: usize = 200;
    let (first, last) = (entry.first()?.text.as_str(), entry.last()?.text.as_str());
    // In JSON, the entry is a value.
    let first = first.split_once("\":\"").filter(|_| first.starts_with('{')).map_or(first, |(_, value)| value);
    let is_same = |(one, other): &(u8, u8)| one == other || one.is_ascii_digit() && other.is_ascii_digit();
    let length = first.bytes().zip(line.bytes()).take(LONGEST).take_while(is_same).count();
    let open = |c: char| matches!(c, ' ' | ':' | '|' | ']');
    let mut ends = line.char_indices().filter(|(_, c)| open(*c)).map(|(at, _)| at + 1).take_while(|at| *at <= length);
    let goes_on = |at: &usize| FURTHER.iter().any(|start| begins(line.get(*at..).unwrap_or_default(), start));
    let end =
        ends.clone().find(goes_on).or_else(|| ends.by_ref().last().filter(|_| last.ends_with([':', '(', '='])))?;
    // Two messages may begin alike: a prefix tells of nothing.
    let prefix = line.get(..end).filter(|it| it.contains(|c: char| c.is_ascii_digit()) && clue::find(it).is_empty())?;
    line.get(prefix.len()..).map(str::trim_start).filter(|rest| !rest.is_empty() && !begins_entry(None, rest))
}

/// Whether a name or an address goes on in the next line: it is only whole together, wherever the line ends.
pub fn parts_name(before: &str, line: &str) -> bool {
    let last = tail(before).rsplit(' ').next().unwrap_or_default();
    let next = head(line).split(' ').next().unwrap_or_default();
    last.matches('.').count() > 1 && named(&format!("{last}{next}")) > named(&format!("{last} {next}"))
}

/// Whether an image's name in quotes goes on in the next line and ends there.
fn parts_quoted(before: &str, line: &str) -> bool {
    const QUOTES: [char; 3] = ['"', '“', '”'];
    let is_open = |word: &str| word.matches(QUOTES).count() % 2 == 1;
    // What stands before may be long: the next line is asked first.
    let next = line.split(' ').next().unwrap_or_default();
    if next.starts_with(QUOTES) || !is_open(next) {
        return false;
    }
    let last = before.rsplit(' ').next().unwrap_or_default();
    is_open(last) && last.contains('/') && !last.ends_with(QUOTES)
}

/// Whether two lines tell more together, or with a space between them.
fn whole(before: &str, line: &str) -> Ordering {
    let (front, back) = (tail(before), head(line));
    told(&format!("{front}{back}")).cmp(&told(&format!("{front} {back}")))
}

/// Whether a line looks like the beginning of a log's entry, or of a message that nothing before it announces.
pub fn begins_entry(before: Option<&Line>, line: &str) -> bool {
    const LEVELS: &[&str] =
        &["TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "FATAL", "Normal", "Warning"];
    const MONTHS: &[&str] = &["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const MESSAGES: &[&str] = &["Error response from daemon", "Error: ", "error: ", "Failed to "];
    let first = line.split(' ').next().unwrap_or_default();
    let word = first.trim_matches(|c: char| !c.is_alphanumeric());
    let klog = first.len() == 5
        && first.starts_with(['I', 'W', 'E', 'F'])
        && first.bytes().skip(1).all(|b| b.is_ascii_digit());
    let fields = first.starts_with("time=") || first.starts_with("level=") || first.starts_with("ts=");
    let key = first.strip_prefix('"').and_then(|rest| rest.strip_suffix("\":"));
    let json = line.starts_with('{') || key.is_some_and(|key| key.bytes().all(|b| b.is_ascii_alphanumeric()));
    let goes_on = |before: &Line| before.text.ends_with([':', '-']) || Wrapping::USUAL.contains(&before.length);
    let announced = before.is_some_and(goes_on);
    let message = !announced && MESSAGES.iter().any(|message| line.starts_with(message));
    // A sentence may go on with what is quoted.
    let quoted = (json || fields) && !before.is_some_and(|before| before.text.ends_with(':'));
    let prompt = first == "$";
    prompt || LEVELS.contains(&word) || MONTHS.contains(&word) || is_time(word) || klog || quoted || message
}

/// `2026-01-01…`, `2026/01/01`, `10:15:00`, `01/Jan/2026`.
fn is_time(word: &str) -> bool {
    let kind = |byte: u8| match byte {
        b'0'..=b'9' => '0',
        b'A'..=b'Z' | b'a'..=b'z' => 'a',
        other => char::from(other),
    };
    let shape: String = word.bytes().take(10).map(kind).collect();
    ["0000-00-00", "0000/00/00", "00:00:00", "00/aaa/000", "00/00/0000"].iter().any(|form| shape.starts_with(form))
}

/// Whether two lines are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joins {
    /// The second goes on where the first ends.
    Surely,
    /// The first is as long as wrapped lines are.
    Maybe,
    /// No.
    No,
}

/// How the lines of an entry were wrapped.
pub struct Wrapping {
    /// What fits into a line, in characters; long words may be longer.
    width: usize,
    /// Where lines were wrapped.
    wraps: bool,
    /// The longest line, where words may be parted at its end.
    full: Option<usize>,
}

impl Wrapping {
    /// Narrower lines are not wrapped, but short. A longer word is no part of a sentence.
    const NARROWEST: usize = 40;

    /// Wider lines may be whole errors, if the next one begins with a capital letter.
    const NARROW: usize = 80;

    /// Wider lines may be whole errors.
    const WIDE: usize = 132;

    /// Whoever wraps lines by hand does not fill them to the last column.
    const RAGGED: usize = 8;

    /// Widths that terminals and editors have.
    const USUAL: &[usize] = &[70, 72, 76, 78, 79, 80, 100, 120, 132];

    /// How these lines were wrapped.
    pub fn of(lines: &[Line]) -> Self {
        let longest = lines.iter().map(|line| line.length).max().unwrap_or_default();
        let as_long = lines.iter().filter(|line| line.length == longest).count();
        let wraps = longest >= Self::NARROWEST;
        let parts = wraps && (as_long > 1 || Self::USUAL.contains(&longest));
        // Where words stay whole, a line of one word is as long as that word.
        let several = lines.iter().filter(|line| line.text.contains(' '));
        let width = several.map(|line| line.length).max().unwrap_or(longest);
        Self { width, wraps, full: parts.then_some(longest) }
    }

    /// Whether a line goes on where the one before it ends.
    pub fn joins(&self, before: &Line, line: &Line) -> Joins {
        let text = line.text.as_str();
        let sentence = FURTHER.iter().any(|start| begins(text, start));
        if before.text.ends_with([':', ',', '(', '=', '-']) || parts_quoted(&before.text, text) {
            return Joins::Surely;
        }
        let first = text.split(' ').next().unwrap_or_default();
        // Anything else that begins in the middle of a sentence, and is no field of a log.
        let goes_on =
            text.starts_with(|c: char| c.is_ascii_lowercase()) && !first.ends_with(':') && !first.contains('=');
        // The next word did not fit any more.
        let filled = |width: usize| before.length + 1 + line.first > width;
        let fresh = text.starts_with(|c: char| c.is_ascii_uppercase());
        let usual = self.width <= if fresh && !before.folded { Self::NARROW } else { Self::WIDE };
        if sentence || self.wraps && usual && filled(self.width) {
            Joins::Surely
        } else if goes_on || self.wraps && filled(self.width.saturating_sub(Self::RAGGED)) {
            Joins::Maybe
        } else {
            Joins::No
        }
    }

    /// Whether a word of one line goes on in the next: behind a hyphen, or where the line is full and both lines say
    /// more with it.
    pub fn parts_word(&self, before: &Line, line: &Line) -> bool {
        if parts_name(&before.text, &line.text) || parts_quoted(&before.text, &line.text) {
            return true;
        }
        if line.indented {
            return false;
        }
        let last = before.text.rsplit(' ').next().unwrap_or_default();
        if self.full != Some(before.length) {
            let hyphen = last.len() > 1 && last.ends_with('-');
            return hyphen && self.wraps && line.text.starts_with(char::is_alphanumeric);
        }
        let within = last.contains("//") || last.matches(['.', '-', ':', '/']).count() > 1;
        let digits = |c: char| c.is_ascii_digit();
        let joint = ['.', '-', ':', '/', '_'];
        let back = line.text.as_str();
        let goes_on =
            last.ends_with(joint) || back.starts_with(joint) || last.ends_with(digits) && back.starts_with(digits);
        match whole(&before.text, &line.text) {
            Ordering::Greater => true,
            Ordering::Equal => goes_on || within && last.ends_with(char::is_alphanumeric),
            Ordering::Less => false,
        }
    }
}

/// How much a text tells: phrases, hosts and addresses.
fn told(text: &str) -> usize {
    clue::find(text).len() + named(text)
}

/// How many hosts and addresses a text names; whole ones count for more.
fn named(text: &str) -> usize {
    let whole = |name: &str| SUFFIXES.iter().any(|suffix| name.ends_with(suffix));
    let of_host = |named: &Named| {
        let account = named.host.as_ref().is_some_and(|host| host.account().is_some());
        1 + usize::from(whole(&named.name)) + usize::from(account)
    };
    let hosts: usize = hosts::all(text).iter().map(of_host).sum();
    let addresses: usize = address::find(text).iter().map(|it| 1 + usize::from(it.address.port.is_some())).sum();
    hosts + addresses
}

/// So much of a line decides how it is joined; no phrase is longer.
const NEAR: usize = 120;

/// The end of a line.
fn tail(text: &str) -> &str {
    let from = text.len().saturating_sub(NEAR);
    (from..=text.len()).find_map(|from| text.get(from..)).unwrap_or_default()
}

/// The beginning of a line.
fn head(text: &str) -> &str {
    (0..=text.len().min(NEAR)).rev().find_map(|end| text.get(..end)).unwrap_or_default()
}
