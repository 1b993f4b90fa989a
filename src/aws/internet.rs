//! Input: CIDR blocks.
//! Output: how much of the public internet they hold together.
//! Never: counts an address twice, or one that no public network has.

use super::cidr::{Ipv4Cidr, Ipv6Cidr};

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
    let not_public: Vec<(u128, u128)> = NOT_PUBLIC
        .iter()
        .map(|(network, prefix)| (u128::from(*network), u128::from(*network) + (1 << (32 - u32::from(*prefix))) - 1))
        .collect();
    let public = complement(&not_public, u128::from(u32::MAX));
    let ranges = blocks.iter().map(|block| {
        let (first, last) = block.range();
        (u128::from(first), u128::from(last))
    });
    share(ranges.collect(), &public)
}

/// The public addresses of IPv6 in these blocks.
pub fn share_of_ipv6(blocks: &[Ipv6Cidr]) -> Share {
    share(blocks.iter().map(|block| block.range()).collect(), &[GLOBAL_UNICAST])
}

fn share(ranges: Vec<(u128, u128)>, public: &[(u128, u128)]) -> Share {
    let size = |(first, last): (u128, u128)| last - first + 1;
    let both = |a: (u128, u128), b: (u128, u128)| (a.0.max(b.0), a.1.min(b.1));
    let ranges = merged(ranges);
    let covered = ranges.iter().flat_map(|range| public.iter().map(|public| both(*range, *public)));
    Share {
        covered: covered.filter(|(first, last)| first <= last).map(size).sum(),
        all: public.iter().copied().map(size).sum(),
    }
}

/// The same addresses in ranges that do not overlap, in order.
fn merged(mut ranges: Vec<(u128, u128)>) -> Vec<(u128, u128)> {
    ranges.sort_unstable();
    let mut merged: Vec<(u128, u128)> = Vec::new();
    for (first, last) in ranges {
        match merged.last_mut() {
            Some(open) if first <= open.1 => open.1 = open.1.max(last),
            _ => merged.push((first, last)),
        }
    }
    merged
}

/// What lies between ranges in order, from 0 to `end`.
fn complement(ranges: &[(u128, u128)], end: u128) -> Vec<(u128, u128)> {
    let mut next = 0;
    let mut between = Vec::new();
    for (first, last) in ranges {
        if next < *first {
            between.push((next, first - 1));
        }
        next = last + 1;
    }
    if next <= end {
        between.push((next, end));
    }
    between
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
