//! Input: the endpoints that the spec makes, those that exist beside, and who serves their names.
//! Output: `existing` and `private_dns`.
//! Never: says something of an endpoint that the block does not need.

use super::draft::Draft;
use super::kept::Interface;
use super::side::is_given;
use crate::aws::{Service, VpcEndpointId};
use crate::plan::{IpAddressType, Parameter, logical_id};
use crate::spec::model::Keyword;

/// Says which endpoints exist, and which have no private DNS.
pub(super) fn write(draft: &mut Draft, needed: &[Service]) {
    for existing in &draft.plan.surroundings.existing {
        let name = existing.service.name();
        if existing.id.as_literal().is_some_and(|id| VpcEndpointId::parse(id).is_ok()) {
            draft.say(Keyword::Existing, format!("{name} \"{}\"", existing.id));
        } else if is_given(&existing.id, Parameter::EndpointId(existing.service)) {
            draft.say(Keyword::Existing, format!("{name} parameter"));
        } else {
            draft.note(format!(
                "the `{name}` endpoint exists, but `{}` is no ID to write after `existing`",
                existing.id
            ));
        }
        if !needed.contains(&existing.service) {
            draft.note(format!("nothing that runs needs the `{name}` endpoint `{}`", existing.id));
        }
    }
    if draft.plan.surroundings.custom_dns.is_some_and(|custom| custom.value) {
        draft.say(Keyword::Dns, "custom");
    }
    let own = &draft.plan.surroundings.own_zones;
    for zone in own.iter().filter(|zone| needed.contains(&zone.service)) {
        draft.say(Keyword::PrivateDns, format!("{} own", zone.service.name()));
    }
    let interfaces: Vec<Interface> = draft.kept.interfaces.clone();
    let has_ipv6 = |interface: &Interface| {
        interface.endpoint.addresses == Some(IpAddressType::Dualstack) && interface.service.takes_ipv6()
    };
    if interfaces.iter().any(has_ipv6) {
        draft.say(Keyword::Ip, IpAddressType::Dualstack.as_str());
    }
    let off = |interface: &&Interface| interface.endpoint.private_dns == Some(false);
    if own.is_empty() && !interfaces.is_empty() && interfaces.iter().all(|interface| off(&interface)) {
        draft.say(Keyword::PrivateDns, "off");
    } else {
        let has_own = |service: Service| own.iter().any(|zone| zone.service == service);
        for interface in interfaces.iter().filter(off).filter(|interface| !has_own(interface.service)) {
            draft.say(Keyword::PrivateDns, format!("{} off", interface.service.name()));
        }
    }
    if let Some(region) = draft.plan.region {
        for named in draft.kept.named.clone() {
            if let Some(on) = named.endpoint.private_dns.filter(|on| *on == named.is_own()) {
                let on = if on { "on" } else { "off" };
                draft.say(Keyword::PrivateDns, format!("{} {on}", named.words(region)));
            }
        }
    }
    for Interface { service, resource, endpoint } in interfaces {
        let id = logical_id(&resource.id);
        if endpoint.private_dns.is_none() {
            draft.note(format!("whether `{id}` has private DNS is not known; the spec turns it on"));
        }
        // Where the id is one of AWS's, the endpoint is deployed, and a second one cannot serve the same names.
        if VpcEndpointId::parse(&id).is_ok() {
            let name = service.name();
            draft.note(format!("to keep the endpoint instead of making it, write `existing {name} \"{id}\"`"));
        }
    }
}
