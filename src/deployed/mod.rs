//! Input: what the AWS CLI printed of a VPC and of what runs in it: the JSON files of a folder.
//! Output: a [`World`] for each VPC, with what no file says.
//! Never: takes what no file says for something that is not there.
//!
//! A file is known by what it holds, and not by its name: the answers of `describe-…` and `get-…`, with every field as
//! AWS's API documents it, <https://docs.aws.amazon.com/cli/latest/reference/>, read 2026-11-30.

mod beyond;
mod endpoints;
mod gaps;
mod groups;
mod here;
mod names;
mod network;
mod passage;
mod policy;
mod printed;
mod repositories;
mod roles;
mod tasks;
mod words;

pub use gaps::{Fault, Unknown};
pub use printed::is_printed;

use crate::aws::{Region, region};
use crate::document::Node;
use crate::plan::{Plan, Surroundings, World};
use crate::span::{SourceId, Sources, Span};
use here::Here;
use printed::{Kind, Printed};
use words::{text, value};

/// What is deployed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Deployed {
    /// The VPCs.
    pub worlds: Vec<World>,
    /// What no file says, and why that matters.
    pub unknowns: Vec<Unknown>,
    /// Files that are broken.
    pub faults: Vec<Fault>,
}

/// Reads the files of a folder.
pub fn read(files: &[SourceId], sources: &Sources, asked: Option<&str>) -> Deployed {
    let mut deployed = Deployed::default();
    let printed = Printed::read(files, sources, &mut deployed.faults);
    let vpcs = vpcs(&printed);
    for (vpc, id) in &vpcs {
        let here = Here { printed: &printed, id, is_only: vpcs.len() == 1, region: region_of(&printed, asked) };
        let mut plan = Plan {
            region: here.region,
            vpc: value(id),
            resources: Vec::new(),
            policies: Vec::new(),
            outputs: Vec::new(),
            tags: Vec::new(),
            name: None,
            surroundings: Surroundings::default(),
        };
        network::read(&here, vpc, &mut plan);
        groups::read(&here, &mut plan);
        deployed.unknowns.extend(endpoints::read(&here, vpc, &mut plan));
        names::read(&here, &mut plan);
        roles::read(&here, &mut plan);
        repositories::read(&here, &mut plan);
        tasks::read(&here, &mut plan);
        passage::read(&here, vpc, &mut plan);
        let span = vpc.get("VpcId").map(|id| id.span);
        deployed.unknowns.extend(missing(&here, vpc));
        deployed.worlds.push(World { name: (*id).to_owned(), plan, beyond: beyond::read(&here, vpc), span });
    }
    deployed.unknowns.extend(printed.not_there());
    deployed.unknowns.extend(tasks::elsewhere(&printed));
    if let Some(source) = files.first().filter(|_| deployed.worlds.is_empty()) {
        let why = format!("no file holds what `{}` prints", Kind::Vpcs.command());
        let span = Span { source: *source, start: 0, end: 0 };
        deployed.unknowns.push(Unknown { what: Kind::Vpcs.what().to_owned(), why, span });
    }
    deployed
}

/// The VPCs; where no file tells of VPCs themselves, those that their endpoints and subnets name.
fn vpcs(printed: &Printed) -> Vec<(&Node, &str)> {
    let kinds: &[Kind] = if printed.has(Kind::Vpcs) { &[Kind::Vpcs] } else { &[Kind::Endpoints, Kind::Subnets] };
    let mut vpcs: Vec<(&Node, &str)> = Vec::new();
    for node in kinds.iter().flat_map(|kind| printed.of(*kind)) {
        let id = text(node, "VpcId").filter(|id| !vpcs.iter().any(|(_, known)| known == id));
        vpcs.extend(id.map(|id| (node, id)));
    }
    vpcs
}

/// The kinds of files without which something of a VPC is not known.
fn missing(here: &Here, vpc: &Node) -> Vec<Unknown> {
    let kinds = [
        Kind::Vpcs,
        Kind::Attributes,
        Kind::Subnets,
        Kind::RouteTables,
        Kind::Endpoints,
        Kind::SecurityGroups,
        Kind::NetworkAcls,
        Kind::DhcpOptions,
        Kind::PrefixLists,
        Kind::HostedZones,
        Kind::RuleAssociations,
        Kind::Profiles,
        Kind::Services,
    ];
    let missing = kinds.into_iter().filter(|kind| !here.printed.is_whole(*kind));
    let unknown = |kind: Kind| Unknown {
        what: format!("{} of {}", kind.what(), here.id),
        why: if here.printed.has(kind) {
            format!("what `{}` printed has a `NextToken`: there is more", kind.command())
        } else {
            format!("no file holds what `{}` prints", kind.command())
        },
        span: vpc.get("VpcId").map_or(vpc.span, |id| id.span),
    };
    let lists = groups::unread_lists(here).into_iter().map(|(list, span)| Unknown {
        what: format!("the entries of the prefix list {list}"),
        why: format!("no file holds what `{}` prints", Kind::PrefixListEntries.command()),
        span,
    });
    missing.map(unknown).chain(lists).collect()
}

/// The region: the one that is asked for, else that of zones, else that of the names of endpoint services, which may be of
/// another.
fn region_of(printed: &Printed, asked: Option<&str>) -> Option<&'static Region> {
    if let Some(asked) = asked {
        return region::find(asked);
    }
    let of_endpoints = printed.of(Kind::Endpoints).filter_map(|endpoint| {
        let name = endpoint.get("ServiceName")?.text()?;
        let rest = name.strip_prefix("cn.").unwrap_or(name).strip_prefix("com.amazonaws.")?;
        region::find(rest.split('.').next()?)
    });
    let of_zones = printed.of(Kind::Subnets).filter_map(|subnet| {
        let zone = subnet.get("AvailabilityZone")?.text()?;
        region::find(zone.trim_end_matches(|sign: char| sign.is_ascii_lowercase()))
    });
    of_zones.chain(of_endpoints).next()
}
