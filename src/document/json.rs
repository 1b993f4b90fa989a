//! Input: a JSON text.
//! Output: its tree, with places.
//! Never: accepts what `serde_json` does not.

use super::node::{Content, DEEPEST, Entries, Entry, Malformed, Node, Scalar, place};
use crate::span::{SourceId, Span};

/// With `earlier`, the last of equal keys counts.
pub(super) fn read(text: &str, source: SourceId, earlier: &mut Option<Vec<Span>>) -> Result<Node, Malformed> {
    // That it is JSON, and not too deep for it, is for the library to say; places it does not tell.
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        let before: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        // The column is the one before a control character, and the one of all else.
        let at = before + error.column() - usize::from(!message.starts_with("control") && error.column() > 0);
        // It counts bytes, and may end within a character.
        let at = text.floor_char_boundary(at);
        return Err(Malformed::new(place(source, at, at), format!("this is not JSON: {message}")));
    }
    Json { text, source, at: 0, earlier }.node(0)
}

/// A text that is known to be JSON.
struct Json<'t, 'e> {
    text: &'t str,
    source: SourceId,
    at: usize,
    earlier: &'e mut Option<Vec<Span>>,
}

impl Json<'_, '_> {
    /// The next byte that is not blank.
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                other => return other.copied(),
            }
        }
    }

    fn node(&mut self, depth: usize) -> Result<Node, Malformed> {
        let first = self.peek();
        let at = self.at;
        if depth > DEEPEST {
            return Err(Malformed::too_deep(place(self.source, at, at)));
        }
        let content = match first {
            Some(b'{') => Content::Map(self.map(depth)?),
            Some(b'[') => Content::List(self.list(depth)?),
            Some(b'"') => Content::Scalar(Scalar { text: self.string()?, quoted: true }),
            _ => Content::Scalar(Scalar { text: self.bare(), quoted: false }),
        };
        Ok(Node { span: place(self.source, at, self.at), tag: None, content })
    }

    /// `true`, `null` or a number.
    fn bare(&mut self) -> String {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest.find([',', ']', '}', ' ', '\t', '\n', '\r']).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default().to_owned()
    }

    fn string(&mut self) -> Result<String, Malformed> {
        let at = self.at;
        let mut escaped = false;
        self.at += 1;
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            self.at += 1;
            match byte {
                b'"' if !escaped => break,
                _ => escaped = *byte == b'\\' && !escaped,
            }
        }
        let quoted = self.text.get(at..self.at).unwrap_or_default();
        serde_json::from_str(quoted)
            .map_err(|_| Malformed::new(place(self.source, at, self.at), "this is not JSON: half of a surrogate pair"))
    }

    /// Skips the opening bracket or a comma; `false` at the closing one, which it then skips.
    fn another(&mut self, close: u8) -> bool {
        self.peek();
        self.at += 1;
        if self.text.as_bytes().get(self.at - 1) == Some(&close) {
            return false;
        }
        let closes = self.peek().is_none_or(|byte| byte == close);
        self.at += usize::from(closes);
        !closes
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Node>, Malformed> {
        let mut nodes = Vec::new();
        while self.another(b']') {
            nodes.push(self.node(depth + 1)?);
        }
        Ok(nodes)
    }

    fn map(&mut self, depth: usize) -> Result<Vec<Entry>, Malformed> {
        let mut entries = Entries::default();
        while self.another(b'}') {
            self.peek();
            let at = self.at;
            let key = self.string()?;
            let key_span = place(self.source, at, self.at);
            // The colon.
            self.peek();
            self.at += 1;
            let node = self.node(depth + 1)?;
            entries.put(Entry { key, key_span, node }, self.earlier)?;
        }
        Ok(entries.all)
    }
}

/// The first comment of a text in braces: YAML would take it for a part of what follows.
pub fn comment(text: &str, source: SourceId) -> Option<Malformed> {
    let (mut in_text, mut before) = (false, ' ');
    for (at, sign) in text.char_indices() {
        let begins = || text.get(at..).is_some_and(|rest| rest.starts_with("//") || rest.starts_with("/*"));
        match sign {
            '"' if before != '\\' || !in_text => in_text = !in_text,
            '/' if !in_text && (before.is_whitespace() || matches!(before, ',' | '{' | '[')) && begins() => {
                return Some(Malformed::new(place(source, at, at + 2), "JSON has no comments"));
            }
            _ => {}
        }
        // A backslash behind a backslash begins nothing.
        before = if before == '\\' && sign == '\\' { ' ' } else { sign };
    }
    None
}
