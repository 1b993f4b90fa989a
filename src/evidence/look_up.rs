//! Input: a record of a text.
//! Output: the look-up of a name that failed, as Go prints it: `dial tcp: lookup NAME on SERVER: REASON`.
//! Never: takes a text that ends before the reason for one that gives it.
//!
//! An address stands between `dial tcp` and the colon where a connection failed; where a name was looked up, none does:
//! <https://github.com/golang/go/blob/master/src/net/net.go> (`OpError`, `DNSError`), read 2026-12-01.

use super::ending::is_end;
use super::kinds::How;

/// A look-up that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookUp<'t> {
    /// Where it stands.
    pub at: usize,
    /// The name that was looked up, as far as it is in the text.
    pub name: &'t str,
    /// The text goes on behind the name.
    pub is_whole: bool,
    /// How it failed; `None` if other words of the text tell.
    pub how: Option<How>,
}

const NO_SUCH_HOST: &str = "no such host";

/// Reasons of which the server is the matter: it was not reached, or gave no answer that helps.
const SILENT: &[&str] = &[
    "read udp",
    "dial udp",
    "write udp",
    "read tcp",
    "dial tcp",
    "write tcp",
    "i/o timeout",
    "server misbehaving",
    "no answer from dns server",
    "context deadline exceeded",
];

/// The last look-up of a text that failed; `lower` is the text in lower case.
pub fn find<'t>(text: &'t str, lower: &str) -> Option<LookUp<'t>> {
    const WORD: &str = "lookup";
    let at = lower.rfind(WORD)?;
    let is_dial = ["dial tcp: ", "dial tcp4: ", "dial tcp6: ", "dial udp: ", "dial: "]
        .iter()
        .any(|dial| lower.get(..at).is_some_and(|before| before.ends_with(dial)));
    let from = at + WORD.len() + usize::from(lower.get(at + WORD.len()..)?.starts_with(' '));
    let rest = text.get(from..)?;
    let length = rest.find(|c: char| c.is_whitespace() || matches!(c, ':' | '"' | ',' | ')')).unwrap_or(rest.len());
    let (name, rest) = rest.split_at(length);
    let is_whole = !is_end(rest) && !name.ends_with('…');
    let (server, reason) = behind(lower.get(from + length..)?);
    if !is_dial && !server.is_some_and(|server| server.ends_with(":53")) {
        return None;
    }
    Some(LookUp { at, name: name.trim_end_matches(['.', '…']), is_whole, how: how(reason) })
}

/// The server, and the reason, of a text in lower case.
fn behind(rest: &str) -> (Option<&str>, &str) {
    const ON: &str = " on ";
    if ON.starts_with(rest.trim_end_matches(['.', '…'])) {
        return (None, "");
    }
    let Some(from) = rest.strip_prefix(ON) else { return (None, rest.trim_start_matches([':', ' '])) };
    let length = from.find(char::is_whitespace).unwrap_or(from.len());
    let (server, reason) = from.split_at(length);
    (Some(server.trim_end_matches([':', '"', '.', '…'])), reason.trim_start())
}

/// What a reason comes to; at the end of a text, it may be cut off.
fn how(reason: &str) -> Option<How> {
    let reason = reason.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '…' | '"' | ')' | '}'));
    if reason.starts_with(NO_SUCH_HOST) {
        Some(How::NoSuchHost)
    } else if SILENT.iter().any(|words| reason.starts_with(words)) {
        Some(How::DnsTimeout)
    } else if NO_SUCH_HOST.starts_with(reason) || SILENT.iter().any(|words| words.starts_with(reason)) {
        Some(How::Unresolved)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{How, LookUp};

    fn find(text: &str) -> Option<LookUp<'_>> {
        super::find(text, &text.to_ascii_lowercase())
    }

    #[test]
    fn the_reason_decides() {
        let how = |reason: &str| find(&format!("dial tcp: lookup a.b on 10.0.0.2:53{reason}")).map(|it| it.how);
        assert_eq!(how(": no such host"), Some(Some(How::NoSuchHost)));
        assert_eq!(how(": read udp 10.0.1.5:1->10.0.0.2:53: i/o timeout"), Some(Some(How::DnsTimeout)));
        assert_eq!(how(": write udp x: write: operation not permitted"), Some(Some(How::DnsTimeout)));
        assert_eq!(how(": server misbehaving"), Some(Some(How::DnsTimeout)));
        assert_eq!(how(": operation was canceled"), Some(None));
        for cut in ["", ":", ": ", ": no", ": no such hos...", ": rea", ": i/o"] {
            assert_eq!(how(cut), Some(Some(How::Unresolved)), "{cut}");
        }
    }

    #[test]
    fn the_name_is_what_was_looked_up() {
        let name = |text: &'static str| find(text).map(|it| (it.name, it.is_whole));
        assert_eq!(name("dial tcp: lookup https on 10.0.0.2:53: no such host"), Some(("https", true)));
        assert_eq!(name("dial tcp: lookup a.b: no such host"), Some(("a.b", true)));
        assert_eq!(name("dial tcp: lookup a.b."), Some(("a.b", false)));
        assert_eq!(name("lookup a.b on 10.0.0.2:53: x"), Some(("a.b", true)));
        assert_eq!(name("lookup of a.b failed"), None);
        assert_eq!(name("dial tcp 10.0.0.2:53: i/o timeout"), None);
    }
}
