//! Input: Resolver rules of a template, and the VPCs that they are associated with.
//! Output: the rules of a VPC.
//! Never: takes a rule that is not shown for one that forwards a name of an endpoint.

use super::reading::{Reading, first, get};
use super::vpcs::Vpc;
use crate::plan::{Plan, Property, ResolverRule};
use crate::template::value::Value;

const ASSOCIATION: &[&str] =
    &["AWS::Route53Resolver::ResolverRuleAssociation", "aws_route53_resolver_rule_association"];
/// What a VPC is called there.
const VPC: &[&str] = &["VPCId", "vpc_id"];

/// Adds the rules that are associated with a VPC.
pub(super) fn lift(reading: &Reading, vpc: &Vpc, plan: &mut Plan) {
    for association in reading.of_types(ASSOCIATION) {
        let of = first(&association.properties, VPC).or_else(|| get(association, Property::VpcId));
        if !vpc.surely_holds(reading, of) {
            continue;
        }
        let named = first(&association.properties, &["ResolverRuleId", "resolver_rule_id"]);
        let rule = named.and_then(|named| reading.named(named));
        let said = |keys: &[&str]| rule.and_then(|rule| first(&rule.properties, keys)).map(|said| reading.value(said));
        let domain = said(&["DomainName", "domain_name"]).map(|domain| domain.in_region(plan.region));
        let kind = rule.and_then(|rule| first(&rule.properties, &["RuleType", "rule_type"])).and_then(Value::as_text);
        plan.surroundings.resolver_rules.push(ResolverRule::new(
            domain.as_ref().and_then(|domain| domain.as_literal()),
            kind.is_none_or(|kind| ResolverRule::is_forwarding(&kind)),
            Some(rule.map_or(association.span, |rule| rule.span)),
        ));
    }
}
