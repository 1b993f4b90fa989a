//! Input: private hosted zones of a template, and the VPCs that they answer in.
//! Output: the same in a plan.
//! Never: leaves a zone out because its name or its VPC is not known.

use super::reading::{Reading, either, get};
use super::vpcs::Vpc;
use crate::aws::Service;
use crate::plan::{self, Plan, Property};
use crate::span::Span;
use crate::template::evaluated::{Output, Resource};
use crate::template::value::{Kind, Value};

const ZONE: &[&str] = &["AWS::Route53::HostedZone", "aws_route53_zone"];
const ASSOCIATION: &[&str] = &["aws_route53_zone_association"];

/// Adds the zones that answer in a VPC.
pub(super) fn lift(reading: &Reading, vpc: &Vpc, plan: &mut Plan) {
    let made =
        reading.of_types(ZONE).filter(|zone| answers_in(reading, vpc, zone)).map(|zone| (name_of(zone), zone.span));
    let tied = reading.of_types(ASSOCIATION).filter(|it| vpc.holds(reading, get(it, Property::VpcId)));
    let tied =
        tied.map(|it| (it.properties.get("zone_id").and_then(|zone| named(reading, zone)).and_then(name_of), it.span));
    let named = |(name, span): (Option<&Value>, Span)| {
        (name.map_or_else(plan::Value::unknown, |name| reading.value(name)), span)
    };
    plan.add_own_zones(&made.chain(tied).map(named).chain(of_outputs(reading)).collect::<Vec<_>>());
}

/// The zones whose records the outputs of a template list that ecrc made: they are kept elsewhere.
fn of_outputs<'e>(reading: &Reading<'e>) -> impl Iterator<Item = (plan::Value, Span)> + use<'e> {
    let names: Vec<String> = Service::every().map(plan::zone_records_output).collect();
    // In Terraform it is called `ecr_dkr_zone_records`.
    let is_it = move |output: &&Output| {
        let name = output.name.rsplit('#').next().unwrap_or_default().replace('_', "");
        names.iter().any(|it| it.eq_ignore_ascii_case(&name))
    };
    reading.evaluated.outputs.iter().filter(is_it).filter_map(|output| {
        // The first is the zone's own name; CloudFormation's outputs are texts.
        let first = output.value.items().map_or(Some(&output.value), <[Value]>::first)?.as_text()?;
        let zone = first.split(',').next().unwrap_or_default().to_owned();
        Some((plan::Value::literal(zone), output.value.span))
    })
}

/// Whether a zone is of a VPC, or may be.
fn answers_in(reading: &Reading, vpc: &Vpc, zone: &Resource) -> bool {
    let of_cloudformation = zone.properties.get("VPCs").and_then(Value::items).unwrap_or_default();
    let vpcs = of_cloudformation.iter().filter_map(|of| of.get("VPCId"));
    let blocks = zone.properties.blocks("vpc");
    vpcs.chain(blocks.iter().filter_map(|of| of.get("vpc_id"))).any(|of| vpc.holds(reading, Some(of)))
}

fn name_of(zone: &Resource) -> Option<&Value> {
    either(&zone.properties, "Name", "name")
}

/// The zone that a value names, made here or looked up.
fn named<'e>(reading: &Reading<'e>, zone: &Value) -> Option<&'e Resource> {
    let Kind::Attribute { resource, .. } = &zone.kind else { return None };
    reading.named(zone).or_else(|| reading.evaluated.lookups.iter().find(|lookup| lookup.address == *resource))
}
