//! Input: the two ends of a call, and what filters packets between them.
//! Output: whether security groups and network ACLs let the call and its answer through.
//! Never: passes a call because what filters it is not shown.

use super::asked::Origin;
use super::caller::Placed;
use super::data::{Hop, HopKind, Verdict};
use crate::cards;
use crate::packets::{Denial, Far, Fate, Near, Packet, Side, acl_of, block_of, refused_in};
use crate::plan::{InterfaceEndpoint, List, NetworkAcl, Property, Resource, ResourceKind, Value, logical_id};

const KIND: HopKind = HopKind::Ports;

/// To an endpoint's network interfaces.
pub(super) fn to_endpoint(caller: &Placed, resource: &Resource, endpoint: &InterfaceEndpoint) -> Hop {
    let plan = caller.plan;
    let near = Near { subnet: caller.subnet, groups: &caller.groups };
    let name = logical_id(&resource.id);
    let subnets: Vec<Option<&Value>> = match endpoint.subnets.items() {
        [] => vec![None],
        subnets => subnets.iter().map(Some).collect(),
    };
    if let Some(subnet) = refused_in(plan, endpoint) {
        let why =
            format!("AWS refuses `{name}`: it has IPv6 addresses only, and `{}` has IPv4 addresses", subnet.name());
        let hop = Hop::stops(KIND, &cards::IPV6_CLIENTS, why).at(resource.place(Property::IpAddressType));
        return hop.help(format!("set the IP address type of `{name}` to `ipv4`"));
    }
    let (groups, addresses) = (&endpoint.security_groups, endpoint.addresses);
    let lets_out = |subnet| near.lets_out(plan, Far::Endpoint { subnet, groups, addresses });
    let out = every(subnets.iter().copied().map(lets_out));
    if out == Some(false) {
        return closed(caller, &format!("`{name}`"), format!("let tcp/443 out to the security group of `{name}`"));
    }
    let admitted = near.is_let_in(plan, endpoint);
    if admitted == Some(false) {
        let why = format!("the security group of `{name}` does not admit tcp/443 from `{}`", caller.name);
        let hop = Hop::stops(KIND, &cards::HTTPS_NOT_ADMITTED, why).at(resource.span);
        return hop.help(format!("admit tcp/443 from `{}` in the security group of `{name}`", caller.name));
    }
    let mut passed = Vec::new();
    for subnet in subnets {
        if subnet.is_some() && subnet == caller.subnet {
            continue;
        }
        let side =
            |subnet: Option<&Value>| subnet.and_then(|it| block_of(plan, it)).map_or(Side::Unknown, Side::Subnet);
        passed.push((caller.subnet, side(subnet), true));
        passed.push((subnet, side(caller.subnet), false));
    }
    // Within one subnet no ACL is passed, and where the caller is in an unknown one, it may be any of these.
    let spared = usize::from(caller.subnet.is_none());
    finish(caller, out, admitted, acls(caller, &passed, spared))
}

/// To Amazon S3's public addresses, through a gateway, or to others, out of the VPC.
pub(super) fn to_public(caller: &Placed, far: Far) -> Hop {
    let near = Near { subnet: caller.subnet, groups: &caller.groups };
    let out = near.lets_out(caller.plan, far);
    if out == Some(false) {
        let region = caller.plan.region.map_or("REGION", |region| region.id);
        let (to, help) = match far {
            Far::S3 => ("Amazon S3", format!("let tcp/443 out to the prefix list `com.amazonaws.{region}.s3`")),
            Far::Internet | Far::Endpoint { .. } => ("the internet", "let tcp/443 out to `0.0.0.0/0`".to_owned()),
        };
        return closed(caller, to, help);
    }
    let acls = acls(caller, &[(caller.subnet, Side::Public, true)], 0);
    let of_nat =
        || may_filter_elsewhere(caller).map(|acl| format!("whether `{}` filters it at the NAT gateway", acl.name));
    let acls = acls.map(|unknown| unknown.or_else(|| if matches!(far, Far::Internet) { of_nat() } else { None }));
    finish(caller, out, Some(true), acls)
}

/// The hop to wherever a call goes, if the groups let nothing out that it could be.
pub(super) fn shut(caller: &Placed) -> Option<Hop> {
    let near = Near { subnet: caller.subnet, groups: &caller.groups };
    let unseen = List::unknown();
    let ways = [Far::Internet, Far::S3, Far::Endpoint { subnet: None, groups: &unseen, addresses: None }];
    let is_shut = ways.into_iter().all(|far| near.lets_out(caller.plan, far) == Some(false));
    is_shut.then(|| closed(caller, "anything", "let tcp/443 out to where the call goes".to_owned()))
}

/// An ACL of another subnet that does not let all through: the NAT gateway may be in that subnet.
fn may_filter_elsewhere<'p>(caller: &Placed<'_, 'p>) -> Option<&'p NetworkAcl> {
    let own = caller.subnet.and_then(|subnet| acl_of(caller.plan, subnet));
    let others = caller.plan.surroundings.acls.iter().filter(|acl| own.is_none_or(|own| own.name != acl.name));
    let filters = |acl: &&NetworkAcl| {
        let both = [true, false].map(|out| Packet::there_and_back(Side::Public, out, false));
        both.iter().flatten().any(|packet| packet.fate(acl) != Fate::Passes)
    };
    others.into_iter().find(filters)
}

fn closed(caller: &Placed, to: &str, help: String) -> Hop {
    let whose = if caller.launch.is_on_instances() { "the instances of " } else { "" };
    let why = format!("the security groups of {whose}`{}` let no tcp/443 out to {to}", caller.name);
    let mut groups = caller.groups.items().iter();
    let said = groups.find_map(|group| caller.plan.surroundings.egress.iter().find(|egress| egress.group == *group));
    let span = said.and_then(|egress| egress.span).or(caller.span);
    Hop::stops(KIND, &cards::TASKS_GROUP_CLOSED, why).at(span).help(help)
}

/// The hop, where the groups stop nothing.
fn finish(caller: &Placed, out: Option<bool>, admitted: Option<bool>, acls: Result<Option<String>, Hop>) -> Hop {
    let acls = match acls {
        Err(stop) => return stop,
        Ok(unknown) => unknown,
    };
    let mut unknown: Vec<String> = Vec::new();
    if out.is_none() {
        unknown.push(format!("what the security groups of `{}` let out", caller.name));
    }
    if admitted.is_none() {
        unknown.push("whether the endpoint's security group admits it".to_owned());
    }
    unknown.extend(acls);
    match unknown.as_slice() {
        [] => Hop::passes(KIND, "security groups and network ACLs let tcp/443 through, and the answers"),
        [one] => Hop::unknown(KIND, format!("{one} is not known")),
        several => Hop::unknown(KIND, format!("{} are not known", several.join(" and "))),
    }
}

/// What ACLs do with the call and its answer, each given by its subnet, the other side, and whether the call leaves
/// there: the hop that stops it, or what is not known. So many of them may not be passed at all.
fn acls(caller: &Placed, passed: &[(Option<&Value>, Side, bool)], spared: usize) -> Result<Option<String>, Hop> {
    let mut unknown = None;
    let mut denials = 0;
    for (subnet, side, out) in passed {
        let acl = match acl_at(caller, *subnet) {
            Filter::Acl(acl) => acl,
            Filter::AllowsAll => continue,
            Filter::Unknown => {
                unknown.get_or_insert("the network ACL".to_owned());
                continue;
            }
        };
        let packets = Packet::there_and_back(*side, *out, caller.launch.is_windows());
        let fates = packets.map(|packet| (packet, packet.fate(acl)));
        let denial = fates.iter().find_map(|(packet, fate)| match fate {
            Fate::Denied(denial) => Some(denied(acl, *packet, *denial)),
            Fate::Passes | Fate::Unknown => None,
        });
        denials += usize::from(denial.is_some());
        match denial {
            Some(denial) if denials > spared => return Err(denial),
            None if fates.iter().all(|(_, fate)| *fate == Fate::Passes) => {}
            Some(_) | None => {
                unknown.get_or_insert(format!("what the network ACL `{}` lets through", acl.name));
            }
        }
    }
    Ok(unknown)
}

/// What filters packets at a subnet's border.
enum Filter<'p> {
    Acl(&'p NetworkAcl),
    /// The VPC's default ACL, as AWS makes it.
    AllowsAll,
    Unknown,
}

fn acl_at<'p>(caller: &Placed<'_, 'p>, subnet: Option<&Value>) -> Filter<'p> {
    let plan = caller.plan;
    let Some(subnet) = subnet else {
        // The subnets are not told apart, but if all of them are made here, so are their ACLs.
        let default = caller.makes_vpc() && plan.surroundings.acls.is_empty();
        return if default { Filter::AllowsAll } else { Filter::Unknown };
    };
    if let Some(acl) = acl_of(plan, subnet) {
        return Filter::Acl(acl);
    }
    let is_made = plan.resources.iter().any(|resource| {
        matches!(resource.kind, ResourceKind::Subnet(_))
            && *subnet == Value::Attribute(resource.id.clone(), crate::plan::Attribute::Id)
    });
    let may_be_its = plan.surroundings.acls.iter().any(|acl| !acl.subnets.iter().all(Value::is_known));
    if is_made && !may_be_its && caller.asked.origin != Origin::Deployed { Filter::AllowsAll } else { Filter::Unknown }
}

fn denied(acl: &NetworkAcl, packet: Packet, denial: Denial) -> Hop {
    let (first, last) = denial.ports;
    let ports = if first == last { format!("tcp/{first}") } else { format!("tcp/{first}-{last}") };
    let what = if packet.answer { "the answers" } else { "the calls" };
    let side = match packet.side {
        Side::Subnet(block) => format!("`{block}`"),
        Side::Public => "public addresses".to_owned(),
        Side::Unknown => "other subnets".to_owned(),
    };
    let (direction, preposition) = if packet.out { ("outbound", "to") } else { ("inbound", "from") };
    let why = format!("the network ACL `{}` denies {what}: {ports} {direction} {preposition} {side}", acl.name);
    let open = if packet.answer { "tcp/1024-65535" } else { "tcp/443" };
    let hop = Hop::stops(KIND, &cards::NETWORK_ACL_CLOSED, why).at(denial.by.or(acl.span));
    hop.help(format!("allow {open} {direction} in `{}`, with a lower number than each rule that denies it", acl.name))
}

/// Whether all hold, if each may be unknown.
fn every(all: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    match Verdict::of_all(all.into_iter().map(Verdict::from)) {
        Verdict::Passes => Some(true),
        Verdict::Stops => Some(false),
        Verdict::Unknown => None,
    }
}
