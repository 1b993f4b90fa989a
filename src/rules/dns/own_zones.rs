//! ECR209: your own hosted zones for the names of endpoints.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::OwnZone;
use crate::rules::Subject;
use crate::span::Span;
use std::collections::BTreeMap;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let mut said: BTreeMap<Option<Span>, Vec<OwnZone>> = BTreeMap::new();
    for zone in &subject.plan.surroundings.own_zones {
        said.entry(zone.span).or_default().push(*zone);
    }
    let Some(region) = subject.plan.region else { return };
    for (span, zones) in said {
        let names: Vec<String> = zones.iter().map(|zone| format!("`{}`", zone.service.name())).collect();
        let message = format!("your own hosted zones must serve the names of {}", names.join(", "));
        let mut found =
            Diagnostic::at(&cards::OWN_ZONES, span, message).label("private DNS is off; you serve the names");
        for zone in &zones {
            if zone.records(region).is_empty() {
                let key = zone.service.name();
                found =
                    found.note(format!("of `{key}` ecrc does not know the names; AWS lists them as `PrivateDnsNames`"));
                continue;
            }
            let records = if zone.records(region).len() > 1 {
                "alias records at its apex and for `*`"
            } else {
                "an alias record"
            };
            found = found.note(format!("zone `{}` with {records}", zone.name(region)));
        }
        if zones.iter().any(|zone| zone.service == Service::Eks) {
            found = found.note("the zone of `eks` hides `oidc.eks` and `eks-proxy.eks`, which need zones of their own");
        }
        report.push(found.help("compare your zones with this list, then accept this, saying where they are kept"));
    }
}
