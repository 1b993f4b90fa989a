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
    let what = match (packet.answer, packet.out) {
        (false, true) => format!("keeps the calls of `{}` in", client.name),
        (true, false) => format!("keeps the answers to `{}` out", client.name),
        (false, false) => format!("keeps the calls of `{}` from the endpoints", client.name),
        (true, true) => format!("keeps the endpoints' answers to `{}` in", client.name),
    };
    let of = match packet.side {
        Side::Public | Side::Unknown if packet.out => "to Amazon S3".to_owned(),
        Side::Public | Side::Unknown => "from Amazon S3".to_owned(),
        Side::Subnet(block) if packet.out => format!("to `{block}`"),
        Side::Subnet(block) => format!("from `{block}`"),
    };
    let label = if denial.by.is_some() { "denies it" } else { "no rule lets it through" };
    let direction = if packet.out { "outbound" } else { "inbound" };
    let open = match packet.ports {
        HTTPS => "tcp/443",
        _ => "tcp/1024-65535",
    };
    let found = Diagnostic::at(
        &cards::NETWORK_ACL_CLOSED,
        denial.by.or(acl.span),
        format!("the network ACL `{}` {what}: {ports} {of}", acl.name),
    );
    found.label(label).help(format!("allow {open} {direction}, under a number below that of each rule that denies it"))
}
