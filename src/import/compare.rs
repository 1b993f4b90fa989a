//! Input: the plan of what exists, and the plan of the spec that was written for it.
//! Output: each difference, in a sentence.
//! Never: passes over a difference because it is small.

use super::atoms::Of;
use super::draft::Draft;
use super::kept::service_name;
use super::names::listed;
use super::s3_policy::is_full;
use super::shape::{self, Fact, PORTS, Shape, UNREAD};
use super::side::Side;
use crate::aws::Region;
use crate::plan::{Plan, PolicyId, ResourceId, ResourceKind, logical_id};
use std::collections::BTreeMap;

pub(super) use super::shape::Part;

/// Something that is not the same.
#[derive(Debug, Clone)]
pub(super) struct Difference {
    pub(super) part: Part,
    /// Lower case, without a period.
    pub(super) text: String,
    /// The resource whose policy the spec does not have: nothing of a policy may be dropped.
    pub(super) policy_of: Option<ResourceId>,
}

/// Compares what exists with what a spec makes.
pub(super) fn compare(draft: &Draft, made: &Plan) -> Vec<Difference> {
    let Some(region) = made.region else { return Vec::new() };
    let world = draft.side(region);
    let spec = Side::of_spec(made, &world, &draft.kept);
    let (there, made) = (shape::of_world(&world, &draft.kept), shape::of_spec(&spec));
    let mut differences = not_kept(draft, region);
    differences.extend(of_shapes(&there, &made));
    differences
}

/// Endpoints that the spec does not make.
fn not_kept(draft: &Draft, region: &'static Region) -> Vec<Difference> {
    let mut differences = Vec::new();
    for resource in draft.plan.resources.iter().filter(|resource| !draft.kept.has(resource)) {
        let (service, policy) = match &resource.kind {
            ResourceKind::InterfaceEndpoint(endpoint) => (&endpoint.service, &endpoint.policy),
            ResourceKind::GatewayEndpoint(endpoint) => (&endpoint.service, &endpoint.policy),
            ResourceKind::Vpc(_)
            | ResourceKind::Subnet(_)
            | ResourceKind::RouteTable(_)
            | ResourceKind::RouteTableAssociation(_)
            | ResourceKind::SecurityGroup(_)
            | ResourceKind::Ingress(_)
            | ResourceKind::Egress(_)
            | ResourceKind::Role(_)
            | ResourceKind::RolePolicy(_) => continue,
        };
        let name = logical_id(&resource.id);
        // What a module or something else makes that is not read is not known, and noted.
        if service.unread().is_some() {
            continue;
        }
        let with = with_policy(draft, policy.as_ref(), region);
        let service = service_name(service, region);
        differences.push(Difference {
            part: Part::Endpoints,
            text: format!("`{name}`, an endpoint for {service}{with}, is not in the spec; keep it where it is"),
            policy_of: None,
        });
    }
    differences
}

fn with_policy(draft: &Draft, policy: Option<&PolicyId>, region: &'static Region) -> &'static str {
    let document = policy.map(|policy| draft.plan.policy(policy));
    match document {
        None => "",
        Some(Some(document)) if is_full(document, &draft.side(region), Of::Other) => "",
        Some(_) => " with a policy of its own",
    }
}

fn of_shapes(there: &Shape, made: &Shape) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut differs = |part: Part, text: String| differences.push(Difference { part, text, policy_of: None });
    for ((part, name), facts) in there {
        match made.get(&(*part, name.clone())) {
            Some(_) => {}
            None => match facts.get(PORTS) {
                Some(ports) => differs(*part, format!("{name} is admitted on {}, but not by the spec", value(ports))),
                None => differs(*part, format!("{name} exists, but is not in the spec")),
            },
        }
    }
    for ((part, name), facts) in made {
        match there.get(&(*part, name.clone())) {
            Some(_) => {}
            None => match facts.get(PORTS) {
                Some(ports) => differs(*part, format!("the spec also admits {name} on {}", value(ports))),
                None => differs(*part, format!("the spec also makes {name}")),
            },
        }
    }
    for (key, facts) in there {
        if let Some(other) = made.get(key) {
            differences.extend(of_facts(&key.1, facts, other));
        }
    }
    differences
}

fn of_facts(name: &str, there: &BTreeMap<&'static str, Fact>, made: &BTreeMap<&'static str, Fact>) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (what, fact) in there {
        let differs = |other: &&Fact| other.lines != fact.lines || fact.lines.contains(UNREAD);
        let Some(other) = made.get(what).filter(differs) else { continue };
        let only = |of: &Fact, not: &Fact| -> Vec<String> { of.lines.difference(&not.lines).cloned().collect() };
        let (lost, added) = (only(fact, other), only(other, fact));
        let text = if fact.policy_of.is_some() {
            let changes = [("lose", &lost), ("add", &added)].into_iter().filter(|(_, lines)| !lines.is_empty());
            let changes: Vec<String> = changes.map(|(verb, lines)| format!("{verb} {}", listed(lines))).collect();
            let of = if name.starts_with("the policy") { "" } else { "the policy of " };
            match changes.as_slice() {
                [] => format!("{of}{name} cannot be compared"),
                changes => format!("{of}{name} would {}", changes.join(" and ")),
            }
        } else {
            format!("{name} has {what}: {}; in the spec: {}", value(fact), value(other))
        };
        // The layer bucket is what every pull needs.
        let adds = lost.is_empty() && fact.part == Part::S3Policy;
        let policy_of = fact.policy_of.clone().filter(|_| !adds);
        differences.push(Difference { part: fact.part, text, policy_of });
    }
    differences
}

/// The values of a property.
fn value(fact: &Fact) -> String {
    fact.lines.iter().cloned().collect::<Vec<_>>().join(", ")
}
