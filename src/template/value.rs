//! Input: literals, references and functions of both languages.
//! Output: values that say what they are, as far as it is known, and where they stand.
//! Never: turns what is unknown into something known.

pub use super::why::Why;
use crate::span::Span;
use std::sync::Arc;

/// A value, and the word of the user's file that says it.
#[derive(Debug, Clone)]
pub struct Value {
    /// What it is.
    pub kind: Kind,
    /// Where it stands: through parameters, locals and variables, where the literal is.
    pub span: Span,
    /// The parameter or variable whose default it is: whoever deploys may give another.
    pub default_of: Option<Arc<str>>,
    /// Whether it is a list that stands for a set: each element is its own key.
    pub is_of_set: bool,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`, bare.
    Bool(bool),
    /// A number, bare.
    Number(f64),
    /// These characters.
    Text(String),
    /// Values in a row; sets, too, in Terraform's order.
    List(Vec<Value>),
    /// Values by key, in the order of the text.
    Map(Vec<Entry>),
    /// The text in which a value stands as JSON: `jsonencode(…)`, `data.aws_iam_policy_document.x.json`.
    Json(Box<Value>),
    /// The Base64 of a text of which not all is known.
    Base64(Box<Value>),
    /// What a resource has once it is made: `!Ref` is the attribute `Ref`, a whole resource of Terraform's the empty one.
    Attribute {
        /// [`super::Resource::address`], of a resource or of a look-up.
        resource: String,
        /// `id`, `GroupId`, `dns_entry[0].dns_name`.
        attribute: String,
    },
    /// A parameter or variable that has no value: its name, and what is asked of it: nothing, or `.subnets[0]`.
    Parameter(String, String),
    /// What only the deployment knows.
    Pseudo(Pseudo),
    /// Texts, one behind the other.
    Join(Vec<Value>),
    /// Not known.
    Unknown(Why),
}

/// A key with its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// What stands under it.
    pub value: Value,
}

/// What only the deployment knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pseudo {
    /// The account that deploys.
    Account,
    /// `aws`, `aws-cn`, …
    Partition,
    /// The region.
    Region,
    /// `amazonaws.com` and its like.
    UrlSuffix,
    /// The name of the stack, or of the workspace.
    StackName,
    /// The id of the stack.
    StackId,
    /// All zones of the region that the account has: a list.
    Zones,
    /// The zone of this index, from 0, among them.
    Zone(usize),
}

/// Whether both say the same, wherever they say it.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.value == other.value
    }
}

impl Value {
    /// A value at a place.
    pub fn new(kind: Kind, span: Span) -> Self {
        Self { kind, span, default_of: None, is_of_set: false }
    }

    /// These characters.
    pub fn text(text: impl Into<String>, span: Span) -> Self {
        Self::new(Kind::Text(text.into()), span)
    }

    /// Not known.
    pub fn unknown(why: Why, span: Span) -> Self {
        Self::new(Kind::Unknown(why), span)
    }

    /// An attribute of a resource.
    pub fn attribute(resource: impl Into<String>, attribute: impl Into<String>, span: Span) -> Self {
        Self::new(Kind::Attribute { resource: resource.into(), attribute: attribute.into() }, span)
    }

    /// The same at another place.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = span;
        self
    }

    /// Another thing that is said here.
    #[must_use]
    pub fn with(&self, kind: Kind) -> Self {
        Self { default_of: self.default_of.clone(), ..Self::new(kind, self.span) }
    }

    /// The same; a default where this one or one of the others, which it is made of, is one.
    #[must_use]
    pub fn made_of<'v>(mut self, others: impl IntoIterator<Item = &'v Value>) -> Self {
        if self.default_of.is_none() {
            self.default_of = others.into_iter().find_map(|other| other.default_of.clone());
        }
        self
    }

    /// The characters, where it is one text and known: numbers and truth values in their spelling.
    pub fn as_text(&self) -> Option<String> {
        match &self.kind {
            Kind::Text(text) => Some(text.clone()),
            Kind::Bool(it) => Some(it.to_string()),
            Kind::Number(number) => Some(spelled(*number)),
            Kind::Json(value) => to_json(value),
            Kind::Null
            | Kind::List(_)
            | Kind::Map(_)
            | Kind::Base64(_)
            | Kind::Attribute { .. }
            | Kind::Parameter(..)
            | Kind::Pseudo(_)
            | Kind::Join(_)
            | Kind::Unknown(_) => None,
        }
    }

    /// The truth value, also as a text: `"true"`.
    pub fn as_bool(&self) -> Option<bool> {
        if let Kind::Bool(it) = self.kind {
            return Some(it);
        }
        let Kind::Text(text) = &self.kind else { return None };
        match text.as_str() {
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            _ => None,
        }
    }

    /// The number, also as a text: `"443"`.
    pub fn as_number(&self) -> Option<f64> {
        match &self.kind {
            Kind::Number(number) => Some(*number),
            Kind::Text(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            Kind::Null
            | Kind::Bool(_)
            | Kind::List(_)
            | Kind::Map(_)
            | Kind::Json(_)
            | Kind::Base64(_)
            | Kind::Attribute { .. }
            | Kind::Parameter(..)
            | Kind::Pseudo(_)
            | Kind::Join(_)
            | Kind::Unknown(_) => None,
        }
    }

    /// The number, where it is whole and not negative.
    pub fn as_index(&self) -> Option<usize> {
        let number = self.as_number()?;
        // Terraform and CloudFormation count far less than 2^32 of anything.
        let whole = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        whole.then_some(number as usize)
    }

    /// The pieces of a text: of a join its parts, else itself.
    pub fn pieces(&self) -> &[Value] {
        if let Kind::Join(pieces) = &self.kind { pieces } else { std::slice::from_ref(self) }
    }

    /// Unknown, since this is: for its reason.
    #[must_use]
    pub fn not_known(&self, at: Span) -> Value {
        let why = self.why().unwrap_or_else(|| Why::Fails("a value of another kind is needed".to_owned()));
        Value::unknown(why, at).made_of([self])
    }

    /// The elements of a list.
    pub fn items(&self) -> Option<&[Value]> {
        if let Kind::List(items) = &self.kind { Some(items) } else { None }
    }

    /// The entries of a map.
    pub fn entries(&self) -> Option<&[Entry]> {
        if let Kind::Map(entries) = &self.kind { Some(entries) } else { None }
    }

    /// What stands under a key; `None` where there is none, or where this is no map.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// A key with what stands under it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries()?.iter().find(|entry| entry.key == key)
    }

    /// What stands behind several keys in a row.
    pub fn along(&self, keys: &[&str]) -> Option<&Value> {
        keys.iter().try_fold(self, |value, key| value.get(key))
    }

    /// The blocks of a kind: HCL has a list of them, JSON may have the only one for itself.
    pub fn blocks(&self, kind: &str) -> Vec<&Value> {
        match self.get(kind) {
            None => Vec::new(),
            Some(value) => value.items().map_or_else(|| vec![value], |items| items.iter().collect()),
        }
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        self.kind == Kind::Null
    }

    /// Whether it says something: Terraform's provider has `""` and `[]` for what is not set.
    pub fn is_set(&self) -> bool {
        !self.is_null() && self.as_text().is_none_or(|text| !text.is_empty()) && self.items() != Some(&[])
    }

    /// Whether something in it is what is asked for, or may be: it is not known.
    pub fn may_hold(&self, is: &dyn Fn(&Value) -> bool) -> bool {
        match &self.kind {
            Kind::List(items) => items.iter().any(|item| item.may_hold(is)),
            Kind::Map(entries) => entries.iter().any(|entry| entry.value.may_hold(is)),
            Kind::Json(inner) | Kind::Base64(inner) => inner.may_hold(is),
            Kind::Unknown(_) => true,
            Kind::Text(_) | Kind::Attribute { .. } | Kind::Parameter(..) | Kind::Join(_) => is(self),
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Pseudo(_) => false,
        }
    }

    /// Whether something in it is an attribute of a resource whose address is so.
    pub fn refers(&self, is_so: &dyn Fn(&str) -> bool) -> bool {
        match &self.kind {
            Kind::Attribute { resource, .. } => is_so(resource),
            Kind::List(items) | Kind::Join(items) => items.iter().any(|item| item.refers(is_so)),
            Kind::Map(entries) => entries.iter().any(|entry| entry.value.refers(is_so)),
            Kind::Json(inner) | Kind::Base64(inner) => inner.refers(is_so),
            Kind::Null
            | Kind::Bool(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Parameter(..)
            | Kind::Pseudo(_)
            | Kind::Unknown(_) => false,
        }
    }

    /// Whether all of it is known now: no attribute, parameter or unknown is in it.
    pub fn is_known(&self) -> bool {
        match &self.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) => true,
            Kind::List(items) => items.iter().all(Value::is_known),
            Kind::Map(entries) => entries.iter().all(|entry| entry.value.is_known()),
            Kind::Json(value) | Kind::Base64(value) => value.is_known(),
            Kind::Attribute { .. } | Kind::Parameter(..) | Kind::Pseudo(_) | Kind::Join(_) | Kind::Unknown(_) => false,
        }
    }

    /// The first reason in it for which it is not known; `None` where all of it is known.
    pub fn why(&self) -> Option<Why> {
        match &self.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) => None,
            Kind::List(items) | Kind::Join(items) => items.iter().find_map(Value::why),
            Kind::Map(entries) => entries.iter().find_map(|entry| entry.value.why()),
            Kind::Json(value) | Kind::Base64(value) => value.why(),
            Kind::Attribute { .. } | Kind::Pseudo(_) => Some(Why::Deployment),
            Kind::Parameter(name, _) => Some(Why::Undecided(name.clone())),
            Kind::Unknown(why) => Some(why.clone()),
        }
    }

    /// Texts, one behind the other; neighbours that are known become one. Lists and maps in it make it unknown.
    pub fn join(parts: impl IntoIterator<Item = Value>, span: Span) -> Value {
        let mut joined: Vec<Value> = Vec::new();
        let mut count = 0;
        let flat = parts.into_iter().flat_map(|part| match part {
            Value { kind: Kind::Join(parts), .. } => parts,
            part => vec![part],
        });
        for part in flat {
            count += 1;
            let text = part.as_text();
            match (joined.last_mut(), text) {
                (Some(Value { kind: Kind::Text(before), span, default_of, .. }), Some(text)) => {
                    before.push_str(&text);
                    *span = if span.source == part.span.source { span.to(part.span) } else { *span };
                    *default_of = default_of.take().or(part.default_of);
                }
                (_, Some(text)) if text.is_empty() => {}
                (_, Some(text)) => joined.push(part.with(Kind::Text(text))),
                (_, None) if matches!(part.kind, Kind::List(_) | Kind::Map(_) | Kind::Null) => {
                    return Value::unknown(Why::Fails("a list or map stands in a text".to_owned()), span);
                }
                (_, None) => joined.push(part),
            }
        }
        match joined.len() {
            0 => Value::text("", span),
            1 => {
                let one = joined.remove(0);
                // Of several pieces the whole is the place; one that stands alone keeps its own.
                if count == 1 { one } else { Value { span, ..one } }
            }
            _ => Value::new(Kind::Join(joined), span),
        }
    }
}

/// A number as both languages spell it in a text: without a fraction where it has none.
pub(super) fn spelled(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e21 { format!("{number:.0}") } else { number.to_string() }
}

/// A value as Terraform's `jsonencode` writes it; `None` where not all of it is known.
pub(super) fn to_json(value: &Value) -> Option<String> {
    Some(match &value.kind {
        Kind::Null => "null".to_owned(),
        Kind::Bool(it) => it.to_string(),
        Kind::Number(number) => spelled(*number),
        Kind::Text(text) => quoted(text)?,
        Kind::Json(inner) => quoted(&to_json(inner)?)?,
        Kind::List(items) => {
            let items: Option<Vec<String>> = items.iter().map(to_json).collect();
            format!("[{}]", items?.join(","))
        }
        Kind::Map(entries) => {
            let mut sorted: Vec<&Entry> = entries.iter().collect();
            sorted.sort_by(|a, b| a.key.cmp(&b.key));
            let entry = |entry: &Entry| Some(format!("{}:{}", quoted(&entry.key)?, to_json(&entry.value)?));
            let entries: Option<Vec<String>> = sorted.into_iter().map(entry).collect();
            format!("{{{}}}", entries?.join(","))
        }
        Kind::Base64(_)
        | Kind::Attribute { .. }
        | Kind::Parameter(..)
        | Kind::Pseudo(_)
        | Kind::Join(_)
        | Kind::Unknown(_) => return None,
    })
}

/// A text as Go's encoder writes it, which Terraform uses: what HTML would read is escaped.
fn quoted(text: &str) -> Option<String> {
    let mut quoted = String::new();
    for c in serde_json::to_string(text).ok()?.chars() {
        match c {
            '<' => quoted.push_str("\\u003c"),
            '>' => quoted.push_str("\\u003e"),
            '&' => quoted.push_str("\\u0026"),
            '\u{2028}' => quoted.push_str("\\u2028"),
            '\u{2029}' => quoted.push_str("\\u2029"),
            c => quoted.push(c),
        }
    }
    Some(quoted)
}
