//! Input: security groups of a template, with outbound rules of their own or beside them.
//! Output: what the groups let out.
//! Never: takes a group whose outbound rules are not all seen for one that lets nothing else out.

use super::groups::{GROUP, peers, ports};
use super::prefix_lists;
use super::reading::{Reading, id, target};
use crate::plan::{self, Attribute, Egress, EgressRule, Peer, Plan, Target};
use crate::template::evaluated::Resource;
use crate::template::value::{Kind, Value};

const EGRESS: &[&str] =
    &["AWS::EC2::SecurityGroupEgress", "aws_vpc_security_group_egress_rule", "aws_security_group_rule"];

/// Adds what all groups let out.
pub(super) fn lift(reading: &Reading, plan: &mut Plan) {
    let mut all: Vec<Egress> = reading.of_types(GROUP).map(|group| own(reading, group)).collect();
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
            // CloudFormation's reference does not say whether AWS's rule of a new group stays beside such a rule.
            if target(rule) == Target::CloudFormationYaml {
                egress.rules.push(EgressRule::unknown());
            }
        }
    }
    // A module whose text is not there may add rules to a group that it is given.
    for module in &reading.evaluated.modules {
        for entry in module.inputs.entries().into_iter().flatten() {
            let given = reading.value(&entry.value);
            for egress in all.iter_mut().filter(|egress| egress.group == given) {
                egress.rules.push(EgressRule::unknown());
            }
        }
    }
    plan.surroundings.egress = all;
    plan.surroundings.prefix_lists = prefix_lists::of(reading);
}

fn is_egress(rule: &Resource) -> bool {
    let kind = rule.properties.get("type").and_then(Value::as_text);
    rule.kind != "aws_security_group_rule" || kind.as_deref() != Some("ingress")
}

/// What a group says of itself. Where it says nothing, `CloudFormation` leaves AWS's rule of a new group, which Terraform
/// takes away: <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group>, read
/// 2026-11-30.
fn own(reading: &Reading, group: &Resource) -> Egress {
    let value = plan::Value::Attribute(id(group), Attribute::Id);
    let mut egress = Egress { group: value.clone(), rules: Vec::new(), span: Some(group.span) };
    let in_cloudformation = target(group) == Target::CloudFormationYaml;
    let said = ["SecurityGroupEgress", "egress"].into_iter().find_map(|key| group.properties.get(key));
    match said.map(|said| (&said.kind, said)) {
        None | Some((Kind::Null, _)) => egress.rules.extend(in_cloudformation.then(EgressRule::everything)),
        Some((Kind::List(rules), _)) => {
            for rule in rules {
                add(reading, rule, &value, &mut egress);
            }
            egress.rules.extend((in_cloudformation && rules.is_empty()).then(EgressRule::unknown));
        }
        Some((Kind::Map(_), rule)) => add(reading, rule, &value, &mut egress),
        Some(_) => egress.rules.push(EgressRule::unknown()),
    }
    egress
}

fn add(reading: &Reading, rule: &Value, group: &plan::Value, egress: &mut Egress) {
    let ports = ports(rule);
    let mut to = peers(reading, rule, group);
    if to.is_empty() && !rule.is_known() {
        to.push(Peer::Unknown);
    }
    egress.rules.extend(to.into_iter().map(|peer| EgressRule { peer, ports }));
}
