//! Input: plans, and what people call them.
//! Output: their endpoints and policies, and the document of `endpoints --format json`, whose keys are an interface.
//! Never: derives any of it; the plan contains it all.

use crate::cli::policies::{self, Policy};
use ecrc::Plan;
use ecrc::aws::Region;
use ecrc::plan::{EndpointService, ResourceKind};
use serde::Serialize;

/// What follows from one block.
#[derive(Serialize)]
pub struct Block<'p> {
    pub name: &'p str,
    /// Null where it is not known.
    pub region: Option<&'static str>,
    pub endpoints: Vec<Endpoint<'p>>,
    pub policies: Vec<Policy>,
}

#[derive(Serialize)]
pub struct Endpoint<'p> {
    /// As specs write it; null for a service that ecrc does not know.
    pub service: Option<&'static str>,
    pub service_name: Option<String>,
    pub r#type: &'static str,
    /// The ID of an existing endpoint; null for one to create.
    pub existing: Option<String>,
    /// Null for a gateway, and where it is not known.
    pub private_dns: Option<bool>,
    /// The zone of the user's own that serves its names; null where none does.
    pub zone: Option<Zone>,
    /// Which of the block's policies it carries; null for AWS's full access, and where it is not known.
    pub policy: Option<String>,
    /// The rule that requires it; null for an existing one.
    pub rule: Option<String>,
    pub reason: Option<&'p str>,
}

/// A private hosted zone that the user keeps.
#[derive(Serialize)]
pub struct Zone {
    pub name: String,
    /// The alias records in it, each leading to the endpoint.
    pub records: Vec<String>,
}

/// What follows from a plan.
pub fn block<'p>(name: &'p str, plan: &'p Plan) -> Block<'p> {
    Block {
        name,
        region: plan.region.map(|region| region.id),
        endpoints: endpoints(plan),
        policies: policies::of(plan),
    }
}

fn endpoints(plan: &Plan) -> Vec<Endpoint<'_>> {
    let created = plan.resources.iter().filter_map(|resource| {
        let (service, r#type, private_dns, policy) = match &resource.kind {
            ResourceKind::InterfaceEndpoint(endpoint) => {
                (&endpoint.service, "Interface", endpoint.private_dns, &endpoint.policy)
            }
            ResourceKind::GatewayEndpoint(endpoint) => (&endpoint.service, "Gateway", None, &endpoint.policy),
            ResourceKind::Vpc(_)
            | ResourceKind::Subnet(_)
            | ResourceKind::RouteTable(_)
            | ResourceKind::RouteTableAssociation(_)
            | ResourceKind::SecurityGroup(_)
            | ResourceKind::Ingress(_)
            | ResourceKind::Egress(_)
            | ResourceKind::Role(_)
            | ResourceKind::RolePolicy(_) => return None,
        };
        let (service, service_name) = named(service, plan.region);
        Some(Endpoint {
            service,
            service_name,
            r#type,
            existing: None,
            private_dns,
            zone: zone(plan, service),
            policy: policy.as_ref().map(ToString::to_string),
            rule: resource.reason.as_ref().map(|reason| reason.rule.code.to_string()),
            reason: resource.reason.as_ref().map(|reason| reason.sentence.as_ref()),
        })
    });
    let existing = plan.surroundings.existing.iter().map(|existing| Endpoint {
        service: Some(existing.service.name()),
        service_name: plan.region.map(|region| existing.service.endpoint_service_name(region)),
        r#type: if existing.service.is_gateway() { "Gateway" } else { "Interface" },
        existing: Some(existing.id.to_string()),
        private_dns: None,
        zone: zone(plan, Some(existing.service.name())),
        policy: None,
        rule: None,
        reason: None,
    });
    created.chain(existing).collect()
}

fn zone(plan: &Plan, service: Option<&str>) -> Option<Zone> {
    let zone = plan.surroundings.own_zones.iter().find(|zone| Some(zone.service.name()) == service)?;
    let region = plan.region.filter(|region| !zone.records(region).is_empty());
    region.map(|region| Zone { name: zone.name(region), records: zone.records(region) })
}

fn named(service: &EndpointService, region: Option<&Region>) -> (Option<&'static str>, Option<String>) {
    match service {
        EndpointService::Known(service) => {
            (Some(service.name()), region.map(|region| service.endpoint_service_name(region)))
        }
        EndpointService::Named(name) | EndpointService::Abroad(name) => (None, Some(name.clone())),
        EndpointService::Like(..) | EndpointService::Unknown(_) => (None, None),
    }
}

/// The document.
pub fn json(blocks: &[Block]) -> String {
    #[derive(Serialize)]
    struct Document<'p> {
        version: u8,
        blocks: &'p [Block<'p>],
    }
    // Strings, numbers and truth values alone: nothing in it can fail.
    let mut text = serde_json::to_string_pretty(&Document { version: 1, blocks }).unwrap_or_default();
    text.push('\n');
    text
}
