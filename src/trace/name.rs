//! Input: a host's name, and what answers it in a VPC.
//! Output: whether it leads to an endpoint, to the internet, or nowhere.
//! Never: takes an endpoint whose private DNS is off for one that is missing.

use super::asked::Origin;
use super::caller::{Caller, Placed, UNKNOWN_ACCOUNT};
use super::data::{Hop, HopKind};
use super::route::out;
use crate::aws::Service;
use crate::cards;
use crate::diagnostic::Rule;
use crate::plan::{InterfaceEndpoint, Outlet, OwnZone, Property, ResolverRule, Resource, ResourceKind, logical_id};
use crate::span::Span;

/// What a name resolves to.
pub(super) enum Answer<'p> {
    /// Addresses of this endpoint.
    Endpoint(&'p Resource, &'p InterfaceEndpoint),
    /// Public addresses; whether an endpoint is there all the same.
    Public { endpoint_is_there: bool },
    /// Nothing, or it is not known.
    Ends,
}

/// The name of a service, as the caller resolves it.
pub(super) fn resolve<'p>(caller: &Placed<'_, 'p>, service: Service) -> (Hop, Answer<'p>) {
    let plan = caller.plan;
    if let Some(hop) = without_resolver(caller) {
        return (hop, Answer::Ends);
    }
    let account = caller.account();
    let is_its = |rule: &&ResolverRule| rule.account().is_none_or(|own| own == account || account == UNKNOWN_ACCOUNT);
    if let Some(rule) = plan.forward(service).filter(is_its) {
        return (of_rule(rule), Answer::Ends);
    }
    let mut endpoints: Vec<(&Resource, &InterfaceEndpoint)> =
        plan.interface_endpoints().filter(|(_, endpoint)| endpoint.service.is(service, plan.region)).collect();
    // Of several the one that serves the name.
    endpoints.sort_by_key(|(_, endpoint)| endpoint.private_dns != Some(true));
    if let Some((resource, endpoint)) = endpoints.first().copied() {
        return of_endpoint(caller, service, resource, endpoint);
    }
    if let Some(existing) = plan.surroundings.existing.iter().find(|existing| existing.service == service) {
        let why = format!("whether `{}` serves this name here is not known", existing.id);
        return (Hop::unknown(HopKind::Name, why).at(existing.span), Answer::Ends);
    }
    let key = service.name();
    if plan.has_endpoint(service).is_none() {
        let why = format!("whether there is an endpoint for `{key}` is not known");
        return (Hop::unknown(HopKind::Name, why), Answer::Ends);
    }
    let hop = Hop::passes(HopKind::Name, format!("resolves to a public address: no endpoint for `{key}`"));
    (hop, Answer::Public { endpoint_is_there: false })
}

/// A name that no endpoint serves: that of S3 behind a gateway, or of a host on the internet.
pub(super) fn resolve_public(caller: &Caller, what: &str) -> Hop {
    without_resolver(caller).unwrap_or_else(|| Hop::passes(HopKind::Name, format!("resolves to {what}")))
}

/// A name that a zone of the user's own answers.
pub(super) fn of_zone(zone: &OwnZone) -> Hop {
    let why = "your own hosted zone has to answer, which ecrc does not see";
    Hop::unknown(HopKind::Name, why).of(&cards::OWN_ZONES).at(zone.span)
}

/// A name that a Resolver rule leads to other DNS servers.
pub(super) fn of_rule(rule: &ResolverRule) -> Hop {
    let why = "a Resolver rule forwards this name to other DNS servers, and what these answer is not known";
    Hop::unknown(HopKind::Name, why).of(&cards::CUSTOM_DNS).at(rule.span)
}

/// The VPC of the plan: one of its DNS attributes, and where it is said.
fn attribute(caller: &Caller, property: Property) -> Option<(Option<bool>, Option<Span>)> {
    caller.plan.resources.iter().find_map(|resource| {
        let ResourceKind::Vpc(vpc) = &resource.kind else { return None };
        let on = if property == Property::EnableDnsSupport { vpc.dns_support } else { vpc.dns_hostnames };
        Some((on, resource.place(property)))
    })
}

/// Where Amazon's DNS server is off, and no other is said to be there, no name is answered:
/// <https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html>, read 2026-11-29.
fn without_resolver(caller: &Caller) -> Option<Hop> {
    let around = &caller.plan.surroundings;
    let own = around.custom_dns.filter(|custom| custom.value).map(|custom| custom.span).or(around.open_dns);
    let (on, span) = attribute(caller, Property::EnableDnsSupport)?;
    if own.is_some() || on != Some(false) {
        return None;
    }
    let hop =
        Hop::stops(HopKind::Name, &cards::VPC_DNS, "DNS support is off in the VPC, so Amazon's server does not answer");
    Some(hop.at(span).help("set `EnableDnsSupport` of the VPC to true"))
}

fn of_endpoint<'p>(
    caller: &Placed<'_, 'p>,
    service: Service,
    resource: &'p Resource,
    endpoint: &'p InterfaceEndpoint,
) -> (Hop, Answer<'p>) {
    let name = logical_id(&resource.id);
    let around = &caller.plan.surroundings;
    let place = resource.place(Property::PrivateDnsEnabled);
    let unknown = |why: String, span| (Hop::unknown(HopKind::Name, why).at(span), Answer::Ends);
    let account = caller.account();
    let serves = |zone: &&OwnZone| zone.account().is_none_or(|own| own == account || account == UNKNOWN_ACCOUNT);
    if let Some(zone) = caller.plan.own_zone(service).filter(serves) {
        if caller.plan.claim_on(zone).is_some() {
            let why = format!(
                "your hosted zone and private DNS of `{name}` claim the same name, so AWS refuses whichever comes second"
            );
            let (hop, answer) = unknown(why, zone.span);
            return (hop.of(&cards::PRIVATE_DNS_CONFLICT), answer);
        }
        return (of_zone(zone), Answer::Ends);
    }
    if let Some(span) = around.open_dns {
        return unknown("ecrc does not know which of the VPC's DNS servers answers".into(), Some(span));
    }
    match (around.custom_dns, caller.asked.origin) {
        (Some(custom), _) if custom.value => {
            let why = "the VPC uses DNS servers of its own, and what these forward is not known";
            let (hop, answer) = unknown(why.into(), Some(custom.span));
            return (hop.of(&cards::CUSTOM_DNS), answer);
        }
        (None, Origin::Deployed) => {
            return unknown("which DNS servers the VPC uses is not known".into(), resource.span);
        }
        (Some(_) | None, _) => {}
    }
    let rule = if service == Service::EcrDkr {
        &cards::DKR_PRIVATE_DNS
    } else if service == Service::EcrApi {
        &cards::API_PRIVATE_DNS_OFF
    } else {
        &cards::PRIVATE_DNS_OFF
    };
    match endpoint.private_dns {
        None if !endpoint.is_sure => {
            let why = format!("whether `{name}` is an interface endpoint is not known");
            return unknown(why, resource.place(Property::VpcEndpointType));
        }
        None => return unknown(format!("whether private DNS of `{name}` is on is not known"), place),
        Some(false) => {
            let help = format!("turn private DNS of `{name}` on");
            return public(caller, rule, &format!("private DNS of `{name}` is off"), help, place);
        }
        Some(true) => {}
    }
    // AWS refuses private DNS where the attributes are off, so that those of another template's VPC were on.
    match attribute(caller, Property::EnableDnsHostnames) {
        Some((Some(false), span)) => {
            let help = "set `EnableDnsHostnames` of the VPC to true".to_owned();
            public(caller, &cards::VPC_DNS, "DNS hostnames are off in the VPC", help, span)
        }
        Some((None, span)) if caller.asked.origin == Origin::Deployed => {
            unknown("whether DNS hostnames are on in the VPC is not known".into(), span)
        }
        Some((Some(_) | None, _)) | None => {
            let why = format!("resolves to `{name}`, by private DNS");
            (Hop::passes(HopKind::Name, why).at(place), Answer::Endpoint(resource, endpoint))
        }
    }
}

/// A name that an endpoint is there for and does not serve: it leads past it, or nowhere.
fn public<'p>(
    caller: &Placed<'_, 'p>,
    rule: &'static Rule,
    because: &str,
    help: String,
    span: Option<Span>,
) -> (Hop, Answer<'p>) {
    match out(caller) {
        Outlet::Leads(_) => (
            Hop::passes(HopKind::Name, format!("resolves to a public address: {because}")).of(rule).at(span),
            Answer::Public { endpoint_is_there: true },
        ),
        Outlet::Nothing => {
            let why = format!("{because}, so the name leads to a public address");
            (Hop::stops(HopKind::Name, rule, why).at(span).help(help), Answer::Ends)
        }
        Outlet::Unknown(why) => {
            let why = format!("{because}, so the name leads to a public address, and {why}");
            (Hop::unknown(HopKind::Name, why).of(rule).at(span).help(help), Answer::Ends)
        }
    }
}
