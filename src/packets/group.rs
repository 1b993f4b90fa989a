//! Input: the rules of security groups, and the two ends of a connection.
//! Output: whether the groups at either end let it through. They are stateful: answers are let through, too.
//! Never: compares ids that are not known.

use super::place::{HTTPS, any, block_of, is_private, name_of};
use crate::aws::Ipv4Cidr;
use crate::plan::{
    Attribute, EgressRule, Ingress, InterfaceEndpoint, IpAddressType, List, Parameter, Peer, Plan, ResourceId,
    ResourceKind, Value,
};

/// The end that calls: an address in a subnet, and its groups.
#[derive(Debug, Clone, Copy)]
pub struct Near<'p> {
    /// The subnet, if it is known.
    pub subnet: Option<&'p Value>,
    /// The groups.
    pub groups: &'p List,
}

/// The end that is called.
#[derive(Debug, Clone, Copy)]
pub enum Far<'p> {
    /// A network interface of an endpoint.
    Endpoint {
        /// Its subnet, if it is known.
        subnet: Option<&'p Value>,
        /// Its groups.
        groups: &'p List,
        /// The addresses that it has, if that is known.
        addresses: Option<IpAddressType>,
    },
    /// Amazon S3, at public addresses.
    S3,
    /// Another public address.
    Internet,
}

impl Near<'_> {
    /// Whether the groups of the end that calls let https out to the other.
    pub fn lets_out(self, plan: &Plan, far: Far) -> Option<bool> {
        let groups = plan.groups_of(self.groups)?;
        let addresses = match far {
            Far::Endpoint { subnet, .. } => Some(Addresses::of(plan, subnet)),
            Far::S3 | Far::Internet => None,
        };
        any(groups.into_iter().map(|group| {
            let egress = plan.surroundings.egress.iter().find(|egress| egress.group == *group)?;
            any(egress.rules.iter().map(|rule| reaches(plan, rule, far, addresses)))
        }))
    }

    /// Whether the groups of an endpoint let https in from the end that calls.
    pub fn is_let_in(self, plan: &Plan, endpoint: &InterfaceEndpoint) -> Option<bool> {
        let groups = plan.groups_of(&endpoint.security_groups)?;
        let rules = || {
            plan.resources.iter().filter_map(|resource| {
                let ResourceKind::Ingress(ingress) = &resource.kind else { return None };
                Some(ingress)
            })
        };
        let addresses = Addresses::of(plan, self.subnet);
        let of_group = |group: &Value| {
            let own = rules().filter(|rule| rule.group == *group);
            let own = own.map(|rule| self.is_admitted(plan, rule, addresses, endpoint.addresses));
            let itself = plan.admits_members(group).then(|| is_among(plan, group, self.groups));
            let own = any(own.chain(itself));
            // Of a group of elsewhere, or with a rule that may be of any group, not all rules are known.
            let is_whole = is_group(plan, group) && rules().all(|rule| rule.group.is_known());
            own.filter(|admits| *admits || is_whole)
        };
        any(groups.into_iter().map(of_group))
    }

    fn is_admitted(
        self,
        plan: &Plan,
        rule: &Ingress,
        addresses: Addresses<'_>,
        called: Option<IpAddressType>,
    ) -> Option<bool> {
        let on_port = rule.ports.hold(HTTPS, HTTPS);
        let of_peer = match &rule.peer {
            Peer::Ipv4(Value::Parameter(Parameter::VpcCidr)) => Some(true),
            Peer::Ipv4(Value::Attribute(id, Attribute::Cidr)) => addresses.are_of(plan, id),
            Peer::Ipv4(cidr) => {
                let block = cidr.as_literal().and_then(Ipv4Cidr::canonical);
                block.and_then(|block| addresses.are_in(block))
            }
            Peer::Group(admitted) => is_among(plan, admitted, self.groups),
            Peer::PrefixList(list) => is_of_aws(plan, list).then_some(false),
            Peer::Ipv6(_) => is_beside_ipv6(called),
            Peer::Unknown => None,
        };
        both(on_port, of_peer)
    }
}

fn reaches(plan: &Plan, rule: &EgressRule, far: Far, addresses: Option<Addresses<'_>>) -> Option<bool> {
    let to_peer = match (&rule.peer, far) {
        (Peer::Ipv6(_), Far::Endpoint { addresses: called, .. }) => is_beside_ipv6(called),
        // Whether the caller has an IPv6 address is not known.
        (Peer::Unknown | Peer::Ipv6(_), _) => None,
        (Peer::Ipv4(Value::Parameter(Parameter::VpcCidr)), Far::Endpoint { .. }) => Some(true),
        (Peer::Ipv4(Value::Attribute(id, Attribute::Cidr)), Far::Endpoint { .. }) => addresses?.are_of(plan, id),
        (Peer::Ipv4(cidr), far) => {
            let block = cidr.as_literal().and_then(Ipv4Cidr::canonical);
            block.and_then(|block| match far {
                Far::Endpoint { .. } => addresses?.are_in(block),
                Far::S3 | Far::Internet if block.prefix() == 0 => Some(true),
                Far::S3 | Far::Internet => is_private(block).then_some(false),
            })
        }
        (Peer::Group(group), Far::Endpoint { groups, .. }) => is_among(plan, group, groups),
        // A group stands for the private addresses of its members.
        (Peer::Group(_), Far::S3 | Far::Internet) => Some(false),
        (Peer::PrefixList(list), Far::S3) => name_of(plan, list)
            .filter(|name| name.starts_with("com.amazonaws."))
            .map(|name| name.rsplit('.').next() == Some("s3")),
        (Peer::PrefixList(list), Far::Endpoint { .. } | Far::Internet) => is_of_aws(plan, list).then_some(false),
    };
    both(rule.ports.hold(HTTPS, HTTPS), to_peer)
}

/// Whether a rule for IPv6 addresses lets a call to an endpoint through. To one that has IPv4 addresses only, all calls go
/// over IPv4: <https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html>, read 2026-11-30. Of others it is
/// not known whether the caller has an IPv6 address.
fn is_beside_ipv6(called: Option<IpAddressType>) -> Option<bool> {
    (called == Some(IpAddressType::Ipv4)).then_some(false)
}

/// The addresses of an end, as far as they are known.
#[derive(Debug, Clone, Copy)]
struct Addresses<'p> {
    subnet: Option<Ipv4Cidr>,
    /// The block of the VPC, if that of the subnet is not known.
    vpc: Option<Ipv4Cidr>,
    /// The subnet itself.
    of: Option<&'p Value>,
}

impl<'p> Addresses<'p> {
    fn of(plan: &Plan, of: Option<&'p Value>) -> Self {
        let subnet = of.and_then(|subnet| block_of(plan, subnet));
        let mut resources = plan.resources.iter().filter(|_| subnet.is_none());
        let vpc = resources.find_map(|resource| {
            let ResourceKind::Vpc(vpc) = &resource.kind else { return None };
            Ipv4Cidr::canonical(vpc.cidr.as_literal()?)
        });
        Self { subnet, vpc, of }
    }

    /// Whether the block of a VPC holds them, whatever it is. What is in a VPC is in its block, unless the
    /// VPC has several.
    fn are_of(self, plan: &Plan, id: &ResourceId) -> Option<bool> {
        let is_made = |subnet: &Value| matches!(subnet, Value::Attribute(id, _) if plan.resource(id).is_some());
        let in_vpc = plan.vpc == Value::Attribute(id.clone(), Attribute::Id)
            && !plan.surroundings.has_more_blocks
            && self.of.is_none_or(is_made);
        in_vpc.then_some(true)
    }

    /// Whether a block holds them. A VPC may have more blocks than its first.
    fn are_in(self, block: Ipv4Cidr) -> Option<bool> {
        match self.subnet {
            _ if block.prefix() == 0 => Some(true),
            Some(subnet) if block.contains(subnet) => Some(true),
            Some(subnet) => (!block.overlaps(subnet)).then_some(false),
            None => self.vpc.is_some_and(|vpc| block.contains(vpc)).then_some(true),
        }
    }
}

/// Whether a group is one of these.
fn is_among(plan: &Plan, group: &Value, groups: &List) -> Option<bool> {
    let groups = plan.groups_of(groups)?;
    if groups.contains(&group) && !matches!(group, Value::Unknown(_)) {
        return Some(true);
    }
    let are_told_apart = group.is_known() && groups.iter().all(|other| is_told_apart(group, other));
    are_told_apart.then_some(false)
}

/// Whether two values surely are different groups: one that a template makes may have any id.
fn is_told_apart(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Literal(one), Value::Literal(other)) => one != other,
        (Value::Attribute(..), Value::Attribute(..)) => one != other,
        // What is made has a new id, which nobody has written.
        (Value::Attribute(..), Value::Literal(_)) | (Value::Literal(_), Value::Attribute(..)) => true,
        (_, Value::Parameter(_) | Value::Pseudo(_) | Value::Join(_) | Value::Unknown(_))
        | (Value::Parameter(_) | Value::Pseudo(_) | Value::Join(_) | Value::Unknown(_), _) => false,
    }
}

/// Whether a prefix list is one of AWS's: these hold public addresses only.
fn is_of_aws(plan: &Plan, list: &Value) -> bool {
    name_of(plan, list).is_some_and(|name| name.starts_with("com.amazonaws."))
}

/// Whether all rules of a group are of the plan, but for what AWS makes.
fn is_group(plan: &Plan, group: &Value) -> bool {
    if plan.admits_itself(group) {
        return true;
    }
    let Value::Attribute(id, _) = group else { return false };
    plan.resource(id).is_some_and(|resource| matches!(resource.kind, ResourceKind::SecurityGroup(_)))
}

fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        (None, _) | (_, None) => None,
    }
}
