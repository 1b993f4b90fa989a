//! Input: what was worked out of texts of which some stand for others.
//! Output: the same, each place in such a text moved to the call that the text stands for.
//! Never: changes anything else.

use super::evaluated::{Evaluated, Resource};
use super::value::{Entry, Kind, Value};
use crate::span::{SourceId, Span};
use std::collections::BTreeMap;

/// Where a module is called.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call {
    /// Its name.
    pub name: Span,
    /// The whole block.
    pub body: Span,
}

/// Moves all places in these sources.
pub(super) fn moved(evaluated: &mut Evaluated, calls: &BTreeMap<SourceId, Call>) {
    if calls.is_empty() {
        return;
    }
    let moves = Moves { calls };
    evaluated.resources.iter_mut().chain(&mut evaluated.lookups).for_each(|resource| moves.resource(resource));
    for module in &mut evaluated.modules {
        moves.value(&mut module.inputs);
    }
    for output in &mut evaluated.outputs {
        moves.value(&mut output.value);
    }
    for undecided in &mut evaluated.undecided {
        moves.name(&mut undecided.span);
    }
    for note in &mut evaluated.unknowns {
        moves.name(&mut note.span);
    }
}

struct Moves<'c> {
    calls: &'c BTreeMap<SourceId, Call>,
}

impl Moves<'_> {
    fn name(&self, span: &mut Span) {
        if let Some(call) = self.calls.get(&span.source) {
            *span = call.name;
        }
    }

    fn resource(&self, resource: &mut Resource) {
        self.name(&mut resource.span);
        if let Some(call) = self.calls.get(&resource.body.source) {
            resource.body = call.body;
        }
        self.value(&mut resource.properties);
    }

    fn value(&self, value: &mut Value) {
        self.name(&mut value.span);
        match &mut value.kind {
            Kind::List(items) | Kind::Join(items) => items.iter_mut().for_each(|item| self.value(item)),
            Kind::Map(entries) => {
                for Entry { key_span, value, .. } in entries {
                    self.name(key_span);
                    self.value(value);
                }
            }
            Kind::Json(inner) | Kind::Base64(inner) => self.value(inner),
            Kind::Null
            | Kind::Bool(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Attribute { .. }
            | Kind::Parameter(..)
            | Kind::Pseudo(_)
            | Kind::Unknown(_) => {}
        }
    }
}
