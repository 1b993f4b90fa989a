//! Input: what AWS says of a VPC and what is in it.
//! Output: what of it a plan has no place for.
//! Never: passes over a member of an answer because nobody thought of it.

use super::here::Here;
use super::printed::Kind;
use super::roles;
use super::words::{name, text};
use crate::document::{Content, Node};
use crate::plan::{Beyond, ResourceId, is_held};

/// What is said beyond the plan.
pub(super) fn read(here: &Here, vpc: &Node) -> Vec<Beyond> {
    let mut beyond = Vec::new();
    add(here, "Vpc", &name(here.id), vpc, &mut beyond);
    let kinds = [
        (Kind::Subnets, "Subnet", "SubnetId"),
        (Kind::RouteTables, "RouteTable", "RouteTableId"),
        (Kind::SecurityGroups, "SecurityGroup", "GroupId"),
        (Kind::Endpoints, "VpcEndpoint", "VpcEndpointId"),
    ];
    for (kind, shape, id) in kinds {
        for node in here.of(kind) {
            if let Some(id) = text(node, id) {
                add(here, shape, &name(id), node, &mut beyond);
            }
        }
    }
    for role in here.printed.of(Kind::Role).filter_map(|node| node.get("Role")) {
        if let Some(of) = text(role, "RoleName") {
            add(here, "Role", &name(&roles::id(of)), role, &mut beyond);
        }
    }
    beyond
}

fn add(here: &Here, shape: &str, id: &ResourceId, node: &Node, beyond: &mut Vec<Beyond>) {
    for entry in node.entries().into_iter().flatten() {
        let own = [(entry.key.clone(), &entry.node)];
        let below = entry.node.entries().filter(|_| !is_held(shape, &entry.key, None));
        let below = below.map(|below| below.iter().map(|it| (format!("{}.{}", entry.key, it.key), &it.node)).collect());
        for (property, said) in below.unwrap_or_else(|| own.to_vec()) {
            if !says_nothing(said) && !is_usual(here, shape, node, &property, said.text()) {
                beyond.push(Beyond { of: id.clone(), property, value: said.text().map(str::to_owned) });
            }
        }
    }
    // The first is the VPC's own.
    let blocks = node.get("CidrBlockAssociationSet").and_then(Node::items);
    for block in blocks.into_iter().flatten().filter_map(|block| text(block, "CidrBlock")) {
        if Some(block) != text(node, "CidrBlock") {
            let property = "CidrBlockAssociationSet".to_owned();
            beyond.push(Beyond { of: id.clone(), property, value: Some(block.to_owned()) });
        }
    }
}

fn says_nothing(node: &Node) -> bool {
    match &node.content {
        Content::Scalar(scalar) => matches!(scalar.text.as_str(), "" | "false" | "null" | "0"),
        Content::List(items) => items.is_empty(),
        Content::Map(entries) => entries.is_empty(),
    }
}

/// Whether a plan has it, or AWS does it anyway.
fn is_usual(here: &Here, shape: &str, node: &Node, property: &str, value: Option<&str>) -> bool {
    match property {
        "DnsOptions.DnsRecordIpType" => value == Some(text(node, "IpAddressType").unwrap_or("ipv4")),
        "ServiceRegion" => value.is_some_and(|value| here.region.is_some_and(|region| region.id == value)),
        _ => is_held(shape, property, value),
    }
}
