//! Input: the URIs by which a client names documents, and the paths of files.
//! Output: each as the other.
//! Never: asks whether there is such a file.

use lsp_types::Uri;
use std::fmt::Write as _;

/// The path of a `file:` URI, with `/` on every machine; `None` for any other URI.
pub fn path_of(uri: &Uri) -> Option<String> {
    let rest = uri.as_str().strip_prefix("file:")?;
    let (host, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest.starts_with('/').then_some(rest)?),
    };
    let path = decoded(path.split(['?', '#']).next().unwrap_or(""))?;
    if !host.is_empty() && host != "localhost" {
        return Some(format!("//{host}{path}"));
    }
    // `/C:/specs` is a drive of Windows.
    let drive = |path: &str| {
        let mut characters = path.chars();
        characters.next() == Some('/')
            && characters.next().is_some_and(|c| c.is_ascii_alphabetic())
            && characters.next() == Some(':')
    };
    Some(if drive(&path) { path.get(1..).unwrap_or_default().to_owned() } else { path })
}

/// The URI of an absolute path.
pub fn uri_of(path: &str) -> Option<Uri> {
    let path = tidy(&path.replace('\\', "/"));
    let start = match path.strip_prefix("//") {
        Some(_) => "file:",
        None if path.starts_with('/') => "file://",
        None => "file:///",
    };
    let mut text = start.to_owned();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => text.push(char::from(byte)),
            byte => _ = write!(text, "%{byte:02X}"),
        }
    }
    text.parse().ok()
}

/// The name of a file that a file of that name includes by a path.
pub fn joined(including: &str, path: &str) -> String {
    match including.rsplit_once('/') {
        _ if path.starts_with('/') => path.to_owned(),
        Some((folder, _)) => format!("{folder}/{path}"),
        None => path.to_owned(),
    }
}

/// A path without `.` and `..`, where these can be resolved by its letters.
pub fn tidy(path: &str) -> String {
    let root = if path.starts_with("//") {
        "//"
    } else if path.starts_with('/') {
        "/"
    } else {
        ""
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("{root}{}", parts.join("/"))
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            let code = digit(rest.next())? * 16 + digit(rest.next())?;
            bytes.push(u8::try_from(code).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::{path_of, uri_of};

    #[test]
    fn paths_and_uris() {
        for (uri, path) in [
            ("file:///home/me/web.ecr", "/home/me/web.ecr"),
            ("file:///home/me/a%20b%25/w%C3%A4b.ecr", "/home/me/a b%/w\u{e4}b.ecr"),
            ("file:///c%3A/specs/web.ecr", "c:/specs/web.ecr"),
            ("file://server/share/web.ecr", "//server/share/web.ecr"),
        ] {
            assert_eq!(path_of(&uri.parse().unwrap()).as_deref(), Some(path), "{uri}");
            assert_eq!(uri_of(path).unwrap().as_str().to_lowercase(), uri.to_lowercase(), "{path}");
        }
        assert_eq!(path_of(&"file:/home/me/web.ecr".parse().unwrap()).as_deref(), Some("/home/me/web.ecr"));
        assert_eq!(uri_of("/a/b/../c.ecr").unwrap().as_str(), "file:///a/c.ecr");
        for uri in ["untitled:Untitled-1", "file:///%ff", "file:///%4", "http://x/y.ecr"] {
            assert_eq!(uri.parse().ok().and_then(|uri| path_of(&uri)), None, "{uri}");
        }
    }
}
