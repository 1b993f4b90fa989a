//! Input: a network.
//! Output: the range of addresses that no host of a VPC can have and that contains or overlaps it.
//! Never: contains a range that a VPC can have, however unusual.
//!
//! AWS refuses VPCs in these ranges (VPC user guide, "VPC CIDR blocks", read 2026-11-29); what they are: RFC 6890.

use super::{Ipv4Cidr, Ipv6Cidr};

/// The ranges, and what messages call them.
const RANGES: &[(&str, &str)] = &[
    ("0.0.0.0/8", "`0.0.0.0/8`"),
    ("127.0.0.0/8", "the loopback range `127.0.0.0/8`"),
    ("169.254.0.0/16", "the link-local range `169.254.0.0/16`"),
    ("224.0.0.0/4", "the multicast range `224.0.0.0/4`"),
    ("240.0.0.0/4", "the reserved range `240.0.0.0/4`"),
];

/// The same of IPv6 (RFC 4291).
const RANGES_OF_IPV6: &[(&str, &str)] = &[
    ("::/128", "the unspecified address `::`"),
    ("::1/128", "the loopback range `::1/128`"),
    ("fe80::/10", "the link-local range `fe80::/10`"),
    ("ff00::/8", "the multicast range `ff00::/8`"),
];

/// The range that holds all of an IPv6 network.
pub fn containing_ipv6(network: Ipv6Cidr) -> Option<&'static str> {
    let is = |text: &str| Ipv6Cidr::parse(text).is_ok_and(|range| range.contains(network));
    RANGES_OF_IPV6.iter().find(|(range, _)| is(range)).map(|(_, name)| *name)
}

/// The range that holds all of a network.
pub fn containing(network: Ipv4Cidr) -> Option<&'static str> {
    find(|range| range.contains(network))
}

/// The range that a network has an address of.
pub fn meeting(network: Ipv4Cidr) -> Option<&'static str> {
    find(|range| range.overlaps(network))
}

fn find(holds: impl Fn(Ipv4Cidr) -> bool) -> Option<&'static str> {
    let is = |text: &str| Ipv4Cidr::parse(text).is_ok_and(&holds);
    RANGES.iter().find(|(range, _)| is(range)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::{containing, meeting};
    use crate::aws::Ipv4Cidr;

    #[test]
    fn ranges_hold_or_meet_a_network() {
        let of =
            |text: &str| Ipv4Cidr::parse(text).map(|it| (containing(it).is_some(), meeting(it).is_some())).unwrap();
        for (network, expected) in [
            ("127.0.0.1/32", (true, true)),
            ("255.255.255.255/32", (true, true)),
            ("224.0.0.0/4", (true, true)),
            ("224.0.0.0/3", (false, true)),
            ("0.0.0.0/0", (false, true)),
            ("10.0.0.0/8", (false, false)),
            ("100.64.0.0/10", (false, false)),
        ] {
            assert_eq!(of(network), expected, "{network}");
        }
    }
}
