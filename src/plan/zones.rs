//! Input: the names of private hosted zones that answer in a VPC.
//! Output: the services whose names the user's own zones serve.
//! Never: takes a zone whose name is not known for one that serves no name of an endpoint.

use super::{EndpointService, OwnZone, Plan, Value};
use crate::aws::{Region, Service};
use crate::span::Span;

impl Plan {
    /// Adds the zones of these names. What their records lead to is not read.
    /// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html>, read 2026-11-30.
    pub fn add_own_zones(&mut self, zones: &[(Value, Span)]) {
        for service in Service::ALL {
            let private_dns = self.endpoint(*service).map(|(_, endpoint)| endpoint.private_dns);
            let is_off = self.interface_endpoints().any(|(_, endpoint)| {
                endpoint.service == EndpointService::Known(*service) && endpoint.private_dns == Some(false)
            });
            let answers = zones.iter().filter_map(|(name, span)| {
                let name = name.in_region(self.region);
                let answer = answer(&name, *service, self.region)?;
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
                self.surroundings.own_zones.push(zone);
            }
        }
    }
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
fn answer(zone: &Value, service: Service, region: Option<&Region>) -> Option<Answer> {
    let regions = region.map_or(Region::all(), std::slice::from_ref);
    let names: Vec<String> = regions.iter().filter_map(|region| name_of_service(service, region)).collect();
    let Some(text) = zone.as_literal().map(plain) else {
        let parts = if let Value::Join(parts) = zone { parts.as_slice() } else { &[] };
        let first = parts.first().and_then(Value::as_literal).unwrap_or_default().to_ascii_lowercase();
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
