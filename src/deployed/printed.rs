//! Input: JSON texts.
//! Output: what they hold, by kind: whatever the file's name, and over several files.
//! Never: drops a file that is broken without a word.

use super::gaps::{Fault, Unknown};
use super::words::{items, text};
use crate::document::{self, Node};
use crate::span::{SourceId, Sources};
use std::collections::{BTreeMap, BTreeSet};

/// What AWS answers where it is asked for the policy of a repository that has none.
pub(super) const NO_POLICY: &str = "RepositoryPolicyNotFoundException";

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
    HostedZones,
    ResolverRules,
    RuleAssociations,
    Profiles,
    PrefixListEntries,
    Services,
    /// What an answer says that it could not tell: that a service is not there.
    Failures,
    TaskDefinition,
    Instances,
    InstanceProfile,
    Role,
    RolePolicies,
    RolePolicy,
    AttachedPolicies,
    PolicyVersion,
    RepositoryPolicy,
    NotThere,
}

const RULES_OF_VPC: &str = "aws route53resolver list-resolver-rule-associations";

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
    // One answer for each VPC, which the script names in it.
    (Kind::HostedZones, "HostedZoneSummaries", false, "aws route53 list-hosted-zones-by-vpc", "the hosted zones"),
    (Kind::ResolverRules, "ResolverRules", true, "aws route53resolver list-resolver-rules", "the Resolver rules"),
    (Kind::RuleAssociations, "ResolverRuleAssociations", true, RULES_OF_VPC, "the Resolver rules"),
    (Kind::Profiles, "ProfileAssociations", true, "aws route53profiles list-profile-associations", "the profiles"),
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
    (Kind::InstanceProfile, "InstanceProfile", false, "aws iam get-instance-profile", "an instance profile"),
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
    /// The kinds of which an answer ends where another would go on.
    cut: BTreeSet<Kind>,
}

impl Printed {
    pub(super) fn read(files: &[SourceId], sources: &Sources, faults: &mut Vec<Fault>) -> Self {
        let mut printed = Self { nodes: BTreeMap::new(), cut: BTreeSet::new() };
        for id in files {
            let Some(source) = sources.get(*id) else { continue };
            match document::json(&source.text, *id) {
                Ok(root) => printed.sort(root),
                Err(fault) => faults.push(Fault { span: fault.span, message: fault.message }),
            }
        }
        printed
    }

    fn sort(&mut self, root: Node) {
        let Some((kind, key, is_list, ..)) = KINDS.iter().find(|(_, key, ..)| root.get(key).is_some()) else { return };
        let goes_on = |key: &&str| text(&root, key).is_some_and(|token| !matches!(token, "" | "null"));
        if ["NextToken", "nextToken", "Marker"].iter().any(goes_on) {
            self.cut.insert(*kind);
        }
        if *kind == Kind::Services {
            self.nodes.entry(Kind::Failures).or_default().extend(items(&root, "failures").iter().cloned());
        }
        let of_kind = self.nodes.entry(*kind).or_default();
        if *is_list {
            of_kind.extend(items(&root, key).iter().cloned());
        } else {
            of_kind.push(root);
        }
    }

    /// What the files say of a kind, one after another.
    pub(super) fn of(&self, kind: Kind) -> impl Iterator<Item = &Node> + use<'_> {
        self.nodes.get(&kind).into_iter().flatten()
    }

    /// Whether a file is of a kind, be it empty.
    pub(super) fn has(&self, kind: Kind) -> bool {
        self.nodes.contains_key(&kind)
    }

    /// Whether files hold all that there is of a kind: one is of it, and none ends where another would go on.
    pub(super) fn is_whole(&self, kind: Kind) -> bool {
        self.has(kind) && !self.cut.contains(&kind)
    }

    /// The things of a kind, `role`, of which AWS said that they are not there, by name; and why.
    pub(super) fn absent<'p>(&'p self, what: &'p str) -> impl Iterator<Item = (&'p Node, &'p str, &'p str)> {
        self.of(Kind::NotThere).filter_map(move |node| {
            let said = node.get("NotThere")?;
            let name = said.text()?.strip_prefix(what)?.strip_prefix(' ')?;
            Some((said, name, text(node, "Because").unwrap_or_default()))
        })
    }

    /// What AWS said is not there.
    pub(super) fn not_there(&self) -> Vec<Unknown> {
        let said = self.of(Kind::NotThere).filter_map(|node| {
            let what = node.get("NotThere")?;
            // That is an answer: it has none.
            if text(node, "Because") == Some(NO_POLICY) {
                return None;
            }
            let why = text(node, "Because").map_or_else(
                || "AWS says that it is not there".to_owned(),
                |because| format!("AWS says that it is not there (`{because}`)"),
            );
            Some(Unknown { what: what.text()?.to_owned(), why, span: what.span })
        });
        let failures = self.of(Kind::Failures).filter_map(|failure| {
            let arn = failure.get("arn")?;
            let name = arn.text()?.split_once(":service/").map_or(arn.text()?, |(_, name)| name);
            let reason = text(failure, "reason").unwrap_or_default();
            let why = format!("AWS says that it is not there (`{reason}`)");
            Some(Unknown { what: format!("the service `{name}`"), why, span: arn.span })
        });
        said.chain(failures).collect()
    }
}
