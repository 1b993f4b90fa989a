//! Input: what `terraform show -json` prints, of a plan or of a state.
//! Output: the resources in it. What a plan knows only after `apply` is the attribute that the configuration names.
//! Never: evaluates anything; Terraform has.

use super::ids::{self, Ids};
use crate::document::{self, Content, Node};
use crate::span::{SourceId, Sources, Span};
use crate::template::evaluated::{Evaluated, Exists, Fault, Output, Resource};
use crate::template::value::{Entry, Kind, Value, Why};
use std::collections::BTreeMap;

/// What a plan or a state in JSON holds.
pub fn shown(id: SourceId, sources: &Sources) -> Evaluated {
    let mut evaluated = Evaluated::default();
    let Some(source) = sources.get(id) else { return evaluated };
    let root = match document::json(&source.text, id) {
        Ok(root) => root,
        Err(broken) => {
            evaluated.faults.push(Fault { span: broken.span, message: broken.message });
            return evaluated;
        }
    };
    let configuration = root.get("configuration");
    let provider =
        configuration.and_then(|of| of.get("provider_config")?.get("aws")?.get("expressions")?.get("region"));
    evaluated.region = provider.and_then(|region| region.get("constant_value")?.text()).map(str::to_owned);
    let configuration = configuration.and_then(|configuration| configuration.get("root_module"));
    let values = root.get("planned_values").or_else(|| root.get("values"));
    let ids = Ids::of(values.and_then(|values| values.get("root_module")));
    let mut shown = Shown { configuration, open: BTreeMap::new(), instances: BTreeMap::new(), ids };
    for change in root.get("resource_changes").and_then(Node::items).unwrap_or_default() {
        let unknown = change.get("change").and_then(|change| change.get("after_unknown"));
        if let (Some(address), Some(unknown)) = (change.get("address").and_then(Node::text), unknown) {
            shown.open.insert(address, unknown);
        }
    }
    let prior = root.get("prior_state").and_then(|prior| prior.get("values"));
    if let Some(module) = values.and_then(|values| values.get("root_module")) {
        shown.name_instances(module);
        shown.write(module, "", &mut evaluated);
        ids::write_once(&mut evaluated);
    }
    // A plan has what it looked up in the state before it.
    if let Some(module) = prior.and_then(|prior| prior.get("root_module"))
        && evaluated.lookups.is_empty()
    {
        let mut before = Evaluated::default();
        shown.write(module, "", &mut before);
        evaluated.lookups = before.lookups;
    }
    let outputs = values.and_then(|values| values.get("outputs")).and_then(Node::entries).unwrap_or_default();
    for output in outputs {
        let value = output.node.get("value");
        let value = value.map_or_else(|| Value::unknown(Why::AfterApply, output.key_span), plain);
        evaluated.outputs.push(Output { name: output.key.clone(), export_name: None, value });
    }
    evaluated
}

struct Shown<'d> {
    configuration: Option<&'d Node>,
    /// What is known after `apply` alone, by address.
    open: BTreeMap<&'d str, &'d Node>,
    /// The instances of each resource, by its address without a key.
    instances: BTreeMap<String, Vec<String>>,
    ids: Ids<'d>,
}

impl<'d> Shown<'d> {
    fn name_instances(&mut self, module: &Node) {
        for resource in module.get("resources").and_then(Node::items).unwrap_or_default() {
            let Some(address) = resource.get("address").and_then(Node::text) else { continue };
            self.instances.entry(without_key(address).to_owned()).or_default().push(address.to_owned());
        }
        for child in module.get("child_modules").and_then(Node::items).unwrap_or_default() {
            self.name_instances(child);
        }
    }

    fn write(&self, module: &Node, path: &str, evaluated: &mut Evaluated) {
        for resource in module.get("resources").and_then(Node::items).unwrap_or_default() {
            let text = |key: &str| resource.get(key).and_then(Node::text).unwrap_or_default();
            let (address, name) = (text("address"), resource.get("address"));
            let configured = self.configured(path, without_key(address.strip_prefix(path).unwrap_or(address)));
            let here = Here { path, address, argument: "" };
            let values = resource.get("values");
            let properties = self.values(values, self.open.get(address).copied(), configured, &here);
            let made = Resource {
                address: address.to_owned(),
                kind: text("type").to_owned(),
                properties: properties.unwrap_or_else(|| Value::new(Kind::Map(Vec::new()), resource.span)),
                region: None,
                // A plan does not show it.
                fate: Value::new(Kind::Map(Vec::new()), resource.span),
                span: name.map_or(resource.span, |name| name.span),
                body: resource.span,
                exists: Exists::Always,
                accepts: Vec::new(),
            };
            if text("mode") == "data" { evaluated.lookups.push(made) } else { evaluated.resources.push(made) }
        }
        for child in module.get("child_modules").and_then(Node::items).unwrap_or_default() {
            let path = child.get("address").and_then(Node::text).unwrap_or_default();
            self.write(child, &format!("{path}."), evaluated);
        }
    }

    /// The configuration of a module, by the path of its calls.
    fn module(&self, path: &str) -> Option<&'d Node> {
        let mut module = self.configuration?;
        for name in calls(path) {
            module = module.get("module_calls")?.get(name)?.get("module")?;
        }
        Some(module)
    }

    /// The expressions of a resource in its module's configuration.
    fn configured(&self, path: &str, address: &str) -> Option<&'d Node> {
        let resources = self.module(path)?.get("resources")?.items()?;
        let of = resources.iter().find(|resource| resource.get("address").and_then(Node::text) == Some(address));
        of?.get("expressions")
    }

    /// Values, and what stands in for those that are known after `apply` alone; `null` is as good as not there, and so is
    /// the empty text that the provider keeps for an argument that nobody set.
    fn values(
        &self,
        values: Option<&Node>,
        open: Option<&Node>,
        configured: Option<&'d Node>,
        here: &Here,
    ) -> Option<Value> {
        let is_open = open.and_then(Node::text) == Some("true");
        let Some(node) = values else {
            let at = open?.span;
            return if is_open {
                Some(self.after_apply(configured, here, at))
            } else {
                self.opened(open?, configured, here)
            };
        };
        if is_open {
            return Some(self.after_apply(configured, here, node.span));
        }
        match &node.content {
            Content::Map(entries) => {
                let mut made = Vec::new();
                for entry in entries {
                    let below = configured.and_then(|configured| configured.get(&entry.key));
                    let open = open.and_then(|open| open.get(&entry.key));
                    let here = Here { argument: &entry.key, ..*here };
                    let value = self.values(Some(&entry.node), open, below, &here);
                    made.extend(value.filter(|value| !is_unset(value)).map(|value| Entry {
                        key: entry.key.clone(),
                        key_span: entry.key_span,
                        value,
                    }));
                }
                for entry in open.and_then(Node::entries).unwrap_or_default() {
                    if node.get(&entry.key).is_none() {
                        let below = configured.and_then(|configured| configured.get(&entry.key));
                        let here = Here { argument: &entry.key, ..*here };
                        let value = self.values(None, Some(&entry.node), below, &here);
                        made.extend(value.map(|value| Entry {
                            key: entry.key.clone(),
                            key_span: node.span,
                            value: value.at(node.span),
                        }));
                    }
                }
                Some(Value::new(Kind::Map(made), node.span))
            }
            Content::List(items) => {
                let of = |of: Option<&'_ Node>, index: usize| -> Option<Node> { of?.items()?.get(index).cloned() };
                let made = items.iter().enumerate().map(|(index, item)| {
                    let below = configured.and_then(|configured| configured.items()?.get(index));
                    let open = of(open, index);
                    self.values(Some(item), open.as_ref(), below, here)
                        .unwrap_or_else(|| Value::new(Kind::Null, item.span))
                });
                Some(Value::new(Kind::List(made.collect()), node.span))
            }
            Content::Scalar(_) => Some(match self.ids.named(node.text().unwrap_or_default(), here.address) {
                Some((resource, attribute)) => Value::attribute(resource.to_owned(), attribute, node.span),
                None => plain(node),
            }),
        }
    }

    /// What is open within something that has no values at all.
    fn opened(&self, open: &Node, configured: Option<&'d Node>, here: &Here) -> Option<Value> {
        let items = open.items()?;
        let made = items.iter().enumerate().map(|(index, item)| {
            let below = configured.and_then(|configured| configured.items()?.get(index)).or(configured);
            self.values(None, Some(item), below, here).unwrap_or_else(|| Value::unknown(Why::AfterApply, item.span))
        });
        (!items.is_empty()).then(|| Value::new(Kind::List(made.collect()), open.span))
    }

    /// What the configuration names for an argument that holds ids or ARNs. Of an expression a plan says only which
    /// names stand in it: of a text that is made of an id it does not say how, and such an argument stays unknown.
    fn after_apply(&self, configured: Option<&Node>, here: &Here, at: Span) -> Value {
        self.named_by(configured, here, at).unwrap_or_else(|| Value::unknown(Why::AfterApply, at))
    }

    fn named_by(&self, configured: Option<&Node>, here: &Here, at: Span) -> Option<Value> {
        let holds = holds(here.argument)?;
        let references = configured?.get("references")?.items()?;
        // `["aws_vpc.main.id", "aws_vpc.main"]`: each with its beginnings behind it.
        let names: Vec<&str> = references.iter().filter_map(Node::text).collect();
        let mut before = "";
        let mut found = Vec::new();
        for name in names {
            let beginning = before.starts_with(name);
            before = if beginning { before } else { name };
            if beginning || name.starts_with("each.") || name.starts_with("count.") {
                continue;
            }
            found.extend(self.named(name, here.path, key_of(here.address), holds.attribute, 0)?);
        }
        let mut values: Vec<Value> =
            found.into_iter().map(|(resource, attribute)| Value::attribute(resource, attribute, at)).collect();
        match (holds.many, values.len()) {
            (true, 1..) => Some(Value::new(Kind::List(values), at)),
            (false, 1) => values.pop(),
            _ => None,
        }
    }

    /// The attributes of instances that a reference in a module names: through variables and outputs. A plan does not
    /// say what locals are.
    fn named(
        &self,
        reference: &str,
        path: &str,
        key: &str,
        attribute: &str,
        depth: usize,
    ) -> Option<Vec<(String, String)>> {
        /// No reference goes through that many modules.
        const DEEPEST: usize = 32;
        if depth > DEEPEST {
            return None;
        }
        let parts = steps(reference);
        let through = |expression: &Node, path: &str, key: &str| {
            let first = expression.get("references")?.items()?.first().and_then(Node::text)?;
            self.named(first, path, key, attribute, depth + 1)
        };
        match parts.as_slice() {
            ["var", name, ..] => {
                let (outer, call) = outer(path)?;
                let calls = self.module(&outer)?.get("module_calls")?;
                through(calls.get(&call)?.get("expressions")?.get(without_key(name))?, &outer, key_of(path_end(path)))
            }
            ["module", call, output, ..] => {
                let inner = format!("{path}module.{call}.");
                let module = self.module(path)?.get("module_calls")?.get(without_key(call))?.get("module")?;
                let named = if key_of(output).is_empty() { key } else { key_of(output) };
                through(module.get("outputs")?.get(without_key(output))?.get("expression")?, &inner, named)
            }
            ["local" | "path" | "terraform" | "self", ..] => None,
            ["data", of_type, name, rest @ ..] => {
                self.instances_of(&format!("{path}data.{of_type}.{name}"), rest, key, attribute)
            }
            [of_type, name, rest @ ..] => self.instances_of(&format!("{path}{of_type}.{name}"), rest, key, attribute),
            _ => None,
        }
    }

    /// The instance that is named by its key, or has the key of what asks; else all of them.
    fn instances_of(&self, address: &str, rest: &[&str], key: &str, attribute: &str) -> Option<Vec<(String, String)>> {
        let attribute = if rest.is_empty() { attribute.to_owned() } else { rest.join(".") };
        let all = self.instances.get(without_key(address))?;
        let wanted = if key_of(address).is_empty() { key } else { key_of(address) };
        let same: Vec<&String> = all.iter().filter(|other| !wanted.is_empty() && key_of(other) == wanted).collect();
        let chosen = if same.is_empty() { all.iter().collect() } else { same };
        Some(chosen.into_iter().map(|other| (other.clone(), attribute.clone())).collect())
    }
}

fn is_unset(value: &Value) -> bool {
    value.is_null() || matches!(&value.kind, Kind::Text(text) if text.is_empty())
}

/// What an argument holds, as its name says.
struct Holds {
    attribute: &'static str,
    many: bool,
}

fn holds(argument: &str) -> Option<Holds> {
    let ends = |ending: &str| argument == ending || argument.ends_with(&format!("_{ending}"));
    match () {
        () if ends("id") => Some(Holds { attribute: "id", many: false }),
        () if ends("ids") || ends("security_groups") || ends("subnets") => Some(Holds { attribute: "id", many: true }),
        () if ends("arn") => Some(Holds { attribute: "arn", many: false }),
        () if ends("arns") => Some(Holds { attribute: "arn", many: true }),
        () => None,
    }
}

/// The resource whose values are read.
#[derive(Clone, Copy)]
struct Here<'p> {
    path: &'p str,
    address: &'p str,
    /// The argument that is read.
    argument: &'p str,
}

/// Where the key at the end of an address begins: `["a"]` of `aws_subnet.a["a"]`.
fn key_start(address: &str) -> usize {
    // Keys may hold brackets in their quotes.
    let open = match address {
        _ if address.ends_with("\"]") => address.rfind("[\""),
        _ if address.ends_with(']') => address.rfind('['),
        _ => None,
    };
    open.unwrap_or(address.len())
}

/// An address without the key at its end: `aws_subnet.a[0]` is `aws_subnet.a`.
fn without_key(address: &str) -> &str {
    address.get(..key_start(address)).unwrap_or(address)
}

/// The key at the end of an address, with its brackets; empty where there is none.
fn key_of(address: &str) -> &str {
    address.get(key_start(address)..).unwrap_or_default()
}

/// `module.a["x"].` is `module.a["x"]`.
fn path_end(path: &str) -> &str {
    path.strip_suffix('.').unwrap_or(path)
}

/// The steps of a path, at its dots; those within brackets are of a key.
fn steps(path: &str) -> Vec<&str> {
    let mut steps = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (at, c) in path.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '.' if depth == 0 => {
                steps.extend(path.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    steps.extend(path.get(start..));
    steps
}

/// The names of the calls in `module.a["x"].module.b.`.
fn calls(path: &str) -> Vec<&str> {
    steps(path_end(path)).chunks(2).filter_map(|pair| pair.get(1)).map(|call| without_key(call)).collect()
}

/// The path of the module that calls one, and the name of the call.
fn outer(path: &str) -> Option<(String, String)> {
    let steps = steps(path_end(path));
    let (call, before) = steps.split_last()?;
    let (_, before) = before.split_last()?;
    let outer = if before.is_empty() { String::new() } else { format!("{}.", before.join(".")) };
    Some((outer, without_key(call).to_owned()))
}

fn plain(node: &Node) -> Value {
    let kind = match &node.content {
        Content::List(nodes) => Kind::List(nodes.iter().map(plain).collect()),
        Content::Map(entries) => Kind::Map(
            entries
                .iter()
                .map(|entry| Entry { key: entry.key.clone(), key_span: entry.key_span, value: plain(&entry.node) })
                .collect(),
        ),
        Content::Scalar(scalar) if scalar.quoted => Kind::Text(scalar.text.clone()),
        Content::Scalar(scalar) => match scalar.text.as_str() {
            "null" => Kind::Null,
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            number => number.parse().map_or_else(|_| Kind::Text(number.to_owned()), Kind::Number),
        },
    };
    Value::new(kind, node.span)
}
