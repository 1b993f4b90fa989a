//! Input: security groups of a template, with outbound rules of their own or beside them.
//! Output: what the groups let out.
//! Never: takes a group whose outbound rules are not all seen for one that lets nothing else out.

use super::groups::ports;
use super::network::resource;
use super::peers::peers;
use super::prefix_lists;
use super::reading::{GROUP, Reading, id, target};
use super::unread;
use crate::plan::{self, Attribute, Egress, EgressRule, OutboundRule, Peer, Plan, ResourceKind, Target};
use crate::template::evaluated::{Exists, Resource};
use crate::template::value::{Kind, Value};
use std::borrow::Cow;

pub(super) const EGRESS: &[&str] =
    &["AWS::EC2::SecurityGroupEgress", "aws_vpc_security_group_egress_rule", "aws_security_group_rule"];

/// Adds what all groups let out.
pub(super) fn lift(reading: &Reading, plan: &mut Plan) {
    elsewhere(reading, plan);
    let mut all: Vec<Egress> = reading.of_types(GROUP).map(|group| own(reading, group)).collect();
    all.extend(
        plan.surroundings.default_group.iter().filter(|it| it.admits_itself).map(|it| of_default(reading, &it.group)),
    );
    let of_clusters = plan.surroundings.cluster_groups.iter();
    all.extend(of_clusters.map(|group| Egress {
        group: group.clone(),
        rules: vec![EgressRule::everything()],
        span: None,
    }));
    for rule in reading.of_types(EGRESS).filter(|rule| is_egress(rule)) {
        let said = ["GroupId", "security_group_id"].into_iter().find_map(|key| rule.properties.get(key));
        let value = said.map_or_else(plan::Value::unknown, |group| reading.value(group));
        let may_be = |egress: &&mut Egress| egress.group == value || !value.is_known();
        for egress in all.iter_mut().filter(may_be) {
            if value.is_known() {
                let group = egress.group.clone();
                add(reading, &rule.properties, &group, egress);
            } else {
                egress.rules.push(EgressRule::unknown());
            }
            // With it, CloudFormation takes AWS's own rule away, and without it does not.
            if rule.exists != Exists::Always {
                egress.rules.push(EgressRule::unknown());
            }
        }
    }
    // A module whose text is not there may add rules to a group that it is given.
    for unread in unread::all(reading) {
        for given in unread.given.iter().map(|given| reading.value(given)) {
            for egress in all.iter_mut().filter(|egress| egress.group == given) {
                egress.rules.push(EgressRule::unknown());
            }
        }
    }
    for (group, egress) in reading.of_types(GROUP).zip(&mut all) {
        egress.rules.extend(keeps_default(group, egress).then(EgressRule::everything));
    }
    plan.surroundings.egress = all;
    plan.surroundings.prefix_lists = prefix_lists::of(reading);
}

/// Adds the rules of one group each that is made elsewhere: what else such a group lets out is not seen.
fn elsewhere(reading: &Reading, plan: &mut Plan) {
    for rule in reading.of_types(EGRESS).filter(|rule| is_egress(rule)) {
        let said = ["GroupId", "security_group_id"].into_iter().find_map(|key| rule.properties.get(key));
        let Some(group) = said.filter(|group| reading.named(group).is_none()).map(|group| reading.value(group)) else {
            continue;
        };
        // The list of S3 may be a parameter.
        let list = ["DestinationPrefixListId", "prefix_list_id"].into_iter().find_map(|key| rule.properties.get(key));
        let to = match list.filter(|list| !list.is_null()) {
            Some(list) => {
                vec![Peer::PrefixList(prefix_lists::prefix_list(reading, list).unwrap_or_else(|| reading.value(list)))]
            }
            None => peers(reading, &rule.properties, &group),
        };
        if let ([peer], true) = (to.as_slice(), group.is_identified()) {
            let to = EgressRule { peer: peer.clone(), ports: ports(&rule.properties) };
            let outbound = OutboundRule { group, rule: to, description: Cow::Borrowed("") };
            plan.resources.push(resource(rule, ResourceKind::Egress(outbound), &[]));
        }
    }
}

fn is_egress(rule: &Resource) -> bool {
    let kind = rule.properties.get("type").and_then(Value::as_text);
    rule.kind != "aws_security_group_rule" || kind.as_deref() != Some("ingress")
}

/// What a group says of itself.
fn own(reading: &Reading, group: &Resource) -> Egress {
    let value = plan::Value::Attribute(id(group), Attribute::Id);
    let mut egress = Egress { group: value.clone(), rules: Vec::new(), span: Some(group.span) };
    let said = ["SecurityGroupEgress", "egress"].into_iter().find_map(|key| group.properties.get(key));
    match said.map(|said| (&said.kind, said)) {
        None | Some((Kind::Null, _)) => {}
        Some((Kind::List(rules), _)) => {
            for rule in rules {
                add(reading, rule, &value, &mut egress);
            }
        }
        Some((Kind::Map(_), rule)) => add(reading, rule, &value, &mut egress),
        Some(_) => egress.rules.push(EgressRule::unknown()),
    }
    egress
}

/// What the VPC's default group lets out as AWS makes it, which is everything. Whether `CloudFormation` takes that rule
/// away, too, once there is another one, its page does not say.
fn of_default(reading: &Reading, group: &plan::Value) -> Egress {
    let names_it = |rule: &Resource| rule.properties.get("GroupId").is_some_and(|said| reading.value(said) == *group);
    let is_open = reading.of_types(EGRESS).any(names_it);
    let rule = if is_open { EgressRule::unknown() } else { EgressRule::everything() };
    Egress { group: group.clone(), rules: vec![rule], span: None }
}

/// AWS lets everything out of a new group. `CloudFormation` takes that rule away once there is another one, also one of
/// its own resource, and Terraform always does:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-securitygroup.html>,
/// <https://github.com/aws/aws-cdk/issues/987>,
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group>, read 2026-11-30.
fn keeps_default(group: &Resource, egress: &Egress) -> bool {
    target(group) == Target::CloudFormationYaml && egress.rules.is_empty()
}

fn add(reading: &Reading, rule: &Value, group: &plan::Value, egress: &mut Egress) {
    let ports = ports(rule);
    let mut to = peers(reading, rule, group);
    if to.is_empty() && !rule.is_known() {
        to.push(Peer::Unknown);
    }
    egress.rules.extend(to.into_iter().map(|peer| EgressRule { peer, ports }));
}
