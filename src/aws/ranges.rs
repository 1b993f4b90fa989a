//! Input: ranges of addresses, which may overlap.
//! Output: what they cover together, and which part of it others do not cover.
//! Never: mixes the addresses of IPv4 with those of IPv6: each has ranges of its own.

/// Addresses, as ranges from the first to the last: sorted, with a gap between each two.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ranges(Vec<(u128, u128)>);

impl Ranges {
    /// Whether there is no address.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many addresses they are, up to the largest number that there is.
    pub fn size(&self) -> u128 {
        self.0.iter().fold(0, |size: u128, (first, last)| size.saturating_add(last - first).saturating_add(1))
    }

    /// The first and the last address of all.
    pub fn hull(&self) -> Option<(u128, u128)> {
        Some((self.0.first()?.0, self.0.last()?.1))
    }

    /// Whether one of the addresses lies between a first and a last one.
    pub fn meet(&self, (first, last): (u128, u128)) -> bool {
        let behind = self.0.partition_point(|(_, end)| *end < first);
        self.0.get(behind).is_some_and(|(start, _)| *start <= last)
    }

    /// The addresses that `other` does not hold.
    #[must_use]
    pub fn without(&self, other: &Ranges) -> Ranges {
        let mut left = Vec::new();
        let mut others = other.0.iter().peekable();
        for (first, last) in &self.0 {
            let mut from = Some(*first);
            while let Some((start, end)) = others.peek() {
                let Some(begin) = from.filter(|begin| begin <= last && start <= last) else { break };
                if *start > begin {
                    left.push((begin, start - 1));
                }
                from = if *end < begin { Some(begin) } else { end.checked_add(1) };
                // What reaches on is needed for the next range, too.
                if *end > *last {
                    break;
                }
                others.next();
            }
            left.extend(from.filter(|begin| begin <= last).map(|begin| (begin, *last)));
        }
        Ranges(left)
    }
}

/// From the first address to the last of each.
impl FromIterator<(u128, u128)> for Ranges {
    fn from_iter<I: IntoIterator<Item = (u128, u128)>>(ranges: I) -> Self {
        let mut sorted: Vec<(u128, u128)> = ranges.into_iter().collect();
        sorted.sort_unstable();
        let mut merged: Vec<(u128, u128)> = Vec::new();
        for (first, last) in sorted {
            match merged.last_mut() {
                Some((_, end)) if end.checked_add(1).is_none_or(|next| first <= next) => *end = last.max(*end),
                Some(_) | None => merged.push((first, last)),
            }
        }
        Ranges(merged)
    }
}

#[cfg(test)]
mod tests {
    use super::Ranges;
    use crate::aws::{Ipv4Cidr, Ipv6Cidr};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn v4(networks: &[&str]) -> Ranges {
        networks.iter().map(|text| Ipv4Cidr::parse(text).unwrap().range()).collect()
    }

    #[test]
    fn halves_are_the_whole() {
        assert_eq!(v4(&["0.0.0.0/1", "128.0.0.0/1"]), v4(&["0.0.0.0/0"]));
        assert_eq!(v4(&["10.0.0.0/16", "10.1.0.0/16", "10.0.0.0/24"]), v4(&["10.0.0.0/15"]));
        assert!(v4(&["10.0.0.0/8"]).without(&v4(&["10.128.0.0/9", "10.0.0.0/9"])).is_empty());
        assert_eq!(v4(&["10.0.0.0/8"]).without(&v4(&["10.0.0.0/9"])), v4(&["10.128.0.0/9"]));
        assert_eq!(v4(&["10.0.0.0/30"]).without(&v4(&["10.0.0.1/32"])), v4(&["10.0.0.0/32", "10.0.0.2/31"]));
        let v6 = |text: &str| [Ipv6Cidr::parse(text).unwrap().range()].into_iter().collect::<Ranges>();
        assert_eq!(v6("::/0").hull(), Some((0, u128::MAX)));
        assert!(v6("::/0").without(&v6("::/0")).is_empty() && v6("::/1").without(&v6("::/0")).is_empty());
        assert_eq!(v6("::/0").without(&v6("::/1")), v6("8000::/1"));
        assert_eq!(v4(&[]).hull(), None);
    }

    fn addresses(ranges: &Ranges) -> BTreeSet<u128> {
        ranges.0.iter().flat_map(|(first, last)| *first..=*last).collect()
    }

    proptest! {
        #[test]
        fn agrees_with_sets_of_addresses(
            some in prop::collection::vec((0..40_u128, 0..6_u128), 0..6),
            others in prop::collection::vec((0..40_u128, 0..6_u128), 0..6),
        ) {
            let ranges = |of: &[(u128, u128)]| of.iter().map(|(first, more)| (*first, first + more)).collect::<Ranges>();
            let set = |of: &[(u128, u128)]| of.iter().flat_map(|(first, more)| *first..=first + more).collect::<BTreeSet<_>>();
            let (own, without) = (ranges(&some), ranges(&some).without(&ranges(&others)));
            prop_assert_eq!(addresses(&own), set(&some));
            prop_assert_eq!(own.size(), set(&some).len() as u128);
            prop_assert_eq!(addresses(&without), &set(&some) - &set(&others));
            for (first, more) in &others {
                let meets = !set(&some).is_disjoint(&set(&[(*first, *more)]));
                prop_assert_eq!(own.meet((*first, first + more)), meets);
            }
            // What is left is as few ranges as can be.
            prop_assert!(without.0.windows(2).all(|pair| pair[0].1 + 1 < pair[1].0));
        }
    }
}
