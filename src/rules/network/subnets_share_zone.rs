//! ECR307: an endpoint's subnets and their zones.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{List, Plan, ResourceKind, Value, Zone, logical_id};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for (resource, endpoint) in subject.plan.interface_endpoints() {
        let List::Items(subnets) = &endpoint.subnets else { continue };
        let zones: Vec<&Zone> = subnets.iter().filter_map(|subnet| zone_of(subject.plan, subnet)).collect();
        let twice = zones
            .iter()
            .enumerate()
            .any(|(at, zone)| **zone != Zone::Unknown && zones.iter().skip(at + 1).any(|other| other == zone));
        if twice {
            let name = logical_id(&resource.id);
            report.push(
                Diagnostic::at(
                    &cards::SUBNETS_SHARE_ZONE,
                    resource.span,
                    format!("two subnets of `{name}` are in the same Availability Zone"),
                )
                .label("AWS refuses the endpoint")
                .help("name one subnet per zone"),
            );
        }
    }
}

fn zone_of<'p>(plan: &'p Plan, subnet: &Value) -> Option<&'p Zone> {
    let Value::Attribute(id, _) = subnet else { return None };
    let resource = plan.resources.iter().find(|resource| resource.id == *id)?;
    let ResourceKind::Subnet(subnet) = &resource.kind else { return None };
    Some(&subnet.zone)
}
