//! Input: DHCP options of a template, and the VPC that they are for.
//! Output: whether the VPC uses other DNS servers than Amazon's.
//! Never: takes servers that are not known for others than Amazon's.

use super::reading::{Reading, get};
use super::vpcs::Vpc;
use crate::aws::{Ipv4Cidr, is_amazon_dns};
use crate::plan::{Plan, Property};
use crate::span::Spanned;
use crate::template::value::Value;

const ASSOCIATION: &[&str] = &["AWS::EC2::VPCDHCPOptionsAssociation", "aws_vpc_dhcp_options_association"];

/// Adds what the VPC's options say.
pub(super) fn lift(reading: &Reading, vpc: &Vpc, plan: &mut Plan) {
    let said = get_vpc(vpc).and_then(|cidr| Ipv4Cidr::canonical(&cidr));
    for association in reading.of_types(ASSOCIATION) {
        // Not known for which VPC: not known for this one.
        let of = get(association, Property::VpcId);
        if of.is_none_or(|of| !reading.value(of).is_identified()) || !vpc.holds(reading, of) {
            continue;
        }
        let named = ["DhcpOptionsId", "dhcp_options_id"].into_iter().find_map(|key| association.properties.get(key));
        let options = named.and_then(|named| reading.named(named));
        let servers = options.and_then(|options| {
            ["DomainNameServers", "domain_name_servers"].into_iter().find_map(|key| options.properties.get(key))
        });
        let Some(servers) = servers else {
            // The options of elsewhere may name any servers; `default` are AWS's own.
            let named = named.filter(|named| options.is_none() && named.as_text().as_deref() != Some("default"));
            plan.surroundings.open_dns = named.map(|named| named.span).or(plan.surroundings.open_dns);
            continue;
        };
        let Some(items) = servers.items() else {
            plan.surroundings.open_dns = Some(servers.span);
            continue;
        };
        let amazon = |server: &Value| server.as_text().and_then(|server| is_amazon_dns(&server, said));
        if !items.is_empty() && items.iter().all(|server| amazon(server) == Some(false)) {
            plan.surroundings.custom_dns = Some(Spanned::new(true, servers.span));
        } else if items.iter().any(|server| amazon(server) != Some(true)) {
            plan.surroundings.open_dns = Some(servers.span);
        }
    }
}

fn get_vpc(vpc: &Vpc) -> Option<String> {
    get(vpc.resource?, Property::CidrBlock)?.as_text()
}
