//! Comes in: what becomes of a template's endpoints.
//! Goes out: which pulls and calls fail meanwhile or from then on, and where private names collide.
//! Never: says of an endpoint of another stack more than that it is there.

use super::super::resources::{Class, ResourceChange};
use super::super::{PropertyChange, Side};
use super::collisions::may_be_one;
use super::{Consequence, Meaning, View, service_of};
use crate::aws::Service;
use crate::plan::{Property, ResourceId, ResourceKind, Value};
use crate::rules::{api_private_dns_off, dkr_private_dns, private_dns_conflict, s3_connections_interrupted};
use std::collections::BTreeMap;

/// What goes wrong without the endpoint for a service.
fn fails(service: Service) -> String {
    if matches!(service, Service::EcrApi | Service::EcrDkr | Service::S3) {
        return "pulls fail".to_owned();
    }
    format!("calls to {} fail", service.name())
}

impl View<'_> {
    /// Endpoints that are replaced, removed, or change their private name.
    pub(super) fn endpoints(self, new: Side) -> Vec<Meaning> {
        let mut found = Vec::new();
        for change in &self.change.resources {
            let Some(service) = service_of(&change.id) else { continue };
            match change.class {
                Class::Replaced => found.push(self.replaced(change, service)),
                Class::Removed => found.push(removed(change, service, new)),
                Class::Changed => found.extend(private_dns(change, service)),
                Class::Added | Class::Moved | Class::Unchanged => {}
            }
        }
        found
    }

    fn replaced(self, change: &ResourceChange, service: Service) -> Meaning {
        let (name, why, fail) = (&change.address, &change.reason.sentence, fails(service));
        let order = if self.is_terraform() {
            format!("Terraform deletes `{name}` before it creates it anew: until that is available {fail}")
        } else {
            format!(
                "CloudFormation creates `{name}` anew, then deletes the old one: where that was, {fail} from then on"
            )
        };
        let unless = change.properties.iter().find_map(|property| property.note.as_ref());
        let unless = unless.map_or(String::new(), |unless| format!(" ({unless})"));
        Meaning::new(Consequence::EndpointReplaced, format!("{order}, since {why}{unless}"))
            .rule(change.reason.rule)
            .about(change)
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
                && !is_new_vpc
                && made(&change)
            {
                let sentence = format!(
                    "`{}` changes the route to S3 in its route tables: connections to S3 that are open in their \
                     subnets are cut and not resumed",
                    change.address
                );
                let meaning = Meaning::new(Consequence::S3ConnectionsInterrupted, sentence);
                found.push(meaning.rule(&s3_connections_interrupted::RULE).about(change));
            }
            if let ResourceKind::InterfaceEndpoint(endpoint) = kind
                && endpoint.private_dns == Some(true)
                && let Some(holder) = existing(service, old, new).or_else(|| names.holder(service, &endpoint.vpc, new))
            {
                let sentence = format!(
                    "this deployment fails while {holder} has the private name that `{}` claims in the same VPC: delete \
                     that one first, or switch its private DNS off",
                    change.address
                );
                let meaning = Meaning::new(Consequence::PrivateDnsCollision, sentence);
                found.push(meaning.rule(&private_dns_conflict::RULE).about(change));
            }
        }
        found
    }
}

/// An endpoint of another stack, which the old side says is there, in what may be the same VPC.
fn existing(service: Service, old: Option<Side>, new: Side) -> Option<String> {
    let old = old.filter(|old| may_be_one(&old.plan.vpc, &new.plan.vpc))?;
    let existing = old.plan.existing.iter().find(|existing| existing.service == service)?;
    Some(format!("`{}`", existing.id))
}

/// Which templates have the private name of a service in a VPC, before the change.
pub(in super::super) struct PrivateNames<'s>(BTreeMap<(Service, &'s str), Vec<Side<'s>>>);

impl<'s> PrivateNames<'s> {
    /// Those of a side. Which VPC a parameter or a resource of a template is, is not known to another one.
    pub(in super::super) fn of(old: &[Side<'s>]) -> Self {
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
    fn holder(&self, service: Service, vpc: &Value, new: Side) -> Option<String> {
        let holders = self.0.get(&(service, vpc.as_literal()?))?;
        let other = holders.iter().find(|old| old.name != new.name && old.plan.region == new.plan.region)?;
        Some(format!("the one of `{}`", other.name))
    }
}

fn removed(change: &ResourceChange, service: Service, new: Side) -> Meaning {
    let why = &change.reason.sentence;
    let existing = new.plan.existing.iter().find(|existing| existing.service == service);
    let meaning = match existing {
        Some(existing) => Meaning::new(
            Consequence::EndpointHandedOver,
            format!(
                "`{}` is deleted, and `{}`, which is there already, is to stand in: in between {}, since {why}",
                change.address,
                existing.id,
                fails(service)
            ),
        ),
        None => Meaning::new(
            Consequence::EndpointUnneeded,
            format!("nothing in `{}` asks for `{}` any more; it was there since {why}", new.name, change.address),
        ),
    };
    meaning.rule(change.reason.rule).about(change)
}

/// What switches private DNS.
fn switched(change: &ResourceChange) -> Option<&PropertyChange> {
    change.properties.iter().find(|property| property.property == Property::PrivateDnsEnabled)
}

fn is_on(switched: &PropertyChange) -> bool {
    switched.new.as_deref() == Some("true")
}

fn private_dns(change: &ResourceChange, service: Service) -> Option<Meaning> {
    let on = is_on(switched(change)?);
    let name = service.name();
    let rule = match (on, service) {
        (true, _) => Some(&private_dns_conflict::RULE),
        (false, Service::EcrDkr) => Some(&dkr_private_dns::RULE),
        (false, Service::EcrApi) => Some(&api_private_dns_off::RULE),
        (false, _) => None,
    };
    let (consequence, sentence) = if on {
        (
            Consequence::PrivateDnsOn,
            format!(
                "the public name of {name} resolves to `{}` from then on, in the whole VPC: whom its security group \
                 does not admit, loses {name}",
                change.address
            ),
        )
    } else {
        (
            Consequence::PrivateDnsOff,
            format!(
                "the public name of {name} leads to the internet again: without a way there, {}",
                if service == Service::EcrDkr {
                    "pulls fail"
                } else {
                    "calls fail that do not name the endpoint's own address"
                }
            ),
        )
    };
    let meaning = Meaning::new(consequence, sentence).about(change);
    Some(Meaning { rule, ..meaning })
}
