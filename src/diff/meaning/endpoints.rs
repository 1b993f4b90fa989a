//! Input: what happens to a template's endpoints.
//! Output: which pulls and calls fail during the deployment or after it, and where private names collide.
//! Never: says more about another stack's endpoint than that it exists.

use super::collisions::may_be_one;
use super::view::View;
use crate::aws::Service;
use crate::cards;
use crate::diff::change::{Class, PropertyChange, ResourceChange};
use crate::diff::consequence::{Consequence, Meaning};
use crate::diff::side::Side;
use crate::plan::{Property, ResourceId, ResourceKind, Value};
use std::collections::BTreeMap;

/// The service of an endpoint's id.
fn service_of(id: &ResourceId) -> Option<Service> {
    if let ResourceId::Endpoint(service) = id { Some(*service) } else { None }
}

/// What goes wrong without an endpoint; `None` of another resource.
fn fails(id: &ResourceId) -> Option<String> {
    if let ResourceId::EndpointOf(name) = id {
        return Some(format!("calls to {name} fail"));
    }
    let service = service_of(id)?;
    let pulls = [Service::EcrApi, Service::EcrDkr, Service::S3].contains(&service);
    Some(if pulls { "pulls fail".to_owned() } else { format!("calls to {} fail", service.name()) })
}

impl View<'_> {
    /// Endpoints that are replaced, removed, or change their private name.
    pub(super) fn endpoints(self, old: Side, new: Side) -> Vec<Meaning> {
        let mut found = Vec::new();
        for change in &self.change.resources {
            let Some(fail) = fails(&change.id) else { continue };
            let service = service_of(&change.id);
            match change.class {
                Class::Replaced => found.push(self.replaced(change, &fail)),
                Class::Removed => found.push(removed(change, service, &fail, new)),
                Class::Changed | Class::Unchanged => {
                    found.extend(service.and_then(|service| private_dns(change, service, old, new)));
                }
                Class::Added | Class::Moved => {}
            }
        }
        found
    }

    fn replaced(self, change: &ResourceChange, fail: &str) -> Meaning {
        let (name, since) = (&change.address, since(change));
        let order = if self.is_terraform() {
            format!("Terraform deletes `{name}` before it recreates it: until that is available, {fail}")
        } else {
            format!("CloudFormation recreates `{name}`, then deletes the old one: where that was, {fail}")
        };
        let unless = change.properties.iter().find_map(|property| property.note.as_ref());
        let unless = unless.map_or(String::new(), |unless| format!(" ({unless})"));
        Meaning::new(Consequence::EndpointReplaced, format!("{order}{since}{unless}")).asked_for_by(change)
    }

    /// Endpoints that come: whose S3 connections break, whose private name is taken.
    pub(super) fn new_endpoints(self, new: Side, old: Option<Side>, names: &PrivateNames) -> Vec<Meaning> {
        let mut found = Vec::new();
        // In a VPC that comes with them, nothing runs.
        let made = |change: &&ResourceChange| matches!(change.class, Class::Added | Class::Moved | Class::Replaced);
        let is_new_vpc = self.change.resources.iter().filter(made).any(|change| change.id == ResourceId::Vpc);
        let claims = |change: &&ResourceChange| made(change) || switched(change).is_some_and(is_on);
        for change in self.change.resources.iter().filter(claims) {
            let Some(service) = service_of(&change.id) else { continue };
            let Some(kind) = new.plan.resource(&change.id).map(|resource| &resource.kind) else { continue };
            if let ResourceKind::GatewayEndpoint(_) = kind
                && service == Service::S3
                && !is_new_vpc
                && made(&change)
            {
                let sentence = format!(
                    "`{}` changes the route to S3 in its route tables: connections to S3 that are open in their \
                     subnets are cut and not resumed",
                    change.address
                );
                let meaning = Meaning::new(Consequence::S3ConnectionsInterrupted, sentence);
                found.push(meaning.rule(&cards::S3_CONNECTIONS_INTERRUPTED).about(change));
            }
            if let ResourceKind::InterfaceEndpoint(endpoint) = kind
                && endpoint.private_dns == Some(true)
                && let Some(holder) = zone_in_use(service, old, new)
                    .or_else(|| existing(service, old, new))
                    .or_else(|| names.holder(service, &endpoint.vpc, new))
            {
                let sentence = holder.sentence(&change.address);
                let meaning = Meaning::new(Consequence::PrivateDnsCollision, sentence);
                found.push(meaning.rule(&cards::PRIVATE_DNS_CONFLICT).about(change));
            }
        }
        found
    }
}

/// What may have the private name that an endpoint claims.
enum Holder {
    Endpoint(String),
    /// A hosted zone of the user's own, by its name.
    Zone(String),
}

impl Holder {
    fn sentence(&self, address: &str) -> String {
        match self {
            Holder::Endpoint(holder) => format!(
                "this deployment fails while {holder} has the private name that `{address}` claims in the same VPC: delete \
                 that one first, or switch its private DNS off"
            ),
            Holder::Zone(zone) => format!(
                "this deployment fails while your own hosted zone `{zone}` is associated with the VPC of `{address}`, which \
                 claims the same name: dissociate it first"
            ),
        }
    }
}

/// An endpoint of another stack, which the old side says is there, in what may be the same VPC.
fn existing(service: Service, old: Option<Side>, new: Side) -> Option<Holder> {
    let old = old.filter(|old| may_be_one(&old.plan.vpc, &new.plan.vpc))?;
    let existing = old.plan.surroundings.existing.iter().find(|existing| existing.service == service)?;
    Some(Holder::Endpoint(format!("`{}`", existing.id)))
}

/// A hosted zone of the user's own, which the old side says serves what may be the same VPC.
fn zone_in_use(service: Service, old: Option<Side>, new: Side) -> Option<Holder> {
    let old = old.filter(|old| may_be_one(&old.plan.vpc, &new.plan.vpc))?;
    own_zone(service, old).map(Holder::Zone)
}

/// The name of the user's own hosted zone for a service's names.
fn own_zone(service: Service, side: Side) -> Option<String> {
    let zone = side.plan.surroundings.own_zones.iter().find(|zone| zone.service == service)?;
    side.plan.region.map(|region| zone.name(region)).filter(|name| !name.is_empty())
}

/// Which templates have the private name of a service in a VPC, before the change.
pub(in crate::diff) struct PrivateNames<'s>(BTreeMap<(Service, &'s str), Vec<Side<'s>>>);

impl<'s> PrivateNames<'s> {
    /// Those of a side. Which VPC a parameter or a resource of a template is, is not known to another one.
    pub(in crate::diff) fn of(old: &[Side<'s>]) -> Self {
        let mut names: BTreeMap<(Service, &str), Vec<Side>> = BTreeMap::new();
        for side in old {
            for (resource, endpoint) in side.plan.interface_endpoints() {
                if let (Some(service), Some(vpc)) = (service_of(&resource.id), endpoint.vpc.as_literal())
                    && endpoint.private_dns == Some(true)
                {
                    names.entry((service, vpc)).or_default().push(*side);
                }
            }
        }
        Self(names)
    }

    /// The endpoint of another template that has the name.
    fn holder(&self, service: Service, vpc: &Value, new: Side) -> Option<Holder> {
        let holders = self.0.get(&(service, vpc.as_literal()?))?;
        let other = holders.iter().find(|old| old.name != new.name && old.plan.region == new.plan.region)?;
        Some(Holder::Endpoint(format!("the one of `{}`", other.name)))
    }
}

/// For which reason a resource is there, where that is known.
fn since(change: &ResourceChange) -> String {
    change.reason.as_ref().map_or_else(String::new, |reason| format!(", since {}", reason.sentence))
}

fn removed(change: &ResourceChange, service: Option<Service>, fail: &str, new: Side) -> Meaning {
    let since = since(change);
    let was_there = since.strip_prefix(',').map_or_else(String::new, |since| format!("; it existed{since}"));
    let existing = new.plan.surroundings.existing.iter().find(|existing| Some(existing.service) == service);
    let meaning = match existing {
        Some(existing) => Meaning::new(
            Consequence::EndpointHandedOver,
            format!(
                "`{}` is deleted, and the existing `{}` replaces it: in between, {fail}{since}",
                change.address, existing.id,
            ),
        ),
        None => Meaning::new(
            Consequence::EndpointUnneeded,
            format!("nothing in `{}` needs `{}` any more{was_there}", new.name, change.address),
        ),
    };
    meaning.asked_for_by(change)
}

/// What switches private DNS.
fn switched(change: &ResourceChange) -> Option<&PropertyChange> {
    change.properties.iter().find(|property| property.property == Property::PrivateDnsEnabled)
}

fn is_on(switched: &PropertyChange) -> bool {
    switched.new.as_deref() == Some("true")
}

/// What becomes of the public name of a service whose endpoint stays.
fn private_dns(change: &ResourceChange, service: Service, old: Side, new: Side) -> Option<Meaning> {
    let (name, address) = (service.name(), &change.address);
    let fail = if service == Service::EcrDkr {
        "pulls fail"
    } else {
        "calls that do not name the endpoint's own address fail"
    };
    let off = |rule, sentence| (Consequence::PrivateDnsOff, rule, sentence);
    let (consequence, rule, sentence) = match (
        switched(change).map(is_on),
        own_zone(service, old),
        own_zone(service, new),
    ) {
        (Some(true), None, _) => {
            let sentence = format!(
                "the public name of {name} now resolves to `{address}` in the whole VPC: clients that its \
                 security group does not admit lose {name}"
            );
            (Consequence::PrivateDnsOn, Some(&cards::PRIVATE_DNS_CONFLICT), sentence)
        }
        (Some(false), _, Some(zone)) => {
            let sentence = format!(
                "until your own hosted zone `{zone}` serves the public name of {name}, that leads to the internet: without \
                 a way there, {fail}"
            );
            off(Some(&cards::OWN_ZONES), sentence)
        }
        (Some(false), _, None) => {
            let rules = [(Service::EcrDkr, &cards::DKR_PRIVATE_DNS), (Service::EcrApi, &cards::API_PRIVATE_DNS_OFF)];
            let rule = rules.into_iter().find(|(of, _)| *of == service).map(|(_, rule)| rule);
            off(rule, format!("the public name of {name} resolves publicly again: without internet access, {fail}"))
        }
        // A template does not know of hosted zones elsewhere.
        (None, Some(zone), None) if new.spec.is_some() && !new.plan.endpoint(service)?.1.private_dns? => {
            let sentence = format!(
                "your own hosted zone `{zone}` is no longer said to serve the public name of {name}: without it, that leads \
                 to the internet, and without a way there, {fail}"
            );
            off(Some(&cards::OWN_ZONES), sentence)
        }
        // Or the name leads there already.
        (Some(true), Some(_), _) | (None, _, _) => return None,
    };
    let meaning = Meaning::new(consequence, sentence).about(change);
    Some(Meaning { rule, ..meaning })
}
