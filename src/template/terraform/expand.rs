//! Input: a block of a resource, a look-up or a module's call, with `count` or `for_each`.
//! Output: its instances, each with its address and what `count` and `each` are in it.
//! Never: makes up how many there are: one stands for all where that is not known.

use super::folder::argument;
use super::instance::{Frame, Instance, Key, pairs};
use super::resolve::Resolve;
use super::syntax::{Block, Expr, ExprKind};
use super::world::{Module, World};
use crate::span::Span;
use crate::template::evaluated::Exists;
use crate::template::value::{Entry, Kind, Value, Why};
use std::rc::Rc;

/// More than that of one block are not told apart.
const MOST: usize = 1000;

/// What an expression may be: the conditions that nothing decides, and a value.
type Alternative = (Vec<String>, Value);

impl<'a> World<'a> {
    /// The address of a block, without a key.
    pub fn address_of(module: &Module, block: &Block) -> String {
        match block.kind.as_str() {
            "data" => format!("{}data.{}.{}", module.address, block.label(0), block.label(1)),
            "module" => format!("{}module.{}", module.address, block.label(0)),
            _ => format!("{}{}.{}", module.address, block.label(0), block.label(1)),
        }
    }

    /// Its instances, in Terraform's order.
    pub fn instances(&self, module: &Rc<Module<'a>>, block: &'a Block) -> Vec<Instance> {
        let address = Self::address_of(module, block);
        if let Some(count) = argument(block, "count") {
            return self.counted(module, &address, count);
        }
        if let Some(each) = argument(block, "for_each") {
            return self.each(module, &address, each);
        }
        let exists = module.exists.clone();
        vec![Instance { address, key: Key::Only, frame: Frame::new(), exists }]
    }

    fn counted(&self, module: &Rc<Module<'a>>, address: &str, count: &Expr) -> Vec<Instance> {
        let mut most: Vec<(usize, Exists)> = Vec::new();
        for (mut keys, value) in self.alternatives(module, count, &mut Frame::new()) {
            let number = match (value.as_index(), value.why()) {
                (Some(number), _) if number <= MOST => number,
                // One or none, as is usual for conditions; whoever assumes either sees which.
                (None, Some(Why::Undecided(key))) if self.is_condition(&key) => {
                    keys.push(key);
                    1
                }
                (_, why) => {
                    let why = why.unwrap_or(Why::TooLarge);
                    let index = Value::unknown(why.clone(), count.span);
                    let frame = vec![("count".to_owned(), one("index", index, count.span))];
                    return vec![several(module, address, frame, why)];
                }
            };
            most.push((number, if keys.is_empty() { Exists::Always } else { Exists::When(keys) }));
        }
        // What every condition makes is made always.
        let certain = most.len() > 1 || most.iter().all(|(_, exists)| *exists == Exists::Always);
        let least = most.iter().map(|(number, _)| *number).min().filter(|_| certain).unwrap_or_default();
        let most = most.into_iter().max_by_key(|(number, _)| *number).unwrap_or((0, Exists::Always));
        let number_of = |index: usize| Kind::Number(u32::try_from(index).map_or(0.0, f64::from));
        (0..most.0)
            .take_while(|_| self.meter.spend(1))
            .map(|index| Instance {
                address: format!("{address}[{index}]"),
                key: Key::Index(index),
                frame: vec![("count".to_owned(), one("index", Value::new(number_of(index), count.span), count.span))],
                exists: module.exists.and(if index < least { &Exists::Always } else { &most.1 }),
            })
            .collect()
    }

    fn each(&self, module: &Rc<Module<'a>>, address: &str, each: &Expr) -> Vec<Instance> {
        let mut instances: Vec<Instance> = Vec::new();
        for (keys, value) in self.alternatives(module, each, &mut Frame::new()) {
            let exists = if keys.is_empty() { Exists::Always } else { Exists::When(keys) };
            let exists = module.exists.and(&exists);
            let value_is_list = value.items().is_some();
            let Some(pairs) = pairs(&value) else {
                let unknown = value.not_known(each.span);
                let why = unknown.why().unwrap_or(Why::Deployment);
                let frame = vec![("each".to_owned(), pair(&unknown, &unknown, each.span))];
                return vec![several(module, address, frame, why)];
            };
            for (index, (key, value)) in pairs.into_iter().enumerate().take(MOST) {
                // The key of a set's element is the element.
                let key = if value_is_list { value.clone() } else { key };
                let (suffix, found_by) = match key.as_text() {
                    Some(text) => (format!("{text:?}"), Key::Text(text)),
                    None => (format!("?{index}"), Key::Unknown(index)),
                };
                let known = instances.iter_mut().find(|instance| instance.key == found_by);
                if let Some(known) = known {
                    // Under either condition: whether it is made is not in question, only its values are.
                    known.exists = module.exists.clone();
                    continue;
                }
                if !self.meter.spend(1) {
                    break;
                }
                instances.push(Instance {
                    address: format!("{address}[{suffix}]"),
                    key: found_by,
                    frame: vec![("each".to_owned(), pair(&key, &value, each.span))],
                    exists: exists.clone(),
                });
            }
        }
        instances
    }

    /// The values that an expression may have: of `condition ? a : b` both, where nothing decides.
    fn alternatives(&self, module: &Rc<Module<'a>>, expr: &Expr, frame: &mut Frame) -> Vec<Alternative> {
        let ExprKind::If(parts) = &expr.kind else {
            return vec![(Vec::new(), self.value(module, expr, frame))];
        };
        let [condition, yes, no] = parts.as_ref();
        match self.truth(module, condition, frame) {
            Ok((true, _)) => self.alternatives(module, yes, frame),
            Ok((false, _)) => self.alternatives(module, no, frame),
            Err(key) => {
                let mut all = self.alternatives(module, yes, frame);
                all.extend(self.alternatives(module, no, frame));
                for (keys, _) in &mut all {
                    keys.push(key.clone());
                }
                all
            }
        }
    }
}

fn several(module: &Module, address: &str, frame: Frame, why: Why) -> Instance {
    let exists = module.exists.and(&Exists::Several(why));
    Instance { address: format!("{address}[?]"), key: Key::Unknown(0), frame, exists }
}

fn one(name: &str, value: Value, span: Span) -> Rc<Value> {
    Rc::new(Value::new(Kind::Map(vec![Entry { key: name.to_owned(), key_span: span, value }]), span))
}

fn pair(key: &Value, value: &Value, span: Span) -> Rc<Value> {
    let entry = |name: &str, value: &Value| Entry { key: name.to_owned(), key_span: span, value: value.clone() };
    Rc::new(Value::new(Kind::Map(vec![entry("key", key), entry("value", value)]), span))
}
