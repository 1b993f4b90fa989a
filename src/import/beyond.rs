//! Input: what exists, and which of it the spec makes, too.
//! Output: what is said of that and that no spec can say: settings, further policies of a role, what refers to it.
//! Never: passes over a setting because a plan has no place for it.

use super::compare::{Difference, Part};
use super::draft::Draft;
use super::names::listed;
use crate::plan::{Attribute, Resource, ResourceId, ResourceKind, Value, logical_id};
use crate::template;
use std::collections::{BTreeMap, BTreeSet};

const TAGS: &str = "Tags";

/// Settings of what the spec makes, and policies of its role, that the spec has not.
pub(super) fn differences(draft: &Draft) -> Vec<Difference> {
    let mut who: BTreeMap<(Part, String), Vec<String>> = BTreeMap::new();
    // What AWS's answers say of tags is no setting; a note says it.
    for beyond in draft.world.beyond.iter().filter(|beyond| beyond.property != TAGS) {
        let Some(resource) = draft.plan.resource(&beyond.of).filter(|resource| draft.kept.has(resource)) else {
            continue;
        };
        let value = beyond.value.as_ref().map_or_else(String::new, |value| format!(": {value}"));
        who.entry((part(resource), format!("`{}{value}`", beyond.property))).or_default().push(logical_id(&beyond.of));
    }
    for (role, policy) in own_policies(draft) {
        let what = format!("the policy `{}`", logical_id(&policy.id));
        who.entry((Part::Role, what)).or_default().push(logical_id(role));
    }
    let difference = |((part, what), of): ((Part, String), Vec<String>)| {
        let have = if of.len() == 1 { "has" } else { "have" };
        let text = format!("{} {have} {what}, which a spec cannot express", listed(&of));
        Difference { part, text, policy_of: None }
    };
    who.into_iter().map(difference).collect()
}

/// The policies that are said in the role that the spec makes, but for the one that it makes with it.
fn own_policies<'d>(draft: &'d Draft) -> impl Iterator<Item = (&'d ResourceId, &'d Resource)> {
    draft.kept.roles.iter().flat_map(move |role| {
        let own = Value::Attribute((*role).clone(), Attribute::Name);
        let below = format!("{}.", logical_id(role));
        let policies = draft.plan.resources.iter().filter(move |resource| {
            let ResourceKind::RolePolicy(policy) = &resource.kind else { return false };
            policy.role == own && logical_id(&resource.id).starts_with(&below) && !draft.kept.has(resource)
        });
        policies.map(move |policy| (*role, policy))
    })
}

/// Which part of a spec a resource is of.
fn part(resource: &Resource) -> Part {
    match &resource.kind {
        ResourceKind::Vpc(_)
        | ResourceKind::Subnet(_)
        | ResourceKind::RouteTable(_)
        | ResourceKind::RouteTableAssociation(_) => Part::Network,
        ResourceKind::SecurityGroup(_) | ResourceKind::Ingress(_) => Part::Clients,
        ResourceKind::Egress(_) => Part::Tasks,
        ResourceKind::InterfaceEndpoint(_) | ResourceKind::GatewayEndpoint(_) => Part::Endpoints,
        ResourceKind::Role(_) | ResourceKind::RolePolicy(_) => Part::Role,
    }
}

/// Says which tags of what is deployed are left out.
pub(super) fn note_tags(draft: &mut Draft) {
    let tagged = draft.world.beyond.iter().filter(|beyond| beyond.property == TAGS);
    let kept = tagged.filter(|it| draft.plan.resource(&it.of).is_some_and(|resource| draft.kept.has(resource)));
    let names: Vec<String> = kept.map(|beyond| logical_id(&beyond.of)).collect();
    if !names.is_empty() {
        draft.note(format!("the tags of {} are left out: add them with `tag`", listed(&names)));
    }
}

/// Says which resources of the template are left where they are, and refer to what the spec makes.
pub(super) fn note_referring(draft: &mut Draft) {
    let Some(evaluated) = draft.evaluated else { return };
    let kept = draft.plan.resources.iter().filter(|resource| draft.kept.has(resource));
    let kept: BTreeSet<String> = kept.map(|resource| logical_id(&resource.id)).collect();
    let is_left = |resource: &&template::Resource| !kept.contains(&resource.address) && !is_carried(resource, &kept);
    let left = evaluated.resources.iter().filter(is_left);
    let referring = left.filter(|resource| resource.properties.refers(&|address| kept.contains(address)));
    let names: Vec<String> = referring.map(|resource| resource.address.clone()).collect();
    if !names.is_empty() {
        draft.note(format!("update the references in {}: the spec recreates what they refer to", listed(&names)));
    }
}

/// Terraform's resources that say one thing of an endpoint.
const PARTS: &[&str] = &[
    "aws_vpc_endpoint_policy",
    "aws_vpc_endpoint_private_dns",
    "aws_vpc_endpoint_route_table_association",
    "aws_vpc_endpoint_security_group_association",
    "aws_vpc_endpoint_subnet_association",
];

/// Whether it is a part of an endpoint, or an outbound rule of its group, which are compared with these.
fn is_carried(resource: &template::Resource, kept: &BTreeSet<String>) -> bool {
    let group = ["GroupId", "security_group_id"].into_iter().find_map(|key| resource.properties.get(key));
    let is_rule = resource.kind.ends_with("Egress") || resource.kind.ends_with("_egress_rule");
    PARTS.contains(&resource.kind.as_str())
        || is_rule && group.is_some_and(|group| group.refers(&|address| kept.contains(address)))
}
