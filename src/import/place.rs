//! Input: resources of a plan, and the template that they are from.
//! Output: the places of their policies and of each statement; which of them exist under a condition alone.
//! Never: points into a text that does not say it.

use super::draft::Draft;
use super::names::listed;
use crate::plan::{Property, Resource, ResourceId};
use crate::span::Span;
use crate::template::{self, Exists, Kind, Value};

/// Properties that hold an endpoint's policy, in both languages.
const POLICY: &[&str] = &["PolicyDocument", "policy"];

/// Where the policy of an endpoint is said.
pub(super) fn of_policy(draft: &Draft, resource: &Resource) -> Option<Span> {
    let said = policy(draft, resource).map(|policy| policy.span);
    said.or_else(|| resource.place(Property::PolicyDocument))
}

/// Where a key of a statement of the policy of an endpoint is said, by the statement's number from 0.
pub(super) fn of_key(draft: &Draft, resource: &Resource, index: usize, key: &str) -> Option<Span> {
    let statement = statement(draft, resource, index);
    let spans = statement.iter().flat_map(|it| it.entry(key).map(|entry| entry.key_span).into_iter().chain([it.span]));
    // What is made up while reading has no place of its own.
    spans.into_iter().find(|span| *span != Span::default()).or_else(|| of_policy(draft, resource))
}

/// The keys of such a statement that say all but something, of which a plan says that it is not known.
pub(super) fn negation(draft: &Draft, resource: &Resource, index: usize) -> Option<&'static str> {
    let statement = statement(draft, resource, index)?;
    ["NotAction", "NotResource", "NotPrincipal"].into_iter().find(|key| statement.get(key).is_some())
}

fn statement(draft: &Draft, resource: &Resource, index: usize) -> Option<Value> {
    let document = policy(draft, resource).and_then(template::structured)?;
    let said = document.get("Statement")?;
    said.items().unwrap_or(std::slice::from_ref(said)).get(index).cloned()
}

/// The policy as the template says it: at the endpoint, or beside it, as Terraform can.
fn policy<'w>(draft: &Draft<'w>, resource: &Resource) -> Option<&'w Value> {
    let address = address(&resource.id)?;
    let evaluated = draft.evaluated?;
    let own = evaluated.resource(address);
    let beside = evaluated.of_type("aws_vpc_endpoint_policy").find(|other| attached_to(other) == Some(address));
    let said = |resource: &'w template::Resource| POLICY.iter().find_map(|key| resource.properties.get(key));
    beside.and_then(said).or_else(|| own.and_then(said)).filter(|policy| !policy.is_null())
}

/// The address of a resource that a template makes.
fn address(id: &ResourceId) -> Option<&str> {
    if let ResourceId::Named(address) = id { Some(address) } else { None }
}

/// The address of the endpoint that a resource of Terraform's is attached to.
fn attached_to(resource: &template::Resource) -> Option<&str> {
    let to = resource.properties.get("vpc_endpoint_id")?;
    if let Kind::Attribute { resource, .. } = &to.kind { Some(resource) } else { None }
}

/// Says which of what the spec makes exists under a condition alone, and what decides that.
pub(super) fn note_conditions(draft: &mut Draft) {
    let Some(evaluated) = draft.evaluated else { return };
    let mut notes = Vec::new();
    let kept = draft.plan.resources.iter().filter(|resource| draft.kept.has(resource));
    let kept: Vec<&str> = kept.filter_map(|resource| address(&resource.id)).collect();
    // What Terraform attaches to an endpoint is said with it.
    let is_attached = |other: &template::Resource| attached_to(other).is_some_and(|to| kept.contains(&to));
    for resource in evaluated.resources.iter().filter(|it| kept.contains(&it.address.as_str()) || is_attached(it)) {
        let name = &resource.address;
        match &resource.exists {
            Exists::When(keys) => notes.push(format!(
                "`{name}` depends on {}, and the spec always makes it; `--assume KEY=VALUE` decides it",
                listed(keys)
            )),
            Exists::Several(why) => {
                notes.push(format!("how many there are of `{name}` is not known ({why}); the spec makes one"));
            }
            Exists::Always => {}
        }
    }
    let unseen = evaluated.unknowns.iter().map(|note| format!("`{}` was not read: {}", note.what, note.why));
    let modules = evaluated.modules.iter();
    let modules = modules.map(|module| format!("what `{}` makes is not known: {}", module.address, module.why));
    draft.note_all(notes.into_iter().chain(unseen).chain(modules));
}
