//! Input: a map that may hold `Fn::ForEach::NAME`.
//! Output: its entries, loops opened.
//! Never: leaves out what a loop over something that is not known may make.

use super::resolve::Resolve;
use super::stack::{Loop, Stack};
use crate::document::{Entry as Field, Node};
use crate::template::value::{Value, Why};

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

    /// What a loop goes over. A list may be written out, or be one parameter that is a list. One that is not known is one
    /// item, which is not known either: [`open_loop`] tells.
    fn collection(&self, node: &'t Node, around: &Loop) -> Vec<Value> {
        let Some(list) = self.value(node, around) else { return Vec::new() };
        let items = list.items().unwrap_or(std::slice::from_ref(&list)).iter();
        let flat = items.flat_map(|item| item.items().unwrap_or(std::slice::from_ref(item)));
        flat.filter(|item| !item.is_null())
            .map(|item| if is_open(item) { item.not_known(item.span) } else { item.clone() })
            .collect()
    }

    /// A key with the loops' values in it: `${Name}`, and `&{Name}` without what no logical id may have.
    pub fn key(&self, key: &str, around: &Loop) -> String {
        let mut key = key.to_owned();
        for (name, value) in around {
            // A name that is not known stays as it is written, which tells the loop's entries apart.
            let Some(text) = value.as_text() else { continue };
            let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
            if !self.place.meter.spend(key.len() + text.len()) {
                break;
            }
            key = key.replace(&format!("${{{name}}}"), &text).replace(&format!("&{{{name}}}"), &plain);
        }
        key
    }
}

/// Whether an item of a loop is not known; it may be several, too.
fn is_open(item: &Value) -> bool {
    item.as_text().is_none()
}

/// Why it is not known what the loops around a place make there; `None` where it is.
pub(super) fn open_loop(around: &Loop) -> Option<Why> {
    around
        .iter()
        .find(|(_, item)| is_open(item))
        .map(|(_, item)| item.why().unwrap_or_else(|| Why::Fails("`Fn::ForEach` takes a list of texts".to_owned())))
}

/// Why a text is not known in which the loops' values stand: one of these is not.
pub(super) fn open_text(text: &str, around: &Loop) -> Option<Why> {
    let open = around.iter().filter(|(_, item)| is_open(item));
    let mut within =
        open.filter(|(name, _)| text.contains(&format!("${{{name}}}")) || text.contains(&format!("&{{{name}}}")));
    within.next().and_then(|(_, item)| item.why())
}
