//! Input: network ACLs of a template, their rules, and the subnets that they filter.
//! Output: the ACLs of a plan.
//! Never: takes an ACL whose rules are not all seen for one that lets nothing else through.

use super::groups::ports;
use super::reading::{Reading, VPC, get, id};
use super::unread;
use super::vpcs::SUBNET;
use crate::plan::{self, AclRule, Attribute, List, NetworkAcl, Peer, Plan, Ports, Property};
use crate::template::evaluated::{Exists, Resource};
use crate::template::value::Value;

const ACL: &[&str] = &["AWS::EC2::NetworkAcl", "aws_network_acl", "aws_default_network_acl"];
const RULE: &[&str] = &["AWS::EC2::NetworkAclEntry", "aws_network_acl_rule"];
const ASSOCIATION: &[&str] = &["AWS::EC2::SubnetNetworkAclAssociation", "aws_network_acl_association"];

/// Adds all ACLs: those of other VPCs filter no subnet of this one.
pub(super) fn lift(reading: &Reading, plan: &mut Plan) {
    let mut acls: Vec<(plan::Value, NetworkAcl)> = reading.of_types(ACL).map(|acl| own(reading, acl)).collect();
    let mentioned: Vec<plan::Value> =
        reading.of_types(RULE).chain(reading.of_types(ASSOCIATION)).map(|it| named(reading, it)).collect();
    for vpc in reading.of_types(VPC) {
        let value = reading.acl_with(vpc);
        if mentioned.contains(&value) && !acls.iter().any(|(other, _)| *other == value) {
            acls.push((value.clone(), with_vpc(vpc, value.name())));
        }
    }
    for rule in reading.of_types(RULE) {
        let of = named(reading, rule);
        let said = lifted(reading, &rule.properties, None, rule.exists == Exists::Always);
        for (_, acl) in acls.iter_mut().filter(|(value, _)| *value == of || !of.is_known()) {
            acl.rules.push(if of.is_known() { said.clone() } else { AclRule::unknown() });
        }
    }
    for association in reading.of_types(ASSOCIATION) {
        let of = named(reading, association);
        let subnet = get(association, Property::SubnetId).map_or_else(plan::Value::unknown, |it| reading.value(it));
        // An association that may not be there ties the ACL to a subnet that is not known.
        let is_sure = of.is_known() && association.exists == Exists::Always;
        // An ACL of elsewhere may let anything through, or nothing.
        if !acls.iter().any(|(value, _)| *value == of) {
            let rules = vec![AclRule::unknown()];
            let (name, span) = (association.address.clone(), Some(association.span));
            acls.push((of.clone(), NetworkAcl { name, subnets: vec![subnet.clone()], rules, span }));
        }
        for (_, acl) in acls.iter_mut().filter(|(value, _)| *value == of || !of.is_known()) {
            acl.subnets.push(if is_sure { subnet.clone() } else { plan::Value::unknown() });
        }
    }
    for unread in unread::all(reading) {
        for given in unread.given.iter().map(|given| reading.value(given)) {
            for (_, acl) in acls.iter_mut().filter(|(value, _)| *value == given) {
                acl.rules.push(AclRule::unknown());
            }
        }
    }
    for vpc in reading.of_types(VPC) {
        let rest = others(reading, vpc, &acls);
        let own = reading.acl_with(vpc);
        if let Some((_, acl)) = acls.iter_mut().find(|(value, _)| *value == own) {
            acl.subnets.extend(rest);
        }
    }
    plan.surroundings.acls = acls.into_iter().map(|(_, acl)| acl).collect();
}

/// The ACL that comes with a VPC: it lets all through, as long as nothing changes it.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html>, read 2026-11-30.
fn with_vpc(vpc: &Resource, name: String) -> NetworkAcl {
    let all = |egress| AclRule {
        number: Some(100),
        egress: Some(egress),
        allow: Some(true),
        peer: Peer::Ipv4(plan::Value::literal("0.0.0.0/0")),
        ports: Ports::All,
        span: Some(vpc.span),
    };
    NetworkAcl { name, subnets: Vec::new(), rules: vec![all(true), all(false)], span: Some(vpc.span) }
}

/// The subnets of a VPC that no ACL names, which have the VPC's; none where an ACL may be that of any.
fn others(reading: &Reading, vpc: &Resource, acls: &[(plan::Value, NetworkAcl)]) -> Vec<plan::Value> {
    let mut tied = acls.iter().flat_map(|(_, acl)| &acl.subnets);
    if tied.any(|subnet| !subnet.is_known()) {
        return Vec::new();
    }
    let is_in = |subnet: &&Resource| {
        let said = get(subnet, Property::VpcId).and_then(|said| reading.named(said));
        said.is_some_and(|said| said.address == vpc.address)
    };
    let subnets = reading.of_types(SUBNET).filter(is_in).map(|it| plan::Value::Attribute(id(it), Attribute::Id));
    subnets.filter(|subnet| !acls.iter().any(|(_, acl)| acl.subnets.contains(subnet))).collect()
}

/// The ACL that a rule or an association is of.
fn named(reading: &Reading, of: &Resource) -> plan::Value {
    let said = ["NetworkAclId", "network_acl_id"].into_iter().find_map(|key| of.properties.get(key));
    said.map_or_else(plan::Value::unknown, |acl| reading.value(acl))
}

/// An ACL with the rules and subnets that stand in it.
fn own(reading: &Reading, acl: &Resource) -> (plan::Value, NetworkAcl) {
    let mut rules = Vec::new();
    for (key, egress) in [("ingress", false), ("egress", true)] {
        for rule in acl.properties.blocks(key) {
            if rule.is_null() {
                continue;
            }
            let is_rule = rule.entries().is_some();
            rules.push(if is_rule { lifted(reading, rule, Some(egress), true) } else { AclRule::unknown() });
        }
    }
    let subnets = match reading.list(acl.properties.get("subnet_ids")) {
        List::Items(subnets) => subnets,
        List::Parameter(_) | List::Unknown(_) => vec![plan::Value::unknown()],
    };
    let lifted = NetworkAcl { name: acl.address.clone(), subnets, rules, span: Some(acl.span) };
    (plan::Value::Attribute(id(acl), Attribute::Id), lifted)
}

/// A rule; one that may not be there has no number that is known.
fn lifted(reading: &Reading, rule: &Value, egress: Option<bool>, exists: bool) -> AclRule {
    let first = |keys: &[&str]| keys.iter().find_map(|key| rule.get(key)).filter(|value| !value.is_null());
    let number = first(&["RuleNumber", "rule_number", "rule_no"]).and_then(Value::as_index);
    let action = first(&["RuleAction", "rule_action", "action"]).and_then(Value::as_text);
    let cidr = |keys: &[&str], peer: fn(plan::Value) -> Peer| {
        let said = first(keys).filter(|cidr| cidr.as_text().as_deref() != Some(""))?;
        let value = reading.value(said);
        Some(if value.is_known() { peer(value) } else { Peer::Unknown })
    };
    let peer = cidr(&["CidrBlock", "cidr_block"], Peer::Ipv4)
        .or_else(|| cidr(&["Ipv6CidrBlock", "ipv6_cidr_block"], Peer::Ipv6))
        .unwrap_or(Peer::Unknown);
    AclRule {
        number: number.and_then(|number| u16::try_from(number).ok()).filter(|_| exists),
        egress: egress.or_else(|| first(&["Egress", "egress"]).map_or(Some(false), Value::as_bool)),
        allow: action.map(|action| action.eq_ignore_ascii_case("allow")),
        peer,
        ports: ports_of(rule),
        span: Some(rule.span),
    }
}

/// The ports, which `CloudFormation` says in a map of their own.
fn ports_of(rule: &Value) -> Ports {
    let Some(range) = rule.get("PortRange") else {
        let protocol = ["Protocol", "protocol"].into_iter().find_map(|key| rule.get(key)).and_then(Value::as_text);
        return match (protocol.as_deref(), rule.get("Protocol")) {
            (Some("-1" | "all"), _) => Ports::All,
            // For tcp CloudFormation requires the range.
            (Some("6"), Some(_)) | (None, _) => Ports::Unknown,
            (Some(_), Some(_)) => Ports::Other,
            (Some(_), None) => ports(rule),
        };
    };
    let port = |key: &str| range.get(key).and_then(Value::as_index).and_then(|port| u16::try_from(port).ok());
    match (rule.get("Protocol").and_then(Value::as_text).as_deref(), port("From"), port("To")) {
        (Some("-1"), ..) => Ports::All,
        (Some("6" | "tcp"), Some(from), Some(to)) => Ports::Tcp(from, to),
        (Some("6" | "tcp") | None, ..) => Ports::Unknown,
        (Some(_), ..) => Ports::Other,
    }
}
