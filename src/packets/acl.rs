//! Input: a network ACL, and a packet.
//! Output: what becomes of the packet: the rule with the lowest number that matches decides.
//! Never: follows a connection: ACLs are stateless, and answers are packets of their own.

use super::place::{HTTPS, is_private};
use crate::aws::Ipv4Cidr;
use crate::plan::{AclRule, NetworkAcl, Peer, Plan, Ports, Value};
use crate::span::Span;

/// The other side of an ACL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Addresses of a subnet.
    Subnet(Ipv4Cidr),
    /// Public addresses.
    Public,
    /// Not known.
    Unknown,
}

/// A packet on its way through an ACL.
#[derive(Debug, Clone, Copy)]
pub struct Packet {
    /// Whether it leaves the subnet.
    pub out: bool,
    /// Where it goes, or where it comes from.
    pub side: Side,
    /// The first and the last port that it may go to.
    pub ports: (u16, u16),
    /// Whether it is an answer.
    pub answer: bool,
}

/// What becomes of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It passes, whichever of its ports it goes to.
    Passes,
    /// It is denied on some of its ports: nobody chooses which port an answer goes to.
    Denied(Denial),
    /// Not known.
    Unknown,
}

/// Why a packet is denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denial {
    /// Some of the ports on which it is, all of them if no rule is about single ports.
    pub ports: (u16, u16),
    /// The rule that denies it; `None` if no rule lets it through.
    pub by: Option<Span>,
}

/// The ports that answers go to, on Linux as its kernel has them, on Windows Server since 2008.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports>, read 2026-11-30.
const OF_LINUX: (u16, u16) = (32768, 60999);
const OF_WINDOWS: (u16, u16) = (49152, 65535);

impl Packet {
    /// A call over https that passes an ACL, and its answer.
    pub fn there_and_back(side: Side, out: bool, windows: bool) -> [Packet; 2] {
        let answers = if windows { OF_WINDOWS } else { OF_LINUX };
        let call = Packet { out, side, ports: (HTTPS, HTTPS), answer: false };
        [call, Packet { out: !out, side, ports: answers, answer: true }]
    }

    /// What an ACL does with it.
    pub fn fate(self, acl: &NetworkAcl) -> Fate {
        let mut rules: Vec<&AclRule> =
            acl.rules.iter().filter(|rule| rule.egress.is_none_or(|egress| egress == self.out)).collect();
        // A rule without a number that is known comes first: it may.
        rules.sort_by_key(|rule| rule.number);
        let mut passes = true;
        for ports in self.intervals(&rules) {
            match decided(&rules, self.side, ports) {
                Some((true, _)) => {}
                Some((false, by)) => return Fate::Denied(Denial { ports, by }),
                None => passes = false,
            }
        }
        if passes { Fate::Passes } else { Fate::Unknown }
    }

    /// Its ports, cut where a rule begins or ends.
    fn intervals(self, rules: &[&AclRule]) -> Vec<(u16, u16)> {
        let (first, last) = self.ports;
        let mut starts = vec![first];
        for rule in rules {
            if let Ports::Tcp(from, to) = rule.ports {
                starts.extend([Some(from), to.checked_add(1)].into_iter().flatten());
            }
        }
        starts.retain(|start| (first..=last).contains(start));
        starts.sort_unstable();
        starts.dedup();
        let ends: Vec<u16> = starts.iter().skip(1).map(|next| next - 1).chain([last]).collect();
        starts.into_iter().zip(ends).collect()
    }
}

/// The ACL of a subnet.
pub fn of<'p>(plan: &'p Plan, subnet: &Value) -> Option<&'p NetworkAcl> {
    plan.surroundings.acls.iter().find(|acl| acl.subnets.contains(subnet))
}

/// Whether the packet passes, and the rule that denies it if one does; `None` if it is not known.
fn decided(rules: &[&AclRule], side: Side, (first, last): (u16, u16)) -> Option<(bool, Option<Span>)> {
    let mut may_pass = false;
    let mut may_be_denied = false;
    for rule in rules {
        let matches = match (rule.ports.hold(first, last), is_about(rule, side)) {
            (Some(false), _) | (_, Some(false)) => continue,
            (Some(true), Some(true)) => rule.egress.is_some() && rule.number.is_some(),
            (None, _) | (_, None) => false,
        };
        match rule.allow {
            Some(true) => may_pass = true,
            Some(false) => may_be_denied = true,
            None => (may_pass, may_be_denied) = (true, true),
        }
        if matches && may_pass != may_be_denied {
            return Some((may_pass, rule.span.filter(|_| !may_pass)));
        }
        if matches {
            return None;
        }
    }
    (!may_pass).then_some((false, None))
}

/// Whether a rule is about all addresses of the other side, or about none of them.
fn is_about(rule: &AclRule, side: Side) -> Option<bool> {
    let block = match &rule.peer {
        Peer::Ipv4(cidr) => Ipv4Cidr::canonical(cidr.as_literal()?)?,
        Peer::Ipv6(_) => return Some(false),
        Peer::Group(_) | Peer::PrefixList(_) | Peer::Unknown => return None,
    };
    match side {
        _ if block.prefix() == 0 => Some(true),
        Side::Subnet(subnet) if block.contains(subnet) => Some(true),
        Side::Subnet(subnet) if block.overlaps(subnet) => None,
        Side::Subnet(_) => Some(false),
        Side::Public if is_private(block) => Some(false),
        Side::Public | Side::Unknown => None,
    }
}
