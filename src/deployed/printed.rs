//! Input: JSON texts.
//! Output: what they hold, by kind: whatever the file's name, and over several files.
//! Never: drops a file that is broken without a word.

use super::gaps::{Fault, Unknown};
use super::words::text;
use crate::document::{self, Node};
use crate::span::{SourceId, Sources};
use std::collections::BTreeMap;

/// What a file may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Vpcs,
    Attributes,
    Subnets,
    RouteTables,
    Endpoints,
    SecurityGroups,
    NetworkAcls,
    NatGateways,
    DhcpOptions,
    PrefixLists,
    PrefixListEntries,
    Services,
    TaskDefinition,
    Instances,
    Role,
    RolePolicies,
    RolePolicy,
    AttachedPolicies,
    PolicyVersion,
    RepositoryPolicy,
    NotThere,
}

/// Each kind: the key that tells it, whether a list stands under it, what prints it, and what it says.
const KINDS: &[(Kind, &str, bool, &str, &str)] = &[
    (Kind::Vpcs, "Vpcs", true, "aws ec2 describe-vpcs", "the VPC"),
    (Kind::Attributes, "EnableDnsSupport", false, "aws ec2 describe-vpc-attribute", "the DNS attributes"),
    (Kind::Attributes, "EnableDnsHostnames", false, "aws ec2 describe-vpc-attribute", "the DNS attributes"),
    (Kind::Subnets, "Subnets", true, "aws ec2 describe-subnets", "the subnets"),
    (Kind::RouteTables, "RouteTables", true, "aws ec2 describe-route-tables", "the route tables"),
    (Kind::Endpoints, "VpcEndpoints", true, "aws ec2 describe-vpc-endpoints", "the endpoints"),
    (Kind::SecurityGroups, "SecurityGroups", true, "aws ec2 describe-security-groups", "the security groups"),
    (Kind::NetworkAcls, "NetworkAcls", true, "aws ec2 describe-network-acls", "the network ACLs"),
    (Kind::NatGateways, "NatGateways", true, "aws ec2 describe-nat-gateways", "the NAT gateways"),
    (Kind::DhcpOptions, "DhcpOptions", true, "aws ec2 describe-dhcp-options", "the DHCP options"),
    (Kind::PrefixLists, "PrefixLists", true, "aws ec2 describe-managed-prefix-lists", "the prefix lists"),
    (
        Kind::PrefixListEntries,
        "PrefixListEntries",
        false,
        "aws ec2 get-managed-prefix-list-entries",
        "the entries of a prefix list",
    ),
    (Kind::Services, "services", true, "aws ecs describe-services", "what runs in the network"),
    (Kind::TaskDefinition, "taskDefinition", false, "aws ecs describe-task-definition", "a task definition"),
    (Kind::Instances, "Reservations", true, "aws ec2 describe-instances", "container instances"),
    (Kind::Role, "Role", false, "aws iam get-role", "a role"),
    (Kind::RolePolicies, "PolicyNames", false, "aws iam list-role-policies", "the policies of a role"),
    (Kind::RolePolicy, "PolicyDocument", false, "aws iam get-role-policy", "a policy of a role"),
    (Kind::AttachedPolicies, "AttachedPolicies", false, "aws iam list-attached-role-policies", "policies of a role"),
    (Kind::PolicyVersion, "PolicyVersion", false, "aws iam get-policy-version", "a managed policy"),
    (Kind::RepositoryPolicy, "policyText", false, "aws ecr get-repository-policy", "the policy of a repository"),
    (Kind::NotThere, "NotThere", false, "ecrc audit --collect", "what is not there"),
];

impl Kind {
    fn line(self) -> Option<&'static (Kind, &'static str, bool, &'static str, &'static str)> {
        KINDS.iter().find(|(kind, ..)| *kind == self)
    }

    /// What prints it.
    pub(super) fn command(self) -> &'static str {
        self.line().map_or("", |(.., command, _)| command)
    }

    /// What it says.
    pub(super) fn what(self) -> &'static str {
        self.line().map_or("", |(.., what)| what)
    }
}

/// Whether a text is what the AWS CLI printed of something that an audit reads: a map with one of its keys, in front of
/// every nested one.
pub fn is_printed(text: &str) -> bool {
    let Some(body) = text.trim_start_matches('\u{feff}').trim_start().strip_prefix('{') else { return false };
    // The keys of the map itself: what stands between quotes, before a colon, at the depth of one.
    let (mut depth, mut from, mut escaped) = (0_usize, None, false);
    for (at, sign) in body.char_indices() {
        match (from, sign) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(start), '"') => {
                from = None;
                let key = body.get(start..at).unwrap_or_default();
                let under =
                    body.get(at + 1..).and_then(|rest| rest.trim_start().strip_prefix(':')).map(str::trim_start);
                let tells = |(_, of, list, ..): &(Kind, &str, bool, &str, &str)| {
                    *of == key && under.is_some_and(|under| !*list || under.starts_with('['))
                };
                if depth == 0 && KINDS.iter().any(tells) {
                    return true;
                }
            }
            (None, '"') => from = Some(at + 1),
            (None, '{' | '[') => depth += 1,
            (None, '}' | ']') => depth = depth.saturating_sub(1),
            (Some(_) | None, _) => {}
        }
    }
    false
}

/// All that the files hold.
pub(super) struct Printed {
    nodes: BTreeMap<Kind, Vec<Node>>,
}

impl Printed {
    pub(super) fn read(files: &[SourceId], sources: &Sources, faults: &mut Vec<Fault>) -> Self {
        let mut nodes: BTreeMap<Kind, Vec<Node>> = BTreeMap::new();
        for id in files {
            let Some(source) = sources.get(*id) else { continue };
            match document::json(&source.text, *id) {
                Ok(root) => sort(root, &mut nodes),
                Err(fault) => faults.push(Fault { span: fault.span, message: fault.message }),
            }
        }
        Self { nodes }
    }

    /// What the files say of a kind, one after another.
    pub(super) fn of(&self, kind: Kind) -> impl Iterator<Item = &Node> + use<'_> {
        self.nodes.get(&kind).into_iter().flatten()
    }

    /// Whether a file is of a kind, be it empty.
    pub(super) fn has(&self, kind: Kind) -> bool {
        self.nodes.contains_key(&kind)
    }

    /// What AWS said is not there.
    pub(super) fn not_there(&self) -> Vec<Unknown> {
        let said = self.of(Kind::NotThere).filter_map(|node| {
            let what = node.get("NotThere")?;
            let why = text(node, "Because").map_or_else(
                || "AWS says that it is not there".to_owned(),
                |because| format!("AWS says that it is not there (`{because}`)"),
            );
            Some(Unknown { what: what.text()?.to_owned(), why, span: what.span })
        });
        said.collect()
    }
}

fn sort(root: Node, nodes: &mut BTreeMap<Kind, Vec<Node>>) {
    let Some((kind, key, is_list, ..)) = KINDS.iter().find(|(_, key, ..)| root.get(key).is_some()) else { return };
    let of_kind = nodes.entry(*kind).or_default();
    if *is_list {
        of_kind.extend(root.get(key).and_then(Node::items).unwrap_or_default().iter().cloned());
    } else {
        of_kind.push(root);
    }
}
