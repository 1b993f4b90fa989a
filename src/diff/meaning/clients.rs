//! Input: a plan, and the security groups that its endpoints use.
//! Output: the clients that these admit on tcp/443, and which of them other groups do not admit.
//! Never: assumes that values that only the deployment knows are equal, or different.

use crate::aws::{Ipv4Cidr, Ipv6Cidr, Ranges};
use crate::diff::grant::Broadened;
use crate::plan::{Peer, Plan, Ports, ResourceKind, Value};
use std::collections::BTreeSet;
use std::fmt;

/// Who is let in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Client {
    /// All that the VPC's CIDR holds, which only the deployment knows.
    Vpc,
    Cidr(Ipv4Cidr),
    Cidr6(Ipv6Cidr),
    Group(String),
    PrefixList(String),
    /// Not known.
    Unknown,
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Client::Vpc => f.write_str("the VPC's CIDR"),
            Client::Cidr(cidr) => write!(f, "`{cidr}`"),
            Client::Cidr6(cidr) => write!(f, "`{cidr}`"),
            Client::Group(text) | Client::PrefixList(text) => write!(f, "`{text}`"),
            Client::Unknown => f.write_str("an unknown client"),
        }
    }
}

/// Who is let in together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Clients(BTreeSet<Client>);

impl Clients {
    /// Those that the groups admit, as far as the plan makes them.
    pub(super) fn of(plan: &Plan, groups: &[&Value]) -> Self {
        let clients = plan.resources.iter().filter_map(|resource| {
            let ResourceKind::Ingress(ingress) = &resource.kind else { return None };
            let counts = groups.contains(&&ingress.group) && admits_https(ingress.ports);
            counts.then(|| client(&ingress.peer))
        });
        Self(clients.collect())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Client> {
        self.0.iter()
    }

    /// Those whom `others` do not surely let in: with `Yes`, they surely do not; else it cannot be told.
    ///
    /// A security group is a client of its own, since whatever is put into it is let in; only all of IPv4, by which
    /// the endpoints are reached, holds it. A prefix list may hold any address.
    pub(super) fn beyond<'c>(&'c self, others: &Clients) -> Vec<(&'c Client, Broadened)> {
        let (own, theirs) = (self.networks(), others.networks());
        let left = Networks { ipv4: own.ipv4.without(&theirs.ipv4), ipv6: own.ipv6.without(&theirs.ipv6) };
        let has = |client: &Client| others.0.contains(client);
        let any = |of: fn(&Client) -> bool| others.0.iter().any(of);
        let may_hold_any = any(|client| matches!(client, Client::PrefixList(_) | Client::Unknown));
        let may_be_vpc = has(&Client::Vpc) && fits_a_vpc(&left.ipv4);
        let is_all_ipv4 = all_ipv4().without(&theirs.ipv4).is_empty();
        let told = |is_open: bool| Some(if is_open { Broadened::Unknown } else { Broadened::Yes });
        let judge = |client: &Client| match client {
            _ if has(client) && *client != Client::Unknown => None,
            Client::Cidr(_) | Client::Cidr6(_) if !left.meet(client) => None,
            Client::Vpc | Client::Group(_) if is_all_ipv4 => None,
            Client::Cidr(_) => told(may_hold_any || may_be_vpc),
            Client::Cidr6(_) => told(may_hold_any),
            Client::Vpc => told(may_hold_any || !theirs.ipv4.is_empty()),
            Client::Group(_) | Client::PrefixList(_) => told(has(&Client::Unknown)),
            Client::Unknown => told(true),
        };
        self.0.iter().filter_map(|client| Some((client, judge(client)?))).collect()
    }

    /// The addresses of all networks among them.
    pub(super) fn networks(&self) -> Networks {
        let ipv4 = self.0.iter().filter_map(|of| if let Client::Cidr(cidr) = of { Some(cidr.range()) } else { None });
        let ipv6 = self.0.iter().filter_map(|of| if let Client::Cidr6(cidr) = of { Some(cidr.range()) } else { None });
        Networks { ipv4: ipv4.collect(), ipv6: ipv6.collect() }
    }
}

/// The addresses of networks together.
pub(super) struct Networks {
    ipv4: Ranges,
    ipv6: Ranges,
}

impl Networks {
    /// Whether they have an address in common with a client, as far as networks tell.
    pub(super) fn meet(&self, client: &Client) -> bool {
        match client {
            Client::Cidr(cidr) => self.ipv4.meet(cidr.range()),
            Client::Cidr6(cidr) => self.ipv6.meet(cidr.range()),
            Client::Vpc | Client::Group(_) | Client::PrefixList(_) | Client::Unknown => false,
        }
    }
}

impl<'c> FromIterator<&'c Client> for Clients {
    fn from_iter<I: IntoIterator<Item = &'c Client>>(clients: I) -> Self {
        Self(clients.into_iter().cloned().collect())
    }
}

fn all_ipv4() -> Ranges {
    [(0, u128::from(u32::MAX))].into_iter().collect()
}

/// Whether a VPC's CIDR, a /16 at most, may hold these addresses.
fn fits_a_vpc(addresses: &Ranges) -> bool {
    addresses.hull().is_none_or(|(first, last)| first >> 16 == last >> 16)
}

fn client(peer: &Peer) -> Client {
    match peer {
        Peer::Ipv4(Value::Parameter(_)) => Client::Vpc,
        Peer::Ipv4(value) => {
            let cidr = value.as_literal().and_then(Ipv4Cidr::canonical);
            cidr.map_or(Client::Unknown, Client::Cidr)
        }
        Peer::Ipv6(value) => {
            let cidr = value.as_literal().and_then(Ipv6Cidr::canonical);
            cidr.map_or(Client::Unknown, Client::Cidr6)
        }
        Peer::Group(value) => Client::Group(value.to_string()),
        Peer::PrefixList(value) => Client::PrefixList(value.to_string()),
        Peer::Unknown => Client::Unknown,
    }
}

/// Whether a rule of these ports lets https in.
pub(super) fn admits_https(ports: Ports) -> bool {
    match ports {
        Ports::Tcp(first, last) => (first..=last).contains(&443),
        Ports::All | Ports::Unknown => true,
        Ports::Other => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Client, Clients, client};
    use crate::aws::{Ipv4Cidr, Ipv6Cidr};
    use crate::diff::Broadened;
    use crate::plan::{Peer, Value};

    fn clients(texts: &str) -> Clients {
        let client = |text: &str| match text {
            "vpc" => Client::Vpc,
            "?" => Client::Unknown,
            group if group.starts_with("sg-") => Client::Group(group.to_owned()),
            list if list.starts_with("pl-") => Client::PrefixList(list.to_owned()),
            cidr => Ipv4Cidr::parse(cidr).map_or_else(|_| Client::Cidr6(Ipv6Cidr::parse(cidr).unwrap()), Client::Cidr),
        };
        Clients(texts.split_whitespace().map(client).collect())
    }

    /// By hand: whom the second admits and the first does not; those in question behind `?`.
    #[test]
    fn who_is_admitted_is_told_by_what_all_cover_together() {
        for (old, new, expected) in [
            ("10.0.0.0/16", "0.0.0.0/0", "0.0.0.0/0"),
            ("0.0.0.0/0", "10.0.0.0/16", ""),
            ("10.0.0.0/8", "10.0.0.0/9 10.128.0.0/9", ""),
            ("10.0.0.0/9 10.128.0.0/9", "10.0.0.0/8", ""),
            ("0.0.0.0/1 128.0.0.0/1", "0.0.0.0/0", ""),
            ("10.0.0.0/8", "0.0.0.0/1 128.0.0.0/1", "0.0.0.0/1 128.0.0.0/1"),
            ("10.0.0.0/16", "10.0.0.0/16 10.1.0.0/16", "10.1.0.0/16"),
            ("", "10.0.0.0/16", "10.0.0.0/16"),
            ("fd00::/8", "fd00::/9 fd80::/9 fe00::/9", "fe00::/9"),
            ("0.0.0.0/0", "::/0", "::/0"),
            // A group holds nothing but itself.
            ("sg-1", "10.0.0.0/24", "10.0.0.0/24"),
            ("10.0.0.0/24", "10.0.0.0/24 sg-1", "sg-1"),
            ("0.0.0.0/0", "sg-1", ""),
            ("sg-1", "vpc", "vpc"),
            ("sg-1", "sg-1 sg-2", "sg-2"),
            // What the VPC's CIDR holds is not known, but it is no more than a /16.
            ("vpc", "10.0.0.0/16", "? 10.0.0.0/16"),
            ("vpc", "10.0.0.0/15", "10.0.0.0/15"),
            ("vpc", "0.0.0.0/0", "0.0.0.0/0"),
            ("vpc", "10.0.0.0/24 10.9.0.0/24", "10.0.0.0/24 10.9.0.0/24"),
            ("vpc 10.0.0.0/8", "10.0.0.0/8 10.9.0.0/24", ""),
            ("10.0.0.0/24", "vpc", "? vpc"),
            ("fd00::/8", "vpc", "vpc"),
            ("vpc", "fd00::/8", "fd00::/8"),
            ("0.0.0.0/0", "vpc", ""),
            ("vpc", "vpc", ""),
            // A prefix list may hold any address; nothing is known to hold it.
            ("pl-1", "0.0.0.0/0", "? 0.0.0.0/0"),
            ("pl-1", "::/0", "? ::/0"),
            ("pl-1", "vpc", "? vpc"),
            ("10.0.0.0/8", "pl-1", "pl-1"),
            ("pl-1", "pl-1 pl-2", "pl-2"),
            ("?", "10.0.0.0/8", "? 10.0.0.0/8"),
            ("?", "?", "? ?"),
        ] {
            let (before, after) = (clients(old), clients(new));
            let beyond = after.beyond(&before);
            let unsure = beyond.iter().any(|(_, surely)| *surely == Broadened::Unknown);
            assert!(beyond.iter().all(|(_, surely)| (*surely == Broadened::Unknown) == unsure), "{old} -> {new}");
            let expected_unsure = expected.starts_with("? ");
            assert_eq!(unsure, expected_unsure, "{old} -> {new}");
            let expected = clients(expected.strip_prefix("? ").unwrap_or(expected));
            assert_eq!(beyond.into_iter().map(|(client, _)| client).collect::<Clients>(), expected, "{old} -> {new}");
        }
    }

    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html>, read 2026-11-30.
    #[test]
    fn a_network_is_what_ec2_takes_it_for() {
        let of = |text: &'static str| client(&Peer::Ipv4(Value::literal(text))).to_string();
        assert_eq!(
            [of("10.0.0.0/0"), of("10.1.2.3/16"), of("10.0.0.0")],
            ["`0.0.0.0/0`", "`10.1.0.0/16`", "an unknown client"]
        );
        assert_eq!(client(&Peer::Ipv6(Value::literal("fd12::1/16"))).to_string(), "`fd12::/16`");
    }

    #[test]
    fn networks_overlap_by_their_addresses() {
        let networks = clients("10.0.0.0/8 fd00::/8 vpc").networks();
        let meet = |text: &str| networks.meet(clients(text).iter().next().unwrap());
        assert!(meet("10.9.0.0/16") && meet("0.0.0.0/0") && meet("fd12::/16"));
        assert!(!meet("11.0.0.0/8") && !meet("fe00::/8") && !meet("vpc") && !meet("sg-1"));
    }
}
