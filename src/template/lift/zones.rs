//! Input: private hosted zones of a template, and the VPCs that they answer in.
//! Output: the services whose names the user's own zones serve.
//! Never: takes a zone whose name is not known for one that serves no name of an endpoint.

use super::reading::{Reading, either, get};
use super::vpcs::Vpc;
use crate::aws::{Region, Service};
use crate::plan::{EndpointService, OwnZone, Plan, Property};
use crate::span::Span;
use crate::template::evaluated::Resource;
use crate::template::value::{Kind, Value};

const ZONE: &[&str] = &["AWS::Route53::HostedZone", "aws_route53_zone"];
const ASSOCIATION: &[&str] = &["aws_route53_zone_association"];

/// Adds the zones that answer in a VPC. What their records lead to is not read.
/// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html>, read 2026-11-30.
pub(super) fn lift(reading: &Reading, vpc: &Vpc, plan: &mut Plan) {
    let made =
        reading.of_types(ZONE).filter(|zone| answers_in(reading, vpc, zone)).map(|zone| (name_of(zone), zone.span));
    let tied = reading.of_types(ASSOCIATION).filter(|it| vpc.holds(reading, get(it, Property::VpcId)));
    let tied =
        tied.map(|it| (it.properties.get("zone_id").and_then(|zone| named(reading, zone)).and_then(name_of), it.span));
    let zones: Vec<(Option<&Value>, Span)> = made.chain(tied).collect();
    for service in Service::ALL {
        // A zone of which the name is not known serves that of an endpoint that does not serve it itself.
        let is_off = plan.interface_endpoints().any(|(_, endpoint)| {
            endpoint.service == EndpointService::Known(*service) && endpoint.private_dns == Some(false)
        });
        let answers =
            |name: Option<&Value>| name.and_then(|name| serves(name, *service, plan.region)).unwrap_or(is_off);
        if let Some((_, span)) = zones.iter().find(|(name, _)| answers(*name)) {
            plan.surroundings.own_zones.push(OwnZone { service: *service, span: Some(*span) });
        }
    }
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

/// Whether a zone of this name answers for a service's, which is the same or below it; `None` where a part of it is not
/// known, and its beginning fits.
fn serves(zone: &Value, service: Service, region: Option<&Region>) -> Option<bool> {
    let regions = region.map_or(Region::all(), std::slice::from_ref);
    let mut names = regions.iter().filter_map(|region| service.private_dns_names(region).into_iter().next());
    if let Some(text) = zone.as_text() {
        let text = text.trim_end_matches('.').to_ascii_lowercase();
        let below = format!(".{text}");
        return Some(names.any(|name| name == text || name.ends_with(&below)));
    }
    let first = zone.pieces().first().and_then(Value::as_text).unwrap_or_default().to_ascii_lowercase();
    if names.any(|name| name.starts_with(&first)) { None } else { Some(false) }
}
