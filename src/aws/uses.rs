//! Input: a word of `uses`.
//! Output: what that software calls: endpoints, buckets, and what no endpoint reaches, each with its reason.
//! Never: knows which endpoints a launch needs anyway.
//!
//! A word's page in `uses/` says what it stands for, and where its facts were read; what is not confirmed is marked.

mod eks;
mod others;

use super::service::Service;

/// Every word, in alphabetical order.
pub static ALL: &[&Use] = &[
    &others::ADOT,
    &others::AMAZON_LINUX,
    &others::CLOUDWATCH_AGENT,
    &eks::CLUSTER_AUTOSCALER,
    &others::CODEDEPLOY,
    &others::CONTAINER_INSIGHTS,
    &eks::EBS_CSI,
    &others::EFS,
    &eks::EFS_CSI,
    &eks::EXTERNAL_DNS,
    &eks::EXTERNAL_SECRETS,
    &others::FIRELENS,
    &others::FLUENT_BIT,
    &others::GUARDDUTY,
    &eks::IRSA,
    &eks::KARPENTER,
    &eks::LOAD_BALANCER_CONTROLLER,
    &others::PARAMETER_STORE,
    &eks::POD_IDENTITY,
    &eks::SECRETS_STORE_CSI,
    &others::SERVICE_CONNECT,
    &others::SESSION_MANAGER,
    &others::XRAY,
];

const fn call(key: &'static str, why: &'static str) -> Call {
    Call { key, why, on: &[] }
}

/// A setting that software needs.
const fn setting(what: &'static str, help: &'static str) -> Aside {
    Aside { is_call: false, what, help, on: &[], settled_by: "" }
}

/// A call that no endpoint of the block reaches.
const fn unreached(what: &'static str, help: &'static str) -> Aside {
    Aside { is_call: true, what, help, on: &[], settled_by: "" }
}

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
    /// What it asks for beside endpoints.
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

/// What software asks for beside endpoints.
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
    /// The word's entry.
    pub fn find(word: &str) -> Option<&'static Use> {
        ALL.iter().copied().find(|it| it.word == word)
    }

    /// The services that it calls where it runs on these hosts, each with the reason.
    pub fn services(&self, hosts: &[Host]) -> impl Iterator<Item = (Service, &'static str)> {
        let calls = self.calls.iter().filter(move |call| is_on(call.on, hosts));
        calls.filter_map(|call| Some((Service::find(call.key)?, call.why)))
    }

    /// What it asks for beside endpoints where it runs on these hosts.
    pub fn asides(&self, hosts: &[Host]) -> impl Iterator<Item = &'static Aside> {
        self.asides.iter().filter(move |aside| is_on(aside.on, hosts))
    }

    /// The buckets that it reads in a region.
    pub fn buckets(&self, region: &str) -> impl Iterator<Item = String> {
        self.buckets.iter().map(move |bucket| bucket.replace("{region}", region))
    }
}

fn is_on(on: &[Host], hosts: &[Host]) -> bool {
    on.is_empty() || hosts.iter().any(|host| on.contains(host))
}

/// Words that a spec may try, and what has become of them: what, a label, what to write.
pub const ENDED: &[(&str, [&str; 3])] = &[(
    "app_mesh",
    [
        "stands for nothing: AWS App Mesh ended on 2026-09-30",
        "this service has ended",
        "move to `uses service_connect`",
    ],
)];

#[cfg(test)]
mod tests {
    use super::{ALL, Host, Use};
    use crate::aws::Service;

    #[test]
    fn each_word_is_whole() {
        for it in ALL {
            let plain = it.word.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_');
            assert!(plain && Use::find(it.word).is_some_and(|found| std::ptr::eq(found, *it)), "{}", it.word);
            assert!(!it.hosts.is_empty(), "{}", it.word);
            let is_sentence = |text: &str| !text.is_empty() && !text.ends_with('.');
            for call in it.calls {
                assert!(Service::find(call.key).is_some(), "{}: {}", it.word, call.key);
                assert!(is_sentence(call.why) && call.on.iter().all(|host| it.hosts.contains(host)), "{}", it.word);
            }
            for aside in it.asides {
                assert!(is_sentence(aside.what) && is_sentence(aside.help), "{}: {}", it.word, aside.what);
                assert!(aside.on.iter().all(|host| it.hosts.contains(host)), "{}", it.word);
                let settled = aside.settled_by;
                let known = settled.is_empty() || Use::find(settled).is_some() || Service::find(settled).is_some();
                assert!(known, "{}: {settled}", it.word);
            }
            // Beside each launch it does something, or says why it does not.
            for host in it.hosts {
                let hosts = [*host];
                let does = it.services(&hosts).count() + it.asides(&hosts).count() + it.buckets.len();
                assert!(does > 0, "{} on {host:?}", it.word);
            }
        }
    }

    #[test]
    fn each_page_has_sources() {
        for it in ALL {
            let (prose, sources) = it.text.split_once("\n## Sources\n\n").unwrap_or_default();
            assert!(prose.len() > 80 && prose.ends_with("\n"), "{}", it.word);
            assert!(!sources.is_empty(), "{}", it.word);
            for line in sources.lines() {
                let has_day = line.split_once("), read ").is_some_and(|(_, day)| crate::aws::Date::parse(day).is_ok());
                assert!(line.starts_with("- [") && line.contains("](https://") && has_day, "{}: {line}", it.word);
            }
        }
    }

    #[test]
    fn words_stand_in_order_and_none_is_listed_twice() {
        let words: Vec<&str> = ALL.iter().map(|it| it.word).collect();
        assert!(words.is_sorted_by(|a, b| a < b), "{words:?}");
        assert!(Host::ALL.is_sorted());
    }
}
