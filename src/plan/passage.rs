//! Input: what filters packets between those who pull and what they pull from.
//! Output: the shapes of it: who pulls, what security groups let out, and what network ACLs let through.
//! Never: takes a rule of which something is not known for one that lets nothing through.

use super::{EgressRule, Launch, List, Peer, Ports, Value};
use crate::span::Span;

/// Who pulls, and where its network interfaces are: on Fargate the task, on EC2 the instance.
#[derive(Debug, Clone, PartialEq)]
pub struct Client {
    /// What people call it: a service, a group of instances.
    pub name: String,
    /// As what it runs.
    pub launch: Launch,
    /// The subnets of its network interfaces.
    pub subnets: List,
    /// The security groups of its network interfaces.
    pub security_groups: List,
    /// Whether its network interfaces have public addresses, if that is known.
    pub public_address: Option<bool>,
    /// The name of the [`super::Task`] that it starts, if that is known.
    pub task: Option<String>,
    /// The role of the instances that it runs on, if that is known and not the one that pulls as such.
    pub host_role: Option<Value>,
    /// Whether it is only presumed to pull from there: tasks on instances and pods have interfaces of their own, and the
    /// instance pulls.
    pub presumed: bool,
    /// What says that it starts nothing now, if it is off: `State: DISABLED`.
    pub off: Option<String>,
    /// The words that say so.
    pub span: Option<Span>,
}

/// What a security group lets out. A group without one of these is not known to let anything out, or to keep it in.
#[derive(Debug, Clone, PartialEq)]
pub struct Egress {
    /// The group.
    pub group: Value,
    /// To where, and on which ports: what any of these lets out goes out.
    pub rules: Vec<EgressRule>,
    /// The words that say which group it is.
    pub span: Option<Span>,
}

/// A network ACL.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkAcl {
    /// What people call it.
    pub name: String,
    /// The subnets that it filters.
    pub subnets: Vec<Value>,
    /// Its rules, in whatever order; what none of them lets through is denied.
    pub rules: Vec<AclRule>,
    /// The words that say which ACL it is.
    pub span: Option<Span>,
}

/// A rule of a network ACL; `None` is not known.
#[derive(Debug, Clone, PartialEq)]
pub struct AclRule {
    /// The rule with the lowest number that matches decides.
    pub number: Option<u16>,
    /// Whether it is about what leaves the subnet, and not about what enters it.
    pub egress: Option<bool>,
    /// Whether it lets through what it matches.
    pub allow: Option<bool>,
    /// The other side.
    pub peer: Peer,
    /// The ports that packets go to.
    pub ports: Ports,
    /// The words that say it.
    pub span: Option<Span>,
}

impl AclRule {
    /// A rule of which nothing is known.
    pub fn unknown() -> Self {
        Self { number: None, egress: None, allow: None, peer: Peer::Unknown, ports: Ports::Unknown, span: None }
    }
}

/// A prefix list whose name is known.
#[derive(Debug, Clone, PartialEq)]
pub struct PrefixList {
    /// Its id.
    pub id: Value,
    /// `com.amazonaws.us-east-2.s3`, or a name of the user's own.
    pub name: String,
}

impl Ports {
    /// Whether the ports from the first to the last, of TCP, are all among these; `None` where that is not known.
    pub fn hold(self, first: u16, last: u16) -> Option<bool> {
        match self {
            Ports::Tcp(from, to) => Some(from <= first && last <= to),
            Ports::All => Some(true),
            Ports::Other => Some(false),
            Ports::Unknown => None,
        }
    }
}
