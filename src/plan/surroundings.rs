//! Input: what exists besides the resources of a plan.
//! Output: the plan's [`Surroundings`], as a spec says or a template shows.
//! Never: contains what a back end writes.

use super::{
    Client, Egress, EndpointService, Launch, List, NetworkAcl, PrefixList, Repository, ResourceId, Task, Value,
    Workload,
};
use crate::aws::{Region, Service};
use crate::span::{Span, Spanned};

/// What exists besides a plan's resources. What nobody says is unknown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Surroundings {
    /// What runs there and needs the endpoints.
    pub workload: Workload,
    /// Existing endpoints.
    pub existing: Vec<ExistingEndpoint>,
    /// Endpoints that are shown and carry nothing.
    pub unfit: Vec<Unfit>,
    /// Services whose names private hosted zones of the user's own serve, in the order of services.
    pub own_zones: Vec<OwnZone>,
    /// The Resolver rules that are associated with the VPC.
    pub resolver_rules: Vec<ResolverRule>,
    /// Whether all that may lead a name of AWS to private addresses is shown: the hosted zones, Resolver rules and
    /// profiles of the VPC.
    pub shows_names: bool,
    /// Whether something runs in other VPCs of the same files, and nothing in this one.
    pub runs_elsewhere: bool,
    /// The subnets whose network interfaces have IPv6 addresses only.
    pub ipv6_subnets: Vec<Ipv6Subnet>,
    /// Roles of which AWS says that there are none.
    pub absent_roles: Vec<AbsentRole>,
    /// Ways out of the VPC that are known, in addition to its endpoints.
    pub ways_out: Vec<WayOut>,
    /// What is not read and may add a route to any table of the VPC, if something may: its name.
    pub may_route: Option<String>,
    /// The VPC's main route table, if it is known which of its subnets take it.
    pub main_table: Option<MainTable>,
    /// The security group of network interfaces to which none is given, if it is known what it lets through.
    pub default_group: Option<DefaultGroup>,
    /// The security groups that EKS makes with its clusters: each admits its own members, and lets everything out.
    pub cluster_groups: Vec<Value>,
    /// Who pulls, as far as it is shown where.
    pub clients: Vec<Client>,
    /// What starts, as far as its execution role is shown.
    pub tasks: Vec<Task>,
    /// Repositories whose policies are shown.
    pub repositories: Vec<Repository>,
    /// Beginnings of repositories that cache rules fill: `docker-hub/`; none for all of them.
    pub caches: Vec<String>,
    /// What security groups let out, as far as it is shown.
    pub egress: Vec<Egress>,
    /// The network ACLs that are shown.
    pub acls: Vec<NetworkAcl>,
    /// Prefix lists whose names are known.
    pub prefix_lists: Vec<PrefixList>,
    /// Whether the VPC has more IPv4 blocks than its own, or may have.
    pub has_more_blocks: bool,
    /// Whether the DHCP options of the VPC name other DNS servers than Amazon's, where they are known.
    pub custom_dns: Option<Spanned<bool>>,
    /// DHCP options that name Amazon's DNS server among others, or servers that are not known.
    pub open_dns: Option<Span>,
}

impl Surroundings {
    /// The subnets that are known to pull.
    pub fn pulling_subnets(&self) -> Vec<&Value> {
        let lists = self.clients.iter().map(|client| &client.subnets);
        let mut subnets: Vec<&Value> = lists.flat_map(List::items).collect();
        subnets.sort();
        subnets.dedup();
        subnets
    }

    /// The launch of EKS that starts something, a node group or a profile; `None` for ECS tasks.
    pub fn eks_launch_of(&self, task: &Task) -> Option<Launch> {
        let mut starting = self.clients.iter().filter(|client| client.task.as_ref() == Some(&task.name));
        starting.find(|client| client.launch.is_eks()).map(|client| client.launch)
    }

    /// What people call the role of something that starts.
    pub fn role_of(&self, task: &Task) -> &'static str {
        match self.eks_launch_of(task) {
            None => "execution role",
            Some(Launch::Eks { fargate: true }) => "pod execution role",
            Some(_) => "node role",
        }
    }

    /// Who is known to pull through which network interfaces.
    pub fn known_clients(&self) -> impl Iterator<Item = &Client> {
        self.clients.iter().filter(|client| !client.presumed)
    }
}

/// A subnet whose network interfaces have IPv6 addresses only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ipv6Subnet {
    /// The subnet.
    pub subnet: Value,
    /// Whether its resolver makes up IPv6 addresses for names that have IPv4 addresses only, which a NAT gateway
    /// translates; `None` is not known.
    pub dns64: Option<bool>,
}

/// A role that something names, and that AWS says does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbsentRole {
    /// What plans call it.
    pub role: ResourceId,
    /// Its name.
    pub name: String,
    /// The words that say so.
    pub span: Option<Span>,
}

/// A way out of a VPC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayOut {
    /// Over what.
    pub kind: WayOutKind,
    /// The route table whose subnets take it; `None` if it is not known.
    pub table: Option<Value>,
    /// The NAT gateway that it leads to, if that is shown.
    pub nat: Option<Nat>,
    /// The words that say so.
    pub span: Option<Span>,
}

/// The route table of the subnets that are tied to none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MainTable {
    /// The table.
    pub table: Value,
    /// What people call it.
    pub words: String,
    /// Whether the template can name it, as in the list of a gateway endpoint.
    pub has_name: bool,
}

/// The security group that comes with a VPC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultGroup {
    /// The group.
    pub group: Value,
    /// Whether it admits its own members, as AWS makes it, beside what the plan's rules admit.
    pub admits_itself: bool,
}

/// A NAT gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nat {
    /// The subnet that it is in, whose route table its own packets take; `None` of a regional one, which has a route table
    /// of its own that leads to the VPC's internet gateway.
    pub subnet: Option<Value>,
    /// Whether it has a public address, if that is known: an internet gateway drops what comes from a private one.
    pub public: Option<bool>,
}

/// Over what a way leads out of a VPC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WayOutKind {
    /// A NAT gateway.
    Nat,
    /// A transit gateway, and whatever is behind it.
    Transit,
    /// A virtual private gateway, and the networks behind it.
    Vpn,
    /// An instance or a network interface: a NAT instance, a firewall, a proxy.
    Appliance,
    /// An endpoint of a Gateway Load Balancer, with firewalls behind it, such as those of AWS Network Firewall.
    Firewall,
    /// An internet gateway, for what has a public address.
    Internet,
    /// A gateway that the template makes and does not attach to this VPC.
    Detached,
    /// Something else, such as a peering, or to addresses that are not known.
    Other,
    /// Any of these, to a part of the internet only.
    Part,
    /// Any of these, to private addresses only: other VPCs, with endpoints in them, or networks of the user's own.
    Private,
}

impl WayOutKind {
    /// In words.
    pub fn over(self) -> &'static str {
        match self {
            WayOutKind::Nat => "a NAT gateway",
            WayOutKind::Transit => "a transit gateway",
            WayOutKind::Vpn => "a virtual private gateway",
            WayOutKind::Appliance => "an instance or a network interface",
            WayOutKind::Firewall => "an endpoint of a Gateway Load Balancer",
            WayOutKind::Internet => "an internet gateway",
            WayOutKind::Detached => "a gateway that is not attached to this VPC",
            WayOutKind::Other => "a target that ecrc does not follow",
            WayOutKind::Part => "a route to a part of the internet",
            WayOutKind::Private => "a route to other private networks",
        }
    }

    /// Whether it may lead everywhere, from private addresses as well.
    pub fn leads_out(self) -> bool {
        match self {
            WayOutKind::Nat
            | WayOutKind::Transit
            | WayOutKind::Vpn
            | WayOutKind::Appliance
            | WayOutKind::Firewall
            | WayOutKind::Other => true,
            WayOutKind::Internet | WayOutKind::Detached | WayOutKind::Part | WayOutKind::Private => false,
        }
    }
}

/// An endpoint that carries nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Unfit {
    /// What people call it.
    pub name: String,
    /// For which service it is.
    pub service: EndpointService,
    /// What is wrong with it.
    pub fault: Fault,
    /// The words that say so.
    pub span: Option<Span>,
}

/// What is wrong with an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Its type is none that the service has: `Gateway`, `interface`.
    Type(String),
    /// AWS says that it is in this state: `failed`.
    State(String),
    /// It names another service, of another region or partition; this one is called so.
    Elsewhere(String),
    /// It names a service that there is none of; this one is called so.
    Misspelled(String),
}

/// An existing endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExistingEndpoint {
    /// For which service.
    pub service: Service,
    /// Its id: a literal, or a parameter.
    pub id: Value,
    /// The words that say so.
    pub span: Option<Span>,
}

/// A private hosted zone that the user maintains for a service's names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnZone {
    /// For which service.
    pub service: Service,
    /// What it is called, if a template says it.
    pub said: Option<String>,
    /// The words that say so.
    pub span: Option<Span>,
}

impl OwnZone {
    /// The zone's name: `dkr.ecr.us-east-2.amazonaws.com`.
    pub fn name(&self, region: &Region) -> String {
        self.service.private_dns_names(region).into_iter().next().unwrap_or_default()
    }

    /// Whether it answers for a host's name: the host is it, or below it.
    pub fn covers(&self, host: &str) -> bool {
        self.said.as_deref().is_some_and(|zone| {
            host.strip_suffix(zone).is_some_and(|before| before.is_empty() || before.ends_with('.'))
        })
    }

    /// The account whose registry alone it serves: `111122223333.dkr.ecr.us-east-2.amazonaws.com`.
    pub fn account(&self) -> Option<&str> {
        account_in(self.said.as_deref()?)
    }

    /// Whether it is called as the service's name is, which private DNS of an endpoint claims, too.
    pub fn claims(&self, region: &Region) -> bool {
        self.said.as_deref() == Some(&self.name(region)) && self.account().is_none()
    }

    /// Its alias records, each pointing to the endpoint: the zone's own name, and `*` below it.
    pub fn records(&self, region: &Region) -> Vec<String> {
        self.service.private_dns_names(region)
    }
}

/// A Resolver rule that is associated with the VPC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolverRule {
    /// The names that it is for: this one, and those below it; `None` if they are not known.
    pub domain: Option<String>,
    /// Whether it leads them to other DNS servers, or may; else Resolver answers as without it.
    pub forwards: bool,
    /// The words that say so.
    pub span: Option<Span>,
}

impl ResolverRule {
    /// A rule for a domain, as AWS writes it: with or without a dot at its end.
    pub fn new(domain: Option<&str>, forwards: bool, span: Option<Span>) -> Self {
        Self { domain: domain.map(|domain| domain.trim_end_matches('.').to_ascii_lowercase()), forwards, span }
    }

    /// Whether a rule of this type leads names to other servers: else Resolver answers itself.
    /// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_ResolverRule.html>, read 2026-11-30.
    pub fn is_forwarding(kind: &str) -> bool {
        !matches!(kind, "SYSTEM" | "RECURSIVE")
    }

    /// Whether it is for a service's own names, or for one below them. Such a rule wins over private DNS of an endpoint, and
    /// over a hosted zone of the same name; those of more names lose.
    /// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html>, read 2026-11-30.
    pub fn is_meant_for(&self, service: Service, region: &Region) -> bool {
        let Some(domain) = self.domain.as_deref() else { return false };
        let is_below = |name: &str, zone: &str| name.strip_suffix(zone).is_some_and(|before| before.ends_with('.'));
        if service == Service::S3 {
            // No endpoint has the name of the bucket with ECR's layers.
            let (host, zone) = (region.layer_host(), format!("s3.{}.{}", region.id, region.partition.dns_suffix()));
            return (host == domain || is_below(&host, domain)) && domain.len() >= zone.len();
        }
        let is_registry = service == Service::EcrDkr;
        let names = service.private_dns_names(region);
        names.iter().any(|name| domain == name || is_registry && is_below(domain, name))
    }

    /// Whether it leads the names of AWS in a region to other DNS servers, or may.
    pub fn may_forward_all(&self, region: Option<&Region>) -> bool {
        let Some(domain) = self.domain.as_deref().filter(|_| self.forwards) else { return self.forwards };
        let name = region.map(|region| format!("{}.{}", region.id, region.partition.dns_suffix()));
        domain.is_empty() || name.is_none_or(|name| name == domain || name.ends_with(&format!(".{domain}")))
    }

    /// The account whose registry alone it is for: `111122223333.dkr.ecr.us-east-2.amazonaws.com`.
    pub fn account(&self) -> Option<&str> {
        account_in(self.domain.as_deref()?)
    }
}

/// The account in the name of one registry.
fn account_in(name: &str) -> Option<&str> {
    let (account, rest) = name.split_once('.')?;
    (rest.starts_with("dkr.ecr") && account.bytes().all(|c| c.is_ascii_digit())).then_some(account)
}
