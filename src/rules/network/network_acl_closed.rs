//! The card of ECR312: what network ACLs let through, there and back.

use super::passage::{block_of, called, downloads_from_public_addresses, is_private};
use crate::aws::Ipv4Cidr;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{AclRule, Client, NetworkAcl, Peer, Plan, Ports, Value};
use crate::rules::Subject;
use crate::span::Span;

const HTTPS: (u16, u16) = (443, 443);

/// The ports that answers go to: of Linux as its kernel has them, of Windows Server since 2008.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports>, read 2026-11-30.
const OF_LINUX: (u16, u16) = (32768, 60999);
const OF_WINDOWS: (u16, u16) = (49152, 65535);

/// The other side of an ACL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Addresses of a subnet.
    Subnet(Ipv4Cidr),
    /// S3's public addresses.
    S3,
}

/// A packet on its way through an ACL.
#[derive(Debug, Clone, Copy)]
struct Packet {
    /// It leaves the subnet.
    out: bool,
    /// Where it goes, or where it comes from.
    side: Side,
    /// The first and the last port that it may go to.
    ports: (u16, u16),
    answer: bool,
}

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let mut reported: Vec<(&str, bool, bool)> = Vec::new();
    for client in plan.surroundings.known_clients() {
        for (acl, packet) in ways(plan, client) {
            let key = (acl.name.as_str(), packet.out, packet.answer);
            if reported.contains(&key) {
                continue;
            }
            if let Some(denial) = denial(acl, packet) {
                reported.push(key);
                report.push(found(acl, client, packet, &denial));
            }
        }
    }
}

/// The ACLs that a client's calls and their answers pass, each with the packet.
fn ways<'p>(plan: &'p Plan, client: &Client) -> Vec<(&'p NetworkAcl, Packet)> {
    let answers = if client.launch.is_windows() { OF_WINDOWS } else { OF_LINUX };
    let there_and_back = |side: Side, out: bool| {
        let call = Packet { out, side, ports: HTTPS, answer: false };
        let answer = Packet { out: !out, side, ports: answers, answer: true };
        [call, answer]
    };
    let mut ways = Vec::new();
    for subnet in client.subnets.items() {
        let own_acl = acl_of(plan, subnet);
        for (_, endpoint) in called(plan, client) {
            // Within one subnet no ACL is passed.
            for other in endpoint.subnets.items().iter().filter(|other| *other != subnet) {
                if let Some((acl, block)) = own_acl.zip(block_of(plan, other)) {
                    ways.extend(there_and_back(Side::Subnet(block), true).map(|packet| (acl, packet)));
                }
                if let Some((acl, block)) = acl_of(plan, other).zip(block_of(plan, subnet)) {
                    ways.extend(there_and_back(Side::Subnet(block), false).map(|packet| (acl, packet)));
                }
            }
        }
        if let Some(acl) = own_acl.filter(|_| downloads_from_public_addresses(plan)) {
            ways.extend(there_and_back(Side::S3, true).map(|packet| (acl, packet)));
        }
    }
    ways
}

fn acl_of<'p>(plan: &'p Plan, subnet: &Value) -> Option<&'p NetworkAcl> {
    plan.surroundings.acls.iter().find(|acl| acl.subnets.contains(subnet))
}

/// Why a packet is denied.
struct Denial {
    /// Some of the ports on which it is, all of them where no rule is about single ports.
    ports: (u16, u16),
    /// The rule that denies it; `None` where none lets it through.
    by: Option<Span>,
}

/// Whether a packet is certainly denied, on some port at least: which one a connection takes, nobody can choose.
fn denial(acl: &NetworkAcl, packet: Packet) -> Option<Denial> {
    let mut rules: Vec<&AclRule> =
        acl.rules.iter().filter(|rule| rule.egress.is_none_or(|it| it == packet.out)).collect();
    // What has no number that is known comes first: it may.
    rules.sort_by_key(|rule| rule.number);
    let (first, last) = packet.ports;
    let mut starts = vec![first];
    for rule in &rules {
        if let Ports::Tcp(from, to) = rule.ports {
            starts.extend([Some(from), to.checked_add(1)].into_iter().flatten());
        }
    }
    starts.retain(|start| (first..=last).contains(start));
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().skip(1).map(|next| next - 1).chain([last]);
    starts.iter().copied().zip(ends).find_map(|ports| match fate(&rules, packet.side, ports) {
        Fate::Denied(by) => Some(Denial { ports, by: by.and_then(|rule| rule.span) }),
        Fate::MayPass => None,
    })
}

/// What becomes of a packet.
enum Fate<'r> {
    /// A rule lets it through, or may.
    MayPass,
    /// This rule denies it; without one, no rule lets it through.
    Denied(Option<&'r AclRule>),
}

fn fate<'r>(rules: &[&'r AclRule], side: Side, (first, last): (u16, u16)) -> Fate<'r> {
    for rule in rules {
        let on_ports = rule.ports.hold(first, last);
        let matches = match (on_ports, is_about(rule, side)) {
            (Some(false), _) | (_, Some(false)) => continue,
            (Some(true), Some(true)) => true,
            (None, _) | (_, None) => false,
        };
        if rule.allow != Some(false) {
            return Fate::MayPass;
        }
        if matches && rule.egress.is_some() && rule.number.is_some() {
            return Fate::Denied(Some(rule));
        }
    }
    Fate::Denied(None)
}

/// Whether a rule is about all addresses of the other side, or about none of them.
fn is_about(rule: &AclRule, side: Side) -> Option<bool> {
    let block = match &rule.peer {
        Peer::Ipv4(cidr) => Ipv4Cidr::canonical(cidr.as_literal()?)?,
        Peer::Ipv6(_) => return Some(false),
        Peer::Group(_) | Peer::PrefixList(_) | Peer::Unknown => return None,
    };
    match side {
        Side::Subnet(subnet) if block.contains(subnet) => Some(true),
        Side::Subnet(subnet) if block.overlaps(subnet) => None,
        Side::Subnet(_) => Some(false),
        Side::S3 if block.prefix() == 0 => Some(true),
        Side::S3 if is_private(block) => Some(false),
        Side::S3 => None,
    }
}

fn found(acl: &NetworkAcl, client: &Client, packet: Packet, denial: &Denial) -> Diagnostic {
    let (first, last) = denial.ports;
    let ports = if first == last { format!("tcp/{first}") } else { format!("tcp/{first}-{last}") };
    let what = if packet.answer { "answers to" } else { "calls of" };
    let (direction, to) = if packet.out { ("outbound", "to") } else { ("inbound", "from") };
    let other = match packet.side {
        Side::S3 => "Amazon S3".to_owned(),
        Side::Subnet(block) => format!("`{block}`"),
    };
    let open = match packet.ports {
        HTTPS => "tcp/443",
        _ => "tcp/1024-65535",
    };
    let (acl_name, client) = (&acl.name, &client.name);
    let found = Diagnostic::at(
        &cards::NETWORK_ACL_CLOSED,
        denial.by.or(acl.span),
        format!("the network ACL `{acl_name}` denies {what} `{client}`: {direction} {ports} {to} {other}"),
    );
    if denial.by.is_some() {
        found.label("this rule denies it").help(format!("allow {direction} {open} in a rule with a lower number"))
    } else {
        found.label("no rule allows it").help(format!("add a rule that allows {direction} {open}"))
    }
}
