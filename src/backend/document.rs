//! Input: a document as a tree.
//! Output: its text in YAML or JSON, each written by a library.
//! Never: knows what the document says.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_saphyr::Tagged;
use std::borrow::Cow;

/// A part of a document. Keys stay in the order in which they were put.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node<'p> {
    Text(Cow<'p, str>),
    Bool(bool),
    Number(i64),
    List(Vec<Node<'p>>),
    Map(Vec<(Cow<'p, str>, Node<'p>)>),
    /// A function of CloudFormation: a tag in YAML, a map of one key in JSON.
    Function(Function, Box<Node<'p>>),
}

/// CloudFormation's functions that templates here use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Equals,
    GetAtt,
    GetAzs,
    Join,
    Ref,
    Select,
    Sub,
}

impl Function {
    fn tag(self) -> &'static str {
        match self {
            Function::Equals => "!Equals",
            Function::GetAtt => "!GetAtt",
            Function::GetAzs => "!GetAZs",
            Function::Join => "!Join",
            Function::Ref => "!Ref",
            Function::Select => "!Select",
            Function::Sub => "!Sub",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Function::Equals => "Fn::Equals",
            Function::GetAtt => "Fn::GetAtt",
            Function::GetAzs => "Fn::GetAZs",
            Function::Join => "Fn::Join",
            Function::Ref => "Ref",
            Function::Select => "Fn::Select",
            Function::Sub => "Fn::Sub",
        }
    }
}

impl<'p> Node<'p> {
    pub(super) fn text(text: impl Into<Cow<'p, str>>) -> Self {
        Node::Text(text.into())
    }

    pub(super) fn function(function: Function, of: Node<'p>) -> Self {
        Node::Function(function, Box::new(of))
    }

    /// A map of what is there: a key whose value is `None` is left out.
    pub(super) fn map<K: Into<Cow<'p, str>>>(entries: impl IntoIterator<Item = (K, Option<Node<'p>>)>) -> Self {
        let entries = entries.into_iter();
        let mut map = Vec::with_capacity(entries.size_hint().1.unwrap_or(0));
        map.extend(entries.filter_map(|(key, value)| Some((key.into(), value?))));
        Node::Map(map)
    }
}

/// Writes the document in YAML, its functions as tags.
pub(super) fn yaml(node: &Node, out: &mut String) {
    let options = serde_saphyr::ser_options! {
        prefer_block_scalars: false,
        compact_list_indent: false,
    };
    // Writing to a string fails for no document; a text that ends early would fail every test that reads it.
    let written = serde_saphyr::to_fmt_writer_with_options(out, &Yaml(node), options);
    debug_assert!(written.is_ok(), "{written:?}");
}

/// Writes the document in JSON, its functions as maps.
pub(super) fn json(node: &Node, out: &mut String) {
    out.push_str(&serde_json::to_string_pretty(&Json(node)).unwrap_or_default());
    out.push('\n');
}

struct Yaml<'n>(&'n Node<'n>);

impl Serialize for Yaml<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Node::Function(function, of) = self.0 {
            return Tagged(Yaml(of), Some(function.tag().to_owned())).serialize(serializer);
        }
        shared(self.0, serializer, Yaml)
    }
}

struct Json<'n>(&'n Node<'n>);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Node::Function(function, of) = self.0 else { return shared(self.0, serializer, Json) };
        let mut map = serializer.serialize_map(Some(1))?;
        // A dotted attribute is YAML's short form; JSON has name and attribute as a list.
        if let (Function::GetAtt, Node::Text(text)) = (function, of.as_ref()) {
            let parts: Vec<&str> = text.splitn(2, '.').collect();
            map.serialize_entry(function.key(), &parts)?;
        } else {
            map.serialize_entry(function.key(), &Json(of))?;
        }
        map.end()
    }
}

/// What both texts have in common.
fn shared<'n, S: Serializer, W: Serialize>(
    node: &'n Node<'n>,
    serializer: S,
    wrap: impl Fn(&'n Node<'n>) -> W,
) -> Result<S::Ok, S::Error> {
    match node {
        Node::Text(text) => serializer.serialize_str(text),
        Node::Bool(value) => serializer.serialize_bool(*value),
        Node::Number(number) => serializer.serialize_i64(*number),
        Node::List(nodes) => {
            let mut list = serializer.serialize_seq(Some(nodes.len()))?;
            for node in nodes {
                list.serialize_element(&wrap(node))?;
            }
            list.end()
        }
        Node::Map(entries) => {
            let mut map = serializer.serialize_map(Some(entries.len()))?;
            for (key, node) in entries {
                map.serialize_entry(key.as_ref(), &wrap(node))?;
            }
            map.end()
        }
        Node::Function(_, of) => wrap(of).serialize(serializer),
    }
}
