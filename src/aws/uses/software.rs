//! Input: nothing.
//! Output: the shape of a word of `uses`: where that software runs, what it calls, and what else it needs.
//! Never: knows which words there are.

use crate::aws::service::Service;

pub(super) const fn call(key: &'static str, why: &'static str) -> Call {
    Call { key, why, on: &[] }
}

/// A setting that software needs.
pub(super) const fn setting(what: &'static str, help: &'static str) -> Aside {
    Aside { is_call: false, what, help, on: &[], settled_by: "" }
}

/// A call that no endpoint of the block reaches.
pub(super) const fn unreached(what: &'static str, help: &'static str) -> Aside {
    Aside { is_call: true, what, help, on: &[], settled_by: "" }
}

/// A word of which nothing is said: software that runs anywhere and calls nothing.
pub(super) const PLAIN: Use =
    Use { word: "", title: "", hosts: Host::ALL, calls: &[], buckets: &[], asides: &[], needs_role: false, text: "" };

/// Where software runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Host {
    /// ECS tasks on Fargate, Linux, from platform version 1.4.0.
    Fargate,
    /// ECS tasks on Fargate, Linux, before platform version 1.4.0.
    OldFargate,
    /// ECS tasks on Fargate, Windows.
    WindowsFargate,
    /// ECS container instances with Linux.
    Ec2,
    /// ECS container instances with Windows.
    WindowsEc2,
    /// ECS Managed Instances.
    ManagedInstances,
    /// Hosts with Docker, with Linux.
    Docker,
    /// Hosts with Docker, with Windows.
    WindowsDocker,
    /// Nodes of an EKS cluster.
    EksNodes,
    /// Pods of EKS on Fargate.
    EksFargate,
}

impl Host {
    /// All values.
    pub const ALL: &[Host] = &[
        Host::Fargate,
        Host::OldFargate,
        Host::WindowsFargate,
        Host::Ec2,
        Host::WindowsEc2,
        Host::ManagedInstances,
        Host::Docker,
        Host::WindowsDocker,
        Host::EksNodes,
        Host::EksFargate,
    ];

    /// The launch, as a spec writes it.
    pub fn launch(self) -> &'static str {
        match self {
            Host::Fargate => "launch fargate 1.4.0",
            Host::OldFargate => "launch fargate 1.3.0",
            Host::WindowsFargate => "launch fargate 1.0.0 windows",
            Host::Ec2 => "launch ec2",
            Host::WindowsEc2 => "launch ec2 windows",
            Host::ManagedInstances => "launch managed_instances",
            Host::Docker => "launch docker",
            Host::WindowsDocker => "launch docker windows",
            Host::EksNodes => "launch eks",
            Host::EksFargate => "launch eks fargate",
        }
    }
}

/// A word of `uses`, and what it stands for.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// As a spec writes it.
    pub word: &'static str,
    /// What it is, as the title of its page.
    pub title: &'static str,
    /// Where it can run.
    pub hosts: &'static [Host],
    /// The endpoints that it calls.
    pub calls: &'static [Call],
    /// The buckets of AWS that it reads, with `{region}` for the region.
    pub buckets: &'static [&'static str],
    /// What it needs besides endpoints.
    pub asides: &'static [Aside],
    /// Whether its pods call AWS, so that on EKS they need credentials.
    pub needs_role: bool,
    /// Its prose and its sources, in Markdown.
    pub text: &'static str,
}

/// A call to a service that has an endpoint.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    /// The service's key.
    pub key: &'static str,
    /// Why, in a sentence without a period.
    pub why: &'static str,
    /// Only there; everywhere, if this is empty.
    pub on: &'static [Host],
}

/// What software needs besides endpoints.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Aside {
    /// Whether it is a call that no endpoint of the block reaches.
    pub is_call: bool,
    /// What, in a sentence without a period.
    pub what: &'static str,
    /// What to do about it.
    pub help: &'static str,
    /// Only there; everywhere, if this is empty.
    pub on: &'static [Host],
    /// It is settled by this word of `uses`, or by this key in `existing` or `endpoint`.
    pub settled_by: &'static str,
}

impl Use {
    /// The services that it calls where it runs on these hosts, each with the reason.
    pub fn services(&self, hosts: &[Host]) -> impl Iterator<Item = (Service, &'static str)> {
        let calls = self.calls.iter().filter(move |call| is_on(call.on, hosts));
        calls.filter_map(|call| Some((Service::find(call.key)?, call.why)))
    }

    /// What it needs besides endpoints where it runs on these hosts.
    pub fn asides(&self, hosts: &[Host]) -> impl Iterator<Item = &'static Aside> {
        self.asides.iter().filter(move |aside| is_on(aside.on, hosts))
    }

    /// The first page in which its facts were read.
    pub fn source(&self) -> Option<&'static str> {
        let (_, sources) = self.text.split_once("\n## Sources\n")?;
        Some(sources.split_once("](")?.1.split_once(')')?.0)
    }

    /// The buckets that it reads in a region.
    pub fn buckets(&self, region: &str) -> impl Iterator<Item = String> {
        self.buckets.iter().map(move |bucket| bucket.replace("{region}", region))
    }
}

fn is_on(on: &[Host], hosts: &[Host]) -> bool {
    on.is_empty() || hosts.iter().any(|host| on.contains(host))
}
