//! ECR301: who reaches the endpoints' network interfaces.

use super::clients_not_admitted;
use super::passage::OF_DEFAULT;
use crate::aws::Ipv4Cidr;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{EndpointService, Ingress, Peer, Plan, Ports, Resource, ResourceId, ResourceKind, Value};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let mut judged: Vec<&Value> = Vec::new();
    let mut reported: Vec<&Value> = Vec::new();
    for (resource, endpoint) in plan.interface_endpoints() {
        // Others may answer on other ports: `email-smtp`, a service of one's own.
        let EndpointService::Known(_) = endpoint.service else { continue };
        // Of several groups one may admit what another does not, and of a foreign one nothing is known.
        let groups = plan.groups_of(&endpoint.security_groups).unwrap_or_default();
        let [group @ Value::Attribute(..)] = groups.as_slice() else { continue };
        if judged.contains(group) {
            continue;
        }
        judged.push(group);
        let Some(shut_out) = shut_out(subject, group) else { continue };
        reported.push(group);
        let span = subject.block.and_then(|block| Some(block.clients.as_ref()?.span)).or(resource.span);
        let message = match shut_out.as_slice() {
            [] => "the endpoints' security group does not admit tcp/443".to_owned(),
            subnets => format!("the endpoints' security group does not admit {}", listed(subnets)),
        };
        let found = Diagnostic::at(&cards::HTTPS_NOT_ADMITTED, span, message)
            .label("nothing in these subnets reaches an endpoint")
            .note_of_rule();
        report.push(if endpoint.security_groups.items().is_empty() {
            found.note(OF_DEFAULT).help("name a security group that admits tcp/443 from the private subnets")
        } else {
            found.help("remove `clients` to admit the whole VPC, or name blocks that cover its private subnets")
        });
    }
    clients_not_admitted::check(subject, &reported, report);
}

/// The subnets from which a group is known to admit no https; `None` where it may admit all. Empty where it admits
/// none, and the subnets are not known.
fn shut_out(subject: &Subject, group: &Value) -> Option<Vec<Ipv4Cidr>> {
    let plan = subject.plan;
    // Of a group that is not of this plan, the rules are not known.
    let of_plan = |resource: &&Resource| is(group, &resource.id);
    let found = plan.resources.iter().find(of_plan)?;
    matches!(found.kind, ResourceKind::SecurityGroup(_)).then_some(())?;
    let mut admitted: Vec<Ipv4Cidr> = Vec::new();
    let mut nothing = true;
    for rule in rules_of(plan, group) {
        match rule.ports {
            Ports::Tcp(from, to) if (from..=to).contains(&443) => {}
            Ports::All => {}
            Ports::Tcp(..) | Ports::Other => continue,
            Ports::Unknown => return None,
        }
        nothing = false;
        match &rule.peer {
            Peer::Ipv4(cidr) => admitted.push(Ipv4Cidr::canonical(cidr.as_literal()?)?),
            Peer::Ipv6(_) => {}
            Peer::Group(_) | Peer::PrefixList(_) | Peer::Unknown => return None,
        }
    }
    let private = subject.pulling_subnets();
    let subnets: Vec<Ipv4Cidr> = plan
        .resources
        .iter()
        .filter(|resource| private.iter().any(|subnet| is(subnet, &resource.id)))
        .filter_map(|resource| {
            let ResourceKind::Subnet(subnet) = &resource.kind else { return None };
            Ipv4Cidr::canonical(subnet.cidr.as_literal()?)
        })
        .collect();
    if subnets.is_empty() {
        return nothing.then(Vec::new);
    }
    // Endpoints in subnets of their own are let in by the tasks' subnets, which the template does not tell apart.
    let others = subject.may_pull_elsewhere(&private).filter_map(|resource| {
        let ResourceKind::Subnet(subnet) = &resource.kind else { return None };
        Ipv4Cidr::canonical(subnet.cidr.as_literal()?)
    });
    if others.into_iter().any(|subnet| covered(subnet, &admitted)) {
        return None;
    }
    let shut: Vec<Ipv4Cidr> = subnets.into_iter().filter(|subnet| !covered(*subnet, &admitted)).collect();
    (!shut.is_empty()).then_some(shut)
}

/// Whether a value is that resource.
pub(super) fn is(value: &Value, id: &ResourceId) -> bool {
    matches!(value, Value::Attribute(of, _) if of == id)
}

/// Whether the blocks together hold all of the subnet.
fn covered(subnet: Ipv4Cidr, blocks: &[Ipv4Cidr]) -> bool {
    let mut open = vec![subnet];
    while let Some(part) = open.pop() {
        if blocks.iter().any(|block| block.contains(part)) {
            continue;
        }
        if !blocks.iter().any(|block| part.contains(*block)) {
            return false;
        }
        open.extend(part.halves());
    }
    true
}

pub(super) fn rules_of<'p>(plan: &'p Plan, group: &'p Value) -> impl Iterator<Item = &'p Ingress> {
    let rules = plan.resources.iter().filter_map(|resource| {
        let ResourceKind::Ingress(ingress) = &resource.kind else { return None };
        Some(ingress)
    });
    rules.filter(move |ingress| ingress.group == *group)
}

fn listed(subnets: &[Ipv4Cidr]) -> String {
    let names: Vec<String> = subnets.iter().map(|subnet| format!("`{subnet}`")).collect();
    names.join(", ")
}
