//! The card of ECR312: what network ACLs let through, there and back.

use super::passage::{called, downloads_from_public_addresses};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::packets::{Denial, Fate, Packet, Side, acl_of, block_of};
use crate::plan::{Client, NetworkAcl, Plan};
use crate::rules::Subject;

const HTTPS: (u16, u16) = (443, 443);

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let mut reported: Vec<(&str, bool, bool)> = Vec::new();
    for client in plan.surroundings.known_clients() {
        for (acl, packet) in ways(plan, client) {
            let key = (acl.name.as_str(), packet.out, packet.answer);
            if reported.contains(&key) {
                continue;
            }
            if let Fate::Denied(denial) = packet.fate(acl) {
                reported.push(key);
                report.push(found(acl, client, packet, &denial));
            }
        }
    }
}

/// The ACLs that a client's calls and their answers pass, each with the packet.
fn ways<'p>(plan: &'p Plan, client: &Client) -> Vec<(&'p NetworkAcl, Packet)> {
    let there_and_back = |side: Side, out: bool| Packet::there_and_back(side, out, client.launch.is_windows());
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
            ways.extend(there_and_back(Side::Public, true).map(|packet| (acl, packet)));
        }
    }
    ways
}

fn found(acl: &NetworkAcl, client: &Client, packet: Packet, denial: &Denial) -> Diagnostic {
    let (first, last) = denial.ports;
    let ports = if first == last { format!("tcp/{first}") } else { format!("tcp/{first}-{last}") };
    let what = if packet.answer { "answers to" } else { "calls of" };
    let (direction, to) = if packet.out { ("outbound", "to") } else { ("inbound", "from") };
    let other = match packet.side {
        Side::Public | Side::Unknown => "Amazon S3".to_owned(),
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
