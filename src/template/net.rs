//! Input: blocks of addresses, IPv4 and IPv6, and how they are to be cut.
//! Output: the blocks and addresses that Terraform's `cidr…` functions and `Fn::Cidr` give.
//! Never: gives an address outside of the block.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A block, its address as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    address: u128,
    prefix: u32,
    /// 32 or 128.
    bits: u32,
}

impl Block {
    /// Reads `10.0.0.0/16`; bits behind the prefix are dropped, as both languages do.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/')?;
        let prefix: u32 = prefix.parse().ok()?;
        let (address, bits) = match address.parse().ok()? {
            IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
            IpAddr::V6(address) => (u128::from(address), 128),
        };
        (prefix <= bits).then(|| Self { address, prefix, bits }.masked())
    }

    fn masked(self) -> Self {
        let host = self.bits - self.prefix;
        let kept = self.address.checked_shr(host).unwrap_or(0).checked_shl(host).unwrap_or(0);
        Self { address: kept, ..self }
    }

    fn spelled_address(self) -> String {
        if self.bits == 32 {
            u32::try_from(self.address).map_or_else(|_| String::new(), |address| Ipv4Addr::from(address).to_string())
        } else {
            Ipv6Addr::from(self.address).to_string()
        }
    }

    pub fn spelled(self) -> String {
        format!("{}/{}", self.spelled_address(), self.prefix)
    }

    /// `cidrsubnet`: the block of that number among those with so many more bits.
    pub fn subnet(self, more: u32, number: u128) -> Option<Self> {
        let prefix = self.prefix.checked_add(more).filter(|prefix| *prefix <= self.bits)?;
        let fits = more >= 128 || number.checked_shr(more).unwrap_or(0) == 0;
        let offset = number.checked_shl(self.bits - prefix).unwrap_or(0);
        fits.then_some(Self { address: self.address | offset, prefix, ..self })
    }

    /// `cidrsubnets`: one block behind the other, each with so many more bits.
    pub fn subnets(self, more: &[u32]) -> Option<Vec<Self>> {
        let mut next = Some(self.address);
        let mut blocks = Vec::new();
        for more in more {
            let prefix = self.prefix.checked_add(*more).filter(|prefix| *prefix <= self.bits)?;
            let size = 1_u128.checked_shl(self.bits - prefix).unwrap_or(0);
            // The next address that is a block of this size's first.
            let start = match next? {
                at if size == 0 => at,
                at => at.checked_add(size - 1)? / size * size,
            };
            let block = Self { address: start, prefix, ..self };
            if (Self { prefix: self.prefix, ..block }).masked() != self {
                return None;
            }
            blocks.push(block);
            next = start.checked_add(size);
        }
        Some(blocks)
    }

    /// `cidrhost`: the address of that number, from the end where it is negative.
    pub fn host(self, number: i128) -> Option<String> {
        let host = self.bits - self.prefix;
        let size = 1_i128.checked_shl(host).filter(|size| *size > 0).unwrap_or(i128::MAX);
        let at = if number < 0 { size.checked_add(number)? } else { number };
        let offset = u128::try_from(at).ok().filter(|_| at < size)?;
        Some(Self { address: self.address | offset, ..self }.spelled_address())
    }

    /// `cidrnetmask`, of IPv4 alone.
    pub fn netmask(self) -> Option<String> {
        let mask = u32::MAX.checked_shl(32 - self.prefix).unwrap_or(0);
        (self.bits == 32).then(|| Ipv4Addr::from(mask).to_string())
    }

    /// `Fn::Cidr`: so many blocks with so many bits for hosts.
    pub fn cut(self, count: usize, host_bits: u32) -> Option<Vec<Self>> {
        let more = self.bits.checked_sub(host_bits)?.checked_sub(self.prefix)?;
        (0..count).map(|number| self.subnet(more, number as u128)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> Block {
        Block::parse(text).unwrap()
    }

    #[test]
    fn subnets_are_cut() {
        for (of, more, number, expected) in [
            ("10.0.0.0/16", 8, 2, Some("10.0.2.0/24")),
            ("10.1.2.240/28", 1, 0, Some("10.1.2.240/29")),
            ("172.16.0.0/12", 4, 15, Some("172.31.0.0/16")),
            ("10.0.0.0/16", 8, 256, None),
            ("10.0.0.0/16", 17, 0, None),
            ("fd00:fd12:3456:7890::/56", 16, 162, Some("fd00:fd12:3456:7800:a200::/72")),
            ("10.0.5.9/16", 0, 0, Some("10.0.0.0/16")),
        ] {
            let found = block(of).subnet(more, number).map(Block::spelled);
            assert_eq!(found.as_deref(), expected, "{of} {more} {number}");
        }
    }

    #[test]
    fn blocks_of_several_sizes_stand_behind_each_other() {
        let found = block("10.1.0.0/16").subnets(&[4, 4, 8, 4]).unwrap();
        let found: Vec<String> = found.into_iter().map(Block::spelled).collect();
        assert_eq!(found, ["10.1.0.0/20", "10.1.16.0/20", "10.1.32.0/24", "10.1.48.0/20"]);
        assert_eq!(block("10.1.0.0/16").subnets(&[1, 1, 1]), None);
    }

    #[test]
    fn hosts_and_masks_are_found() {
        assert_eq!(block("10.12.112.0/20").host(16).as_deref(), Some("10.12.112.16"));
        assert_eq!(block("10.12.112.0/20").host(-1).as_deref(), Some("10.12.127.255"));
        assert_eq!(block("10.0.0.0/30").host(4), None);
        assert_eq!(block("fd00:fd12:3456:7890:00a2::/72").host(34).as_deref(), Some("fd00:fd12:3456:7890::22"));
        assert_eq!(block("172.16.0.0/12").netmask().as_deref(), Some("255.240.0.0"));
    }

    /// The example of AWS's page on `Fn::Cidr`.
    #[test]
    fn cidr_of_cloudformation() {
        let found = block("192.168.0.0/24").cut(6, 5).unwrap();
        let found: Vec<String> = found.into_iter().map(Block::spelled).collect();
        assert_eq!(found.first().map(String::as_str), Some("192.168.0.0/27"));
        assert_eq!(found.last().map(String::as_str), Some("192.168.0.160/27"));
    }
}
