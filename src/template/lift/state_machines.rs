//! Input: state machines of Step Functions in a template.
//! Output: each state that runs a task of ECS, in the shape of a service.
//! Never: takes for known what only an execution decides.

use super::reading::{Reading, first};
use super::schedules::each;
use crate::template::evaluated::Resource;
use crate::template::structured;
use crate::template::value::{Entry, Kind, Value};
use crate::template::why::Why;

const MACHINE: &[&str] =
    &["AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine", "aws_sfn_state_machine"];

/// What states start.
/// <https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html>, read 2026-11-30.
pub(super) fn of<'e>(reading: &Reading<'e>) -> impl Iterator<Item = Resource> + use<'e> {
    reading.of_types(MACHINE).flat_map(|machine| {
        let said = first(&machine.properties, &["Definition", "DefinitionString", "definition"]);
        let given = machine.properties.get("DefinitionSubstitutions").and_then(Value::entries).unwrap_or_default();
        let mut found = Vec::new();
        if let Some(definition) = said.and_then(|said| structured(&substituted(said, given))) {
            collect(&definition, None, &mut found);
        }
        each(machine, found)
    })
}

/// Collects what the calls of `RunTask` in a definition are given, each with the name of its state, in the states of
/// branches and iterations, too.
fn collect(value: &Value, name: Option<&str>, found: &mut Vec<(Option<String>, Value)>) {
    if value.get("Resource").is_some_and(runs_task) {
        let said = first(value, &["Parameters", "Arguments"]).map(before_execution);
        found.extend(said.map(|said| (name.map(str::to_owned), said)));
    }
    for inner in value.items().unwrap_or_default() {
        collect(inner, None, found);
    }
    for entry in value.entries().unwrap_or_default() {
        collect(&entry.value, Some(&entry.key), found);
    }
}

/// `arn:aws:states:::ecs:runTask`, in all its forms.
fn runs_task(resource: &Value) -> bool {
    let known: String = resource.pieces().iter().filter_map(Value::as_text).collect();
    let called = known.split_once(":states:::").map(|(_, called)| called.strip_prefix("aws-sdk:").unwrap_or(called));
    called.is_some_and(|called| called == "ecs:runTask" || called.starts_with("ecs:runTask."))
}

/// A value with what the substitutions say in place of `${Name}`.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html>,
/// read 2026-11-30.
fn substituted(value: &Value, given: &[Entry]) -> Value {
    if let Kind::Join(pieces) = &value.kind {
        return Value::join(pieces.iter().map(|piece| substituted(piece, given)), value.span);
    }
    let Kind::Text(text) = &value.kind else {
        let of_entry = |entry: &Entry| (entry.key.clone(), substituted(&entry.value, given));
        return mapped(value, of_entry, |item| substituted(item, given));
    };
    let mut pieces = text.split("${");
    let mut parts: Vec<Value> = pieces.next().map(|before| Value::text(before, value.span)).into_iter().collect();
    for piece in pieces {
        let named = piece.split_once('}').and_then(|(name, after)| {
            let entry = given.iter().find(|entry| entry.key == name.trim())?;
            Some([entry.value.clone(), Value::text(after, value.span)])
        });
        match named {
            Some(filled) => parts.extend(filled),
            None => parts.push(Value::text(format!("${{{piece}"), value.span)),
        }
    }
    if parts.len() == 1 { value.clone() } else { Value::join(parts, value.span) }
}

/// What is known before an execution: neither what a JSON path takes from its input (`"Subnets.$"`), nor what an
/// expression in `JSONata` makes of it (`"{% … %}"`).
/// <https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html>, read 2026-11-30.
fn before_execution(value: &Value) -> Value {
    let open = |value: &Value| {
        Value::unknown(Why::Fails("only an execution of the state machine decides it".to_owned()), value.span)
    };
    if value.as_text().is_some_and(|text| text.trim_start().starts_with("{%")) {
        return open(value);
    }
    mapped(
        value,
        |entry| match entry.key.strip_suffix(".$") {
            Some(key) => (key.to_owned(), open(&entry.value)),
            None => (entry.key.clone(), before_execution(&entry.value)),
        },
        before_execution,
    )
}

/// A list or a map of changed elements; anything else as it is.
fn mapped(value: &Value, entry: impl Fn(&Entry) -> (String, Value), item: impl Fn(&Value) -> Value) -> Value {
    if let Some(items) = value.items() {
        return value.with(Kind::List(items.iter().map(item).collect()));
    }
    let Some(entries) = value.entries() else { return value.clone() };
    let changed = entries.iter().map(|of| {
        let (key, value) = entry(of);
        Entry { key, key_span: of.key_span, value }
    });
    value.with(Kind::Map(changed.collect()))
}
