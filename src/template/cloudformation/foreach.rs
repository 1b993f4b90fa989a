//! Input: a map that may hold `Fn::ForEach::NAME`.
//! Output: its entries, loops opened.
//! Never: takes a loop over something that is not known for one that makes nothing.

use super::resolve::Resolve;
use super::stack::{Loop, Stack};
use crate::document::{Entry as Field, Node};
use crate::template::value::{Kind, Value, Why};

/// What is asked of a list, where it is any of its elements.
const ANY: &str = "[?]";

/// How many entries loops may make of one map.
const MOST: usize = 10_000;

impl<'t> Stack<'t> {
    /// The entries of a section, loops opened.
    pub fn fields(&self, section: &str) -> Vec<(String, &'t Field, Loop)> {
        let mut fields = Vec::new();
        if let Some(entries) = self.root.get(section).and_then(Node::entries) {
            self.open(entries, &Loop::new(), &mut fields);
        }
        fields
    }

    /// The entries of a map, each with its key and the loops that it stands in.
    pub fn open(&self, entries: &'t [Field], around: &Loop, out: &mut Vec<(String, &'t Field, Loop)>) {
        for field in entries {
            if field.key.starts_with("Fn::ForEach::") {
                self.place.meter.deeper(|| self.each(field, around, out));
            } else if out.len() < MOST && self.place.meter.spend(1) {
                out.push((self.key(&field.key, around), field, around.clone()));
            }
        }
    }

    fn each(&self, field: &'t Field, around: &Loop, out: &mut Vec<(String, &'t Field, Loop)>) {
        let Some([name, collection, body]) = field.node.items() else { return };
        let (Some(name), Some(entries)) = (name.text(), body.entries()) else { return };
        for item in self.collection(collection, around) {
            let mut inner = around.clone();
            inner.push((name.to_owned(), item));
            self.open(entries, &inner, out);
        }
    }

    /// What a loop goes over. A list may be written out, or be one parameter that is a list; of one that is not known, one
    /// element stands for all.
    fn collection(&self, node: &Node, around: &Loop) -> Vec<Value> {
        let Some(list) = self.value(node, around) else { return Vec::new() };
        let Some(items) = list.items() else { return vec![element_of(&list)] };
        let flat = items.iter().flat_map(|item| item.items().unwrap_or(std::slice::from_ref(item)));
        let is_list =
            |item: &Value| matches!(&item.kind, Kind::Parameter(name, path) if path.is_empty() && self.is_list(name));
        let of = |item: &Value| if is_list(item) { element_of(item) } else { item.clone() };
        flat.filter(|item| item.as_text().is_some() || item.why().is_some()).map(of).collect()
    }

    fn is_list(&self, parameter: &str) -> bool {
        let of_type = self.root.get("Parameters").and_then(|all| all.get(parameter)?.get("Type")?.text());
        of_type.is_some_and(|of_type| of_type == "CommaDelimitedList" || of_type.contains("List<"))
    }

    /// A key with the loops' values in it: `${Name}`, and `&{Name}` without what no logical id may have.
    pub fn key(&self, key: &str, around: &Loop) -> String {
        let mut key = key.to_owned();
        for (name, value) in around {
            let (text, plain) = match value.as_text() {
                Some(text) => (text.clone(), text.chars().filter(char::is_ascii_alphanumeric).collect()),
                None if matches!(value.kind, Kind::Parameter(..)) => (value.to_string(), value.to_string()),
                None => ("?".to_owned(), "?".to_owned()),
            };
            if !self.place.meter.spend(key.len() + text.len()) {
                break;
            }
            key = key.replace(&format!("${{{name}}}"), &text).replace(&format!("&{{{name}}}"), &plain);
        }
        key
    }
}

/// An element of a list that is not known: any of them.
fn element_of(list: &Value) -> Value {
    if let Kind::Parameter(name, path) = &list.kind {
        list.with(Kind::Parameter(name.clone(), format!("{path}{ANY}")))
    } else {
        list.clone()
    }
}

/// Why it is not known how many there are of what stands in these loops.
pub(super) fn is_several(around: &Loop) -> Option<Why> {
    let is_any = |value: &Value| {
        matches!(&value.kind, Kind::Parameter(_, path) if path.ends_with(ANY)) || matches!(value.kind, Kind::Unknown(_))
    };
    around.iter().find(|(_, value)| is_any(value)).and_then(|(_, value)| value.why())
}
