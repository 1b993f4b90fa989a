//! Input: a template that ecrc wrote, and the text that it would write in its place.
//! Output: what somebody has added to it, by its place.
//! Never: takes for an addition what this spec no longer makes.

use super::cursor::Cursor;
use super::names::Names;
use super::{cloudformation, terraform};
use crate::backend::Target;
use crate::document::{self, Aliases, Node};
use crate::plan::ResourceId;
use crate::span::SourceId;
use std::collections::BTreeSet;

/// What a template has that ecrc never writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Additions {
    /// Nothing.
    None,
    /// This, and perhaps more: `Queue`, `Outputs.Queue`, `aws_sqs_queue.q`, `output.q`.
    Named(String),
    /// It cannot be read, and may hold anything.
    Unknown,
}

/// What `build` always writes, or writes for some specs, beside what has a name of its own.
const USUAL: &[&str] = &[
    "//",
    "AWSTemplateFormatVersion",
    "Description",
    "Metadata.ecrc",
    "Rules.Region",
    "data.aws_availability_zones.available",
    "data.aws_caller_identity.current",
    "data.aws_iam_policy_document.ecr",
    "data.aws_iam_policy_document.execution_role",
    "data.aws_iam_policy_document.execution_role_trust",
    "data.aws_iam_policy_document.s3",
    "data.aws_partition.current",
    "data.aws_service.region",
    "data.aws_vpc.this",
    "locals.s3_prefix_list_id",
    "provider.aws",
    "terraform.required_providers",
    "terraform.required_version",
    "variable.s3_prefix_list_id",
];

/// The policy document of one of several roles.
const OF_A_ROLE: &str = "data.aws_iam_policy_document.execution_role_";

/// What somebody has added to a template, beside what `build` would write in its place.
pub fn added(old: &str, new: &str) -> Additions {
    let (Some(root), Some(instead)) = (tree(old), tree(new)) else { return Additions::Unknown };
    let made: BTreeSet<String> = places(&instead).into_iter().map(|(place, _)| place).collect();
    let in_json = old.trim_start().starts_with('{');
    let target = match root.get("AWSTemplateFormatVersion").or_else(|| root.get("Resources")) {
        None if in_json => Target::TerraformJson,
        Some(_) if in_json => Target::CloudFormationJson,
        Some(_) | None => Target::CloudFormationYaml,
    };
    let places = places(&root);
    let mut names = Names::new(target);
    let own: BTreeSet<&str> = places
        .iter()
        .filter(|(place, node)| is_own_resource(&mut names, target, place, node))
        .map(|it| it.0.as_str())
        .collect();
    let is_own = |place: &str| {
        own.contains(place) || USUAL.contains(&place) || place.starts_with(OF_A_ROLE) || names.is_own(place)
    };
    match places.iter().find(|(place, _)| !made.contains(place) && !is_own(place)) {
        Some((place, _)) => Additions::Named(place.clone()),
        None => Additions::None,
    }
}

/// Of equal keys, either may be what somebody added.
fn tree(text: &str) -> Option<Node> {
    let id = SourceId::default();
    let in_json = text.trim_start().starts_with('{');
    let tree = if in_json { document::json(text, id) } else { document::yaml(text, id, Aliases::Followed) };
    tree.ok()
}

/// Everything that has a name in a template. `Resources` of `CloudFormation` and `resource` of Terraform go without saying.
fn places(root: &Node) -> Vec<(String, &Node)> {
    let mut places = Vec::new();
    for section in root.entries().into_iter().flatten() {
        let parts = maps(&section.node);
        if parts.is_empty() {
            places.push((section.key.clone(), &section.node));
        }
        for (key, node) in parts {
            match section.key.as_str() {
                "Resources" => places.push((key.to_owned(), node)),
                "resource" => {
                    places.extend(maps(node).into_iter().map(|(label, node)| (format!("{key}.{label}"), node)));
                }
                "data" => {
                    places.extend(maps(node).into_iter().map(|(label, node)| (format!("data.{key}.{label}"), node)));
                }
                other => places.push((format!("{other}.{key}"), node)),
            }
        }
    }
    places
}

/// The entries of a map, or of the maps in a list, as Terraform takes both.
fn maps(node: &Node) -> Vec<(&str, &Node)> {
    let items = node.items().unwrap_or(std::slice::from_ref(node));
    items.iter().filter_map(Node::entries).flatten().map(|entry| (entry.key.as_str(), &entry.node)).collect()
}

/// Whether a resource has a name that ecrc gives, and the reason that ecrc writes beside it.
fn is_own_resource(names: &mut Names, target: Target, place: &str, node: &Node) -> bool {
    if [cloudformation::NOTHING, terraform::DEFAULT_EGRESS].contains(&place) {
        return true;
    }
    let body = Cursor { node, path: String::new() };
    let (has_reason, properties) = match target {
        Target::CloudFormationYaml | Target::CloudFormationJson => {
            (cloudformation::reason(&body).is_ok(), node.get("Properties").unwrap_or(node))
        }
        Target::TerraformJson => (terraform::reason(&body).is_ok(), node),
    };
    if !has_reason {
        return false;
    }
    names.learn_role(place);
    let text = |keys: &[&str]| keys.iter().find_map(|key| properties.get(key)?.text());
    let of_service = || names.endpoint_of(text(&["ServiceName", "service_name"])?, place);
    let of_client = || names.client(text(CLIENT)?, place);
    let id: Option<ResourceId> = names.resource(place).cloned();
    let Some(id) = id.or_else(|| names.egress(place)).or_else(of_service).or_else(of_client) else { return false };
    names.add(id);
    true
}

/// The keys that say whom a rule of a security group admits.
const CLIENT: &[&str] = &[
    "CidrIp",
    "cidr_ipv4",
    "CidrIpv6",
    "cidr_ipv6",
    "SourceSecurityGroupId",
    "referenced_security_group_id",
    "SourcePrefixListId",
    "prefix_list_id",
];
