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
    let Some((before, after)) =
        name.filter(|(before, after)| before.ends_with("com.amazonaws.") && after.starts_with('.'))
    else {
        return EndpointService::Unknown(why(value));
    };
    let known = region.or_else(|| crate::aws::region::find(PLACEHOLDER)).and_then(|region| {
        let spelled = format!("{before}{}{after}", region.id);
        of_region(&spelled, region).or_else(|| of_region(&spelled.replace("cn.com.", "com."), region))
    });
    // A service that no rule is about is none of those that a rule asks for.
    let named = || EndpointService::Named(format!("{before}{}{after}", region.map_or("REGION", |region| region.id)));
    known.map_or_else(named, EndpointService::Known)
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
