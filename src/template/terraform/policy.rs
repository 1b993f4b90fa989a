//! Input: `data "aws_iam_policy_document"`, with all of its arguments and blocks.
//! Output: the policy document that it writes, in IAM's own terms.
//! Never: drops a statement; a document that cannot be read is unknown as a whole.

use super::instance::Frame;
use super::syntax::Block;
use super::world::{Module, World};
use crate::span::Span;
use crate::template::structured;
use crate::template::value::{Entry, Kind, Value};
use std::rc::Rc;

/// Arguments of a statement, in IAM's spelling.
const PARTS: &[(&str, &str)] = &[
    ("sid", "Sid"),
    ("effect", "Effect"),
    ("actions", "Action"),
    ("not_actions", "NotAction"),
    ("resources", "Resource"),
    ("not_resources", "NotResource"),
];

pub(super) fn document<'a>(world: &World<'a>, module: &Rc<Module<'a>>, block: &Block, frame: &Frame) -> Value {
    let said = world.body(module, &block.body, &mut frame.clone(), block.span);
    let mut statements: Vec<Value> = Vec::new();
    for source in documents(&said, "source_policy_documents", "source_json") {
        match statements_of(&source) {
            Some(found) => merge(&mut statements, found),
            None => return source.not_known(source.span),
        }
    }
    let own = said
        .blocks("statement")
        .into_iter()
        .map(|statement| if statement.entries().is_some() { statement_of(statement) } else { statement.clone() });
    merge(&mut statements, own.collect());
    for over in documents(&said, "override_policy_documents", "override_json") {
        match statements_of(&over) {
            Some(found) => merge(&mut statements, found),
            None => return over.not_known(over.span),
        }
    }
    let version = said.get("version").cloned().unwrap_or_else(|| Value::text("2012-10-17", block.span));
    let mut entries = vec![entry("Version", version)];
    entries.extend(said.get("policy_id").map(|id| entry("Id", id.clone())));
    entries.push(entry("Statement", Value::new(Kind::List(statements), block.span)));
    Value::new(Kind::Map(entries), block.span)
}

fn entry(key: &str, value: Value) -> Entry {
    Entry { key: key.to_owned(), key_span: value.span, value }
}

/// The documents that are to be merged: a list, or the one of the argument's older name.
fn documents(said: &Value, many: &str, one: &str) -> Vec<Value> {
    let many = said.get(many).map(|list| match list.items() {
        Some(items) => items.to_vec(),
        None => vec![list.clone()],
    });
    let one = said.get(one).cloned();
    one.into_iter()
        .chain(many.unwrap_or_default())
        .filter(|document| document.kind != Kind::Text(String::new()))
        .collect()
}

fn statements_of(document: &Value) -> Option<Vec<Value>> {
    let document = structured(document)?;
    let statements = document.get("Statement")?;
    Some(statements.items().map_or_else(|| vec![statements.clone()], <[Value]>::to_vec))
}

/// Adds statements; one whose `Sid` stands there already goes in its place.
fn merge(statements: &mut Vec<Value>, more: Vec<Value>) {
    for statement in more {
        let sid = statement.get("Sid").filter(|sid| sid.kind != Kind::Text(String::new()));
        let same = sid.and_then(|sid| statements.iter_mut().find(|other| other.get("Sid") == Some(sid)));
        match same {
            Some(same) => *same = statement,
            None => statements.push(statement),
        }
    }
}

fn statement_of(said: &Value) -> Value {
    let mut entries = Vec::new();
    for (argument, key) in PARTS {
        let Some(given) = said.entry(argument) else { continue };
        let value = if matches!(*argument, "sid" | "effect") { given.value.clone() } else { one_or_many(&given.value) };
        entries.push(Entry { key: (*key).to_owned(), key_span: given.key_span, value: with_variables(value) });
    }
    if said.get("effect").is_none() {
        entries.insert(0, entry("Effect", Value::text("Allow", said.span)));
    }
    for (block, key) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
        let all = said.blocks(block);
        if let Some(first) = all.first() {
            let value = if let [only] = all.as_slice()
                && is(only.get("type"), "*")
            {
                Value::text("*", only.span)
            } else {
                grouped(&all, first.span, |one| {
                    let of_type = one.get("type")?;
                    Some((of_type.as_text()?, of_type.span, one_or_many(one.get("identifiers")?)))
                })
            };
            entries.push(entry(key, with_variables(value)));
        }
    }
    let conditions = said.blocks("condition");
    if let Some(first) = conditions.first() {
        let mut tests: Vec<(String, Span, Vec<&Value>)> = Vec::new();
        for condition in &conditions {
            let Some(test) = condition.get("test") else { continue };
            let name = test.as_text().unwrap_or_else(|| test.to_string());
            match tests.iter_mut().find(|(known, ..)| *known == name) {
                Some((_, _, of)) => of.push(condition),
                None => tests.push((name, test.span, vec![condition])),
            }
        }
        let tests = tests.into_iter().map(|(key, key_span, of)| {
            let value = grouped(&of, key_span, |one| {
                let variable = one.get("variable")?;
                Some((variable.as_text()?, variable.span, one_or_many(one.get("values")?)))
            });
            Entry { key, key_span, value }
        });
        let mut value = Value::new(Kind::Map(tests.collect()), first.span);
        // What cannot be seen keeps the statement from looking unconditional.
        if let Some(unknown) = conditions.iter().find(|condition| condition.entries().is_none()) {
            value = unknown.not_known(unknown.span);
        }
        entries.push(entry("Condition", with_variables(value)));
    }
    Value::new(Kind::Map(entries), said.span)
}

fn is(value: Option<&Value>, text: &str) -> bool {
    value.and_then(Value::as_text).is_some_and(|it| it == text)
}

/// A map of what several blocks say, those of one key together; unknown where one of them is.
fn grouped(all: &[&Value], at: Span, part: impl Fn(&Value) -> Option<(String, Span, Value)>) -> Value {
    let mut entries: Vec<Entry> = Vec::new();
    for one in all {
        let Some((key, key_span, value)) = part(one) else { return one.not_known(at) };
        match entries.iter_mut().find(|known| known.key == key) {
            Some(known) => {
                let both = [items(&known.value), items(&value)].concat();
                known.value = known.value.with(Kind::List(both));
            }
            None => entries.push(Entry { key, key_span, value }),
        }
    }
    Value::new(Kind::Map(entries), at)
}

fn items(value: &Value) -> Vec<Value> {
    value.items().map_or_else(|| vec![value.clone()], <[Value]>::to_vec)
}

/// Terraform writes a list of one as that one.
fn one_or_many(value: &Value) -> Value {
    match value.items() {
        Some([only]) => only.clone(),
        _ => value.clone(),
    }
}

/// `&{aws:username}` in Terraform is `${aws:username}` in IAM.
fn with_variables(value: Value) -> Value {
    if let Kind::Text(text) = &value.kind {
        return value.with(Kind::Text(text.replace("&{", "${")));
    }
    let mut value = value;
    if let Kind::List(items) | Kind::Join(items) = &mut value.kind {
        *items = std::mem::take(items).into_iter().map(with_variables).collect();
    }
    if let Kind::Map(entries) = &mut value.kind {
        let with = |entry: Entry| Entry { value: with_variables(entry.value), ..entry };
        *entries = std::mem::take(entries).into_iter().map(with).collect();
    }
    value
}
