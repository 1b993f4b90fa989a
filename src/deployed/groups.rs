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
use crate::span::Span;
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
            for (peer, node) in peers(here, permission) {
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
            peers(here, permission).into_iter().map(move |(peer, _)| EgressRule { peer, ports })
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

/// The prefix lists of one's own that groups name, and whose entries no file holds, each with its place.
pub(super) fn unread_lists<'n>(here: &'n Here) -> Vec<(&'n str, Span)> {
    let of_aws = |id: &str| {
        let mut lists = here.printed.of(Kind::PrefixLists).filter(|list| text(list, "PrefixListId") == Some(id));
        lists.next().and_then(|list| text(list, "PrefixListName")).is_none_or(|name| name.starts_with("com.amazonaws."))
    };
    let permissions = here
        .of(Kind::SecurityGroups)
        .flat_map(|group| ["IpPermissions", "IpPermissionsEgress"].into_iter().flat_map(|key| items(group, key)));
    let lists = permissions.flat_map(|permission| items(permission, "PrefixListIds"));
    let named = lists.filter_map(|list| Some((text(list, "PrefixListId")?, list.span)));
    let mut unread: Vec<(&str, Span)> = Vec::new();
    for (id, span) in named.filter(|(id, _)| !of_aws(id) && entries(here, id).is_none()) {
        if !unread.iter().any(|(known, _)| *known == id) {
            unread.push((id, span));
        }
    }
    unread
}

/// All that a permission names as the other side; of a prefix list whose entries are known, each of these.
fn peers<'n>(here: &Here, permission: &'n Node) -> Vec<(Peer, &'n Node)> {
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
        let peers = nodes.flat_map(|node| match node.text().map(|text| (entries(here, text), text)) {
            Some((Some(entries), _)) => entries.into_iter().map(|peer| (peer, node)).collect(),
            Some((None, text)) => vec![(peer(text), node)],
            None => vec![(Peer::Unknown, node)],
        });
        peers.collect::<Vec<_>>()
    };
    kinds.into_iter().flat_map(of_kind).collect()
}

/// The blocks in a prefix list, if a file holds them.
fn entries(here: &Here, id: &str) -> Option<Vec<Peer>> {
    let list = here.printed.of(Kind::PrefixListEntries).find(|list| text(list, "PrefixListId") == Some(id))?;
    let block = |entry: &Node| match text(entry, "Cidr") {
        Some(cidr) if cidr.contains(':') => Peer::Ipv6(Value::literal(cidr.to_owned())),
        Some(cidr) => Peer::Ipv4(Value::literal(cidr.to_owned())),
        None => Peer::Unknown,
    };
    Some(items(list, "PrefixListEntries").iter().map(block).collect())
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
