//! Input: the tree of a template.
//! Output: what is at a path of it, or a fault that names the path.
//! Never: skips a value of a different kind than the requested one.

use super::fault::Fault;
use crate::document::{Content, Node, Scalar, cut, shown};

/// A value of a template, and how one gets there.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'d> {
    pub node: &'d Node,
    /// `Resources.EcrApiEndpoint.Properties.Tags[0].Value`; empty of the whole.
    pub path: String,
}

/// A key of a map: where it stands, and what it leads to.
pub(super) struct Keyed<'d> {
    pub key: &'d str,
    /// Offset of the key.
    pub at: u32,
    pub value: Cursor<'d>,
}

/// The path with one more key.
pub(super) fn step(path: &str, key: &str) -> String {
    let plain = (1..=80).contains(&key.len()) && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-:/".contains(c));
    match (path.is_empty(), plain) {
        (true, true) => key.to_owned(),
        (false, true) => format!("{path}.{key}"),
        (_, false) => format!("{path}[\"{}\"]", cut(key)),
    }
}

/// A path, as messages name it.
pub(super) fn named(path: &str) -> String {
    if path.is_empty() { "the template".to_owned() } else { format!("`{path}`") }
}

/// What a value is, in a word or two.
pub(super) fn kind(node: &Node) -> String {
    let of = match &node.content {
        Content::Scalar(scalar) if is_bare(scalar) => format!("`{}`", scalar.text),
        Content::Scalar(scalar) => format!("the text {}", shown(&scalar.text)),
        Content::List(_) => "a list".to_owned(),
        Content::Map(_) => "a map".to_owned(),
    };
    match &node.tag {
        Some(tag) => format!("{} of {of}", shown(tag)),
        None => of,
    }
}

/// Whether it is another thing than a text: a truth value or a number, in what `build` writes.
pub(super) fn is_bare(scalar: &Scalar) -> bool {
    let digits = scalar.text.strip_prefix('-').unwrap_or(&scalar.text);
    let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    !scalar.quoted && (number || matches!(scalar.text.as_str(), "true" | "false"))
}

impl<'d> Cursor<'d> {
    pub fn root(node: &'d Node) -> Self {
        Self { node, path: String::new() }
    }

    /// `{path} {message}`, at the value.
    pub fn fault(&self, message: impl AsRef<str>) -> Fault {
        Fault::new(self.node.span.start, format!("{} {}", named(&self.path), message.as_ref())).changed()
    }

    fn is_not(&self, what: &str) -> Fault {
        self.fault(format!("is {}, and must be {what}", kind(self.node)))
    }

    /// What stands under a key; `None` where there is none, or where this is no map.
    pub fn get(&self, key: &str) -> Option<Cursor<'d>> {
        let Content::Map(entries) = &self.node.content else { return None };
        let entry = entries.iter().find(|entry| entry.key == key)?;
        Some(Cursor { node: &entry.node, path: step(&self.path, key) })
    }

    /// What stands under a key.
    pub fn need(&self, key: &str) -> Result<Cursor<'d>, Fault> {
        match &self.node.content {
            Content::Map(_) => self.get(key).ok_or_else(|| self.fault(format!("has no `{key}`"))),
            Content::Scalar(_) | Content::List(_) => Err(self.is_not("a map")),
        }
    }

    /// The value of several nested keys.
    pub fn along(&self, keys: &[&str]) -> Result<Cursor<'d>, Fault> {
        keys.iter().try_fold(self.clone(), |at, key| at.need(key))
    }

    /// The keys and values of a map.
    pub fn entries(&self) -> Result<impl Iterator<Item = Keyed<'d>> + use<'d>, Fault> {
        let (None, Content::Map(entries)) = (&self.node.tag, &self.node.content) else {
            return Err(self.is_not("a map"));
        };
        let path = self.path.clone();
        Ok(entries.iter().map(move |entry| Keyed {
            key: &entry.key,
            at: entry.key_span.start,
            value: Cursor { node: &entry.node, path: step(&path, &entry.key) },
        }))
    }

    /// Whether it is a list without a tag.
    pub fn is_list(&self) -> bool {
        self.node.tag.is_none() && matches!(self.node.content, Content::List(_))
    }

    /// The elements of a list, whatever its tag.
    pub fn items(&self) -> Result<impl Iterator<Item = Cursor<'d>> + use<'d>, Fault> {
        let Content::List(nodes) = &self.node.content else { return Err(self.is_not("a list")) };
        let path = self.path.clone();
        Ok(nodes.iter().enumerate().map(move |(at, node)| Cursor { node, path: format!("{path}[{at}]") }))
    }

    /// The one element of a list of one.
    pub fn only(&self) -> Result<Cursor<'d>, Fault> {
        let mut items = self.items()?;
        match (items.next(), items.next()) {
            (Some(one), None) => Ok(one),
            _ => Err(self.fault("must be a list of one element")),
        }
    }

    /// The characters of a text, whatever its tag.
    pub fn text(&self) -> Result<&'d str, Fault> {
        match &self.node.content {
            Content::Scalar(scalar) if !is_bare(scalar) => Ok(&scalar.text),
            Content::Scalar(_) | Content::List(_) | Content::Map(_) => Err(self.is_not("a text")),
        }
    }

    fn bare(&self) -> Option<&'d str> {
        match &self.node.content {
            Content::Scalar(scalar) if is_bare(scalar) && self.node.tag.is_none() => Some(&scalar.text),
            Content::Scalar(_) | Content::List(_) | Content::Map(_) => None,
        }
    }

    pub fn boolean(&self) -> Result<bool, Fault> {
        self.bare().and_then(|text| text.parse().ok()).ok_or_else(|| self.is_not("`true` or `false`"))
    }

    /// A number that is not too large for its purpose.
    pub fn number<N: std::str::FromStr>(&self) -> Result<N, Fault> {
        self.bare().and_then(|text| text.parse().ok()).ok_or_else(|| self.is_not("a small number"))
    }

    /// A function of `CloudFormation` and what it is of: a tag in YAML, a map of one key in JSON.
    pub fn function(&self) -> Option<(&'d str, Cursor<'d>)> {
        if let Some(tag) = &self.node.tag {
            return Some((tag.trim_start_matches('!'), self.clone()));
        }
        let Content::Map(entries) = &self.node.content else { return None };
        let [entry] = entries.as_slice() else { return None };
        let name = if entry.key == "Ref" { "Ref" } else { entry.key.strip_prefix("Fn::")? };
        Some((name, Cursor { node: &entry.node, path: step(&self.path, &entry.key) }))
    }
}

/// A fault where a text is not the canonical spelling of what it says.
pub(super) fn canonical_or_fault(at: &Cursor, text: &str, canonical: Result<String, String>) -> Result<(), Fault> {
    match canonical {
        Ok(canonical) if canonical == text => Ok(()),
        Ok(canonical) => Err(at.fault(format!("is {}, which is written `{canonical}`", shown(text)))),
        // A text that is too long to be one is not shown wholly.
        Err(_) if text.len() > 80 => Err(at.fault(format!("is {}, and must be a CIDR", shown(text)))),
        Err(malformed) => Err(at.fault(format!("must be a CIDR: {malformed}"))),
    }
}
