//! Input: a name that `Ref` or `${…}` gives.
//! Output: what it stands for: a parameter's value, a pseudo parameter, a resource.
//! Never: takes the path of an SSM parameter for its value.

use super::lists::{split, trimmed};
use super::resolve::Resolve;
use super::scalars::letters;
use super::stack::{Loop, Stack};
use crate::aws::{Region, region};
use crate::document::{Content, Node};
use crate::span::Span;
use crate::template::value::{Kind, Pseudo, Value, Why};
use std::sync::Arc;

impl Stack<'_> {
    /// What a name stands for, at a place that names it; `None` for `AWS::NoValue`.
    pub fn named(&self, name: &str, at: Span, around: &Loop) -> Option<Value> {
        if let Some((_, value)) = around.iter().rev().find(|(of, _)| of == name) {
            return Some(value.clone());
        }
        if name.starts_with("AWS::") {
            return self.pseudo(name, at);
        }
        if let Some(parameter) = self.root.get("Parameters").and_then(|all| all.get(name)) {
            return Some(self.parameter(name, parameter, at));
        }
        if self.resources.contains_key(name) {
            return Some(Value::attribute(format!("{}{name}", self.place.prefix), "Ref", at));
        }
        Some(Value::unknown(Why::Missing(name.to_owned()), at))
    }

    fn pseudo(&self, name: &str, at: Span) -> Option<Value> {
        let id = self.place.settings.region.as_deref();
        let known: Option<&Region> = id.and_then(region::find);
        let kind = match (name, id, known) {
            ("AWS::NoValue", ..) => return None,
            ("AWS::Region", Some(id), _) => Kind::Text(id.to_owned()),
            ("AWS::Region", None, _) => Kind::Pseudo(Pseudo::Region),
            ("AWS::Partition", _, Some(region)) => Kind::Text(region.partition.id().to_owned()),
            ("AWS::Partition", _, None) => Kind::Pseudo(Pseudo::Partition),
            ("AWS::URLSuffix", _, Some(region)) => Kind::Text(region.partition.dns_suffix().to_owned()),
            ("AWS::URLSuffix", _, None) => Kind::Pseudo(Pseudo::UrlSuffix),
            ("AWS::AccountId", ..) => Kind::Pseudo(Pseudo::Account),
            ("AWS::StackName", ..) => Kind::Pseudo(Pseudo::StackName),
            ("AWS::StackId", ..) => Kind::Pseudo(Pseudo::StackId),
            _ => Kind::Unknown(Why::Missing(name.to_owned())),
        };
        Some(Value::new(kind, at))
    }

    fn parameter(&self, name: &str, parameter: &Node, at: Span) -> Value {
        let of_type = parameter.get("Type").and_then(Node::text).unwrap_or("String");
        if let Some(given) = self.given.iter().find(|given| given.key == name) {
            return as_type(given.value.clone(), of_type);
        }
        let settled = self.settled.iter().find(|(of, _, same)| of == name && *same).map(|(_, is, _)| is.as_str());
        let assumed = if self.place.depth == 0 { self.place.settings.assumptions.get(name) } else { None };
        if let Some(text) = assumed.or(settled) {
            return as_type(Value::text(text, at), of_type);
        }
        self.default_of(name, parameter).unwrap_or_else(|| {
            let name = format!("{}{name}", if self.place.depth == 0 { "" } else { self.place.prefix });
            Value::new(Kind::Parameter(name, String::new()), at)
        })
    }

    /// A parameter's default.
    pub fn default_of(&self, name: &str, parameter: &Node) -> Option<Value> {
        let of_type = parameter.get("Type").and_then(Node::text).unwrap_or("String");
        let default = parameter.get("Default")?;
        // What stands there is a path in the Parameter Store.
        if of_type.starts_with("AWS::SSM::Parameter::Value") {
            return None;
        }
        let Content::Scalar(scalar) = &default.content else { return self.value(default, &Loop::new()) };
        let mut value = Value::text(letters(scalar, default.span), default.span);
        value.default_of = Some(Arc::from(name));
        Some(as_type(value, of_type))
    }
}

/// A parameter of a list's type is a list of what commas part, without the blanks around it.
/// <https://repost.aws/knowledge-center/cloudformation-parameters-nested-stacks>, read 2026-11-30.
fn as_type(value: Value, of_type: &str) -> Value {
    if of_type != "CommaDelimitedList" && !of_type.starts_with("List<") {
        return value;
    }
    match &value.kind {
        Kind::Text(text) if text.is_empty() => value.with(Kind::List(Vec::new())),
        Kind::Text(_) | Kind::Join(_) | Kind::Attribute { .. } => {
            let comma = Value::text(",", value.span);
            let Kind::List(items) = split(&comma, &value, value.span).kind else { return value };
            value.with(Kind::List(items.iter().map(trimmed).collect()))
        }
        Kind::Null
        | Kind::Bool(_)
        | Kind::Number(_)
        | Kind::List(_)
        | Kind::Map(_)
        | Kind::Json(_)
        | Kind::Base64(_)
        | Kind::Parameter(..)
        | Kind::Pseudo(_)
        | Kind::Unknown(_) => value,
    }
}
