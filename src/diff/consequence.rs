//! Input: what happens to a template.
//! Output: the kinds of consequences, and how severe each is; and one consequence, in words.
//! Never: decides what the consequences are.

use super::change::ResourceChange;
use crate::diagnostic::Rule;

/// What kind of thing follows from a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Consequence {
    /// What started no longer does.
    StartsStopped,
    /// What did not start does now.
    StartsAgain,
    /// It is to be deployed to another region: another stack.
    AnotherRegion,
    /// The template is gone.
    TemplateGone,
    /// The VPC is replaced.
    NetworkReplaced,
    /// An endpoint is replaced.
    EndpointReplaced,
    /// An endpoint is deleted, since another stack's is to be used.
    EndpointHandedOver,
    /// An endpoint is deleted, since nothing asks for it.
    EndpointUnneeded,
    /// Two endpoints claim one private name for a while.
    PrivateDnsCollision,
    /// A service's public name begins to resolve to the endpoint.
    PrivateDnsOn,
    /// A service's public name ends to resolve to the endpoint.
    PrivateDnsOff,
    /// Route tables lose the route to S3.
    RouteLost,
    /// Open connections to S3 break.
    S3ConnectionsInterrupted,
    /// Endpoints leave subnets.
    SubnetLost,
    /// Somebody can no longer reach the endpoints.
    ClientsLost,
    /// The endpoints change their security group.
    SecurityGroupChanged,
    /// The target refuses a rule that already exists.
    DuplicateRule,
    /// A role would be made whose name is taken.
    RoleExists,
    /// A policy of a role is deleted together with one of the same name.
    PolicyOverwritten,
    /// Subnets would be made whose ranges others still have.
    SubnetOverlap,
    /// Subnets would be deleted that endpoints are still in.
    SubnetInUse,
    /// A gateway would get a route table in which another one has the route.
    RouteExists,
    /// A policy no longer allows what is done now.
    AccessLost,
    /// A role is deleted, or gets another name.
    RoleLost,
    /// Somebody more can reach the endpoints.
    ClientsAdmitted,
    /// Somebody more can reach S3 through the gateway.
    RouteGained,
    /// A resource changes its name only.
    Moved,
    /// A deployment has to give a value.
    ParameterAdded,
    /// A deployment may no longer give a value.
    ParameterRemoved,
    /// An output is gone.
    OutputRemoved,
    /// An output has come.
    OutputAdded,
    /// An output says something else.
    OutputChanged,
}

impl Consequence {
    /// Its name for programs, `endpoint-replaced`.
    pub fn name(self) -> &'static str {
        match self {
            Consequence::StartsStopped => "starts-stopped",
            Consequence::StartsAgain => "starts-again",
            Consequence::AnotherRegion => "another-region",
            Consequence::TemplateGone => "template-gone",
            Consequence::NetworkReplaced => "network-replaced",
            Consequence::EndpointReplaced => "endpoint-replaced",
            Consequence::EndpointHandedOver => "endpoint-handed-over",
            Consequence::EndpointUnneeded => "endpoint-unneeded",
            Consequence::PrivateDnsCollision => "private-dns-collision",
            Consequence::PrivateDnsOn => "private-dns-on",
            Consequence::PrivateDnsOff => "private-dns-off",
            Consequence::RouteLost => "route-lost",
            Consequence::S3ConnectionsInterrupted => "s3-connections-interrupted",
            Consequence::SubnetLost => "subnet-lost",
            Consequence::ClientsLost => "clients-lost",
            Consequence::SecurityGroupChanged => "security-group-changed",
            Consequence::DuplicateRule => "duplicate-rule",
            Consequence::RoleExists => "role-exists",
            Consequence::PolicyOverwritten => "policy-overwritten",
            Consequence::SubnetOverlap => "subnet-overlap",
            Consequence::SubnetInUse => "subnet-in-use",
            Consequence::RouteExists => "route-exists",
            Consequence::AccessLost => "access-lost",
            Consequence::RoleLost => "role-lost",
            Consequence::ClientsAdmitted => "clients-admitted",
            Consequence::RouteGained => "route-gained",
            Consequence::Moved => "moved",
            Consequence::ParameterAdded => "parameter-added",
            Consequence::ParameterRemoved => "parameter-removed",
            Consequence::OutputRemoved => "output-removed",
            Consequence::OutputAdded => "output-added",
            Consequence::OutputChanged => "output-changed",
        }
    }

    /// How much it weighs with those who run something, or deploy.
    fn weight(self) -> Weight {
        match self {
            Consequence::StartsStopped
            | Consequence::NetworkReplaced
            | Consequence::EndpointReplaced
            | Consequence::EndpointHandedOver
            | Consequence::PrivateDnsOn
            | Consequence::PrivateDnsOff
            | Consequence::RouteLost
            | Consequence::S3ConnectionsInterrupted
            | Consequence::SubnetLost
            | Consequence::ClientsLost
            | Consequence::SecurityGroupChanged
            | Consequence::AccessLost
            | Consequence::RoleLost => Weight::Interrupts,
            Consequence::AnotherRegion
            | Consequence::TemplateGone
            | Consequence::EndpointUnneeded
            | Consequence::PrivateDnsCollision
            | Consequence::DuplicateRule
            | Consequence::RoleExists
            | Consequence::PolicyOverwritten
            | Consequence::SubnetOverlap
            | Consequence::SubnetInUse
            | Consequence::RouteExists
            | Consequence::ClientsAdmitted
            | Consequence::RouteGained => Weight::Dangerous,
            Consequence::StartsAgain
            | Consequence::Moved
            | Consequence::ParameterAdded
            | Consequence::ParameterRemoved
            | Consequence::OutputRemoved
            | Consequence::OutputAdded
            | Consequence::OutputChanged => Weight::Plain,
        }
    }

    /// Whether something that runs, or is started meanwhile, is cut off.
    pub fn interrupts(self) -> bool {
        self.weight() == Weight::Interrupts
    }

    /// Whether a reviewer should look at it first: it interrupts, takes something away, opens the network, or stops the
    /// deployment.
    pub fn is_dangerous(self) -> bool {
        self.weight() != Weight::Plain
    }
}

/// How much a consequence weighs.
#[derive(PartialEq, Eq)]
enum Weight {
    /// Something that runs, or is started meanwhile, is cut off.
    Interrupts,
    /// Something is taken away, the network opens, or the deployment stops.
    Dangerous,
    /// None of these.
    Plain,
}

/// What follows from a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Meaning {
    /// Of which kind.
    pub consequence: Consequence,
    /// What happens, to whom, and what to do about it.
    pub sentence: String,
    /// The rule that it is based on, whose page has the source.
    pub rule: Option<&'static Rule>,
    /// The resources that it is about, as the template calls them.
    pub resources: Vec<String>,
}

impl Meaning {
    pub(super) fn new(consequence: Consequence, sentence: impl Into<String>) -> Self {
        Self { consequence, sentence: sentence.into(), rule: None, resources: Vec::new() }
    }

    pub(super) fn rule(self, rule: &'static Rule) -> Self {
        Self { rule: Some(rule), ..self }
    }

    /// Of a resource, and of the rule that asks for it, where that is known.
    pub(in crate::diff) fn asked_for_by(mut self, change: &ResourceChange) -> Self {
        self.rule = change.reason.as_ref().map(|reason| reason.rule);
        self.about(change)
    }

    pub(super) fn about(mut self, change: &ResourceChange) -> Self {
        self.resources.push(change.address.clone());
        self
    }

    pub(super) fn about_all<'r>(self, changes: impl IntoIterator<Item = &'r ResourceChange>) -> Self {
        changes.into_iter().fold(self, Meaning::about)
    }
}
