//! Input: what a change means for the endpoints of one template that carry a policy.
//! Output: where a policy stops limiting requests, because they no longer pass through its endpoint.
//! Never: assumes that such requests are refused: only the network knows whether there is another route.

use crate::diff::consequence::{Consequence, Meaning};
use crate::diff::grant::Broadened;
use crate::diff::pairs::Pair;
use crate::diff::template::TemplateChange;
use crate::plan::{Effect, Plan, PolicyDocument, ResourceId, ResourceKind};

/// An endpoint that carries a policy which does not allow everything.
struct Limiting {
    address: String,
    service: &'static str,
    is_gateway: bool,
    /// Whether the service's public name leads to it.
    private_dns: bool,
    /// Whether that is or was said of hosted zones of the user's own.
    own_zone: bool,
}

/// Adds what no policy decides any more: access is then not known to be as it was.
pub(in crate::diff) fn note(pair: &Pair, change: &mut TemplateChange) {
    let Some(old) = pair.old else { return };
    let limiting = limiting(old.plan, pair.new.map(|new| new.plan), change);
    let vpc = change.resources.iter().find(|change| change.id == ResourceId::Vpc).map(|vpc| vpc.address.clone());
    let any = |consequence: Consequence| change.meanings.iter().any(|meaning| meaning.consequence == consequence);
    let vpc_goes = any(Consequence::NetworkReplaced);
    let mut found: Vec<String> = Vec::new();
    for meaning in &change.meanings {
        let of_meaning = limiting.iter().filter(|endpoint| endpoint.is_concerned(meaning, vpc.as_ref()));
        found.extend(of_meaning.filter_map(|endpoint| endpoint.unbound_by(meaning.consequence, vpc_goes)));
    }
    let access = &mut change.access;
    for why in found {
        access.broadened = access.broadened.max(Broadened::Unknown);
        if !access.undecided.contains(&why) {
            access.undecided.push(why);
        }
    }
}

fn limiting(old: &Plan, new: Option<&Plan>, change: &TemplateChange) -> Vec<Limiting> {
    let endpoints = change.resources.iter().filter_map(|change| {
        let ResourceId::Endpoint(service) = &change.id else { return None };
        let kind = &old.resource(&change.id)?.kind;
        let of_old = old.has_own_zone(*service);
        let has_name = |kind: &ResourceKind| {
            matches!(kind, ResourceKind::InterfaceEndpoint(endpoint) if endpoint.private_dns == Some(true))
        };
        let policy = kind.policy().and_then(|id| old.policy(id))?;
        let everything = &PolicyDocument::full_access().statements;
        let allows_all = policy.statements.iter().any(|statement| {
            everything.iter().any(|all| {
                (statement.effect, &statement.principals, &statement.actions)
                    == (all.effect, &all.principals, &all.actions)
                    && statement.resources == all.resources
                    && statement.conditions.is_empty()
            })
        });
        let denies = policy.statements.iter().any(|statement| statement.effect == Effect::Deny);
        (denies || !allows_all).then(|| Limiting {
            address: change.address.clone(),
            service: service.name(),
            is_gateway: matches!(kind, ResourceKind::GatewayEndpoint(_)),
            private_dns: of_old || has_name(kind),
            own_zone: of_old || new.is_some_and(|new| new.has_own_zone(*service)),
        })
    });
    endpoints.collect()
}

impl Limiting {
    /// Whether a meaning is about it, or about what it works by.
    fn is_concerned(&self, meaning: &Meaning, vpc: Option<&String>) -> bool {
        let is_of = |consequence: Consequence| meaning.consequence == consequence;
        let names = |address: Option<&String>| address.is_some_and(|address| meaning.resources.contains(address));
        names(Some(&self.address))
            || is_of(Consequence::TemplateGone)
            || is_of(Consequence::RouteLost)
            || is_of(Consequence::PrivateDnsOff) && names(vpc)
    }

    fn unbound_by(&self, consequence: Consequence, vpc_goes: bool) -> Option<String> {
        let Self { address, service, is_gateway, private_dns, own_zone } = self;
        let why = if consequence == Consequence::TemplateGone {
            format!("once `{address}` is deleted, its policy no longer limits requests to {service}")
        } else if consequence == Consequence::EndpointUnneeded {
            format!("`{address}` is deleted, so its policy no longer limits requests to {service} by another route")
        } else if consequence == Consequence::EndpointReplaced && !vpc_goes {
            format!("`{address}` leaves its VPC, where its policy no longer limits requests to {service}")
        } else if consequence == Consequence::PrivateDnsOff && *own_zone {
            format!(
                "the policy of `{address}` limits requests to the public name of {service} only by your own hosted zone"
            )
        } else if consequence == Consequence::PrivateDnsOff && *private_dns {
            format!("the policy of `{address}` no longer limits requests to the public name of {service}")
        } else if consequence == Consequence::RouteLost && *is_gateway {
            format!("the policy of `{address}` no longer limits requests to {service} where the route is lost")
        } else {
            return None;
        };
        Some(why)
    }
}
