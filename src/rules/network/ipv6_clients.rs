//! ECR308: clients that call over IPv6, and endpoints that take such calls.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::packets::refused_in;
use crate::plan::{IpAddressType, Peer, Plan, Property, ResourceKind, logical_id};
use crate::rules::Subject;
use crate::span::Span;
use crate::spec::model::{Block, Client};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    if let Some(block) = subject.block {
        dualstack(block, subject.plan, report);
    }
    refused(subject.plan, report);
    let addresses = subject.plan.interface_endpoints().map(|(_, endpoint)| endpoint.addresses);
    if addresses.into_iter().any(|addresses| addresses != Some(IpAddressType::Ipv4)) {
        return;
    }
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

/// Endpoints with IPv6 addresses only, in subnets that have IPv4 addresses.
fn refused(plan: &Plan, report: &mut Report) {
    for (resource, endpoint) in plan.interface_endpoints() {
        let Some(subnet) = refused_in(plan, endpoint) else { continue };
        let (name, subnet) = (logical_id(&resource.id), subnet.name());
        let message = format!("`{name}` has IPv6 addresses only, and its subnet `{subnet}` has IPv4 addresses");
        report.push(
            Diagnostic::at(&cards::IPV6_CLIENTS, resource.place(Property::IpAddressType), message)
                .label("AWS refuses the endpoint")
                .help("set it to `ipv4`, or to `dualstack` if all its subnets have IPv6 blocks, too")
                .weighing(Severity::Error),
        );
    }
}

/// IPv6 addresses that admit nobody, and endpoints that get none.
fn dualstack(block: &Block, plan: &Plan, report: &mut Report) {
    let Some(span) = block.dualstack() else { return };
    let new = |message: String| Diagnostic::new(&cards::IPV6_CLIENTS, span, message);
    let is_v4 = |client: &Client| matches!(client, Client::Ipv4(_));
    let v4_alone = block.clients.as_ref().is_none_or(|clients| clients.value.iter().all(|client| is_v4(&client.value)));
    if v4_alone && block.security_group.is_none() && plan.interface_endpoints().next().is_some() {
        let mut found = new("nobody is admitted over IPv6, and clients that prefer it wait or fail".to_owned())
            .label("these addresses admit nobody")
            .help("name the VPC's IPv6 block among the `clients`, as in `clients 10.0.0.0/16, fd00::/8`");
        if let Some(clients) = &block.clients {
            found = found.also(clients.span, "IPv4 clients only");
        }
        report.push(found);
    }
    let interfaces = plan.interface_endpoints().map(|(_, endpoint)| (endpoint.addresses, &endpoint.service));
    let gateways = plan.gateway_endpoints().map(|(_, endpoint)| (endpoint.addresses, &endpoint.service));
    let without = interfaces.chain(gateways).filter(|(addresses, _)| *addresses == Some(IpAddressType::Ipv4));
    let names: Vec<String> = without.filter_map(|(_, service)| Some(format!("`{}`", service.key()?))).collect();
    if !names.is_empty() {
        report.push(
            new(format!("ecrc knows of no IPv6 addresses for the endpoint of {}", names.join(", ")))
                .label("these endpoints keep IPv4 addresses only")
                .help("call them over IPv4, and accept this with that as the reason")
                .weighing(Severity::Note),
        );
    }
}
