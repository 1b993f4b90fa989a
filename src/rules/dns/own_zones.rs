//! ECR209: your own hosted zones for the names of endpoints; and ECR206, where private DNS claims such a name, too.

use crate::aws::{Region, Service};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{self, OwnZone, Property, Resource};
use crate::rules::Subject;
use crate::span::Span;
use std::collections::BTreeMap;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let Some(region) = plan.region else { return };
    let mut said: BTreeMap<Option<Span>, Vec<&OwnZone>> = BTreeMap::new();
    for zone in &plan.surroundings.own_zones {
        let service = zone.service;
        if let Some(endpoint) = plan.claim_on(zone) {
            report.push(claimed(zone, endpoint, region));
            continue;
        }
        // Of a template's zones, which may be of many names, those count that something here calls.
        let is_fips = matches!(service, Service::Fips(_));
        let is_called = || !is_fips && !plan::callers(&plan.surroundings.workload, plan.region, service).is_empty();
        if subject.block.is_some() || plan.endpoint(service).is_some() || is_called() {
            said.entry(zone.span).or_default().push(zone);
        }
    }
    for (span, zones) in said {
        let names: Vec<String> = zones.iter().map(|zone| format!("`{}`", zone.service.name())).collect();
        let message = format!("your own hosted zones must serve the names of {}", names.join(", "));
        let is_off = |zone: &&OwnZone| plan.endpoint(zone.service).is_some_and(|(_, it)| it.private_dns == Some(false));
        let label = if subject.block.is_some() || zones.iter().all(is_off) {
            "private DNS is off; you serve the names"
        } else {
            "these zones answer, and no endpoint does"
        };
        let mut found = Diagnostic::at(&cards::OWN_ZONES, span, message).label(label);
        for zone in &zones {
            found = found.note(note(zone, region));
        }
        if zones.iter().any(|zone| zone.service == Service::Eks) {
            found = found.note("the zone of `eks` hides `oidc.eks` and `eks-proxy.eks`, which need zones of their own");
        }
        report.push(found.help("compare your zones with this list, then accept this, saying where they are kept"));
    }
}

/// What a zone has to hold.
fn note(zone: &OwnZone, region: &Region) -> String {
    let key = zone.service.name();
    if zone.service == Service::S3 {
        let host = region.layer_host();
        return format!(
            "the zone for `s3` needs a record for `{host}`: no endpoint has this name, and without the record the zone \
             hides it"
        );
    }
    if let Some(account) = zone.account() {
        return format!(
            "the zone for `{key}` serves only the registry of `{account}`: add an alias record at its apex"
        );
    }
    match zone.records(region).len() {
        0 => format!("ecrc does not know the names of `{key}`; AWS lists them as `PrivateDnsNames`"),
        1 => format!("zone `{}` with an alias record", zone.name(region)),
        _ => format!("zone `{}` with alias records at its apex and for `*`", zone.name(region)),
    }
}

/// A hosted zone of one's own beside an endpoint that claims its name.
fn claimed(zone: &OwnZone, endpoint: &Resource, region: &Region) -> Diagnostic {
    let key = zone.service.name();
    let message = format!("your own hosted zone and private DNS of `{key}` claim one name in one VPC");
    let found = Diagnostic::at(&cards::PRIVATE_DNS_CONFLICT, zone.span, message)
        .label("AWS refuses whichever comes second")
        .help(format!("remove the zone `{}`, or turn private DNS of `{key}` off", zone.name(region)));
    match endpoint.place(Property::PrivateDnsEnabled) {
        Some(place) => found.also(place, "claims this name"),
        None => found,
    }
}
