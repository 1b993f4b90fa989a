//! The card of ECR301, where it is shown who calls: whether the endpoints' groups admit these.

use super::passage::{OF_DEFAULT, called};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::packets::Near;
use crate::plan::{Client, InterfaceEndpoint, IpAddressType, List, Plan, Value, logical_id};
use crate::rules::Subject;

/// Looks at the groups of which nothing was reported yet.
pub(super) fn check(subject: &Subject, reported: &[&Value], report: &mut Report) {
    let plan = subject.plan;
    let mut judged: Vec<(&List, Option<IpAddressType>, &List)> = Vec::new();
    for client in plan.surroundings.known_clients() {
        for (resource, endpoint) in called(plan, client) {
            let Some(groups) = plan.groups_of(&endpoint.security_groups) else { continue };
            let ends = (&endpoint.security_groups, endpoint.addresses, &client.security_groups);
            if judged.contains(&ends) || groups.iter().any(|group| reported.contains(group)) {
                continue;
            }
            judged.push(ends);
            if !shuts_out(plan, endpoint, client) {
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
            let is_default = endpoint.security_groups.items().is_empty();
            report.push(if is_default {
                let help = format!("give `{}` a security group that admits tcp/443", logical_id(&resource.id));
                found.note(OF_DEFAULT).help(help)
            } else {
                found.help(format!("admit tcp/443 from the security group of `{}`", client.name))
            });
        }
    }
}

/// Whether calls from some subnet of a client are certainly admitted by none of the rules.
fn shuts_out(plan: &Plan, endpoint: &InterfaceEndpoint, client: &Client) -> bool {
    let shut = |subnet| Near { subnet, groups: &client.security_groups }.is_let_in(plan, endpoint) == Some(false);
    let subnets = client.subnets.items();
    if subnets.is_empty() { shut(None) } else { subnets.iter().any(|subnet| shut(Some(subnet))) }
}
