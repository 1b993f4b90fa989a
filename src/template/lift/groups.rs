//! Input: security groups of a template, with rules of their own or beside them.
//! Output: groups and ingress rules of a plan.
//! Never: takes a rule whose port or peer is not known for one that admits nothing.

use super::network::resource;
use super::prefix_lists::prefix_list;
use super::reading::{Reading, get, id};
use super::same::block_of_vpc;
use super::unread;
use crate::plan::{
    self, Attribute, Ingress, Peer, Plan, Ports, Property, Resource, ResourceId, ResourceKind, SecurityGroup, once,
};
use crate::span::Span;
use crate::template::value::{Kind, Value};
use std::borrow::Cow;

pub(super) const GROUP: &[&str] = &["AWS::EC2::SecurityGroup", "aws_security_group", "aws_default_security_group"];
const INGRESS: &[&str] =
    &["AWS::EC2::SecurityGroupIngress", "aws_vpc_security_group_ingress_rule", "aws_security_group_rule"];

/// Where a rule says whom it lets in: one, or several at once.
const IPV4: &[&str] = &["CidrIp", "cidr_ipv4", "cidr_blocks"];
const IPV6: &[&str] = &["CidrIpv6", "cidr_ipv6", "ipv6_cidr_blocks"];
const GROUPS: &[&str] = &[
    "SourceSecurityGroupId",
    "DestinationSecurityGroupId",
    "referenced_security_group_id",
    "source_security_group_id",
    "security_groups",
];
const PREFIX_LISTS: &[&str] = &["SourcePrefixListId", "DestinationPrefixListId", "prefix_list_id", "prefix_list_ids"];

/// Adds all groups and rules; whose VPC it is, is told apart when the plan is whole.
pub(super) fn lift(reading: &Reading, plan: &mut Plan) {
    for group in reading.of_types(GROUP) {
        let vpc = get(group, Property::VpcId).map_or_else(plan::Value::unknown, |vpc| reading.value(vpc));
        let kind = ResourceKind::SecurityGroup(SecurityGroup { vpc, description: Cow::Borrowed("") });
        plan.resources.push(resource(group, kind, &[]));
        let inline = ["SecurityGroupIngress", "ingress"].into_iter().find_map(|key| group.properties.get(key));
        let own = plan::Value::Attribute(id(group), Attribute::Id);
        match inline.map(|inline| (&inline.kind, inline)) {
            None | Some((Kind::Null, _)) => {}
            Some((Kind::List(rules), _)) => {
                for (index, rule) in rules.iter().enumerate() {
                    let name = format!("{}.ingress[{index}]", group.address);
                    add(reading, plan, &name, rule, &own, rule.span);
                }
            }
            Some((Kind::Map(_), rule)) => {
                add(reading, plan, &format!("{}.ingress", group.address), rule, &own, rule.span);
            }
            Some((_, rules)) => open(plan, &format!("{}.ingress", group.address), &own, rules.span),
        }
    }
    for rule in reading.of_types(INGRESS) {
        let is_ingress = rule.kind != "aws_security_group_rule"
            || rule.properties.get("type").and_then(Value::as_text).as_deref() != Some("egress");
        if is_ingress {
            let group = ["GroupId", "security_group_id"].into_iter().find_map(|key| rule.properties.get(key));
            let group = group.map_or_else(plan::Value::unknown, |group| reading.value(group));
            if matches!(group, plan::Value::Unknown(_)) {
                of_some_group(plan, &rule.address, rule.span);
            } else {
                add(reading, plan, &rule.address, &rule.properties, &group, rule.span);
            }
        }
    }
    of_modules(reading, plan);
}

/// A module whose text is not there may add rules to a group that it is given.
fn of_modules(reading: &Reading, plan: &mut Plan) {
    for unread in unread::all(reading) {
        let given = unread.given.iter().map(|given| reading.value(given));
        let groups: Vec<_> = given.filter(|value| plan.resources.iter().any(|it| is_group(it, value))).collect();
        for (index, group) in groups.iter().enumerate() {
            open(plan, &format!("{}.ingress[{index}]", unread.address), group, unread.span);
        }
    }
}

/// A rule of which it is not known whose it is may be any group's.
fn of_some_group(plan: &mut Plan, name: &str, span: Span) {
    let groups = plan.resources.iter().filter(|it| matches!(it.kind, ResourceKind::SecurityGroup(_)));
    let groups = groups.map(|it| plan::Value::Attribute(it.id.clone(), Attribute::Id));
    let default = plan.surroundings.default_group.iter().map(|default| default.group.clone());
    let groups: Vec<_> = once(groups.chain(default));
    for (index, group) in groups.iter().enumerate() {
        open(plan, &format!("{name}[{index}]"), group, span);
    }
}

fn is_group(resource: &Resource, value: &plan::Value) -> bool {
    matches!(resource.kind, ResourceKind::SecurityGroup(_))
        && *value == plan::Value::Attribute(resource.id.clone(), Attribute::Id)
}

/// A rule of which nothing is known.
fn open(plan: &mut Plan, name: &str, group: &plan::Value, span: Span) {
    push(plan, name.to_owned(), group, Peer::Unknown, Ports::Unknown, span);
}

/// How a value is a peer.
type ToPeer = fn(plan::Value) -> Peer;

/// A rule for each that it lets in.
fn add(reading: &Reading, plan: &mut Plan, name: &str, rule: &Value, group: &plan::Value, span: Span) {
    let ports = ports(rule);
    let peers = peers(reading, rule, group);
    if peers.is_empty() && !rule.is_known() {
        open(plan, name, group, span);
    }
    let several = peers.len() > 1;
    for (index, peer) in peers.into_iter().enumerate() {
        let name = if several { format!("{name}[{index}]") } else { name.to_owned() };
        push(plan, name, group, peer, ports, span);
    }
}

/// All that a rule names as the other side.
pub(super) fn peers(reading: &Reading, rule: &Value, group: &plan::Value) -> Vec<Peer> {
    let mut peers: Vec<Peer> = Vec::new();
    let kinds: [(_, ToPeer); 4] =
        [(IPV4, Peer::Ipv4), (IPV6, Peer::Ipv6), (GROUPS, Peer::Group), (PREFIX_LISTS, Peer::PrefixList)];
    for (keys, peer) in kinds {
        for said in keys.iter().filter_map(|key| rule.get(key)).filter(|said| !said.is_null()) {
            match said.items() {
                Some(items) => peers.extend(items.iter().map(|item| one(reading, item, peer))),
                None => peers.push(one(reading, said, peer)),
            }
        }
    }
    if rule.get("self").and_then(Value::as_bool) == Some(true) {
        peers.push(Peer::Group(group.clone()));
    }
    let named = rule.get("SourceSecurityGroupName").is_some();
    if named {
        peers.push(Peer::Unknown);
    }
    peers
}

fn push(plan: &mut Plan, name: String, group: &plan::Value, peer: Peer, ports: Ports, span: Span) {
    let kind = ResourceKind::Ingress(Ingress { group: group.clone(), peer, ports, description: Cow::Borrowed("") });
    plan.resources.push(Resource {
        id: ResourceId::Named(name),
        kind,
        reason: None,
        span: Some(span),
        places: Vec::new(),
    });
}

fn one(reading: &Reading, said: &Value, peer: ToPeer) -> Peer {
    let named = || prefix_list(reading, said).or_else(|| block_of_vpc(reading, said));
    let value = named().unwrap_or_else(|| reading.value(said));
    let unknown = matches!(value, plan::Value::Unknown(_));
    let peer = peer(value);
    // Whichever group it is: it has no public address.
    if unknown && !matches!(peer, Peer::Group(_)) { Peer::Unknown } else { peer }
}

pub(super) fn ports(rule: &Value) -> Ports {
    let first = |keys: &[&str]| keys.iter().find_map(|key| rule.get(key)).filter(|value| !value.is_null());
    let protocol = first(&["IpProtocol", "ip_protocol", "protocol"]);
    let Some(protocol) = protocol.and_then(Value::as_text) else { return Ports::Unknown };
    let port = |keys: &[&str]| first(keys).and_then(Value::as_index).and_then(|port| u16::try_from(port).ok());
    match protocol.to_ascii_lowercase().as_str() {
        "-1" | "all" => Ports::All,
        "tcp" | "6" => match (port(&["FromPort", "from_port"]), port(&["ToPort", "to_port"])) {
            (Some(from), Some(to)) => Ports::Tcp(from, to),
            _ => Ports::Unknown,
        },
        _ => Ports::Other,
    }
}
