//! Input: what AWS says of security groups.
//! Output: groups, their ingress rules, and what they let out.
//! Never: leaves a rule out: a protocol that carries no https is one, too.

use super::here::Here;
use super::network::resource;
use super::printed::Kind;
use super::words::{items, name, text, value};
use crate::document::Node;
use crate::plan::{
    DefaultGroup, Egress, EgressRule, Ingress, Peer, Plan, Ports, PrefixList, Resource, ResourceKind, SecurityGroup,
    Value,
};
use std::borrow::Cow;

/// Adds the groups of the VPC.
pub(super) fn read(here: &Here, plan: &mut Plan) {
    for group in here.of(Kind::SecurityGroups) {
        let Some(id) = text(group, "GroupId") else { continue };
        if text(group, "GroupName") == Some("default") {
            plan.surroundings.default_group = Some(DefaultGroup { group: value(id), admits_itself: false });
        }
        let kind = SecurityGroup { vpc: plan.vpc.clone(), description: Cow::Borrowed("") };
        plan.resources.push(resource(id, ResourceKind::SecurityGroup(kind), group, "GroupId", &[]));
        let mut number = 0;
        for permission in items(group, "IpPermissions") {
            for (peer, node) in peers(permission) {
                let (ports, description) = (ports(permission), Cow::Borrowed(""));
                let ingress = Ingress { group: value(id), peer, ports, description };
                plan.resources.push(Resource {
                    id: name(&format!("{id}.ingress[{number}]")),
                    kind: ResourceKind::Ingress(ingress),
                    reason: None,
                    span: Some(node.span),
                    places: Vec::new(),
                });
                number += 1;
            }
        }
        // What was printed in part does not tell that nothing is let out.
        if group.get("IpPermissionsEgress").is_none() {
            continue;
        }
        let out = items(group, "IpPermissionsEgress").iter().flat_map(|permission| {
            let ports = ports(permission);
            peers(permission).into_iter().map(move |(peer, _)| EgressRule { peer, ports })
        });
        let span = group.get("GroupId").map(|id| id.span);
        plan.surroundings.egress.push(Egress { group: value(id), rules: out.collect(), span });
    }
    let lists = here.printed.of(Kind::PrefixLists).filter_map(|list| {
        let (id, name) = (text(list, "PrefixListId")?, text(list, "PrefixListName")?);
        Some(PrefixList { id: Value::literal(id.to_owned()), name: name.to_owned() })
    });
    plan.surroundings.prefix_lists = lists.collect();
}

/// All that a permission names as the other side.
fn peers(permission: &Node) -> Vec<(Peer, &Node)> {
    /// How an id or a block is a peer.
    type ToPeer = fn(&str) -> Peer;
    let kinds: [(&str, &str, ToPeer); 4] = [
        ("IpRanges", "CidrIp", |cidr| Peer::Ipv4(Value::literal(cidr.to_owned()))),
        ("Ipv6Ranges", "CidrIpv6", |cidr| Peer::Ipv6(Value::literal(cidr.to_owned()))),
        ("UserIdGroupPairs", "GroupId", |group| Peer::Group(value(group))),
        ("PrefixListIds", "PrefixListId", |list| Peer::PrefixList(Value::literal(list.to_owned()))),
    ];
    let of_kind = |(list, key, peer): (&str, &str, ToPeer)| {
        let nodes = items(permission, list).iter().map(|item| item.get(key).unwrap_or(item));
        nodes.map(|node| (node.text().map_or(Peer::Unknown, peer), node)).collect::<Vec<_>>()
    };
    kinds.into_iter().flat_map(of_kind).collect()
}

fn ports(permission: &Node) -> Ports {
    let port = |key: &str| text(permission, key)?.parse::<u16>().ok();
    match (text(permission, "IpProtocol"), port("FromPort"), port("ToPort")) {
        (Some("-1"), ..) => Ports::All,
        (Some("tcp" | "6"), Some(from), Some(to)) => Ports::Tcp(from, to),
        (Some("tcp" | "6") | None, ..) => Ports::Unknown,
        (Some(_), ..) => Ports::Other,
    }
}
