//! Input: the tags of what the spec makes.
//! Output: `tag`, for each that all of it has; `name`, where each has the name that the spec gives it.
//! Never: gives a tag to what did not have it.

use super::draft::Draft;
use super::names::{listed, quoted};
use crate::aws::{Service, iam_tag_fault, tag_key_fault, tag_value_fault};
use crate::plan::{NAME, Resource, ResourceId, ResourceKind, name_suffix};
use crate::spec::model::Keyword;
use crate::template::{self, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Key and value; `None` where the value is not known.
type Tags = BTreeMap<String, Option<String>>;

/// Says the tags.
pub(super) fn write(draft: &mut Draft) {
    let of_plan: Tags = draft.plan.tags.iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect();
    let mut all: Vec<(Option<String>, Tags)> = Vec::new();
    for resource in draft.plan.resources.iter().filter(|resource| draft.kept.has(resource)) {
        let mut tags = of_plan.clone();
        let address = if let ResourceId::Named(address) = &resource.id { address.as_str() } else { "" };
        let written = draft.evaluated.and_then(|evaluated| evaluated.resource(address));
        tags.extend(written.map(of_resource).unwrap_or_default());
        if resource.kind.is_taggable() {
            all.push((suffix(draft, &resource.id), tags));
        }
    }
    if all.is_empty() {
        all.push((None, of_plan));
    }
    name(draft, &mut all);
    let all: Vec<Tags> = all.into_iter().map(|(_, tags)| tags).collect();
    let Some(first) = all.first() else { return };
    let common = |key: &String| all.iter().all(|tags| tags.get(key) == first.get(key));
    let is_role = !draft.kept.roles.is_empty();
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

/// Says the name, if each resource has that with its own end; takes it from the tags then.
fn name(draft: &mut Draft, all: &mut [(Option<String>, Tags)]) {
    let name = |(suffix, tags): &(Option<String>, Tags)| {
        let (suffix, name) = (suffix.as_ref()?, tags.get(NAME)?.as_ref()?);
        Some(name.strip_suffix(suffix.as_str())?.strip_suffix('-')?.to_owned())
    };
    let same = all.first().and_then(name).filter(|first| all.iter().all(|one| name(one).as_ref() == Some(first)));
    let Some(words) = draft.plan.name.clone().or(same).as_deref().and_then(quoted) else { return };
    draft.say(Keyword::Name, words);
    for (_, tags) in all {
        tags.remove(NAME);
    }
}

/// How the name ends that the spec gives to what takes the place of a resource.
fn suffix(draft: &Draft, id: &ResourceId) -> Option<String> {
    let kept = &draft.kept;
    let mut interfaces = kept.interfaces.iter().map(|it| (it.service, it.resource));
    let mut gateways = kept.gateways.iter().map(|(service, resource, _)| (*service, *resource));
    let s3 = kept.gateway.map(|(resource, _)| (Service::S3, resource));
    let of = |(_, resource): &(Service, &Resource)| resource.id == *id;
    let listed = interfaces.find(of).or_else(|| gateways.find(of)).or_else(|| s3.filter(of));
    let named = kept.named.iter().find(|named| named.resource.id == *id);
    let made = listed.map(|(service, _)| ResourceId::Endpoint(service));
    let made = made.or_else(|| named.map(|named| ResourceId::EndpointOf(named.name.to_owned())));
    let made = made.or_else(|| match &draft.plan.resource(id)?.kind {
        ResourceKind::Vpc(_) => Some(ResourceId::Vpc),
        ResourceKind::Subnet(_) => {
            let subnets: Vec<&ResourceId> = draft.plan.subnets().map(|(resource, _)| &resource.id).collect();
            let at = subnets.iter().position(|subnet| *subnet == id)?;
            Some(ResourceId::PrivateSubnet(u8::try_from(at).ok()?.checked_add(1)?))
        }
        ResourceKind::RouteTable(_) => Some(ResourceId::PrivateRouteTable),
        ResourceKind::SecurityGroup(_) => Some(ResourceId::EndpointSecurityGroup),
        ResourceKind::Role(_) => Some(ResourceId::ExecutionRole),
        ResourceKind::RouteTableAssociation(_)
        | ResourceKind::Ingress(_)
        | ResourceKind::Egress(_)
        | ResourceKind::InterfaceEndpoint(_)
        | ResourceKind::GatewayEndpoint(_)
        | ResourceKind::RolePolicy(_) => None,
    });
    made.map(|made| name_suffix(&made).into_owned())
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
