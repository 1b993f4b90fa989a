//! Input: a place of a template.
//! Output: the function that is called there, in either of its spellings.
//! Never: works it out.

use crate::document::Node;

/// What calls a macro within a template.
pub const TRANSFORM: &str = "Fn::Transform";

/// A function and what it is of: a tag in YAML, a map of one key in JSON. `Condition` is one in conditions alone.
pub(super) fn function(node: &Node, in_condition: bool) -> Option<(&str, &Node)> {
    if let Some(tag) = &node.tag
        && let Some(name) = tag.strip_prefix('!')
        && !name.starts_with('!')
        && !name.is_empty()
    {
        return Some((name, node));
    }
    let [entry] = node.entries()? else { return None };
    let name = match entry.key.as_str() {
        "Ref" => "Ref",
        "Condition" if in_condition => "Condition",
        key => key.strip_prefix("Fn::")?,
    };
    if name.starts_with("ForEach::") { None } else { Some((name, &entry.node)) }
}
