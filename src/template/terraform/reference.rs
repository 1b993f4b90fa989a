//! Input: a path: `var.x`, `local.y`, `aws_subnet.private[0].id`, `module.m.out`, `each.key`.
//! Output: what it names, worked out through variables, locals, outputs and arguments.
//! Never: makes up what a provider computes: an attribute that no argument gives is an attribute.

use super::folder::{argument, named};
use super::instance::{Frame, Key};
use super::literal::literal;
use super::resolve::Resolve;
use super::syntax::{Argument, Block, Expr, ExprKind};
use super::world::{Module, Thing, World};
use super::{hcl, lookups, types};
use crate::span::Span;
use crate::template::input::relative_to;
use crate::template::value::{Entry, Kind, Pseudo, Value, Why};
use std::rc::Rc;
use std::sync::Arc;

impl<'a> World<'a> {
    /// What an expression is, without making it once more where somebody has it.
    pub fn shared(&self, module: &Rc<Module<'a>>, expr: &Expr, frame: &mut Frame) -> Rc<Value> {
        if let ExprKind::Name(name) = &expr.kind {
            return bound(name, frame, expr.span);
        }
        if let ExprKind::Get(of, name) = &expr.kind
            && let ExprKind::Name(root) = &of.kind
        {
            match root.as_str() {
                "var" => return self.variable(module, name, expr.span),
                "local" => return self.local(module, name, expr.span),
                _ => {}
            }
        }
        Rc::new(self.value(module, expr, frame))
    }

    /// `of.name`.
    pub fn get(&self, module: &Rc<Module<'a>>, of: &Expr, name: &str, frame: &mut Frame, at: Span) -> Value {
        let block = |block: Option<&'a Block>, path: String| match block {
            Some(block) => self.block(module, block, at),
            None => Value::unknown(Why::Missing(path), at),
        };
        if let ExprKind::Name(root) = &of.kind
            && !frame.iter().any(|(bound, _)| bound == root)
        {
            return match root.as_str() {
                "var" => Value::clone(&self.variable(module, name, at)),
                "local" => Value::clone(&self.local(module, name, at)),
                "module" => {
                    let call = module.folder.modules.iter().find(|block| block.label(0) == name);
                    block(call, format!("module.{name}"))
                }
                "path" => self.path(module, name, at),
                "terraform" => Value::new(Kind::Pseudo(Pseudo::StackName), at),
                // These are bound in a block with `for_each` or `count`, or have one more name behind them.
                "data" | "resource" | "each" | "count" | "self" => {
                    Value::unknown(Why::Missing(format!("{root}.{name}")), at)
                }
                _ => block(named(&module.folder.resources, root, name), format!("{root}.{name}")),
            };
        }
        if let ExprKind::Get(root, of_type) = &of.kind
            && let ExprKind::Name(root) = &root.kind
        {
            match root.as_str() {
                "data" => return block(named(&module.folder.lookups, of_type, name), format!("data.{of_type}.{name}")),
                "resource" => {
                    return block(named(&module.folder.resources, of_type, name), format!("{of_type}.{name}"));
                }
                _ => {}
            }
        }
        let of = self.shared(module, of, frame);
        self.ask(&of, name, at)
    }

    fn path(&self, module: &Module, name: &str, at: Span) -> Value {
        match name {
            "module" => Value::text(relative_to(&self.folders.root, &module.folder.path), at),
            "root" => Value::text(".", at),
            _ => Value::unknown(Why::Deployment, at),
        }
    }

    /// A variable: what its module's caller gives it, or whoever deploys the root module, or its default.
    pub fn variable(&self, module: &Rc<Module<'a>>, name: &str, at: Span) -> Rc<Value> {
        let Some(block) = module.folder.variables.get(name) else {
            return Rc::new(Value::unknown(Why::Missing(format!("var.{name}")), at));
        };
        let value = self.once(format!("{}var.{name}", module.address), at, || {
            let of_type = argument(block, "type");
            let given = match &module.caller {
                Some((caller, call, frame)) => {
                    argument(call, name).map(|given| self.value(caller, given, &mut frame.clone()))
                }
                None => self.given(module, name, of_type, at),
            };
            let nullable = argument(block, "nullable").is_none_or(|it| !matches!(it.kind, ExprKind::Bool(false)));
            let given = given.filter(|given| nullable || !given.is_null());
            let value = given.or_else(|| self.default_of(module, name, block));
            let value = value.unwrap_or_else(|| match module.caller {
                Some(_) => Value::unknown(Why::Missing(format!("{}var.{name}", module.address)), at),
                None => Value::new(Kind::Parameter(format!("var.{name}"), String::new()), at),
            });
            of_type.map_or(value.clone(), |of_type| types::converted(value, of_type))
        });
        // A variable without a value stands where it is used.
        if matches!(value.kind, Kind::Parameter(..)) { Rc::new(Value::clone(&value).at(at)) } else { value }
    }

    /// What is given to a variable of the root module: what is assumed, then files named by hand, then files found.
    fn given(&self, module: &Rc<Module<'a>>, name: &str, of_type: Option<&Expr>, at: Span) -> Option<Value> {
        if let Some(text) = self.settings.assumptions.get(&format!("var.{name}")) {
            let is_text = matches!(of_type.map(|it| &it.kind), Some(ExprKind::Name(name)) if name == "string");
            let read = if is_text { None } else { hcl::expression(text, at) };
            let literal = read.and_then(|expr| literal(&expr));
            return Some(literal.unwrap_or_else(|| Value::text(text, at)));
        }
        let of_name = |arguments: &'a [Argument]| {
            arguments.iter().rev().find(|argument| argument.name == name).map(|argument| &argument.value)
        };
        let given = of_name(&self.folders.given).or_else(|| of_name(&module.folder.given))?;
        Some(self.value(module, given, &mut Frame::new()))
    }

    /// A variable's default. Only of the root module may whoever deploys give another.
    pub fn default_of(&self, module: &Rc<Module<'a>>, name: &str, block: &'a Block) -> Option<Value> {
        let mut value = self.value(module, argument(block, "default")?, &mut Frame::new());
        if module.caller.is_none() {
            mark(&mut value, &Arc::from(format!("var.{name}")));
        }
        Some(value)
    }

    pub fn local(&self, module: &Rc<Module<'a>>, name: &str, at: Span) -> Rc<Value> {
        match module.folder.locals.get(name) {
            Some(local) => self.once(format!("{}local.{name}", module.address), local.value.span, || {
                self.value(module, &local.value, &mut Frame::new())
            }),
            None => Rc::new(Value::unknown(Why::Missing(format!("local.{name}")), at)),
        }
    }

    /// A resource, look-up or module as a whole: one, a list of `count`, a map of `for_each`.
    fn block(&self, module: &Rc<Module<'a>>, block: &'a Block, at: Span) -> Value {
        let address = Self::address_of(module, block);
        let value = self.once(address, at, || {
            let mut items = Vec::new();
            for instance in self.instances(module, block) {
                let thing = if block.kind == "module" {
                    self.called(module, block, &instance).map_or(Thing::Absent, Thing::Module)
                } else {
                    Thing::Resource(Rc::clone(module), block, instance.frame)
                };
                self.things.borrow_mut().insert(instance.address.clone(), thing);
                items.push((instance.key, Value::attribute(instance.address, "", at)));
            }
            match items.as_slice() {
                _ if argument(block, "count").is_some() => {
                    Value::new(Kind::List(items.into_iter().map(|(_, value)| value).collect()), at)
                }
                [(Key::Only | Key::Unknown(_), only)] => only.clone(),
                _ => {
                    let entries = items.into_iter().map(|(key, value)| {
                        let key = match key {
                            Key::Text(text) => text,
                            Key::Only => String::new(),
                            Key::Index(index) => index.to_string(),
                            Key::Unknown(index) => format!("?{index}"),
                        };
                        Entry { key, key_span: at, value }
                    });
                    Value::new(Kind::Map(entries.collect()), at)
                }
            }
        });
        Value::clone(&value).at(at)
    }

    /// What a value has under a name.
    pub fn ask(&self, of: &Value, name: &str, at: Span) -> Value {
        match &of.kind {
            Kind::Attribute { resource, attribute } if attribute.is_empty() => self.attribute(resource, name, at),
            Kind::Attribute { resource, attribute } => {
                Value::attribute(resource.clone(), format!("{attribute}.{name}"), at)
            }
            Kind::Parameter(of, path) => Value::new(Kind::Parameter(of.clone(), format!("{path}.{name}")), at),
            Kind::Map(_) => match of.get(name) {
                Some(value) => value.clone(),
                None => Value::unknown(Why::Missing(name.to_owned()), at),
            },
            Kind::Unknown(why) => Value::unknown(why.clone(), at),
            Kind::Pseudo(_) => Value::unknown(Why::Deployment, at),
            Kind::Null
            | Kind::Bool(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::List(_)
            | Kind::Json(_)
            | Kind::Base64(_)
            | Kind::Join(_) => Value::unknown(Why::Fails(format!("`{name}` is asked of what has no names")), at),
        }
    }

    /// The address of the resource of a type whose id a value is.
    pub fn made(&self, of_type: &str, id: &Value) -> Option<String> {
        let Kind::Attribute { resource, attribute } = &id.kind else { return None };
        let things = self.things.borrow();
        let Some(Thing::Resource(_, block, _)) = things.get(resource) else { return None };
        let is_it = block.kind != "data" && block.label(0) == of_type && matches!(attribute.as_str(), "id" | "arn");
        is_it.then(|| resource.clone())
    }

    /// What an instance has under a name: an argument, an output, or what only the provider knows.
    pub fn attribute(&self, address: &str, name: &str, at: Span) -> Value {
        let computed = || Value::attribute(address, name, at);
        let thing = self.things.borrow().get(address).cloned();
        let key = format!("{address}.{name}");
        let value = match thing {
            None | Some(Thing::Absent) => return computed(),
            Some(Thing::Module(module)) => {
                let Some(output) = module.folder.outputs.iter().find(|block| block.label(0) == name) else {
                    return if module.folder.is_part { computed() } else { Value::unknown(Why::Missing(key), at) };
                };
                self.once(key, at, || match argument(output, "value") {
                    Some(value) => self.value(&module, value, &mut Frame::new()),
                    None => Value::new(Kind::Null, at),
                })
            }
            Some(Thing::Resource(module, block, frame)) => self.once(key, at, || {
                if block.kind == "data"
                    && let Some(value) = lookups::attribute(self, &module, block, &frame, name, at)
                {
                    return value;
                }
                let own = argument(block, name).filter(|_| block.kind == "data" || !matches!(name, "id" | "arn"));
                let value = own.map(|own| self.value(&module, own, &mut frame.clone()));
                // A name that is not known is still that of this resource.
                let is_told = |value: &Value| value.is_known() || !is_name(block, name);
                value.filter(|value| !value.is_null() && is_told(value)).unwrap_or_else(computed)
            }),
        };
        Value::clone(&value)
    }

    /// `of[index]`.
    pub fn index(&self, of: &Value, index: &Value, at: Span) -> Value {
        let shown = || {
            index.as_text().map_or_else(
                || "?".to_owned(),
                |text| {
                    if let Kind::Text(_) = index.kind { format!("{text:?}") } else { text }
                },
            )
        };
        match &of.kind {
            Kind::List(items) => match (index.as_index(), items.as_slice()) {
                (Some(number), _) if number < items.len() => {
                    items.get(number).cloned().unwrap_or_else(|| of.not_known(at))
                }
                // One that stands for others stands for each of them.
                (_, [only]) if stands_for_others(only) => only.clone(),
                (Some(number), _) => Value::unknown(Why::Fails(format!("the list has no element {number}")), at),
                (None, _) => index.not_known(at),
            },
            Kind::Map(_) => match index.as_text() {
                Some(key) => self.ask(of, &key, at),
                None => index.not_known(at),
            },
            Kind::Attribute { attribute, .. } if attribute.is_empty() => match index.as_text() {
                _ if stands_for_others(of) => of.clone(),
                Some(key) => self.ask(of, &key, at),
                None => index.not_known(at),
            },
            Kind::Attribute { resource, attribute } => {
                Value::attribute(resource.clone(), format!("{attribute}[{}]", shown()), at)
            }
            Kind::Parameter(name, path) => {
                Value::new(Kind::Parameter(name.clone(), format!("{path}[{}]", shown())), at)
            }
            Kind::Pseudo(Pseudo::Zones) => match index.as_index() {
                Some(number) => Value::new(Kind::Pseudo(Pseudo::Zone(number)), at),
                None => index.not_known(at),
            },
            Kind::Unknown(why) => Value::unknown(why.clone(), at),
            Kind::Pseudo(_) => Value::unknown(Why::Deployment, at),
            Kind::Null
            | Kind::Bool(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Json(_)
            | Kind::Base64(_)
            | Kind::Join(_) => Value::unknown(Why::Fails("an element is asked of what has none".to_owned()), at),
        }
    }
}

/// Whether an attribute is what others call a resource by.
fn is_name(block: &Block, attribute: &str) -> bool {
    matches!((block.label(0), attribute), ("aws_iam_role", "name") | ("aws_ecs_task_definition", "family"))
}

/// A name that stands alone, or at the front of a path that is not one of Terraform's.
pub(super) fn bound(name: &str, frame: &Frame, at: Span) -> Rc<Value> {
    let bound = frame.iter().rev().find(|(of, _)| of == name).map(|(_, value)| Rc::clone(value));
    bound.unwrap_or_else(|| Rc::new(Value::unknown(Why::Missing(name.to_owned()), at)))
}

/// Whether a value is the one instance that stands for a number of them.
fn stands_for_others(value: &Value) -> bool {
    matches!(&value.kind, Kind::Attribute { resource, .. } if resource.ends_with("[?]"))
}

/// Says of a value, and of all in it, that it is a default.
fn mark(value: &mut Value, name: &Arc<str>) {
    value.default_of = Some(Arc::clone(name));
    match &mut value.kind {
        Kind::List(items) => items.iter_mut().for_each(|item| mark(item, name)),
        Kind::Map(entries) => entries.iter_mut().for_each(|entry| mark(&mut entry.value, name)),
        Kind::Null
        | Kind::Bool(_)
        | Kind::Number(_)
        | Kind::Text(_)
        | Kind::Json(_)
        | Kind::Base64(_)
        | Kind::Attribute { .. }
        | Kind::Parameter(..)
        | Kind::Pseudo(_)
        | Kind::Join(_)
        | Kind::Unknown(_) => {}
    }
}
