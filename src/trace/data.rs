//! Input: nothing.
//! Output: what is said of a start: its calls, their hops, and what becomes of each.
//! Never: a judgment.

use super::step::Step;
use crate::aws::Ipv4Cidr;
use crate::diagnostic::Rule;
use crate::plan::Launch;
use crate::policy::{Decision, mend};
use crate::span::Span;

/// What becomes of something on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It gets through.
    Passes,
    /// It does not.
    Stops,
    /// Not known.
    Unknown,
}

impl Verdict {
    /// As JSON prints it.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Passes => "passes",
            Verdict::Stops => "stops",
            Verdict::Unknown => "unknown",
        }
    }

    /// Of several, one after another: what stops decides, then what is not known.
    pub fn of_all(all: impl IntoIterator<Item = Verdict>) -> Verdict {
        let mut verdict = Verdict::Passes;
        for one in all {
            match one {
                Verdict::Stops => return one,
                Verdict::Unknown => verdict = one,
                Verdict::Passes => {}
            }
        }
        verdict
    }
}

impl From<Option<bool>> for Verdict {
    fn from(passes: Option<bool>) -> Self {
        match passes {
            Some(true) => Verdict::Passes,
            Some(false) => Verdict::Stops,
            None => Verdict::Unknown,
        }
    }
}

/// A kind of hop, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HopKind {
    /// What ECS is asked to start.
    Launch,
    /// The host's name, and what it resolves to.
    Name,
    /// The way there: the endpoint, or the subnet's route table.
    Route,
    /// Security groups and network ACLs.
    Ports,
    /// The endpoint's policy.
    EndpointPolicy,
    /// The policies of the role.
    RolePolicy,
    /// Whom the role trusts.
    RoleTrust,
    /// Whether the role's credentials are any in the partition that is called.
    Partition,
    /// The policy of the repository.
    RepositoryPolicy,
    /// The secret's own policy.
    SecretPolicy,
    /// The key that encrypts a secret, and the role's policies.
    Key,
    /// The key's own policy.
    KeyPolicy,
    /// The execution role, of a task that has none.
    NoRole,
}

impl HopKind {
    /// As JSON prints it.
    pub fn name(self) -> &'static str {
        match self {
            HopKind::Launch => "launch",
            HopKind::Name => "name",
            HopKind::Route => "route",
            HopKind::Ports => "ports",
            HopKind::EndpointPolicy => "endpoint-policy",
            HopKind::RolePolicy | HopKind::NoRole => "role-policy",
            HopKind::RoleTrust => "role-trust",
            HopKind::Partition => "partition",
            HopKind::RepositoryPolicy => "repository-policy",
            HopKind::SecretPolicy => "secret-policy",
            HopKind::Key | HopKind::KeyPolicy => "key",
        }
    }
}

/// A hop of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Hop {
    /// Of which kind.
    pub kind: HopKind,
    /// What becomes of the call there.
    pub verdict: Verdict,
    /// The rule that is broken, or that says what is not known.
    pub rule: Option<&'static Rule>,
    /// Why, in a clause: lower case, no period.
    pub why: String,
    /// What to do about it, imperative.
    pub help: Option<String>,
    /// The words that decide it.
    pub span: Option<Span>,
    /// The resource that the list at these words lacks.
    pub lacks: Option<String>,
    /// Whether a policy stops the call by an explicit deny.
    pub is_denial: bool,
}

impl Hop {
    pub(super) fn new(kind: HopKind, verdict: Verdict, why: impl Into<String>) -> Self {
        Self { kind, verdict, rule: None, why: why.into(), help: None, span: None, lacks: None, is_denial: false }
    }

    pub(super) fn passes(kind: HopKind, why: impl Into<String>) -> Self {
        Self::new(kind, Verdict::Passes, why)
    }

    pub(super) fn unknown(kind: HopKind, why: impl Into<String>) -> Self {
        Self::new(kind, Verdict::Unknown, why)
    }

    pub(super) fn stops(kind: HopKind, rule: &'static Rule, why: impl Into<String>) -> Self {
        Self { rule: Some(rule), ..Self::new(kind, Verdict::Stops, why) }
    }

    pub(super) fn of(self, rule: &'static Rule) -> Self {
        Self { rule: Some(rule), ..self }
    }

    /// The same where a policy refuses an action, on something and to somebody, with what opens it.
    pub(super) fn mended(self, (action, decision): (&str, Decision), [on, to]: [&str; 2], policy: &str) -> Self {
        let help = mend(&[(action, decision)], on, to, policy);
        Self { is_denial: decision == Decision::Denied, ..self }.help(help)
    }

    pub(super) fn at(self, span: Option<Span>) -> Self {
        Self { span, ..self }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

/// A call of a start.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// What it does.
    pub step: Step,
    /// Whom it calls.
    pub host: String,
    /// What becomes of it.
    pub verdict: Verdict,
    /// The endpoint, or the way out of the VPC, that it goes through.
    pub through: Option<String>,
    /// Whether its host's name leads to private addresses: those of an interface endpoint.
    pub is_private: bool,
    /// Its hops, up to the first that stops it.
    pub hops: Vec<Hop>,
}

impl Call {
    /// A call that has gone no way yet.
    pub(super) fn to(step: Step, host: String) -> Self {
        Self { step, host, verdict: Verdict::Passes, through: None, is_private: false, hops: Vec::new() }
    }

    /// The same, with what becomes of it by its hops.
    pub(super) fn judged(self) -> Self {
        Self { verdict: Verdict::of_all(self.hops.iter().map(|hop| hop.verdict)), ..self }
    }

    /// The hop that stops it.
    pub fn stop(&self) -> Option<&Hop> {
        self.hops.iter().find(|hop| hop.verdict == Verdict::Stops)
    }
}

/// The start of one task, instance or pod, in subnets in which all calls come to the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// As what it runs.
    pub launch: Launch,
    /// What people call it.
    pub name: String,
    /// Where; none if it is not known.
    pub subnets: Vec<String>,
    /// The role that pulls, if it is known.
    pub role: Option<String>,
    /// The role of what runs, if it is known.
    pub task_role: Option<String>,
    /// What says that it does not start now, if it is off.
    pub off: Option<String>,
    /// The ranges of its VPC; none if they are not known.
    pub ranges: Vec<Ipv4Cidr>,
    /// Its calls, in their order.
    pub calls: Vec<Call>,
    /// The words that say it.
    pub span: Option<Span>,
}

/// What stops a start.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop<'s> {
    /// The call that is stopped.
    pub call: &'s Call,
    /// The hop that stops it.
    pub hop: &'s Hop,
    /// The error that people will see; addresses in it are examples.
    pub error: String,
}

impl Start {
    /// What becomes of it.
    pub fn verdict(&self) -> Verdict {
        Verdict::of_all(self.calls.iter().map(|call| call.verdict))
    }
}
