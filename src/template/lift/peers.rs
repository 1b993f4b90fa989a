//! Input: a rule of a security group, and the prefix lists that a template makes.
//! Output: all that the rule names as the other side.
//! Never: takes a list of which no entry is shown for one that holds nothing.

use super::prefix_lists::prefix_list;
use super::reading::{Reading, either};
use super::same::block_of_vpc;
use crate::plan::{self, Peer};
use crate::template::evaluated::Exists;
use crate::template::value::Value;

/// Where a rule says whom it lets in: one, or several at once.
const IPV4: &[&str] = &["CidrIp", "cidr_ipv4", "cidr_blocks"];
const IPV6: &[&str] = &["CidrIpv6", "cidr_ipv6", "ipv6_cidr_blocks"];
const GROUPS: &[&str] = &[
    "SourceSecurityGroupId",
    "DestinationSecurityGroupId",
    "referenced_security_group_id",
    "source_security_group_id",
    "security_groups",
];
const PREFIX_LISTS: &[&str] = &["SourcePrefixListId", "DestinationPrefixListId", "prefix_list_id", "prefix_list_ids"];

/// Prefix lists that a template makes, and what adds an entry to one.
const OWN: &[&str] = &["AWS::EC2::PrefixList", "aws_ec2_managed_prefix_list"];
const ENTRY: &[&str] = &["aws_ec2_managed_prefix_list_entry"];

/// How a value is a peer.
type ToPeer = fn(plan::Value) -> Peer;

/// All that a rule names as the other side.
pub(super) fn peers(reading: &Reading, rule: &Value, group: &plan::Value) -> Vec<Peer> {
    let mut peers: Vec<Peer> = Vec::new();
    let kinds: [(_, ToPeer); 4] =
        [(IPV4, Peer::Ipv4), (IPV6, Peer::Ipv6), (GROUPS, Peer::Group), (PREFIX_LISTS, Peer::PrefixList)];
    for (keys, peer) in kinds {
        for said in keys.iter().filter_map(|key| rule.get(key)).filter(|said| !said.is_null()) {
            for item in said.items().unwrap_or(std::slice::from_ref(said)) {
                peers.extend(entries(reading, item).unwrap_or_else(|| vec![one(reading, item, peer)]));
            }
        }
    }
    if rule.get("self").and_then(Value::as_bool) == Some(true) {
        peers.push(Peer::Group(group.clone()));
    }
    let named = rule.get("SourceSecurityGroupName").is_some();
    if named {
        peers.push(Peer::Unknown);
    }
    peers
}

/// What one value names as the other side.
fn one(reading: &Reading, said: &Value, peer: ToPeer) -> Peer {
    let named = || prefix_list(reading, said).or_else(|| block_of_vpc(reading, said));
    let value = named().unwrap_or_else(|| reading.value(said));
    let unknown = matches!(value, plan::Value::Unknown(_));
    let peer = peer(value);
    // Whichever group it is: it has no public address.
    if unknown && !matches!(peer, Peer::Group(_)) { Peer::Unknown } else { peer }
}

/// The blocks in a list that the template makes, each as the other side of a rule; `None` for any other value. A list of
/// which no entry is shown gets its entries from somewhere else.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-prefixlist.html>,
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ec2_managed_prefix_list_entry>, read
/// 2026-11-30.
fn entries(reading: &Reading, said: &Value) -> Option<Vec<Peer>> {
    let list = reading.named(said).filter(|named| OWN.contains(&named.kind.as_str()))?;
    let family = either(&list.properties, "AddressFamily", "address_family").and_then(Value::as_text);
    let to_peer = if family.as_deref() == Some("IPv6") { Peer::Ipv6 } else { Peer::Ipv4 };
    let block = |entry: &Value| {
        let cidr = either(entry, "Cidr", "cidr");
        cidr.map_or(Peer::Unknown, |cidr| one(reading, cidr, to_peer))
    };
    let inline = ["Entries", "entry"].into_iter().flat_map(|key| list.properties.blocks(key)).map(block);
    let added = reading.of_types(ENTRY).filter_map(|entry| {
        let of = entry.properties.get("prefix_list_id").map(|of| reading.named(of).map(|of| of.address.as_str()));
        match of {
            Some(Some(of)) if of != list.address => None,
            Some(Some(_)) if entry.exists == Exists::Always => Some(block(&entry.properties)),
            Some(_) | None => Some(Peer::Unknown),
        }
    });
    let peers: Vec<Peer> = inline.chain(added).collect();
    Some(if peers.is_empty() { vec![Peer::Unknown] } else { peers })
}
