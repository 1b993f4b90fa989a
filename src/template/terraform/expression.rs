//! Input: an expression, the module that it stands in, and the names that are bound around it.
//! Output: its value.
//! Never: decides what is not decided: of a condition that is open, both sides are looked at, and only what they
//! agree in is known.

use super::functions::{self, Call};
use super::instance::{Frame, pairs};
use super::resolve::Resolve;
use super::syntax::{ELEMENT, Expr, ExprKind, For, Piece};
use super::world::{Module, World};
use super::{operators, reference};
use crate::span::Span;
use crate::template::value::{Entry, Kind, Value, Why};
use std::rc::Rc;

impl<'a> Resolve<'a> for World<'a> {
    fn value(&self, module: &Rc<Module<'a>>, expr: &Expr, frame: &mut Frame) -> Value {
        let value = self.meter.deeper(|| self.shallow(module, expr, frame));
        let value = value.unwrap_or_else(|| Value::unknown(Why::TooLarge, expr.span));
        let room = match &expr.kind {
            // What is made of parts was weighed with them; what is taken from somewhere was not.
            ExprKind::Name(_) | ExprKind::Get(..) | ExprKind::Index(..) | ExprKind::Call { .. } => {
                self.meter.weigh(&value)
            }
            ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::Template(_)
            | ExprKind::List(_)
            | ExprKind::Map(_)
            | ExprKind::Splat(..)
            | ExprKind::If(_)
            | ExprKind::Not(_)
            | ExprKind::Negative(_)
            | ExprKind::Binary(..)
            | ExprKind::For(_) => {
                if let Kind::Text(text) = &value.kind {
                    self.meter.spend(text.len())
                } else {
                    true
                }
            }
        };
        if room { value } else { Value::unknown(Why::TooLarge, expr.span) }
    }
}

impl<'a> World<'a> {
    fn shallow(&self, module: &Rc<Module<'a>>, expr: &Expr, frame: &mut Frame) -> Value {
        let at = expr.span;
        let new = |kind: Kind| Value::new(kind, at);
        match &expr.kind {
            ExprKind::Null => new(Kind::Null),
            ExprKind::Bool(it) => new(Kind::Bool(*it)),
            ExprKind::Number(number) => new(Kind::Number(*number)),
            ExprKind::Text(text) => Value::text(text.as_str(), at),
            ExprKind::Template(pieces) => match pieces.as_slice() {
                [Piece::Value(only)] => self.value(module, only, frame),
                pieces => {
                    let mut parts = Vec::new();
                    self.pieces(module, pieces, frame, &mut parts);
                    Value::join(parts, at)
                }
            },
            ExprKind::List(items) => {
                new(Kind::List(items.iter().map(|item| self.value(module, item, frame)).collect()))
            }
            ExprKind::Map(entries) => self.map(module, entries, frame, at),
            ExprKind::Name(name) => Value::clone(&reference::bound(name, frame, at)),
            ExprKind::Get(of, name) => self.get(module, of, name, frame, at),
            ExprKind::Index(of, index) => {
                let of = self.shared(module, of, frame);
                let index = self.value(module, index, frame);
                self.index(&of, &index, at)
            }
            ExprKind::Splat(of, each) => {
                let of = self.shared(module, of, frame);
                self.splat(module, &of, each, frame, at)
            }
            ExprKind::If(parts) => self.choice(module, parts, frame, at),
            ExprKind::Call { name, arguments, expanded } => self.call(module, name, arguments, *expanded, frame, at),
            ExprKind::Not(of) => operators::not(&self.value(module, of, frame), at),
            ExprKind::Negative(of) => operators::negative(&self.value(module, of, frame), at),
            ExprKind::Binary(operator, operands) => {
                let [left, right] = operands.as_ref();
                let left = self.value(module, left, frame);
                let right = self.value(module, right, frame);
                operators::binary(*operator, &left, &right, at)
            }
            ExprKind::For(of) => self.each_of(module, of, frame, at),
        }
    }

    fn map(&self, module: &Rc<Module<'a>>, entries: &[(Expr, Expr)], frame: &mut Frame, at: Span) -> Value {
        let mut made = Vec::new();
        for (key, value) in entries {
            let value = self.value(module, value, frame);
            let key = self.value(module, key, frame);
            let Some(text) = key.as_text() else { return key.not_known(at) };
            put(&mut made, Entry { key: text, key_span: key.span, value });
        }
        Value::new(Kind::Map(made), at)
    }

    fn pieces(&self, module: &Rc<Module<'a>>, pieces: &[Piece], frame: &mut Frame, out: &mut Vec<Value>) {
        for piece in pieces {
            if !self.meter.spend(1) {
                return;
            }
            match piece {
                Piece::Text(text, span) => {
                    if self.meter.spend(text.len()) {
                        out.push(Value::text(text.as_str(), *span));
                    }
                }
                Piece::Value(expr) => out.push(self.value(module, expr, frame)),
                Piece::If(condition, yes, no) => match self.truth(module, condition, frame) {
                    Ok((true, _)) => self.pieces(module, yes, frame, out),
                    Ok((false, _)) => self.pieces(module, no, frame, out),
                    Err(key) => out.push(Value::unknown(Why::Undecided(key), condition.span)),
                },
                Piece::For { key_name, value_name, of, pieces } => {
                    let of = self.shared(module, of, frame);
                    let Some(pairs) = pairs(&of) else {
                        out.push(of.not_known(of.span));
                        continue;
                    };
                    for (key, value) in pairs {
                        let bound = bind(frame, key_name.as_ref(), value_name, key, value);
                        self.pieces(module, pieces, frame, out);
                        frame.truncate(bound);
                    }
                }
            }
        }
    }

    fn choice(&self, module: &Rc<Module<'a>>, parts: &[Expr; 3], frame: &mut Frame, at: Span) -> Value {
        let [condition, yes, no] = parts;
        let (chosen, default_of) = match self.truth(module, condition, frame) {
            Ok((true, default_of)) => (self.value(module, yes, frame), default_of),
            Ok((false, default_of)) => (self.value(module, no, frame), default_of),
            Err(key) => {
                let (yes, no) = (self.value(module, yes, frame), self.value(module, no, frame));
                return if yes == no { yes } else { Value::unknown(Why::Undecided(key), at) };
            }
        };
        Value { default_of: chosen.default_of.clone().or(default_of), ..chosen }
    }

    fn splat(&self, module: &Rc<Module<'a>>, of: &Rc<Value>, each: &Expr, frame: &mut Frame, at: Span) -> Value {
        let mut ask = |item: Rc<Value>| {
            frame.push((ELEMENT.to_owned(), item));
            let found = self.value(module, each, frame);
            frame.pop();
            found
        };
        let found = match &of.kind {
            Kind::Null => Vec::new(),
            Kind::List(items) => items.iter().map(|item| ask(Rc::new(item.clone()))).collect(),
            Kind::Unknown(_) | Kind::Parameter(..) | Kind::Pseudo(_) => {
                // What is asked of each element of something unknown is unknown for the same reason.
                let one = ask(Rc::clone(of));
                return if let Kind::Unknown(_) = one.kind { one } else { of.not_known(at) };
            }
            Kind::Bool(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Map(_)
            | Kind::Json(_)
            | Kind::Base64(_)
            | Kind::Attribute { .. }
            | Kind::Join(_) => vec![ask(Rc::clone(of))],
        };
        Value::new(Kind::List(found), at)
    }

    fn each_of(&self, module: &Rc<Module<'a>>, each: &For, frame: &mut Frame, at: Span) -> Value {
        let of = self.shared(module, &each.of, frame);
        let Some(pairs) = pairs(&of) else { return of.not_known(at) };
        let mut items = Vec::new();
        let mut entries: Vec<Entry> = Vec::new();
        for (key, value) in pairs {
            let bound = bind(frame, each.key_name.as_ref(), &each.value_name, key, value);
            let taken = each.condition.as_ref().map_or(Ok((true, None)), |it| self.truth(module, it, frame));
            let made = match taken {
                Ok((true, _)) => {
                    let key = each.key.as_ref().map(|key| self.value(module, key, frame));
                    Some((key, self.value(module, &each.value, frame)))
                }
                Ok((false, _)) => None,
                Err(condition) => {
                    frame.truncate(bound);
                    return Value::unknown(Why::Undecided(condition), at);
                }
            };
            frame.truncate(bound);
            match made {
                None => {}
                Some((None, value)) => items.push(value),
                Some((Some(key), value)) => {
                    let Some(text) = key.as_text() else { return key.not_known(at) };
                    let group = entries.iter_mut().find(|entry| each.grouped && entry.key == text);
                    match (group.map(|entry| &mut entry.value.kind), each.grouped) {
                        (Some(Kind::List(group)), _) => group.push(value),
                        (_, true) => {
                            let value = Value::new(Kind::List(vec![value]), at);
                            entries.push(Entry { key: text, key_span: key.span, value });
                        }
                        (_, false) => put(&mut entries, Entry { key: text, key_span: key.span, value }),
                    }
                }
            }
        }
        if each.key.is_none() {
            return Value::new(Kind::List(items), at).made_of([of.as_ref()]);
        }
        entries.sort_by(|a, b| a.key.cmp(&b.key));
        Value::new(Kind::Map(entries), at).made_of([of.as_ref()])
    }

    fn call(
        &self,
        module: &Rc<Module<'a>>,
        name: &str,
        arguments: &[Expr],
        expanded: bool,
        frame: &mut Frame,
        at: Span,
    ) -> Value {
        // These two look at whether working an argument out fails, and leave the others alone.
        if name == "try" || name == "can" {
            for argument in arguments {
                let value = self.value(module, argument, frame);
                let fails = matches!(value.kind, Kind::Unknown(Why::Fails(_) | Why::Missing(_)));
                match (name, fails) {
                    ("can", _) => return Value::new(Kind::Bool(!fails), at).made_of([&value]),
                    (_, false) => return value,
                    _ => {}
                }
            }
            return Value::unknown(Why::Fails("no argument of `try` can be worked out".to_owned()), at);
        }
        let mut values: Vec<Value> = arguments.iter().map(|argument| self.value(module, argument, frame)).collect();
        if expanded && let Some(last) = values.pop() {
            match last.items() {
                Some(items) => values.extend_from_slice(items),
                None => return last.not_known(at),
            }
        }
        match name {
            "file" | "filebase64" | "fileexists" | "templatefile" | "fileset" => self.file(module, name, &values, at),
            _ => {
                let region = self.settings.region.as_deref();
                functions::call(name, &Call { values: &values, at, meter: &self.meter, region })
            }
        }
    }
}

/// Binds a loop's names; to how many the frame is to be cut afterwards.
fn bind(frame: &mut Frame, key_name: Option<&String>, value_name: &str, key: Value, value: Value) -> usize {
    let bound = frame.len();
    frame.extend(key_name.map(|name| (name.clone(), Rc::new(key))));
    frame.push((value_name.to_owned(), Rc::new(value)));
    bound
}

/// A key that appears twice has the value that appears last.
fn put(entries: &mut Vec<Entry>, entry: Entry) {
    match entries.iter_mut().find(|known| known.key == entry.key) {
        Some(known) => *known = entry,
        None => entries.push(entry),
    }
}
