//! Input: the service name of an endpoint.
//! Output: the service, under whichever spelling of the region.
//! Never: takes a name of another region for the service.

use super::reading::why;
use crate::aws::{Region, Service};
use crate::plan::EndpointService;
use crate::template::value::{Kind, Pseudo, Value};

/// What the region is taken for, where a name leaves it to the deployment.
const PLACEHOLDER: &str = "us-east-1";

/// The service that an endpoint is for.
pub(super) fn service(value: Option<&Value>, region: Option<&Region>) -> EndpointService {
    let Some(value) = value else { return EndpointService::unknown() };
    if let Some(text) = text_of(value) {
        let known = region.and_then(|region| of_region(&text, region));
        return known.map_or(EndpointService::Named(text), EndpointService::Known);
    }
    // `com.amazonaws.${AWS::Region}.ecr.api`: whatever stands for the region, it is that of the deployment.
    let name = match value.pieces() {
        [before, gap, after] if is_region(gap) => text_of(before).zip(text_of(after)),
        _ => None,
    };
    let region = region.or_else(|| crate::aws::region::find(PLACEHOLDER));
    let known = name.zip(region).and_then(|((before, after), region)| {
        let spelled = format!("{before}{}{after}", region.id);
        of_region(&spelled, region).or_else(|| of_region(&spelled.replace("cn.com.", "com."), region))
    });
    known.map_or_else(|| EndpointService::Unknown(why(value)), EndpointService::Known)
}

fn of_region(name: &str, region: &Region) -> Option<Service> {
    Service::ALL.iter().copied().find(|service| service.endpoint_service_name(region) == name)
}

/// What may be the region: not known, and not a text.
fn is_region(gap: &Value) -> bool {
    matches!(gap.kind, Kind::Pseudo(Pseudo::Region) | Kind::Parameter(..) | Kind::Attribute { .. })
}

/// The characters, where they are known wholly.
pub(super) fn text_of(value: &Value) -> Option<String> {
    if let Kind::Text(text) = &value.kind { Some(text.clone()) } else { None }
}
