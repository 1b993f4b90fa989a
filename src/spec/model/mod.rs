//! Input: the syntax trees of the files of one command.
//! Output: [`Block`]s: what each VPC should be, valid by construction, every value with its place.
//! Never: derives endpoints or policies; `derive` does.

mod accept;
mod access;
mod access_on;
mod across;
mod arguments;
mod assemble;
mod closed;
mod defaults;
mod draft;
mod endpoint;
mod execution_roles;
mod given;
mod head;
mod ids;
mod input;
mod launch;
mod list;
mod memo;
mod names;
mod naming;
mod odds;
mod places;
mod propose;
mod resolve;
mod said;
mod saying;
mod usage;
mod uses;

pub use endpoint::EndpointKey;
pub use input::{Input, LoadError, Loaded, Loader, NoFiles};
pub use memo::{Memo, Place};
pub use resolve::{Resolved, resolve};
pub use said::read_all;

use crate::aws::{
    AccountId, BucketName, Date, Ipv4Cidr, Ipv6Cidr, PrefixListId, PrincipalArn, PrincipalName, PullThroughPrefix,
    Region, RepositoryArn, RepositoryPattern, RouteTableId, SecurityGroupId, Service, SubnetId, VpcEndpointId, VpcId,
};
use crate::diagnostic::Code;
use crate::plan::{IpAddressType, Parameter, PolicyId, Value, Workload};
use crate::span::{Span, Spanned};
pub use crate::spec::syntax::Keyword;
use std::collections::BTreeSet;

/// One `private_ecr` block: one VPC in one region, and what its containers need to pull images.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The written name, or the stem of the file's name.
    pub name: String,
    /// `private_ecr` and the name.
    pub span: Span,
    /// Where the VPC and the registry are.
    pub region: Spanned<&'static Region>,
    /// The registry's account; default: the account that deploys.
    pub account: Option<Spanned<AccountId>>,
    /// Tags, as written.
    pub tags: Vec<Tag>,
    /// What the `Name` tag of every resource begins with.
    pub name_tag: Option<Spanned<String>>,
    /// Which VPC.
    pub vpc: Vpc,
    /// The subnets that contain the interface endpoints; default: a parameter.
    pub subnets: Option<Spanned<Vec<Spanned<SubnetId>>>>,
    /// The route tables of the S3 gateway; default: a parameter.
    pub route_tables: Option<Spanned<Vec<Spanned<RouteTableId>>>>,
    /// Existing endpoints.
    pub existing: Vec<Existing>,
    /// Further endpoints.
    pub endpoints: Vec<Spanned<EndpointKey>>,
    /// The clients that may reach the endpoints on tcp/443; default: the VPC's CIDR.
    pub clients: Option<Spanned<Vec<Spanned<Client>>>>,
    /// A security group to use instead of creating one.
    pub security_group: Option<Spanned<OwnId<SecurityGroupId>>>,
    /// The tasks' own groups, whose egress is to be opened.
    pub tasks: Option<Spanned<Vec<Spanned<OwnId<SecurityGroupId>>>>>,
    /// The statement `dns`, true for `custom`.
    pub custom_dns: Option<Spanned<bool>>,
    /// `private_dns`, for all endpoints.
    pub private_dns: Option<Spanned<PrivateDns>>,
    /// `private_dns SERVICE`.
    pub private_dns_of: Vec<PrivateDnsOf>,
    /// The addresses of the endpoints; default: IPv4.
    pub ip: Option<Spanned<IpAddressType>>,
    /// `fips`, true for `on`.
    pub fips: Option<Spanned<bool>>,
    /// Release date of the oldest SDK that will call ECR; default: a current one.
    pub sdk: Option<Spanned<Date>>,
    /// What runs, and what it uses.
    pub workload: Workload,
    /// `images windows`.
    pub images: Option<Spanned<WindowsImages>>,
    /// `s3 minimal` (false) or `s3 full` (true).
    pub s3_full: Option<Spanned<bool>>,
    /// `s3 also`: further buckets that the gateway lets the VPC read.
    pub s3_also: Vec<Spanned<BucketName>>,
    /// `s3 in_use`.
    pub s3_in_use: Option<Span>,
    /// Prefixes of repositories that a pull-through cache fills.
    pub pull_through_cache: Vec<Spanned<PullThroughPrefix>>,
    /// The Fargate task execution roles to limit to this VPC.
    pub execution_roles: Option<Spanned<ExecutionRoles>>,
    /// `allow` and `deny` without `on`, in the order of the text.
    pub access: Vec<Spanned<Access>>,
    /// `allow` and `deny` with `on`, in the order of the text.
    pub access_on: Vec<Spanned<Access>>,
    /// `accept`, in the order of the text.
    pub accepts: Vec<Accept>,
    /// Where each of its statements stands: those that it takes from `defaults`, then its own.
    pub statements: Vec<Spanned<Keyword>>,
}

impl Block {
    /// Where `ip dualstack` stands, if it does.
    pub fn dualstack(&self) -> Option<Span> {
        self.ip.filter(|ip| ip.value == IpAddressType::Dualstack).map(|ip| ip.span)
    }

    /// Whether one of its statements holds these words.
    pub fn says(&self, words: Span) -> bool {
        self.statements.iter().any(|statement| statement.span.holds(words))
    }

    /// The `allow` and `deny` statements that are on an endpoint, or on its plain one if it is for FIPS names.
    pub fn access_on<'b>(&'b self, key: &EndpointKey) -> impl Iterator<Item = &'b Spanned<Access>> + use<'b> {
        let key = key.plain();
        self.access_on.iter().filter(move |access| access.value.on.as_ref().is_some_and(|on| on.value == key))
    }

    /// The policies that `allow` and `deny` say, each with its statements: that of ECR's endpoints, then those of others.
    pub fn policies(&self) -> Vec<(PolicyId, Vec<&Spanned<Access>>)> {
        let mut policies = vec![(PolicyId::Ecr, self.access.iter().collect())];
        let keys: BTreeSet<&EndpointKey> =
            self.access_on.iter().filter_map(|access| Some(&access.value.on.as_ref()?.value)).collect();
        policies.extend(keys.into_iter().map(|key| (key.policy(self.region.value), self.access_on(key).collect())));
        policies
    }

    /// The statements on one of these policies.
    pub fn on_policy(&self, id: &PolicyId) -> Vec<&Spanned<Access>> {
        self.policies().into_iter().find(|(of, _)| of == id).map(|(_, access)| access).unwrap_or_default()
    }

    /// The private DNS setting of a service of AWS, and its place: the more specific statement wins. Default: on.
    pub fn private_dns(&self, service: Service) -> (PrivateDns, Option<Span>) {
        self.private_dns_of(&EndpointKey::Listed(service))
    }

    /// The same for any endpoint. The private name of a service that somebody else keeps may not exist, or not be
    /// verified: only a statement of its own switches it on.
    pub fn private_dns_of(&self, key: &EndpointKey) -> (PrivateDns, Option<Span>) {
        let narrow = self.private_dns_of.iter().find(|of| of.service.value == *key).map(|of| of.setting);
        let is_own = matches!(key, EndpointKey::Named(name) if name.own_id().is_some());
        let said = narrow.or(self.private_dns.filter(|_| !is_own));
        let default = if is_own { PrivateDns::Off } else { PrivateDns::On };
        (said.map_or(default, |said| said.value), said.map(|said| said.span))
    }
}

/// A tag on every taggable resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag {
    /// Its key.
    pub key: Spanned<String>,
    /// Its value.
    pub value: Spanned<String>,
}

/// Which VPC.
#[derive(Debug, Clone, PartialEq)]
pub enum Vpc {
    /// Left open: a parameter of the template.
    Unsaid,
    /// An existing one.
    Existing(Spanned<VpcId>),
    /// One that the block creates.
    New {
        /// The place of the whole statement.
        span: Span,
        /// Its IPv4 block.
        cidr: Spanned<Ipv4Cidr>,
        /// Its subnets' blocks, one for each zone.
        subnets: Vec<Ipv4Cidr>,
        /// How many zones, and where that is said.
        zones: Option<Spanned<u8>>,
    },
}

/// An existing endpoint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Existing {
    /// For which service.
    pub service: Spanned<Service>,
    /// Its id.
    pub id: Spanned<OwnId<VpcEndpointId>>,
}

/// The id of something that exists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum OwnId<T> {
    /// Written out.
    Known(T),
    /// A parameter of the template.
    Parameter,
}

impl<T> OwnId<T> {
    /// The id, if it is written out.
    pub fn known(&self) -> Option<&T> {
        match self {
            OwnId::Known(id) => Some(id),
            OwnId::Parameter => None,
        }
    }
}

impl<T: std::fmt::Display> OwnId<T> {
    /// As a value of a plan.
    pub fn value(&self, parameter: Parameter) -> Value {
        self.known().map_or(Value::Parameter(parameter), |id| Value::literal(id.to_string()))
    }
}

/// Who may reach the endpoints.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Client {
    /// An IPv4 block.
    Ipv4(Ipv4Cidr),
    /// An IPv6 block.
    Ipv6(Ipv6Cidr),
    /// Members of a security group.
    Group(SecurityGroupId),
    /// A prefix list.
    PrefixList(PrefixListId),
    /// Members of the security group that a parameter names.
    Parameter,
}

/// Who resolves the names of an endpoint's service in the VPC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrivateDns {
    /// The endpoint, by its private DNS.
    On,
    /// Nobody: the names stay public.
    Off,
    /// Private hosted zones that the user maintains.
    Own,
}

/// `private_dns SERVICE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateDnsOf {
    /// The endpoint.
    pub service: Spanned<EndpointKey>,
    /// Its setting.
    pub setting: Spanned<PrivateDns>,
}

/// `images windows`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowsImages {
    /// The licensed layers are pushed with the daemon's flag.
    pub nondistributable: bool,
}

/// The task execution roles to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecutionRoles {
    /// Their names, without a path; never empty.
    pub names: Vec<Spanned<PrincipalName>>,
    /// Whether the block creates them.
    pub new: bool,
}

impl ExecutionRoles {
    /// Whether what a role may pull is what `allow` gives it: of a role that the block creates, and of each of several.
    pub fn pull_what_is_allowed(&self) -> bool {
        self.new || self.names.len() > 1
    }

    /// Where the role of that name is written.
    pub fn place(&self, name: &str) -> Option<Span> {
        self.names.iter().find(|known| known.value.as_str().eq_ignore_ascii_case(name)).map(|known| known.span)
    }
}

/// An `allow` or a `deny`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// True for `allow`.
    pub allow: bool,
    /// What.
    pub verb: Spanned<Verb>,
    /// The principals; empty for everyone.
    pub principals: Vec<Spanned<Principal>>,
    /// The repositories; empty for all of them (`repo "*"` is left out).
    pub repositories: Vec<Spanned<Repository>>,
    /// Repositories beside `repo "*"`, which is all of them.
    pub idle: Vec<Spanned<Repository>>,
    /// The endpoint whose policy it is; those of ECR if it is not said.
    pub on: Option<Spanned<EndpointKey>>,
}

/// What an access statement is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// Everything.
    All,
    /// Pulling images.
    Pull,
    /// Pushing images.
    Push,
    /// Deleting repositories.
    Delete,
    /// One quoted action, `ecr:PutImage` or, with `on`, of another service, with or without wildcards, in AWS's letter case.
    Action(String),
}

impl std::fmt::Display for Verb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Verb::All => f.write_str("all"),
            Verb::Pull => f.write_str("pull"),
            Verb::Push => f.write_str("push"),
            Verb::Delete => f.write_str("delete"),
            Verb::Action(action) => write!(f, "\"{action}\""),
        }
    }
}

/// A principal that an access statement names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Principal {
    /// A role of the account that deploys.
    Role(PrincipalName),
    /// A user of the account that deploys.
    User(PrincipalName),
    /// A role or user by full ARN, of the region's partition.
    Arn(PrincipalArn),
}

/// Repositories that an access statement names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Repository {
    /// In the registry's account.
    Named(RepositoryPattern),
    /// By full ARN, of the block's region and partition.
    Arn(RepositoryArn),
}

impl Repository {
    /// The name's pattern, without the rest of an ARN.
    pub fn pattern(&self) -> &str {
        match self {
            Repository::Named(pattern) => pattern.as_str(),
            Repository::Arn(arn) => arn.pattern(),
        }
    }
}

/// `accept CODE "reason"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accept {
    /// The rule that is accepted; never an error.
    pub code: Spanned<Code>,
    /// The reason.
    pub reason: Spanned<String>,
}
