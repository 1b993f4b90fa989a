//! Input: the tags of what the spec makes.
//! Output: `tag`, for each that all of it has.
//! Never: gives a tag to what did not have it.

use super::draft::Draft;
use super::names::{listed, quoted};
use crate::aws::{iam_tag_fault, tag_key_fault, tag_value_fault};
use crate::plan::ResourceId;
use crate::spec::model::Keyword;
use crate::template::{self, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Key and value; `None` where the value is not known.
type Tags = BTreeMap<String, Option<String>>;

/// Says the tags.
pub(super) fn write(draft: &mut Draft) {
    let of_plan: Tags = draft.plan.tags.iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect();
    let mut all: Vec<Tags> = Vec::new();
    for resource in draft.plan.resources.iter().filter(|resource| draft.kept.has(resource)) {
        let mut tags = of_plan.clone();
        let address = if let ResourceId::Named(address) = &resource.id { address.as_str() } else { "" };
        let written = draft.evaluated.and_then(|evaluated| evaluated.resource(address));
        tags.extend(written.map(of_resource).unwrap_or_default());
        if resource.kind.is_taggable() {
            all.push(tags);
        }
    }
    let Some(first) = all.first() else { return };
    let common = |key: &String| all.iter().all(|tags| tags.get(key) == first.get(key));
    let is_role = draft.kept.role.is_some();
    let (mut said, mut left) = (Vec::new(), BTreeSet::new());
    for (key, value) in all.iter().flatten() {
        let fits = |text: &str| !is_role || iam_tag_fault(text).is_none();
        let words = value.as_ref().filter(|value| {
            let formed = tag_key_fault(key).is_none() && tag_value_fault(value).is_none();
            formed && fits(key) && fits(value) && common(key)
        });
        match words.and_then(|value| Some(format!("{} {}", quoted(key)?, quoted(value)?))) {
            Some(words) if !said.contains(&words) => said.push(words),
            Some(_) => {}
            None => _ = left.insert(key.clone()),
        }
    }
    said.sort();
    for words in said {
        draft.say(Keyword::Tag, words);
    }
    if !left.is_empty() {
        let names = listed(&left.into_iter().collect::<Vec<_>>());
        draft.note(format!("tags that not every resource has with the same value are left out: {names}"));
    }
}

/// The tags of a resource: CloudFormation's list, Terraform's map, with a provider's default tags where they are known.
fn of_resource(resource: &template::Resource) -> Tags {
    if let Some(list) = resource.properties.get("Tags").and_then(Value::items) {
        let text = |tag: &Value, key: &str| tag.get(key).and_then(Value::as_text);
        return list.iter().filter_map(|tag| Some((text(tag, "Key")?, text(tag, "Value")))).collect();
    }
    let map = ["tags_all", "tags"].iter().find_map(|key| resource.properties.get(key).and_then(Value::entries));
    map.unwrap_or_default().iter().map(|entry| (entry.key.clone(), entry.value.as_text())).collect()
}
