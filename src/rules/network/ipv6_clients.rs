//! ECR308: clients that call over IPv6, and endpoints that take such calls.

use super::https_not_admitted::{is, rules_of};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::packets::refused_in;
use crate::plan::{InterfaceEndpoint, IpAddressType, Peer, Plan, Property, Resource, ResourceKind, Value, logical_id};
use crate::rules::Subject;
use crate::span::{Span, Spanned};
use crate::spec::model::{Block, Client};

const NOBODY_OVER_IPV6: &str = "nobody is admitted over IPv6, and clients that prefer it wait or fail";
const ADMIT_NOBODY: &str = "these addresses admit nobody";

pub(super) fn check(subject: &Subject, report: &mut Report) {
    match subject.block {
        Some(block) => dualstack(block, subject.plan, report),
        None => report.diagnostics.extend(over_ipv6(subject.plan)),
    }
    refused(subject.plan, report);
    let addresses = subject.plan.interface_endpoints().map(|(_, endpoint)| endpoint.addresses);
    if addresses.into_iter().any(|addresses| addresses != Some(IpAddressType::Ipv4)) {
        return;
    }
    from_ipv6_subnets(subject, report);
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

/// An endpoint of a template whose IPv6 addresses admit nobody: all rules of its only group are known, and are of IPv4.
fn over_ipv6(plan: &Plan) -> Option<Diagnostic> {
    let admits_ipv4_alone = |endpoint: &InterfaceEndpoint| {
        let groups = plan.groups_of(&endpoint.security_groups).unwrap_or_default();
        let [group @ Value::Attribute(..)] = groups.as_slice() else { return false };
        let is_made = |it: &Resource| matches!(it.kind, ResourceKind::SecurityGroup(_)) && is(group, &it.id);
        let mut rules = rules_of(plan, group).peekable();
        plan.resources.iter().any(is_made)
            && rules.peek().is_some()
            && rules.all(|rule| matches!(rule.peer, Peer::Ipv4(_)))
    };
    let mut endpoints = plan.interface_endpoints();
    let is_it = |(_, endpoint): &(_, &InterfaceEndpoint)| {
        endpoint.addresses == Some(IpAddressType::Dualstack) && admits_ipv4_alone(endpoint)
    };
    let (resource, _) = endpoints.find(is_it)?;
    let place = resource.place(Property::IpAddressType);
    let found = Diagnostic::at(&cards::IPV6_CLIENTS, place, NOBODY_OVER_IPV6).label(ADMIT_NOBODY);
    Some(found.help("admit the clients' IPv6 blocks or security groups, too"))
}

/// Endpoints that keep IPv4 addresses only, which admit nobody.
fn over_ipv4(block: &Block, plan: &Plan, report: &mut Report) {
    let Some(clients) = &block.clients else { return };
    let keeping = plan.interface_endpoints().filter(|(_, endpoint)| endpoint.addresses == Some(IpAddressType::Ipv4));
    let keeping: Vec<String> =
        keeping.filter_map(|(_, endpoint)| Some(format!("`{}`", endpoint.service.key()?))).collect();
    let is_v6 = |client: &Spanned<Client>| matches!(client.value, Client::Ipv6(_));
    if keeping.is_empty() || !clients.value.iter().all(is_v6) {
        return;
    }
    let message = format!("nobody can reach {}: such endpoints have IPv4 addresses only", keeping.join(", "));
    report.push(
        Diagnostic::new(&cards::IPV6_CLIENTS, clients.span, message)
            .label("nobody is admitted over IPv4")
            .help("name the VPC's IPv4 block, too, as in `clients 10.0.0.0/16, fd00::/8`"),
    );
}

/// What pulls from subnets whose network interfaces have IPv6 addresses only, without translation.
fn from_ipv6_subnets(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    if plan.interface_endpoints().next().is_none() {
        return;
    }
    for client in plan.surroundings.known_clients() {
        let is_shut = |subnet: &&Value| plan.ipv6_only(Some(subnet)).is_some_and(|it| it.dns64 == Some(false));
        let Some(subnet) = client.subnets.items().iter().find(is_shut) else { continue };
        let message = format!(
            "`{}` cannot reach the endpoints: `{}` gives IPv6 addresses only, and they have IPv4 addresses only",
            client.name,
            subnet.name()
        );
        report.push(
            Diagnostic::at(&cards::IPV6_CLIENTS, client.span, message)
                .label("no packet from this subnet arrives")
                .help("run it in subnets that have IPv4 addresses"),
        );
    }
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
        let mut found = new(NOBODY_OVER_IPV6.to_owned())
            .label(ADMIT_NOBODY)
            .help("name the VPC's IPv6 block among the `clients`, as in `clients 10.0.0.0/16, fd00::/8`");
        if let Some(clients) = &block.clients {
            found = found.also(clients.span, "IPv4 clients only");
        }
        report.push(found);
    }
    over_ipv4(block, plan, report);
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
