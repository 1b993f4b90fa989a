//! Input: the service name of an endpoint.
//! Output: the service, under whichever spelling of the region.
//! Never: takes a name of another region for the service.

use super::reading::{Reading, why};
use crate::aws::service_name::{OPEN_REGION, OWN};
use crate::aws::{Region, Service};
use crate::plan::EndpointService;
use crate::template::value::{Kind, Pseudo, Value};

/// What the region is taken for, where a name leaves it to the deployment.
const PLACEHOLDER: &str = "us-east-1";

/// How the name of an endpoint service begins that somebody keeps.
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html>, read 2026-11-30.
const OF_OWN: &str = "com.amazonaws.vpce.";
/// What makes them.
const MAKES_OWN: &[&str] = &["AWS::EC2::VPCEndpointService", "aws_vpc_endpoint_service"];

/// The service that an endpoint is for.
pub(super) fn service(value: Option<&Value>, reading: &Reading) -> EndpointService {
    let region = reading.region;
    let Some(value) = value else { return EndpointService::unknown() };
    let is_made = reading.named(value).is_some_and(|made| MAKES_OWN.contains(&made.kind.as_str()));
    let begins_so = || value.pieces().first().and_then(text_of).is_some_and(|text| text.starts_with(OF_OWN));
    if text_of(value).is_none() && (is_made || begins_so()) {
        let region = region.map_or(OPEN_REGION, |region| region.id);
        return EndpointService::Named(format!("{OF_OWN}{region}.{OWN}…"));
    }
    if let Some(text) = text_of(value) {
        let known = region.and_then(|region| of_region(&text, region));
        return known.map_or(EndpointService::Named(text), EndpointService::Known);
    }
    // `com.amazonaws.${AWS::Region}.ecr.api`: whatever stands for the region, it is that of the deployment.
    let pieces = value.pieces();
    let is_own_region = |at: usize, piece: &Value| {
        let beside = |at: Option<usize>| at.and_then(|at| text_of(pieces.get(at)?)).unwrap_or_default();
        let is_in_its_place =
            || beside(at.checked_sub(1)).ends_with("com.amazonaws.") && beside(at.checked_add(1)).starts_with('.');
        matches!(piece.kind, Kind::Pseudo(Pseudo::Region)) || may_be_region(piece) && is_in_its_place()
    };
    let spelled = |here: &str, gap: Option<&str>| -> Option<String> {
        let piece =
            |(at, piece)| text_of(piece).or_else(|| Some(if is_own_region(at, piece) { here } else { gap? }.into()));
        pieces.iter().enumerate().map(piece).collect()
    };
    let id = region.map_or(OPEN_REGION, |region| region.id);
    let Some(name) = spelled(id, None) else {
        let like = spelled(region.map_or("*", |region| region.id), Some("*"));
        let gap = pieces.iter().enumerate().find(|(at, piece)| text_of(piece).is_none() && !is_own_region(*at, piece));
        let why = why(gap.map_or(value, |(_, gap)| gap));
        return match like {
            Some(like) if pieces.len() > 1 => EndpointService::Like(like, why),
            Some(_) | None => EndpointService::Unknown(why),
        };
    };
    let known = region.or_else(|| crate::aws::region::find(PLACEHOLDER)).and_then(|region| {
        let spelled = spelled(region.id, None)?;
        of_region(&spelled, region).or_else(|| of_region(&spelled.replace("cn.com.", "com."), region))
    });
    // A service that no rule is about is none of those that a rule asks for.
    known.map_or(EndpointService::Named(name), EndpointService::Known)
}

fn of_region(name: &str, region: &Region) -> Option<Service> {
    Service::ALL.iter().copied().find(|service| service.endpoint_service_name(region) == name)
}

/// What may be the region: not known, and not a text.
fn may_be_region(gap: &Value) -> bool {
    matches!(gap.kind, Kind::Pseudo(Pseudo::Region) | Kind::Parameter(..) | Kind::Attribute { .. } | Kind::Unknown(_))
}

/// The characters, where they are known wholly.
pub(super) fn text_of(value: &Value) -> Option<String> {
    if let Kind::Text(text) = &value.kind { Some(text.clone()) } else { None }
}
