//! Input: values of a plan.
//! Output: the blocks of its subnets, and the names of prefix lists.
//! Never: a block that is not written out.

use crate::aws::{Ipv4Cidr, internet};
use crate::plan::{Attribute, InterfaceEndpoint, IpAddressType, Plan, ResourceKind, Value};

/// The port that endpoints, registries and S3 answer on.
pub const HTTPS: u16 = 443;

/// The block of a subnet of the plan.
pub fn block_of(plan: &Plan, subnet: &Value) -> Option<Ipv4Cidr> {
    let Value::Attribute(id, Attribute::Id) = subnet else { return None };
    let ResourceKind::Subnet(subnet) = &plan.resource(id)?.kind else { return None };
    Ipv4Cidr::canonical(subnet.cidr.as_literal()?)
}

/// A subnet in which AWS refuses an endpoint: the endpoint has IPv6 addresses only, and the subnet has IPv4 addresses, too.
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html>, read 2026-11-30.
pub fn refused_in<'p>(plan: &Plan, endpoint: &'p InterfaceEndpoint) -> Option<&'p Value> {
    let mut subnets = endpoint.subnets.items().iter().filter(|_| endpoint.addresses == Some(IpAddressType::Ipv6));
    subnets.find(|subnet| block_of(plan, subnet).is_some())
}

/// Whether no public service can have an address of a block.
pub fn is_private(block: Ipv4Cidr) -> bool {
    internet::share_of_ipv4(&[block]).is_none()
}

/// The name of a prefix list, if it is known.
pub fn name_of<'p>(plan: &'p Plan, list: &Value) -> Option<&'p str> {
    plan.surroundings.prefix_lists.iter().find(|known| known.id == *list).map(|known| known.name.as_str())
}

/// Whether any of these holds, if each may be unknown.
pub(super) fn any(all: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = Some(false);
    for one in all {
        match one {
            Some(true) => return one,
            Some(false) => {}
            None => known = None,
        }
    }
    known
}
