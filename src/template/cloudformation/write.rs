//! Input: a stack.
//! Output: its resources and outputs, worked out, and those of the stacks nested in it.
//! Never: drops a resource without saying so.

use super::call::TRANSFORM;
use super::foreach::open_loop;
use super::resolve::Resolve;
use super::stack::{Loop, MOST_RESOURCES, Stack};
use crate::document::{Entry as Field, Node};
use crate::span::Span;
use crate::template::accepts;
use crate::template::evaluated::{Evaluated, Exists, ModuleUse, Output, Parameter, Resource, UnknownNote};
use crate::template::value::{Entry, Kind, Value, Why};

/// What says what becomes of a resource, beside its properties.
const FATE: &[&str] = &["DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy", "CreationPolicy"];

/// Macros of AWS that leave the resources that rules look at as they are, or that are worked out here.
const PASSED_THROUGH: &[&str] = &[
    "AWS::Serverless-2016-10-31",
    "AWS::LanguageExtensions",
    "AWS::CodeDeployBlueGreen",
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
    "AWS::CodeStar",
];

impl<'t> Stack<'t> {
    /// Works all of it out.
    pub fn write_to(&self, evaluated: &mut Evaluated) {
        let before = evaluated.resources.len();
        let mut within: Vec<(String, &str, Span)> = Vec::new();
        for (key, field, around) in self.fields("Resources") {
            if evaluated.resources.len() >= MOST_RESOURCES {
                evaluated.unknowns.push(self.note(&key, Why::TooLarge, field.key_span));
                break;
            }
            if let Some(why) = open_loop(&around) {
                evaluated.unknowns.push(self.note(&key, why, field.key_span));
            }
            within.extend(macro_of(&key, field).map(|name| (key.clone(), name, field.key_span)));
            self.write_resource(&key, field, &around, evaluated);
        }
        for (key, field, around) in self.fields("Outputs") {
            self.write_output(&key, field, &around, evaluated);
        }
        let macros = self.root.get("Transform");
        let macros = macros.map_or(&[][..], |it| it.items().unwrap_or(std::slice::from_ref(it)));
        let named = |it: &'t Node| it.text().or_else(|| it.get("Name")?.text()).unwrap_or_default();
        let of_all = macros.iter().map(|it| ("Transform".to_owned(), named(it), it.span));
        within.extend(of_all.filter(|(_, name, _)| !PASSED_THROUGH.contains(name)));
        for (key, name, span) in within {
            // One in a resource rewrites that.
            let own = format!("{}{key}", self.place.prefix);
            let made = evaluated.resources.iter().skip(before).map(|it| it.address.clone());
            let module = if made.clone().any(|it| it == own) {
                made_by(format!("{own}.{TRANSFORM}"), name, vec![own], span)
            } else {
                made_by(own, name, made.collect(), span)
            };
            evaluated.modules.push(module);
        }
        if self.place.depth == 0 {
            for field in self.root.get("Parameters").and_then(Node::entries).unwrap_or_default() {
                let default = self.default_of(&field.key, &field.node);
                evaluated.parameters.push(Parameter { name: field.key.clone(), default, span: field.key_span });
            }
            evaluated.in_any_case.extend(self.in_any_case());
            let metadata = self.root.get("Metadata").and_then(|node| self.value(node, &Loop::new()));
            evaluated.accepts.extend(accepts::in_metadata(metadata.as_ref()));
        }
        for undecided in self.undecided.borrow_mut().drain(..) {
            if !evaluated.undecided.iter().any(|known| known.key == undecided.key) {
                evaluated.undecided.push(undecided);
            }
        }
        if self.place.meter.is_spent() {
            evaluated.unknowns.push(self.note(self.place.name, Why::TooLarge, self.root.span));
        }
    }

    fn note(&self, what: &str, why: Why, span: Span) -> UnknownNote {
        UnknownNote { what: format!("{}{what}", self.place.prefix), why, span }
    }

    fn write_resource(&self, key: &str, field: &'t Field, around: &Loop, evaluated: &mut Evaluated) {
        if field.node.entries().is_none() {
            return;
        }
        if key == TRANSFORM || field.node.get("Type").is_none() && macro_of(key, field).is_some() {
            return;
        }
        let Some(exists) = self.exists(&field.node, around) else { return };
        let address = format!("{}{key}", self.place.prefix);
        let part = |name: &str| field.node.get(name).and_then(|node| self.value(node, around));
        let nothing = || Value::new(Kind::Map(Vec::new()), field.node.span);
        let fate = FATE
            .iter()
            .filter_map(|key| Some(Entry { key: (*key).to_owned(), key_span: field.key_span, value: part(key)? }));
        let mut resource = Resource {
            address: address.clone(),
            kind: field.node.get("Type").and_then(Node::text).unwrap_or_default().to_owned(),
            properties: part("Properties").unwrap_or_else(nothing),
            region: None,
            fate: Value::new(Kind::Map(fate.collect()), field.node.span),
            span: field.key_span,
            body: field.key_span.to(field.node.span),
            exists: exists.clone(),
            accepts: accepts::in_metadata(part("Metadata").as_ref()),
        };
        if resource.kind == "AWS::CloudFormation::StackSet" {
            let why = Why::Unread("the template of the stack set".to_owned());
            evaluated.unknowns.push(self.note(key, why, resource.span));
        }
        let nests = ["AWS::CloudFormation::Stack", "AWS::Serverless::Application"].contains(&resource.kind.as_str());
        if !nests && !resource.kind.ends_with("::MODULE") {
            evaluated.resources.push(resource);
            return;
        }
        let inputs = resource.properties.get("Parameters").cloned().unwrap_or_else(nothing);
        if nests
            && let Some(()) = self.within(key, &field.node, &inputs, |stack| {
                let before = evaluated.resources.len();
                stack.write_to(evaluated);
                // What is nested is there when the stack is.
                let made = evaluated.resources.iter_mut().skip(before);
                made.for_each(|resource| resource.exists = exists.and(&resource.exists));
            })
        {
            return;
        }
        let url = ["TemplateURL", "Location"].iter().find_map(|key| resource.properties.get(key));
        let source = url.map_or_else(|| resource.kind.clone(), ToString::to_string);
        evaluated.modules.push(ModuleUse {
            address,
            source: source.clone(),
            is_published: url.is_some_and(|url| url.get("ApplicationId").is_some()),
            version: None,
            inputs,
            span: resource.span,
            body: resource.body,
            exists,
            why: Why::Module(source),
            accepts: std::mem::take(&mut resource.accepts),
        });
    }

    /// Whether a resource or output is made; `None` where it certainly is not.
    fn exists(&self, node: &Node, around: &Loop) -> Option<Exists> {
        let always = open_loop(around).map_or(Exists::Always, Exists::Several);
        let Some(name) = node.get("Condition").and_then(Node::text) else { return Some(always) };
        let name = self.key(name, around);
        match self.condition(&name).known {
            Some(true) => Some(always),
            Some(false) => None,
            None => Some(always.and(&Exists::When(vec![name]))),
        }
    }

    fn write_output(&self, key: &str, field: &Field, around: &Loop, evaluated: &mut Evaluated) {
        if self.exists(&field.node, around).is_none() {
            return;
        }
        let Some(value) = field.node.get("Value").and_then(|node| self.value(node, around)) else { return };
        let name = field.node.get("Export").and_then(|export| export.get("Name"));
        let export_name = name.and_then(|node| self.value(node, around));
        evaluated.outputs.push(Output { name: format!("{}{key}", self.place.prefix), export_name, value });
    }
}

/// The macro that stands among the resources, in a resource, or in its properties.
fn macro_of<'t>(key: &str, field: &'t Field) -> Option<&'t str> {
    let own = (key == TRANSFORM).then_some(&field.node);
    let within = || [Some(&field.node), field.node.get("Properties")].into_iter().flatten();
    let called = own.or_else(|| within().find_map(|node| node.get(TRANSFORM)))?;
    Some(called.get("Name").and_then(Node::text).unwrap_or_default())
}

/// What a macro makes, which is given resources that it may change, or add to.
fn made_by(address: String, name: &str, given: Vec<String>, span: Span) -> ModuleUse {
    let entry = |of: String| Entry { key: of.clone(), key_span: span, value: Value::attribute(of, "Ref", span) };
    ModuleUse {
        address,
        source: name.to_owned(),
        is_published: false,
        version: None,
        inputs: Value::new(Kind::Map(given.into_iter().map(entry).collect()), span),
        span,
        body: span,
        exists: Exists::Always,
        why: Why::Unread(format!("the result of the macro `{name}`")),
        accepts: Vec::new(),
    }
}
