//! Input: private hosted zones of a template, and the VPCs that they answer in.
//! Output: the services whose names the user's own zones serve.
//! Never: takes a zone whose name is not known for one that serves no name of an endpoint.

use super::reading::{Reading, either, get};
use super::vpcs::Vpc;
use crate::aws::{Region, Service};
use crate::plan::{self, EndpointService, OwnZone, Plan, Property};
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
        let private_dns = plan.endpoint(*service).map(|(_, endpoint)| endpoint.private_dns);
        let is_off = plan.interface_endpoints().any(|(_, endpoint)| {
            endpoint.service == EndpointService::Known(*service) && endpoint.private_dns == Some(false)
        });
        let answers = zones.iter().filter_map(|(name, span)| {
            let name = name.map_or_else(plan::Value::unknown, |name| reading.value(name).in_region(plan.region));
            let answer = answer(&name, *service, plan.region)?;
            let is_taken = match answer {
                Answer::Own => true,
                // The narrower zone answers, which private DNS makes.
                Answer::Wider => private_dns != Some(Some(true)),
                // A zone of which the name is not known serves that of an endpoint that does not serve it itself.
                Answer::Open { begins } => is_off || begins && *service == Service::S3,
            };
            let said = name.as_literal().map(plain);
            is_taken.then_some((answer, OwnZone { service: *service, said, span: Some(*span) }))
        });
        if let Some((_, zone)) = answers.min_by_key(|(answer, _)| *answer) {
            plan.surroundings.own_zones.push(zone);
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

/// How a zone answers for the name of a service.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    /// It is the name's own, or that of one registry below it.
    Own,
    /// It is of more names.
    Wider,
    /// Its name is not wholly known; `begins` says whether the known beginning fits.
    Open { begins: bool },
}

/// How a zone of this name answers for a service's, if it does, or may.
fn answer(zone: &plan::Value, service: Service, region: Option<&Region>) -> Option<Answer> {
    let regions = region.map_or(Region::all(), std::slice::from_ref);
    let names: Vec<String> = regions.iter().filter_map(|region| name_of_service(service, region)).collect();
    let Some(text) = zone.as_literal().map(plain) else {
        let parts = if let plan::Value::Join(parts) = zone { parts.as_slice() } else { &[] };
        let first = parts.first().and_then(plan::Value::as_literal).unwrap_or_default().to_ascii_lowercase();
        let fits = names.iter().any(|name| name.starts_with(&first));
        return fits.then_some(Answer::Open { begins: !first.is_empty() });
    };
    let is_below = |name: &str, zone: &str| name.strip_suffix(zone).is_some_and(|before| before.ends_with('.'));
    if names.contains(&text) || service == Service::EcrDkr && names.iter().any(|name| is_below(&text, name)) {
        return Some(Answer::Own);
    }
    names.iter().any(|name| is_below(name, &text)).then_some(Answer::Wider)
}

/// The name that has to be answered: of S3, which its gateway gives no name, the host of the bucket with ECR's layers.
fn name_of_service(service: Service, region: &Region) -> Option<String> {
    if service == Service::S3 {
        return Some(region.layer_host());
    }
    service.private_dns_names(region).into_iter().next()
}

/// The name as resolvers compare it.
fn plain(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}
