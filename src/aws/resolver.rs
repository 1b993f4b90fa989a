//! Input: the address of a DNS server, and the block of the VPC that uses it.
//! Output: whether it is the server that Amazon provides.
//! Never: knows what another server forwards.

use super::Ipv4Cidr;
use std::net::Ipv4Addr;

/// Whether a DNS server is Route 53 Resolver, which knows the private names of endpoints: by its name, its link-local
/// addresses, or the third address of the VPC's first block. `None` where that block would have to be known.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html>, read 2026-11-30.
pub fn is_amazon_dns(server: &str, vpc: Option<Ipv4Cidr>) -> Option<bool> {
    if ["AmazonProvidedDNS", "169.254.169.253", "fd00:ec2::253"].iter().any(|own| own.eq_ignore_ascii_case(server)) {
        return Some(true);
    }
    let Ok(address) = server.parse::<Ipv4Addr>() else { return Some(false) };
    match vpc {
        Some(vpc) => Some(u128::from(address.to_bits()) == vpc.range().0 + 2),
        None => (address.octets()[3] % 16 != 2).then_some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amazon_s_own_server_is_known_by_its_addresses() {
        let vpc = Ipv4Cidr::parse("10.1.0.0/16").ok();
        for own in ["AmazonProvidedDNS", "169.254.169.253", "fd00:ec2::253", "10.1.0.2"] {
            assert_eq!(is_amazon_dns(own, vpc), Some(true), "{own}");
        }
        for other in ["10.1.0.3", "10.0.0.2", "8.8.8.8", "fd00::1"] {
            assert_eq!(is_amazon_dns(other, vpc), Some(false), "{other}");
        }
        assert_eq!(is_amazon_dns("10.1.0.2", None), None);
        assert_eq!(is_amazon_dns("10.1.0.130", None), None);
        assert_eq!(is_amazon_dns("10.1.0.5", None), Some(false));
    }
}
