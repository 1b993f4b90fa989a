//! Input: what `terraform show -json` prints, of a plan or of a state.
//! Output: the resources in it. What a plan knows only after `apply` is the attribute that the configuration names.
//! Never: evaluates anything; Terraform has.

use super::address::{calls, key_of, outer, path_end, steps, without_key};
use super::configured::Configured;
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
    evaluated.region = provider.and_then(|region| said(region, &root)).map(str::to_owned);
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
            let here = Here { path, address, argument: "", is_lookup: text("mode") == "data" };
            let configured = self.configuration(&here).map_or(Configured::Unknown, Configured::of);
            let open = self.open.get(address).copied();
            let properties = match resource.get("values") {
                Some(values) => self.values(Some(values), open, configured, &here),
                // Terraform leaves them out where it knows none.
                None => Some(self.map(&[], open, configured, &here, resource.span)),
            };
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
            if here.is_lookup { evaluated.lookups.push(made) } else { evaluated.resources.push(made) }
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

    /// What the configuration of its module says of a resource.
    fn configuration(&self, here: &Here) -> Option<&'d Node> {
        let address = without_key(here.address.strip_prefix(here.path).unwrap_or(here.address));
        let resources = self.module(here.path)?.get("resources")?.items()?;
        resources.iter().find(|resource| resource.get("address").and_then(Node::text) == Some(address))
    }

    /// Values, and what stands in for those that are known after `apply` alone; `null` is as good as not there, and so are
    /// the empty text that the provider keeps for an argument that nobody set, and what it computes for one.
    fn values(
        &self,
        values: Option<&Node>,
        open: Option<&Node>,
        configured: Configured<'d>,
        here: &Here,
    ) -> Option<Value> {
        let is_open = open.and_then(Node::text) == Some("true");
        let Some(node) = values else {
            let at = open?.span;
            return if is_open { self.after_apply(configured, here, at) } else { self.opened(open?, configured, here) };
        };
        if is_open {
            return self.after_apply(configured, here, node.span);
        }
        match &node.content {
            Content::Map(entries) => Some(self.map(entries, open, configured, here, node.span)),
            Content::List(items) => {
                let below = configured.item(items.len());
                let open = open.and_then(Node::items).unwrap_or_default();
                let made = items.iter().enumerate().map(|(index, item)| {
                    self.values(Some(item), open.get(index), below, here)
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

    /// The entries of a map that are known, and those that are open beside them.
    fn map(
        &self,
        entries: &[document::Entry],
        open: Option<&Node>,
        configured: Configured<'d>,
        here: &Here,
        span: Span,
    ) -> Value {
        let mut made = Vec::new();
        let of = |key: &str, node: Option<&Node>| {
            let open = open.and_then(|open| open.get(key));
            self.values(node, open, configured.argument(key), &Here { argument: key, ..*here })
        };
        for entry in entries {
            let value = of(&entry.key, Some(&entry.node)).filter(|value| !is_unset(value));
            made.extend(value.map(|value| Entry { key: entry.key.clone(), key_span: entry.key_span, value }));
        }
        for entry in open.and_then(Node::entries).unwrap_or_default() {
            if entries.iter().all(|known| known.key != entry.key) {
                let value = of(&entry.key, None).map(|value| value.at(span));
                made.extend(value.map(|value| Entry { key: entry.key.clone(), key_span: span, value }));
            }
        }
        Value::new(Kind::Map(made), span)
    }

    /// What is open within something that has no values at all.
    fn opened(&self, open: &Node, configured: Configured<'d>, here: &Here) -> Option<Value> {
        let items = open.items()?;
        let below = configured.item(items.len());
        let made = items.iter().map(|item| {
            self.values(None, Some(item), below, here).unwrap_or_else(|| Value::unknown(Why::AfterApply, item.span))
        });
        (!items.is_empty()).then(|| Value::new(Kind::List(made.collect()), open.span))
    }

    /// What the configuration names for an argument that holds ids or ARNs. Of an expression a plan says only which
    /// names stand in it: of a text that is made of an id it does not say how, and such an argument stays unknown. One
    /// that nobody set is not there, as in the files; what a look-up finds is.
    fn after_apply(&self, configured: Configured, here: &Here, at: Span) -> Option<Value> {
        let named = match configured {
            Configured::Unset if !here.is_lookup => return None,
            Configured::Expression(expression) => self.named_by(expression, false, here, at),
            Configured::Within(expression) => self.named_by(expression, true, here, at),
            Configured::Unknown | Configured::Unset | Configured::Block(_) | Configured::Blocks(_) => None,
        };
        Some(named.unwrap_or_else(|| Value::unknown(Why::AfterApply, at)))
    }

    fn named_by(&self, expression: &Node, is_within: bool, here: &Here, at: Span) -> Option<Value> {
        if here.argument == "container_definitions" {
            return self.containers(expression, here, at);
        }
        let holds = holds(here.argument)?;
        // `["aws_vpc.main.id", "aws_vpc.main"]`: each with its beginnings behind it.
        let names: Vec<&str> = expression.get("references")?.items()?.iter().filter_map(Node::text).collect();
        let mut before = "";
        let mut found: Vec<(String, String)> = Vec::new();
        for name in names {
            let beginning = before.starts_with(name);
            before = if beginning { before } else { name };
            if beginning || name == "each.key" || name == "count.index" {
                continue;
            }
            found.extend(match name.strip_prefix("each.value") {
                Some(rest) => vec![self.of_each(rest, here, holds.attribute)?],
                None => self.named(name, here.path, key_of(here.address), holds.attribute, 0)?,
            });
        }
        let is_one = |found: &[(String, String)]| found.windows(2).all(|two| matches!(two, [(a, _), (b, _)] if a == b));
        if is_within {
            // Other arguments of the same blocks hold other attributes.
            found.retain(|(_, attribute)| attribute == holds.attribute);
            if found.len() != 1 {
                return None;
            }
        } else if let [(one, _), _, ..] = found.as_slice()
            && !holds.many
            && is_one(&found)
        {
            // `"${…family}:${…revision}"` is one task definition.
            found = vec![(one.clone(), holds.attribute.to_owned())];
        }
        let mut values: Vec<Value> =
            found.into_iter().map(|(resource, attribute)| Value::attribute(resource, attribute, at)).collect();
        match (holds.many, values.len()) {
            (true, 1..) => Some(Value::new(Kind::List(values), at)),
            (false, 1) => values.pop(),
            _ => None,
        }
    }

    /// `each.value.id` of a resource that there is once for each of another.
    fn of_each(&self, rest: &str, here: &Here, attribute: &str) -> Option<(String, String)> {
        let all = self.configuration(here)?.get("for_each_expression")?.get("references")?.items()?;
        let [all] = all else { return None };
        let key = key_of(here.address);
        let named = self.named(all.text()?, here.path, key, attribute, 0)?;
        let same = named.into_iter().find(|(address, _)| !key.is_empty() && key_of(address) == key)?;
        (rest.strip_prefix('.') == Some(attribute)).then_some(same)
    }

    /// Containers that are known after `apply` alone, as they are beside a repository that is made with them: that is
    /// where their image is from. What else they have is not known.
    fn containers(&self, expression: &Node, here: &Here, at: Span) -> Option<Value> {
        let references = expression.get("references")?.items()?.iter().filter_map(Node::text);
        let named = references.filter_map(|name| self.named(name, here.path, key_of(here.address), "", 0));
        let (repository, attribute) = named.flatten().find(|(_, attribute)| attribute == "repository_url")?;
        let entry = |key: &str, value| Entry { key: key.to_owned(), key_span: at, value };
        let open = ["logConfiguration", "secrets", "environmentFiles"];
        let mut container: Vec<Entry> =
            open.iter().map(|key| entry(key, Value::unknown(Why::AfterApply, at))).collect();
        container.push(entry("image", Value::attribute(repository, attribute, at)));
        Some(Value::new(Kind::List(vec![Value::new(Kind::Map(container), at)]), at))
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

/// What an expression in the root module says: a text, or a variable's value.
fn said<'d>(expression: &'d Node, root: &'d Node) -> Option<&'d str> {
    let named = || match expression.get("references")?.items()? {
        [one] => root.get("variables")?.get(one.text()?.strip_prefix("var.")?)?.get("value"),
        _ => None,
    };
    expression.get("constant_value").or_else(named)?.text()
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
    let one = |attribute| Some(Holds { attribute, many: false });
    let many = |attribute| Some(Holds { attribute, many: true });
    match argument {
        "cluster" | "task_definition" => one("arn"),
        "role" | "iam_instance_profile" => one("name"),
        "roles" => many("name"),
        _ if ends("id") => one("id"),
        _ if ends("ids") || ends("security_groups") || ends("subnets") => many("id"),
        _ if ends("arn") => one("arn"),
        _ if ends("arns") => many("arn"),
        _ => None,
    }
}

/// The resource whose values are read.
#[derive(Clone, Copy)]
struct Here<'p> {
    path: &'p str,
    address: &'p str,
    /// The argument that is read.
    argument: &'p str,
    /// Whether it only looks up what exists.
    is_lookup: bool,
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
