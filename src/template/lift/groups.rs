//! Input: security groups of a template, with rules of their own or beside them.
//! Output: groups and ingress rules of a plan.
//! Never: takes a rule whose port or peer is not known for one that admits nothing.

use super::network::resource;
use super::peers::peers;
use super::reading::{GROUP, Reading, get, id};
use super::unread;
use crate::plan::{
    self, Attribute, Ingress, Peer, Plan, Ports, Property, Resource, ResourceId, ResourceKind, SecurityGroup, once,
};
use crate::span::Span;
use crate::template::value::{Kind, Value};
use std::borrow::Cow;

const INGRESS: &[&str] =
    &["AWS::EC2::SecurityGroupIngress", "aws_vpc_security_group_ingress_rule", "aws_security_group_rule"];

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
