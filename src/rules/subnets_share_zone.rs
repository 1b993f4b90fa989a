use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::plan::{List, Plan, ResourceKind, Value, Zone, logical_id};

pub static RULE: Rule = Rule {
    code: Code(307),
    name: "subnets_share_zone",
    severity: Severity::Error,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

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
                Diagnostic::at(&RULE, resource.span, format!("two subnets of `{name}` lie in one zone"))
                    .label("AWS refuses the endpoint")
                    .help("name one subnet a zone"),
            );
        }
    }
}

fn zone_of<'p>(plan: &'p Plan, subnet: &Value) -> Option<&'p Zone> {
    let Value::Attribute(id, _) = subnet else { return None };
    plan.resources.iter().find(|resource| resource.id == *id).and_then(|resource| match &resource.kind {
        ResourceKind::Subnet(subnet) => Some(&subnet.zone),
        _ => None,
    })
}
