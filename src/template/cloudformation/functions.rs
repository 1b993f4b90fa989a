//! Input: a value of a template, with functions in it.
//! Output: the value that the functions make.
//! Never: works out a function on what is not known; the result is unknown then, and says why.

use super::call::{TRANSFORM, function};
use super::dynamic::resolved;
use super::exports::Found;
use super::foreach::open_text;
use super::lists::{select, split};
use super::resolve::Resolve;
use super::scalars::scalar_of;
use super::stack::{Loop, Stack};
use crate::document::{Content, Node, Scalar};
use crate::span::Span;
use crate::template::base64;
use crate::template::net::Block;
use crate::template::value::{Entry, Kind, Pseudo, Value, Why};

impl<'t> Resolve<'t> for Stack<'t> {
    fn value(&self, node: &'t Node, around: &Loop) -> Option<Value> {
        let value = self.place.meter.deeper(|| match function(node, false) {
            Some((name, of)) => {
                let tagged = std::ptr::eq(of, node);
                self.call(name, of, tagged, node.span, around).map(|value| self.weighed(resolved(value)))
            }
            None => Some(self.plain(node, around)),
        });
        value.unwrap_or_else(|| Some(Value::unknown(Why::TooLarge, node.span)))
    }
}

impl<'t> Stack<'t> {
    /// The value, where there is still room for it.
    fn weighed(&self, value: Value) -> Value {
        if self.place.meter.weigh(&value) { value } else { value.with(Kind::Unknown(Why::TooLarge)) }
    }

    fn plain(&self, node: &'t Node, around: &Loop) -> Value {
        let kind = match &node.content {
            Content::Scalar(scalar) if around.is_empty() => scalar_of(scalar, node.span),
            Content::Scalar(scalar) => {
                let text = self.key(&scalar.text, around);
                match open_text(&text, around) {
                    Some(why) => Kind::Unknown(why),
                    None => scalar_of(&Scalar { text, quoted: scalar.quoted }, node.span),
                }
            }
            Content::List(nodes) => Kind::List(nodes.iter().filter_map(|node| self.value(node, around)).collect()),
            Content::Map(entries) if entries.iter().any(|entry| entry.key == TRANSFORM) => {
                Kind::Unknown(Why::Unread("a macro".to_owned()))
            }
            Content::Map(entries) => {
                let mut fields = Vec::new();
                self.open(entries, around, &mut fields);
                let entries = fields.into_iter().filter_map(|(key, field, around)| {
                    Some(Entry { key, key_span: field.key_span, value: self.value(&field.node, &around)? })
                });
                Kind::Map(entries.collect())
            }
        };
        Value::new(kind, node.span)
    }

    /// What a function is; `tagged` says that it stands as the tag of what it is of.
    fn call(&self, name: &str, of: &'t Node, tagged: bool, at: Span, around: &Loop) -> Option<Value> {
        let unknown = |why: Why| Some(Value::unknown(why, at));
        match name {
            "Ref" => match self.name(of, tagged, around) {
                Some(name) => self.named(&name, at, around),
                None => unknown(Why::Fails("`Ref` takes a name".to_owned())),
            },
            "If" => self.choice(of, at, around),
            "GetAtt" => Some(self.get_att(of, at, around)),
            "Sub" => Some(self.sub(of, at, around)),
            "Transform" => unknown(Why::Unread("a macro".to_owned())),
            _ => {
                let arguments = self.arguments(of, tagged, around);
                let list = arguments.items().unwrap_or(std::slice::from_ref(&arguments));
                let value = match (name, list) {
                    ("Join", [delimiter, parts]) => self.join(delimiter, parts, at),
                    ("Select", [index, list]) => select(index, list, at),
                    ("Split", [delimiter, text]) => split(delimiter, text, at),
                    ("GetAZs", _) => Value::new(Kind::Pseudo(Pseudo::Zones), at),
                    ("FindInMap", [map, top, second, ..]) => self.find_in_map(map, top, second, list.get(3), at),
                    ("ImportValue", [name]) => self.import(name, at),
                    ("Cidr", [block, count, rest @ ..]) => cidr(block, count, rest.first(), at),
                    ("ToJsonString", _) => Value::new(Kind::Json(Box::new(arguments.clone())), at),
                    ("Length", _) => match arguments.items() {
                        Some(items) => arguments.with(Kind::Number(f64::from(u32::try_from(items.len()).ok()?))),
                        None => arguments.not_known(at),
                    },
                    ("Base64", _) => match base64::of(&arguments) {
                        Some(kind) => arguments.with(kind),
                        None => arguments.not_known(at),
                    },
                    _ => Value::unknown(Why::Function(format!("Fn::{name}")), at),
                };
                Some(value)
            }
        }
    }

    /// What a function is of: with a tag of its own, another function; with the function's tag, perhaps one in a map,
    /// `!Base64 {Fn::Sub: …}`.
    fn arguments(&self, of: &'t Node, tagged: bool, around: &Loop) -> Value {
        let nothing = || Value::new(Kind::Null, of.span);
        if !tagged {
            return self.value(of, around).unwrap_or_else(nothing);
        }
        if let Some([entry]) = of.entries()
            && let Some(name) = entry.key.strip_prefix("Fn::").or((entry.key == "Ref").then_some("Ref"))
        {
            let called = self.call(name, &entry.node, false, entry.node.span, around);
            return called.unwrap_or_else(nothing);
        }
        self.plain(of, around)
    }

    /// The name that `Ref` takes: loops' values stand in it, and a function may make it.
    fn name(&self, of: &'t Node, tagged: bool, around: &Loop) -> Option<String> {
        of.text().map(|name| self.key(name, around)).or_else(|| self.arguments(of, tagged, around).as_text())
    }

    fn choice(&self, of: &'t Node, at: Span, around: &Loop) -> Option<Value> {
        let Some([condition, yes, no]) = of.items() else {
            return Some(Value::unknown(Why::Fails("`Fn::If` takes a condition and two values".to_owned()), at));
        };
        let name = self.key(condition.text().unwrap_or_default(), around);
        let truth = self.condition(&name);
        let chosen = match truth.known {
            Some(true) => self.value(yes, around),
            Some(false) => self.value(no, around),
            None => {
                let (yes, no) = (self.value(yes, around), self.value(no, around));
                if yes == no { yes } else { Some(Value::unknown(Why::Undecided(name), at)) }
            }
        };
        chosen.map(|mut value| {
            value.default_of = value.default_of.or(truth.default_of);
            value
        })
    }

    fn get_att(&self, of: &'t Node, at: Span, around: &Loop) -> Value {
        let parts: Option<Vec<String>> = match of.items() {
            Some(items) => items.iter().map(|item| self.value(item, around)?.as_text()).collect(),
            None => of.text().map(|text| text.splitn(2, '.').map(str::to_owned).collect()),
        };
        match parts.as_deref() {
            Some([resource, attribute]) => self.attribute(&self.key(resource, around), attribute, at),
            Some([resource, rest @ ..]) => self.attribute(&self.key(resource, around), &rest.join("."), at),
            _ => Value::unknown(Why::Fails("`Fn::GetAtt` takes a resource and an attribute".to_owned()), at),
        }
    }

    /// An attribute of a resource: an output of a nested stack, a property under its own name, or what AWS says.
    fn attribute(&self, resource: &str, attribute: &str, at: Span) -> Value {
        let address = format!("{}{resource}", self.place.prefix);
        let Some((node, around)) = self.resources.get(resource) else {
            return Value::unknown(Why::Missing(resource.to_owned()), at);
        };
        let underway = format!("{resource}.{attribute}");
        if !self.underway.borrow_mut().insert(underway.clone()) {
            return Value::unknown(Why::Cycle(underway), at);
        }
        let properties = node.get("Properties");
        let found = match attribute.strip_prefix("Outputs.") {
            Some(output) => {
                let known = self.outputs.borrow().get(&underway).cloned();
                known.unwrap_or_else(|| {
                    let inputs = properties.and_then(|properties| properties.get("Parameters"));
                    let inputs = inputs.and_then(|inputs| self.value(inputs, around));
                    let inputs = inputs.unwrap_or_else(|| Value::new(Kind::Null, at));
                    let found = self.within(resource, node, &inputs, |stack| stack.output(output)).flatten();
                    self.outputs.borrow_mut().insert(underway.clone(), found.clone());
                    found
                })
            }
            None => properties.and_then(|properties| self.value(properties.get(attribute)?, around)),
        };
        self.underway.borrow_mut().remove(&underway);
        found.unwrap_or_else(|| Value::attribute(address, attribute, at))
    }

    fn sub(&self, of: &'t Node, at: Span, around: &Loop) -> Value {
        let (template, variables) = match of.items() {
            Some([template, variables]) => (template, variables.entries().unwrap_or_default()),
            _ => (of, [].as_slice()),
        };
        let Some(text) = template.text() else {
            return Value::unknown(Why::Fails("`Fn::Sub` takes a text".to_owned()), at);
        };
        let place = template_place(template, text);
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once("${") {
            let Some((name, behind)) = behind.split_once('}') else { break };
            let from = text.len() - rest.len();
            parts.push(Value::text(self.key(before, around), place(from, before.len())));
            let span = place(from + before.len(), name.len() + 3);
            if let Some(literal) = name.strip_prefix('!') {
                parts.push(Value::text(format!("${{{literal}}}"), span));
            } else {
                let name = name.trim();
                let own = variables.iter().find(|variable| variable.key == name);
                let value = match (own, name.split_once('.')) {
                    (Some(own), _) => self.value(&own.node, around),
                    (None, Some((resource, attribute))) if !name.starts_with("AWS::") => {
                        Some(self.attribute(resource, attribute, span))
                    }
                    _ => self.named(name, span, around),
                };
                parts.extend(value.map(|value| self.weighed(value)));
            }
            rest = behind;
        }
        parts.push(Value::text(self.key(rest, around), place(text.len() - rest.len(), rest.len())));
        parts.retain(|part| part.kind != Kind::Text(String::new()));
        Value::join(parts, at)
    }

    fn join(&self, delimiter: &Value, parts: &Value, at: Span) -> Value {
        let (Some(between), Some(items)) = (delimiter.as_text(), parts.items()) else {
            return if delimiter.is_known() { parts.not_known(at) } else { delimiter.not_known(at) };
        };
        if !self.place.meter.spend(between.len() * items.len()) {
            return Value::unknown(Why::TooLarge, at);
        }
        let mut all = Vec::new();
        for (index, item) in items.iter().enumerate() {
            if index > 0 && !between.is_empty() {
                all.push(delimiter.clone());
            }
            all.push(item.clone());
        }
        Value::join(all, at)
    }

    fn find_in_map(&self, map: &Value, top: &Value, second: &Value, options: Option<&Value>, at: Span) -> Value {
        let (Some(name), Some(first), Some(then)) = (map.as_text(), top.as_text(), second.as_text()) else {
            return [map, top, second].into_iter().find(|it| !it.is_known()).unwrap_or(map).not_known(at);
        };
        let found = self.root.get("Mappings").and_then(|all| all.get(&name)?.get(&first)?.get(&then));
        let found = found.and_then(|node| self.value(node, &Loop::new()));
        let default = || options.and_then(|options| options.get("DefaultValue")).cloned();
        let missing = || Value::unknown(Why::Missing(format!("{name}.{first}.{then}")), at);
        found.or_else(default).unwrap_or_else(missing).made_of([map, top, second])
    }

    fn import(&self, name: &Value, at: Span) -> Value {
        let shown = || name.pieces().iter().map(|piece| piece.as_text().unwrap_or_else(|| "…".to_owned())).collect();
        match self.place.exports.find(name) {
            Found::One(value) => value.clone(),
            Found::Several => Value::unknown(Why::ExportedTwice(shown()), at),
            Found::None => Value::unknown(Why::NotExported(shown()), at),
        }
    }
}

/// Where a piece of a text stands: exactly, where the text stands there as it is.
fn template_place(node: &Node, text: &str) -> impl Fn(usize, usize) -> Span + use<> {
    let span = node.span;
    let tag = node.tag.as_ref().map_or(0, String::len);
    let length = (span.end - span.start) as usize;
    // Behind the tag and a blank, and within quotes or not; a text of several lines is not followed.
    let before = length.checked_sub(text.len()).filter(|before| text.lines().count() < 2 && *before <= tag + 3);
    move |at: usize, length: usize| {
        let exact = before.and_then(|before| {
            let quotes = (before - tag.min(before)).saturating_sub(usize::from(tag > 0));
            let start = span.start + u32::try_from(before - quotes / 2 + at).ok()?;
            Some(Span { start, end: start + u32::try_from(length).ok()?, ..span })
        });
        exact.filter(|exact| exact.end <= span.end).unwrap_or(span)
    }
}

/// Blocks of a block: so many, with so many bits for hosts.
fn cidr(block: &Value, count: &Value, bits: Option<&Value>, at: Span) -> Value {
    let (Some(text), Some(count)) = (block.as_text(), count.as_index()) else {
        return if block.is_known() { count.not_known(at) } else { block.not_known(at) };
    };
    // At most 256, says AWS's page.
    let bits = bits.map_or(Some(8), |bits| u32::try_from(bits.as_index()?).ok());
    let blocks = Block::parse(&text).and_then(|block| block.cut(count.min(256), bits?));
    match blocks {
        Some(blocks) => {
            let texts = blocks.into_iter().map(|block| block_at(block, at)).collect();
            Value::new(Kind::List(texts), at).made_of([block])
        }
        None => Value::unknown(Why::Fails(format!("`{text}` cannot be cut so")), at),
    }
}

fn block_at(block: Block, at: Span) -> Value {
    Value::text(block.spelled(), at)
}
