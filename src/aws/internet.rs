//! Input: CIDR blocks.
//! Output: how much of the public internet they cover together.
//! Never: counts an address twice, or one that no public network has.

use super::cidr::{Ipv4Cidr, Ipv6Cidr};
use super::ranges::Ranges;

/// Blocks of IPv4 that are not public: IANA's IPv4 Special-Purpose Address Registry, multicast and class E
/// (<https://www.iana.org/assignments/iana-ipv4-special-registry/>, read 2026-11-29).
const NOT_PUBLIC: &[(u32, u8)] = &[
    (0x0000_0000, 8),
    (0x0a00_0000, 8),
    (0x6440_0000, 10),
    (0x7f00_0000, 8),
    (0xa9fe_0000, 16),
    (0xac10_0000, 12),
    (0xc000_0000, 24),
    (0xc000_0200, 24),
    (0xc0a8_0000, 16),
    (0xc612_0000, 15),
    (0xc633_6400, 24),
    (0xcb00_7100, 24),
    (0xe000_0000, 3),
];

/// Global unicast addresses of IPv6, `2000::/3` (RFC 4291).
const GLOBAL_UNICAST: (u128, u128) = (0x2000_u128 << 112, 0x3fff_ffff_u128 << 96 | (u128::MAX >> 32));

/// A part of all public addresses of one IP version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    covered: u128,
    all: u128,
}

impl Share {
    /// Whether these are all public addresses.
    pub fn is_all(self) -> bool {
        self.covered == self.all
    }

    /// Whether none of these is public.
    pub fn is_none(self) -> bool {
        self.covered == 0
    }

    /// Whether these are more than any one network holds: a thirty-second of all, or more.
    pub fn is_wide(self) -> bool {
        self.covered.saturating_mul(32) >= self.all
    }

    /// In percent, rounded down.
    pub fn percent(self) -> u128 {
        // The number of IPv6 addresses leaves no room to multiply.
        self.covered / (self.all / 100)
    }
}

/// The public addresses of IPv4 in these blocks.
pub fn share_of_ipv4(blocks: &[Ipv4Cidr]) -> Share {
    let not_public = NOT_PUBLIC.iter().map(|(network, prefix)| {
        let first = u128::from(*network);
        (first, first + (1 << (32 - u32::from(*prefix))) - 1)
    });
    let all: Ranges = [(0, u128::from(u32::MAX))].into_iter().collect();
    share(&blocks.iter().map(|block| block.range()).collect(), &all.without(&not_public.collect()))
}

/// The public addresses of IPv6 in these blocks.
pub fn share_of_ipv6(blocks: &[Ipv6Cidr]) -> Share {
    share(&blocks.iter().map(|block| block.range()).collect(), &[GLOBAL_UNICAST].into_iter().collect())
}

fn share(blocks: &Ranges, public: &Ranges) -> Share {
    Share { covered: public.size() - public.without(blocks).size(), all: public.size() }
}

#[cfg(test)]
mod tests {
    use super::{Ipv4Cidr, Ipv6Cidr, Share, share_of_ipv4, share_of_ipv6};

    fn v4(blocks: &[&str]) -> Share {
        share_of_ipv4(&blocks.iter().map(|block| Ipv4Cidr::parse(block).unwrap()).collect::<Vec<_>>())
    }

    fn v6(blocks: &[&str]) -> Share {
        share_of_ipv6(&blocks.iter().map(|block| Ipv6Cidr::parse(block).unwrap()).collect::<Vec<_>>())
    }

    #[test]
    fn halves_make_a_whole() {
        assert!(v4(&["0.0.0.0/0"]).is_all());
        assert!(v4(&["0.0.0.0/1", "128.0.0.0/1"]).is_all());
        assert!(v4(&["128.0.0.0/2", "64.0.0.0/2", "0.0.0.0/2", "192.0.0.0/2", "10.0.0.0/8"]).is_all());
        let without_private = ["1.0.0.0/8", "2.0.0.0/7", "4.0.0.0/6", "8.0.0.0/7", "11.0.0.0/8", "12.0.0.0/6"];
        assert!(!v4(&without_private).is_all() && v4(&without_private).is_wide());
        assert!(v6(&["2000::/3"]).is_all() && v6(&["::/0"]).is_all());
        assert!(v6(&["::/1", "8000::/1"]).is_all());
        assert!(v6(&["2000::/4", "3000::/4"]).is_all());
    }

    #[test]
    fn private_networks_are_no_part_of_it() {
        assert_eq!(v4(&["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]).percent(), 0);
        assert!(!v4(&["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]).is_wide());
        // What one company may hold.
        assert!(!v4(&["3.0.0.0/8", "52.0.0.0/8"]).is_wide());
        assert!(!v6(&["fd00::/8", "2a05:d000::/25"]).is_wide());
        assert!(!v4(&[]).is_wide() && !v6(&[]).is_wide());
    }

    #[test]
    fn shares_are_rounded_down() {
        assert_eq!(v4(&["0.0.0.0/0"]).percent(), 100);
        assert_eq!(v4(&["128.0.0.0/1"]).percent(), 43);
        assert_eq!(v4(&["64.0.0.0/2"]).percent(), 28);
        assert_eq!(v6(&["2000::/4"]).percent(), 50);
        assert!(v4(&["128.0.0.0/5"]).is_wide() && !v4(&["128.0.0.0/6"]).is_wide());
        // Overlapping blocks count once.
        assert_eq!(v4(&["128.0.0.0/2", "128.0.0.0/3", "160.0.0.0/3"]), v4(&["128.0.0.0/2"]));
    }
}
