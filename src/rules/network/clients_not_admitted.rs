//! The card of ECR301, where it is shown who calls: whether the endpoints' groups admit these.

use super::passage::{blocks_of, called, is_of_aws};
use crate::aws::Ipv4Cidr;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Client, Ingress, List, Peer, Plan, ResourceKind, Value, logical_id};
use crate::rules::Subject;

const HTTPS: u16 = 443;

/// Looks at the groups of which nothing was reported yet.
pub(super) fn check(subject: &Subject, reported: &[&Value], report: &mut Report) {
    let plan = subject.plan;
    let mut judged: Vec<(&List, &List)> = Vec::new();
    for client in plan.surroundings.known_clients() {
        for (resource, endpoint) in called(plan, client) {
            let List::Items(groups) = &endpoint.security_groups else { continue };
            let pair = (&endpoint.security_groups, &client.security_groups);
            if judged.contains(&pair) || groups.iter().any(|group| reported.contains(&group)) {
                continue;
            }
            judged.push(pair);
            if !rules_of(plan, groups).is_some_and(|rules| shuts_out(plan, &rules, client)) {
                continue;
            }
            let message = format!(
                "the security group of `{}` does not admit tcp/443 from `{}`",
                logical_id(&resource.id),
                client.name
            );
            let mut found = Diagnostic::at(&cards::HTTPS_NOT_ADMITTED, resource.span.or(client.span), message)
                .label("no inbound rule admits these calls");
            if let Some(span) = client.span.filter(|_| resource.span.is_some()) {
                found = found.also(span, "calls it");
            }
            report.push(found.help(format!("admit tcp/443 from the security group of `{}`", client.name)));
        }
    }
}

/// The inbound rules of groups; `None` where one of these is of elsewhere, or a rule may be of any group.
fn rules_of<'p>(plan: &'p Plan, groups: &[Value]) -> Option<Vec<&'p Ingress>> {
    let is_group = |group: &Value| {
        let Value::Attribute(id, _) = group else { return false };
        plan.resource(id).is_some_and(|resource| matches!(resource.kind, ResourceKind::SecurityGroup(_)))
    };
    if groups.is_empty() || !groups.iter().all(is_group) {
        return None;
    }
    let all = plan.resources.iter().filter_map(|resource| {
        let ResourceKind::Ingress(ingress) = &resource.kind else { return None };
        Some(ingress)
    });
    let all: Vec<&Ingress> = all.collect();
    let is_open = all.iter().any(|rule| !rule.group.is_known());
    (!is_open).then(|| all.into_iter().filter(|rule| groups.contains(&rule.group)).collect())
}

/// Whether calls from some subnet of a client are certainly admitted by none of the rules.
fn shuts_out(plan: &Plan, rules: &[&Ingress], client: &Client) -> bool {
    let shut = |block: Option<Ipv4Cidr>| rules.iter().all(|rule| misses(plan, rule, client, block));
    let blocks = blocks_of(plan, &client.subnets);
    if blocks.is_empty() { shut(None) } else { blocks.into_iter().any(|block| shut(Some(block))) }
}

fn misses(plan: &Plan, rule: &Ingress, client: &Client, subnet: Option<Ipv4Cidr>) -> bool {
    if rule.ports.hold(HTTPS, HTTPS) == Some(false) {
        return true;
    }
    match &rule.peer {
        Peer::Ipv4(cidr) => {
            let block = cidr.as_literal().and_then(Ipv4Cidr::canonical);
            block.zip(subnet).is_some_and(|(block, subnet)| !block.overlaps(subnet))
        }
        Peer::Group(admitted) => match &client.security_groups {
            // Without one of its own it has the VPC's default group, which may be the one that is admitted.
            List::Items(groups) => {
                !groups.is_empty()
                    && admitted.is_known()
                    && groups.iter().all(|group| group.is_known() && group != admitted)
            }
            List::Parameter(_) | List::Unknown(_) => false,
        },
        Peer::PrefixList(list) => is_of_aws(plan, list),
        Peer::Ipv6(_) | Peer::Unknown => false,
    }
}
