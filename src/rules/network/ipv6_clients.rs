//! ECR308: clients that call over IPv6.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Peer, ResourceKind};
use crate::rules::Subject;
use crate::span::Span;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let groups = subject.endpoint_groups();
    let blocks = subject.plan.resources.iter().filter_map(|resource| {
        let ResourceKind::Ingress(ingress) = &resource.kind else { return None };
        let Peer::Ipv6(cidr) = &ingress.peer else { return None };
        groups.contains(&&ingress.group).then_some((resource.span, cidr))
    });
    let blocks: Vec<_> = blocks.collect();
    let Some(((span, cidr), others)) = blocks.split_first() else { return };
    let message = match others.len() {
        0 => format!("clients in `{cidr}` cannot reach the endpoints, which have IPv4 addresses only"),
        more => format!("clients in `{cidr}` and {more} more IPv6 blocks cannot reach the endpoints' IPv4 addresses"),
    };
    let mut found = Diagnostic::at(&cards::IPV6_CLIENTS, *span, message)
        .label("no packet from these addresses arrives")
        .help("name the clients' IPv4 blocks or security groups instead");
    let spans: Vec<Span> = others.iter().filter_map(|(span, _)| *span).collect();
    for span in spans {
        found = found.also(span, "nor these");
    }
    report.push(found);
}
