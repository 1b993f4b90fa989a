//! Input: a CIDR as written.
//! Output: networks without host bits, and the subnets of a new VPC.
//! Never: corrects the network of a spec; one with host bits is refused, and the correct one named.

use super::malformed::Malformed;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

/// An IPv4 network, `10.0.0.0/16`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ipv4Cidr {
    network: u32,
    prefix: u8,
}

/// An IPv6 network, `fd00::/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ipv6Cidr {
    network: u128,
    prefix: u8,
}

/// How long the prefix of a VPC's block is (Amazon VPC user guide, "VPC CIDR blocks", read 2026-11-30).
const BLOCKS_OF_VPCS: std::ops::RangeInclusive<u8> = 16..=28;

fn split(text: &str) -> Option<(&str, u8)> {
    let (address, prefix) = text.split_once('/')?;
    let plain = !prefix.is_empty()
        && prefix.bytes().all(|byte| byte.is_ascii_digit())
        && (prefix == "0" || !prefix.starts_with('0'));
    Some((address, prefix.parse().ok().filter(|_| plain)?))
}

/// What is wrong with a text that is no CIDR of a kind of address, whose longest prefix that is.
fn no_cidr<A: std::str::FromStr>(text: &str, kind: &str, longest: u8, example: &str) -> Malformed {
    let is_address = |text: &str| text.parse::<A>().is_ok();
    if is_address(text) {
        let fault = Malformed::new(format!("`{text}` has no prefix length"));
        return fault
            .labeled("expected a prefix length")
            .advising(format!("write `{text}/{longest}` for this address, or the CIDR block of a network"));
    }
    let number = text.split_once('/').filter(|(address, _)| is_address(address)).map(|(_, prefix)| prefix);
    if let Some(prefix) = number.filter(|prefix| !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_digit()))
    {
        let address = text.split_once('/').map_or(text, |(address, _)| address);
        let short = prefix.trim_start_matches('0');
        if prefix.len() > 1 && prefix.starts_with('0') {
            let fault = Malformed::new(format!("the prefix length of `{text}` begins with 0"));
            let short = if short.is_empty() { "0" } else { short };
            return fault.labeled("a leading zero").advising(format!("write `{address}/{short}`"));
        }
        return Malformed::new(format!("the prefix of `{text}` is longer than {longest} bits"))
            .labeled(format!("{kind} addresses have {longest} bits"))
            .advising(format!("write a prefix length of at most {longest}, as in `{address}/{longest}`"));
    }
    Malformed::new(format!("`{text}` is not an {kind} CIDR block"))
        .labeled(format!("expected one such as `{example}`"))
        .advising(format!("write an address and a prefix length, as in `{example}`"))
}

impl Ipv4Cidr {
    /// # Errors
    /// Where it is no IPv4 CIDR, or has host bits.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let (cidr, bits) = Self::written(text).ok_or_else(|| no_cidr::<Ipv4Addr>(text, "IPv4", 32, "10.0.0.0/16"))?;
        if cidr.network == bits { Ok(cidr) } else { Err(host_bits(text, &cidr)) }
    }

    /// The block of a new VPC.
    ///
    /// # Errors
    /// Where it is no IPv4 CIDR, or has host bits.
    pub fn parse_of_vpc(text: &str) -> Result<Self, Malformed> {
        Self::parse(text).map_err(|fault| {
            let is_block = |cidr: &str| Self::parse(cidr).is_ok_and(|cidr| BLOCKS_OF_VPCS.contains(&cidr.prefix));
            let address = text.split_once('/').map_or(text, |(address, _)| address);
            match Self::canonical(&format!("{address}/16")) {
                Some(block) if !fault.meant().is_some_and(is_block) => Malformed::new(fault.to_string())
                    .labeled(fault.label().unwrap_or_default().to_owned())
                    .advising(format!("write `{block}`, or another block from /16 to /28")),
                _ => fault,
            }
        })
    }

    /// The network that EC2 takes a text for: it clears host bits.
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html>, read on 2026-11-30.
    pub fn canonical(text: &str) -> Option<Self> {
        Self::written(text).map(|(cidr, _)| cidr)
    }

    /// The network, and the address that stands in the text.
    fn written(text: &str) -> Option<(Self, u32)> {
        let (address, prefix) = split(text).filter(|(_, prefix)| *prefix <= 32)?;
        let bits = address.parse::<Ipv4Addr>().ok()?.to_bits();
        Some((Self { network: bits & mask(prefix), prefix }, bits))
    }

    /// How many leading bits are the network's.
    pub fn prefix(self) -> u8 {
        self.prefix
    }

    /// Whether all of `other` lies within.
    pub fn contains(self, other: Self) -> bool {
        self.prefix <= other.prefix && other.network & mask(self.prefix) == self.network
    }

    /// Whether they have an address in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.contains(other) || other.contains(self)
    }

    /// Its first and its last address.
    pub fn range(self) -> (u128, u128) {
        (self.network.into(), (self.network | !mask(self.prefix)).into())
    }

    /// Its two halves; none of a single address.
    pub fn halves(self) -> Vec<Self> {
        if self.prefix >= 32 {
            return Vec::new();
        }
        let prefix = self.prefix + 1;
        vec![Self { prefix, ..self }, Self { network: self.network | (1 << (32 - u32::from(prefix))), prefix }]
    }
}

fn mask(prefix: u8) -> u32 {
    u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0)
}

fn mask6(prefix: u8) -> u128 {
    u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0)
}

impl Ipv6Cidr {
    /// Its first and its last address.
    pub fn range(self) -> (u128, u128) {
        (self.network, self.network | !mask6(self.prefix))
    }

    /// The IPv4 network that it is in another notation, `::ffff:10.0.0.0/112`.
    pub fn as_mapped_ipv4(self) -> Option<Ipv4Cidr> {
        let network = Ipv6Addr::from_bits(self.network).to_ipv4_mapped()?.to_bits();
        Some(Ipv4Cidr { network, prefix: self.prefix.checked_sub(96)? })
    }

    /// Whether all of `other` lies within.
    pub fn contains(self, other: Self) -> bool {
        self.prefix <= other.prefix && other.network & mask6(self.prefix) == self.network
    }

    /// # Errors
    /// Where it is no IPv6 CIDR, or has host bits.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let (cidr, bits) = Self::written(text).ok_or_else(|| no_cidr::<Ipv6Addr>(text, "IPv6", 128, "fd00::/8"))?;
        if cidr.network == bits { Ok(cidr) } else { Err(host_bits(text, &cidr)) }
    }

    /// The network that EC2 takes a text for: it clears host bits.
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html>, read on 2026-11-30.
    pub fn canonical(text: &str) -> Option<Self> {
        Self::written(text).map(|(cidr, _)| cidr)
    }

    /// The network, and the address that stands in the text.
    fn written(text: &str) -> Option<(Self, u128)> {
        let (address, prefix) = split(text).filter(|(_, prefix)| *prefix <= 128)?;
        let bits = address.parse::<Ipv6Addr>().ok()?.to_bits();
        Some((Self { network: bits & mask6(prefix), prefix }, bits))
    }
}

/// What is wrong with a CIDR whose address is not that of its network.
fn host_bits(text: &str, network: &dyn fmt::Display) -> Malformed {
    let fault = format!("`{text}` has host bits set; the network is `{network}`");
    Malformed::new(fault).labeled("not a network address").meaning(network.to_string())
}

impl fmt::Display for Ipv4Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Ipv4Addr::from_bits(self.network), self.prefix)
    }
}

impl fmt::Display for Ipv6Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Ipv6Addr::from_bits(self.network), self.prefix)
    }
}

/// A number of zones, from 1 to 6.
///
/// # Errors
/// Where it is no such number.
pub fn zones(text: &str) -> Result<u8, Malformed> {
    match text.parse() {
        Ok(zones @ 1..=6) if !text.starts_with('+') => Ok(zones),
        _ => Err(Malformed::new(format!("`{text}` is not a number of zones"))
            .labeled("expected a number from 1 to 6")
            .advising("write `zones 2`, or another number from 1 to 6")),
    }
}

/// The private subnets of a new VPC, one a zone, side by side from the start of its block: each has the longer of
/// /20 and the block's prefix plus log2 of the next power of two of the zones.
///
/// # Errors
/// Where the block is no /16 to /28, or cannot hold a /28 for each zone.
pub fn subnets_for(vpc: Ipv4Cidr, zones: u8) -> Result<Vec<Ipv4Cidr>, Malformed> {
    if !(16..=28).contains(&vpc.prefix) {
        let size = if vpc.prefix < 16 { "large" } else { "small" };
        return Err(
            Malformed::new(format!("`{vpc}` is too {size} for a VPC")).labeled("expected a block from /16 to /28")
        );
    }
    let bits = u8::try_from(u32::from(zones).next_power_of_two().trailing_zeros()).unwrap_or(u8::MAX);
    let prefix = vpc.prefix.saturating_add(bits).max(20);
    if prefix > 28 {
        let fault = Malformed::new(format!("`{vpc}` cannot hold {zones} subnets of at least a /28"));
        return Err(fault.labeled(format!("too small for {zones} subnets")));
    }
    let size = 1_u32 << (32 - u32::from(prefix));
    Ok((0..u32::from(zones)).map(|index| Ipv4Cidr { network: vpc.network + index * size, prefix }).collect())
}

#[cfg(test)]
mod tests {
    use super::{Ipv4Cidr, Ipv6Cidr, subnets_for};

    fn v4(text: &str) -> Ipv4Cidr {
        Ipv4Cidr::parse(text).unwrap()
    }

    fn subnets(vpc: &str, zones: u8) -> Option<Vec<String>> {
        subnets_for(v4(vpc), zones).ok().map(|subnets| subnets.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn ec2_clears_host_bits() {
        for (text, network) in [("100.68.0.18/18", "100.68.0.0/18"), ("10.0.0.0/0", "0.0.0.0/0")] {
            assert_eq!(Ipv4Cidr::canonical(text), Some(v4(network)));
        }
        assert_eq!(Ipv6Cidr::canonical("fd00::1/0").map(|cidr| cidr.to_string()).as_deref(), Some("::/0"));
        assert_eq!(Ipv4Cidr::canonical("10.0.0.0/33"), None);
    }

    #[test]
    fn host_bits_are_named() {
        let error = Ipv4Cidr::parse("10.0.0.1/16").unwrap_err();
        assert_eq!(error.to_string(), "`10.0.0.1/16` has host bits set; the network is `10.0.0.0/16`");
        assert_eq!(error.meant(), Some("10.0.0.0/16"));
        for bad in
            ["10.0.0.0", "10.0.0.0/33", "10.0.0/8", "010.0.0.0/8", "10.0.0.0/08", "10.0.0.0/+8", "/8", "fd00::/8"]
        {
            assert!(Ipv4Cidr::parse(bad).is_err(), "{bad}");
        }
        let error = |text| Ipv6Cidr::parse(text).unwrap_err();
        assert_eq!(error("fd00::1/8").meant(), Some("fd00::/8"));
        let long = "the prefix of `fd00::/129` is longer than 128 bits";
        assert_eq!(error("fd00::/129").to_string(), long);
        assert_eq!(
            error("fd00::1").help(),
            Some("write `fd00::1/128` for this address, or the CIDR block of a network")
        );
        assert_eq!(Ipv6Cidr::parse("FD00:0::/8").unwrap().to_string(), "fd00::/8");
        let mapped = |text: &str| Ipv6Cidr::parse(text).unwrap().as_mapped_ipv4();
        assert_eq!(mapped("::ffff:10.0.0.0/112"), Some(v4("10.0.0.0/16")));
        assert_eq!(mapped("::ffff:0:0/96"), Some(v4("0.0.0.0/0")));
        assert_eq!((mapped("::/0"), mapped("fd00::/96"), mapped("::fffe:0:0/95")), (None, None, None));
        assert_eq!(v4("10.0.0.0/8").halves(), [v4("10.0.0.0/9"), v4("10.128.0.0/9")]);
        assert_eq!(v4("10.0.0.1/32").halves(), []);
    }

    #[test]
    fn networks_contain_networks() {
        assert!(v4("10.0.0.0/8").contains(v4("10.9.0.0/16")));
        assert!(v4("0.0.0.0/0").contains(v4("10.9.0.0/16")));
        assert!(!v4("10.9.0.0/16").contains(v4("10.0.0.0/8")));
        assert!(!v4("10.9.0.0/16").contains(v4("10.8.0.0/16")));
        let v6 = |text: &str| Ipv6Cidr::parse(text).unwrap();
        assert!(v6("fd00::/8").contains(v6("fd12::/16")) && v6("::/0").contains(v6("fd12::/16")));
        assert!(!v6("fd12::/16").contains(v6("fd00::/8")) && !v6("fd12::/16").contains(v6("fd13::/16")));
    }

    #[test]
    fn subnets_are_the_first_of_their_size() {
        assert_eq!(subnets("10.0.0.0/16", 2).unwrap(), ["10.0.0.0/20", "10.0.16.0/20"]);
        assert_eq!(subnets("10.0.0.0/16", 3).unwrap(), ["10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20"]);
        assert_eq!(subnets("10.0.0.0/20", 1).unwrap(), ["10.0.0.0/20"]);
        assert_eq!(subnets("10.0.0.0/20", 3).unwrap(), ["10.0.0.0/22", "10.0.4.0/22", "10.0.8.0/22"]);
        assert_eq!(subnets("10.0.0.0/26", 4).unwrap().last().unwrap(), "10.0.0.48/28");
        assert_eq!(subnets("10.0.0.0/26", 5), None);
        assert_eq!(subnets("10.0.0.0/28", 1).unwrap(), ["10.0.0.0/28"]);
        assert_eq!(subnets("10.0.0.0/28", 2), None);
        assert_eq!(subnets("10.0.0.0/15", 2), None);
        assert_eq!(subnets("10.0.0.0/29", 1), None);
        assert_eq!(subnets("10.0.0.0/16", 6).unwrap().last().unwrap(), "10.0.80.0/20");
    }
}
