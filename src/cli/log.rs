//! Input: what a command writes for people, in pieces.
//! Output: whole lines, in which a terminal interprets only colors, and which no CI treats as a command.
//! Never: writes anything that did not pass through here; what programs read is escaped as a JSON document.

use ecrc::render::{log_line, visible};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Makes lines harmless on their way to a stream.
pub struct Log<W: Write> {
    out: W,
    color: bool,
    /// The line so far.
    line: Vec<u8>,
}

impl<W: Write> Log<W> {
    /// Lines for a stream, which may take colors.
    pub fn new(out: W, color: bool) -> Self {
        Self { out, color, line: Vec::new() }
    }

    /// What the lines go to.
    pub fn out(&self) -> &W {
        &self.out
    }

    /// Writes out all that is held back, and the last line, which nothing ends.
    pub fn finish(&mut self) -> io::Result<()> {
        self.end()?;
        self.out.flush()
    }

    /// Writes out the line so far.
    fn end(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        self.out.write_all(log_line(&String::from_utf8_lossy(&line), self.color).as_bytes())
    }
}

impl<W: Write> Write for Log<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            match piece.strip_suffix(b"\n") {
                Some(last) => {
                    self.line.extend_from_slice(last);
                    self.end()?;
                    self.out.write_all(b"\n")?;
                }
                None => self.line.extend_from_slice(piece),
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A JSON document of the same value, in which no line is a command of a CI and no character is one that a terminal
/// obeys or does not show. Outside of its strings there are none.
pub fn document(json: &str) -> Cow<'_, str> {
    let plain = |c: char| matches!(c, '\n' | '\t') || visible(c) == c;
    if json.chars().all(plain) && !json.contains("##") {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if plain(c) && !(c == '#' && out.ends_with('#')) {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::{Log, document};
    use std::io::Write;

    #[test]
    fn lines_are_whole_before_they_are_judged() {
        let mut out = Vec::new();
        let mut log = Log::new(&mut out, false);
        for piece in ["a\n:", ":err", "or::x\n  #", "#[group]\n", "::war", "ning::"] {
            log.write_all(piece.as_bytes()).unwrap();
        }
        log.finish().unwrap();
        drop(log);
        assert_eq!(String::from_utf8(out).unwrap(), "a\n: :error::x\n  # #[group]\n: :warning::");
    }

    #[test]
    fn a_document_keeps_its_value() {
        let value =
            serde_json::json!({ "a": "##[group]", "b": "###vso[x]", "c": ["\u{9b}2J\u{7f}\u{202e}\u{e0001}ä\n"] });
        let text = serde_json::to_string_pretty(&value).unwrap();
        let shown = document(&text);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
        assert!(!shown.contains("##") && shown.chars().all(|c| c == '\n' || !c.is_control()), "{shown}");
        assert!(shown.contains("\\u009b2J") && shown.contains('ä'));
        assert!(matches!(document("{\"a\": 1}\n"), std::borrow::Cow::Borrowed(_)));
    }
}
