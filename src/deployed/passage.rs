//! Input: what AWS says of network ACLs and DHCP options.
//! Output: the ACLs of a plan, and whether the VPC uses other DNS servers than Amazon's.
//! Never: takes options that no file tells for AWS's own.

use super::here::Here;
use super::printed::Kind;
use super::words::{items, switch, text, value};
use crate::aws::{Ipv4Cidr, is_amazon_dns};
use crate::document::Node;
use crate::plan::{AclRule, NetworkAcl, Peer, Plan, Ports, Value};
use crate::span::{Span, Spanned};

/// TCP, by IANA's number.
const TCP: &str = "6";

/// Adds what filters packets and answers names.
pub(super) fn read(here: &Here, vpc: &Node, plan: &mut Plan) {
    for acl in here.of(Kind::NetworkAcls) {
        let Some(id) = acl.get("NetworkAclId") else { continue };
        let subnets = items(acl, "Associations").iter().filter_map(|it| text(it, "SubnetId")).map(value);
        plan.surroundings.acls.push(NetworkAcl {
            name: id.text().unwrap_or_default().to_owned(),
            subnets: subnets.collect(),
            rules: acl
                .get("Entries")
                .map_or_else(|| vec![AclRule::unknown()], |_| items(acl, "Entries").iter().map(rule).collect()),
            span: Some(id.span),
        });
    }
    if let Some((servers, are_others)) = dns_servers(here, vpc) {
        plan.surroundings.custom_dns = are_others.map(|others| Spanned::new(others, servers));
        plan.surroundings.open_dns = are_others.is_none().then_some(servers);
    }
}

fn rule(entry: &Node) -> AclRule {
    let cidr = |key: &str| text(entry, key).map(|cidr| Value::literal(cidr.to_owned()));
    let peer = cidr("CidrBlock").map(Peer::Ipv4).or_else(|| cidr("Ipv6CidrBlock").map(Peer::Ipv6));
    let port = |key: &str| text(entry.get("PortRange")?, key)?.parse::<u16>().ok();
    let ports = match (text(entry, "Protocol"), port("From"), port("To")) {
        (Some("-1"), ..) => Ports::All,
        (Some(TCP), Some(from), Some(to)) => Ports::Tcp(from, to),
        (Some(TCP) | None, ..) => Ports::Unknown,
        (Some(_), ..) => Ports::Other,
    };
    AclRule {
        // The rule that denies the rest has the number 32767, which the user interface shows as `*`.
        number: text(entry, "RuleNumber").and_then(|number| number.parse().ok()),
        egress: switch(entry, "Egress"),
        allow: text(entry, "RuleAction").map(|action| action == "allow"),
        peer: peer.unwrap_or(Peer::Unknown),
        ports,
        span: Some(entry.get("RuleNumber").map_or(entry.span, |number| number.span)),
    }
}

/// The servers that the VPC's options name, where they are told, and whether these are others than Amazon's; `None` where
/// some are: which of them answers is not known.
fn dns_servers(here: &Here, vpc: &Node) -> Option<(Span, Option<bool>)> {
    let id = text(vpc, "DhcpOptionsId")?;
    let options = here.printed.of(Kind::DhcpOptions).find(|options| text(options, "DhcpOptionsId") == Some(id))?;
    let servers =
        items(options, "DhcpConfigurations").iter().find(|it| text(it, "Key") == Some("domain-name-servers"))?;
    let block = text(vpc, "CidrBlock").and_then(Ipv4Cidr::canonical);
    let values = items(servers, "Values");
    let is_amazon = |server: &Node| text(server, "Value").and_then(|it| is_amazon_dns(it, block));
    let place = servers.get("Values").map_or(servers.span, |values| values.span);
    let are_others = if values.iter().all(|server| is_amazon(server) == Some(true)) {
        Some(false)
    } else {
        values.iter().all(|server| is_amazon(server) == Some(false)).then_some(true)
    };
    Some((place, are_others))
}
