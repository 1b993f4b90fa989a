//! Input: what stands in a block.
//! Output: a map of it, nested blocks and `dynamic` ones among the arguments.
//! Never: knows a provider's schema: a nested block is a list of maps, whether it may stand once or often.

use super::folder::argument;
use super::instance::{Frame, pairs};
use super::resolve::Resolve;
use super::syntax::{Argument, Body, Expr, ExprKind};
use super::world::{Module, World};
use crate::span::Span;
use crate::template::value::{Entry, Kind, Value, Why};
use std::rc::Rc;

/// What Terraform itself reads, and the provider does not.
const META: &[&str] = &["count", "for_each", "depends_on", "lifecycle", "provisioner", "connection"];

impl<'a> World<'a> {
    /// The arguments and nested blocks of a body. What is `null` is as good as not written.
    pub fn body(&self, module: &Rc<Module<'a>>, body: &Body, frame: &mut Frame, at: Span) -> Value {
        let mut entries: Vec<Entry> = Vec::new();
        for Argument { name, name_span, value } in &body.arguments {
            if META.contains(&name.as_str()) {
                continue;
            }
            let value = match name.as_str() {
                "provider" => Value::text(self.spelled(value), value.span),
                "dynamic" => {
                    self.dynamics_of_json(module, value, frame, &mut entries);
                    continue;
                }
                _ => self.value(module, value, frame),
            };
            if !value.is_null() {
                entries.push(Entry { key: name.clone(), key_span: *name_span, value });
            }
        }
        for block in &body.blocks {
            if META.contains(&block.kind.as_str()) {
                continue;
            }
            if block.kind == "dynamic" {
                let name = block.labels.first().map_or("", |(label, _)| label.as_str());
                let content = block.body.blocks_of("content").next().map(|content| &content.body);
                let iterator = argument(block, "iterator");
                let each = argument(block, "for_each");
                if let (Some(each), Some(content)) = (each, content) {
                    let made = self.repeated(module, each, iterator, name, frame, |frame| {
                        self.body(module, content, frame, block.span)
                    });
                    put(&mut entries, name, block.name_span(), made);
                }
                continue;
            }
            let value = self.meter.deeper(|| self.body(module, &block.body, frame, block.span));
            let value = value.unwrap_or_else(|| Value::unknown(Why::TooLarge, block.span));
            put(&mut entries, &block.kind, block.kind_span, vec![value]);
        }
        Value::new(Kind::Map(entries), at)
    }

    /// What a `dynamic` block makes; one that is unknown where it is not known how often.
    fn repeated(
        &self,
        module: &Rc<Module<'a>>,
        each: &Expr,
        iterator: Option<&Expr>,
        name: &str,
        frame: &mut Frame,
        content: impl Fn(&mut Frame) -> Value,
    ) -> Vec<Value> {
        let of = self.value(module, each, frame);
        let iterator = match iterator.map(|iterator| &iterator.kind) {
            Some(ExprKind::Name(name) | ExprKind::Text(name)) => name.as_str(),
            _ => name,
        };
        let Some(pairs) = pairs(&of) else { return vec![of.not_known(each.span)] };
        let mut made = Vec::new();
        for (key, value) in pairs {
            let entry = |name: &str, value: Value| Entry { key: name.to_owned(), key_span: each.span, value };
            let pair = Kind::Map(vec![entry("key", key), entry("value", value)]);
            frame.push((iterator.to_owned(), Rc::new(Value::new(pair, each.span))));
            made.extend(self.meter.deeper(|| content(frame)));
            frame.pop();
        }
        made
    }

    /// `"dynamic": {"ingress": {"for_each": …, "content": {…}}}`.
    fn dynamics_of_json(&self, module: &Rc<Module<'a>>, dynamics: &Expr, frame: &mut Frame, out: &mut Vec<Entry>) {
        let ExprKind::Map(kinds) = &dynamics.kind else { return };
        for (kind, blocks) in kinds {
            let ExprKind::Text(name) = &kind.kind else { continue };
            let blocks = if let ExprKind::List(blocks) = &blocks.kind {
                blocks.as_slice()
            } else {
                std::slice::from_ref(blocks)
            };
            for block in blocks {
                let (Some(each), Some(content)) = (field(block, "for_each"), field(block, "content")) else { continue };
                let made = self.repeated(module, each, field(block, "iterator"), name, frame, |frame| {
                    self.value(module, content, frame)
                });
                put(out, name, kind.span, made);
            }
        }
    }
}

fn field<'e>(map: &'e Expr, name: &str) -> Option<&'e Expr> {
    let ExprKind::Map(entries) = &map.kind else { return None };
    let found = entries.iter().find(|(key, _)| matches!(&key.kind, ExprKind::Text(text) if text == name));
    found.map(|(_, value)| value)
}

/// Adds blocks of a kind to those that are there.
fn put(entries: &mut Vec<Entry>, kind: &str, key_span: Span, blocks: Vec<Value>) {
    match entries.iter_mut().find(|entry| entry.key == kind) {
        Some(Entry { value: Value { kind: Kind::List(known), .. }, .. }) => known.extend(blocks),
        Some(_) => {}
        None => {
            let value = Value::new(Kind::List(blocks), key_span);
            entries.push(Entry { key: kind.to_owned(), key_span, value });
        }
    }
}
