//! Input: the records of a text, one by one.
//! Output: what each says, with the host or the address that lines of the same command name: `curl -v`, `nc`, `openssl`,
//! `telnet` and `Test-NetConnection` print what was asked, what it led to and how it failed on lines of their own.
//! Never: lends anything to a line that names a host and an address itself, or whose failure is an answer.

use super::address;
use super::clue::Detail;
use super::found::Found;
use super::gather;
use super::hosts;
use super::kinds::{Call, How};
use super::record::Record;

/// Commands that call a host, in lower case.
const COMMANDS: &[&str] =
    &["curl", "wget", "nc", "ncat", "netcat", "telnet", "openssl", "nslookup", "dig", "tnc", "test-netconnection"];

/// So many lines of output follow a command's first.
const LONGEST: usize = 20;

/// What the lines of a command have named so far.
#[derive(Debug, Default)]
pub struct Session {
    /// The line of the last that named anything.
    line: usize,
    host: Option<String>,
    address: Option<String>,
    /// The line that failed at that address, if one did.
    failure: String,
    /// What `docker push` pushes: its first line says so, and the last how that failed.
    push: Option<String>,
    /// What an event of `CloudTrail` says of its call, on lines of their own.
    event: String,
}

impl Session {
    /// Reads a record; `None` where nothing in it tells of a failure.
    pub fn gather(&mut self, record: &Record, home: Option<&'static str>) -> Option<Found> {
        if record.line > self.line + LONGEST {
            *self = Self::default();
        }
        let text = record.text.as_str();
        self.hear(record);
        let found = gather::gather(text, home)?;
        let seen = &found.evidence;
        if seen.how == Some(How::Denied) && seen.action.is_none() && !self.event.is_empty() {
            return gather::gather(&format!("{} {text}", self.event), home);
        }
        if let Some(image) = self.push.as_ref().filter(|_| is_of_push(&found)) {
            return gather::gather(&format!("failed to push {image}: {text}"), home);
        }
        if !seen.how.is_some_and(How::is_connection) || found.other_port || found.aside.is_some() {
            return Some(found);
        }
        let of_names = seen.how.is_some_and(How::is_of_names);
        let nameless = !found.calls_aws() && found.stranger.is_none();
        if nameless && let Some(host) = &self.host {
            let at = self.address.as_deref().filter(|_| seen.address.is_none() && !of_names);
            let at = at.map_or_else(String::new, |at| format!(" ({at}) port 443"));
            return gather::gather(&format!("connect to {host}{at}: {text}"), home);
        }
        if nameless && let Some(address) = &seen.address {
            let address = Some(address.text.clone());
            *self = Self { line: record.line, address, failure: text.to_owned(), ..Self::default() };
            return Some(found);
        }
        // Curl's last line says it again, with the host and without the address.
        if seen.address.is_none()
            && ["failed to connect to", "failed connect to"].iter().any(|it| found.says(it))
            && let Some(address) = &self.address
        {
            return gather::gather(&format!("{text}, {}: connect to {address} port 443", self.failure), home);
        }
        Some(found)
    }

    /// Takes what a line of a command names.
    fn hear(&mut self, record: &Record) {
        const PROMPTS: &[char] = &['$', '#', '>', '%'];
        let text = record.text.as_str();
        let words: Vec<&str> = text.split_whitespace().take(8).collect();
        let first = words.first().copied().unwrap_or_default().to_ascii_lowercase();
        let is_command = |word: &str| COMMANDS.iter().any(|command| word.eq_ignore_ascii_case(command));
        let runs = words.iter().enumerate().any(|(at, word)| {
            let before = at.checked_sub(1).and_then(|at| words.get(at));
            is_command(word) && before.is_none_or(|before| before.ends_with(PROMPTS))
        });
        // Another command, or one that went well.
        let ends = || {
            let prompt = words.iter().take(4).any(|word| word.ends_with(['$', '#']));
            prompt || first == "ps" || text.ends_with("succeeded!")
        };
        if !runs && ends() {
            *self = Self::default();
        }
        let resolved = || first == "host" && text.to_ascii_lowercase().contains(" was resolved");
        if runs || first == "computername" || resolved() {
            let host = hosts::find(text).into_iter().find(|named| named.host.is_some()).map(|named| named.name);
            *self = Self { line: record.line, host, ..Self::default() };
        }
        if let Some(image) = pushed(text) {
            *self = Self { line: record.line, push: Some(image.to_owned()), ..Self::default() };
        } else if self.push.is_some() && is_layer(&first) {
            self.line = record.line;
        }
        if first.starts_with("\"eventsource\"") {
            *self = Self { line: record.line, event: text.to_owned(), ..Self::default() };
        } else if first.starts_with("\"eventname\"") {
            self.event.push_str(text);
        }
        // `Trying 10.0.1.14:443...`, `RemoteAddress : 10.0.1.14`.
        let leads = |word: &str, next: &str| {
            word.eq_ignore_ascii_case("trying") && next.starts_with(|c: char| c.is_ascii_digit())
                || word.eq_ignore_ascii_case("remoteaddress") && next == ":"
        };
        if words.iter().zip(words.iter().skip(1)).any(|(word, next)| leads(word, next)) {
            let address = address::find(text).into_iter().next().map(|it| it.address.text);
            self.address = address.or_else(|| self.address.take());
            self.line = record.line;
        }
    }
}

/// What `docker push` says first that it pushes.
fn pushed(text: &str) -> Option<&str> {
    const FIRST: &str = "push refers to repository [";
    let lower = (text.len() > FIRST.len()).then(|| text.to_ascii_lowercase())?;
    let at = lower.find(FIRST)? + FIRST.len();
    text.get(at..)?.split(']').next()
}

/// Whether a line is about the progress of a layer.
fn is_layer(first: &str) -> bool {
    let id = first.trim_end_matches(':');
    id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a failure that names nobody may be that of a push.
fn is_of_push(found: &Found) -> bool {
    let seen = &found.evidence;
    let names = seen.host.is_some() || found.stranger.is_some() || seen.address.is_some() || found.other_port;
    let fails = seen.how.is_some() || found.has(Detail::Eof);
    let of_image = matches!(seen.call, None | Some(Call::Manifest | Call::LayerUrl | Call::Push));
    fails && of_image && !names && found.aside.is_none() && found.rejection.is_none() && found.part.is_none()
}
