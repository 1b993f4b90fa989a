//! Input: a template, or the resource that nests one in another.
//! Output: a [`Stack`] that can be asked for what is in it.
//! Never: goes deeper into nested stacks than anybody nests them.

use super::files::path_of;
use super::resolve::Resolve;
use super::stack::{MOST_RESOURCES, Place, Stack};
use crate::document::Node;
use crate::template::value::{Entry, Value};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// How deep stacks may be nested.
const DEEPEST: usize = 8;

impl<'t> Stack<'t> {
    pub fn new(root: &'t Node, place: Place<'t>, given: &'t [Entry]) -> Self {
        let mut stack = Self {
            root,
            place,
            given,
            settled: Vec::new(),
            resources: BTreeMap::new(),
            underway: RefCell::default(),
            outputs: RefCell::default(),
            undecided: RefCell::default(),
        };
        stack.settled = stack.settled_by_assumptions();
        stack.resources = stack
            .fields("Resources")
            .into_iter()
            .map(|(key, field, around)| (key, (&field.node, around)))
            .take(MOST_RESOURCES)
            .collect();
        stack
    }

    /// Does something with the stack that a resource nests, where its template is there.
    pub fn within<T>(&self, key: &str, resource: &Node, inputs: &Value, work: impl FnOnce(&Stack) -> T) -> Option<T> {
        let path = path_of(self.place.name, resource)?;
        let root = self.place.files.get(&path)?;
        if self.place.depth >= DEEPEST {
            return None;
        }
        let prefix = format!("{}{key}.", self.place.prefix);
        let place = Place { name: &path, prefix: &prefix, depth: self.place.depth + 1, ..self.place };
        let work = || work(&Stack::new(root, place, inputs.entries().unwrap_or_default()));
        self.place.meter.deeper(work)
    }

    /// The value of an output, for a stack around this one.
    pub fn output(&self, name: &str) -> Option<Value> {
        let fields = self.fields("Outputs");
        let (_, field, around) = fields.iter().find(|(key, ..)| key == name)?;
        self.value(field.node.get("Value")?, around)
    }
}
