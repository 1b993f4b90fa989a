//! Input: the tree of a template, and that of what `build` writes for the plan that was read from it.
//! Output: the first difference, at its place in the template.
//! Never: considers the order of keys, which means nothing to either target.

use super::cursor::{is_bare, kind, named, step};
use super::fault::Fault;
use crate::document::{Content, Entry, Node, Scalar, shown};
use std::collections::BTreeMap;

/// The first difference; `None` where both say the same.
pub(super) fn difference(found: &Node, expected: &Node) -> Option<Fault> {
    let (steps, at, message) = of_nodes(found, expected)?;
    let path = steps.iter().rev().fold(String::new(), |path, taken| match taken {
        Step::Key(key) => step(&path, key),
        Step::Index(index) => format!("{path}[{index}]"),
    });
    Some(Fault::new(at, format!("{} {message}", named(&path))).changed())
}

enum Step<'d> {
    Key(&'d str),
    Index(usize),
}

/// The way to a difference, its last step first; its place; what it is.
type Difference<'d> = (Vec<Step<'d>>, u32, String);

fn behind<'d>((mut steps, at, message): Difference<'d>, taken: Step<'d>) -> Difference<'d> {
    steps.push(taken);
    (steps, at, message)
}

fn of_nodes<'d>(found: &'d Node, expected: &'d Node) -> Option<Difference<'d>> {
    let other = || {
        let bare = match (&found.content, &expected.content) {
            (Content::Scalar(is), Content::Scalar(expected)) if is.text == expected.text => " without quotes",
            _ => "",
        };
        let message = format!("is {}{bare}, where ecrc writes {}", kind(found), kind(expected));
        Some((Vec::new(), found.span.start, message))
    };
    if found.tag != expected.tag {
        return other();
    }
    match (&found.content, &expected.content) {
        (Content::Scalar(is), Content::Scalar(expected)) => {
            if same(is, expected) {
                None
            } else {
                other()
            }
        }
        (Content::List(is), Content::List(expected)) => of_lists(found.span.start, is, expected),
        (Content::Map(is), Content::Map(expected)) => of_maps(found.span.start, is, expected),
        (Content::Scalar(_) | Content::List(_) | Content::Map(_), _) => other(),
    }
}

/// Quotes may be of another kind, or stand where none are needed; they may not be left out, since what is then read
/// depends on the version of YAML.
fn same(found: &Scalar, expected: &Scalar) -> bool {
    found.text == expected.text && (found.quoted == expected.quoted || (found.quoted && !is_bare(expected)))
}

fn of_lists<'d>(at: u32, found: &'d [Node], expected: &'d [Node]) -> Option<Difference<'d>> {
    for (index, (is, expected)) in found.iter().zip(expected).enumerate() {
        if let Some(difference) = of_nodes(is, expected) {
            return Some(behind(difference, Step::Index(index)));
        }
    }
    if let Some(extra) = found.get(expected.len()) {
        let message = "is an element that ecrc does not write there".to_owned();
        return Some((vec![Step::Index(expected.len())], extra.span.start, message));
    }
    let missing = expected.get(found.len())?;
    Some((Vec::new(), at, format!("has no element {}, where ecrc writes {}", found.len(), kind(missing))))
}

fn of_maps<'d>(at: u32, found: &'d [Entry], expected: &'d [Entry]) -> Option<Difference<'d>> {
    let mut rest: BTreeMap<&str, &'d Node> = expected.iter().map(|entry| (entry.key.as_str(), &entry.node)).collect();
    for entry in found {
        let Some(expected) = rest.remove(entry.key.as_str()) else {
            let message = "is a key that ecrc does not write there".to_owned();
            return Some((vec![Step::Key(&entry.key)], entry.key_span.start, message));
        };
        if let Some(difference) = of_nodes(&entry.node, expected) {
            return Some(behind(difference, Step::Key(&entry.key)));
        }
    }
    let missing = expected.iter().find(|entry| rest.contains_key(entry.key.as_str()))?;
    Some((Vec::new(), at, format!("has no {}", shown(&missing.key))))
}
