//! ECR512: the registries from which EKS nodes pull their add-ons.

use super::cause::{Cause, cause};
use crate::aws::{Service, registries};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::Launch;
use crate::policy::{self, Answer, Puller};
use crate::rules::Subject;
use crate::spec::derive;

/// What every node pulls.
const ON_NODES: &[&str] = &[
    "amazon-k8s-cni",
    "amazon-k8s-cni-init",
    "amazon/aws-network-policy-agent",
    "eks/kube-proxy",
    "eks/coredns",
    "eks/pause",
];

/// What pods on Fargate need: their network is Fargate's.
const ON_FARGATE: &[&str] = &["eks/coredns"];

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let launches = plan.surroundings.workload.launches.iter();
    let Some((launch, images)) = launches
        .filter_map(|launch| match launch.value.runs_on() {
            Launch::Eks { fargate } => Some((launch, if fargate { ON_FARGATE } else { ON_NODES })),
            Launch::Fargate { .. }
            | Launch::Ec2 { .. }
            | Launch::Docker { .. }
            | Launch::Batch(_)
            | Launch::ManagedInstances => None,
        })
        .max_by_key(|(_, images)| images.len())
    else {
        return;
    };
    let Some((resource, endpoint)) = plan.endpoint(Service::EcrDkr) else { return };
    let Some(id) = &endpoint.policy else { return };
    let Some(document) = subject.policy(id) else { return };
    let Some(region) = plan.region else { return };
    let part = subject.part_of(id);
    // What is longer than AWS takes (ECR505) is not judged further; where nobody can pull, another rule says so.
    if policy::excess(&document.statements).is_some()
        || subject.bound.somebody_can_pull(id, &document, part, Some(region)) == Answer::No
    {
        return;
    }
    // In a region that AWS's page does not list, the account may be any.
    let account = registries::find(region.id).map_or("????????????", |of| of.eks_add_ons);
    let registry = format!("arn:{}:ecr:{}:{account}:repository", region.partition.id(), region.id);
    let can_pull = |image: &str| {
        let arn = format!("{registry}/{image}");
        subject.bound.ask(&cards::ADDON_REGISTRIES_SHUT_OUT, id, |budget| {
            policy::can_pull(&document, Puller::Anybody, part, &arn, budget)
        })
    };
    let refused: Vec<&str> = images.iter().copied().filter(|image| can_pull(image) == Answer::No).collect();
    if refused.is_empty() {
        return;
    }
    let names: Vec<String> = refused.iter().map(|image| format!("`{image}`")).collect();
    let message = format!("the endpoints' policy refuses AWS's add-on images {}", names.join(", "));
    let mut found = Diagnostic::at(&cards::ADDON_REGISTRIES_SHUT_OUT, Some(launch.span).or(resource.span), message)
        .label(consequence(&refused))
        .note_of_rule();
    let (mut not_allowed, mut denies) = (false, Vec::new());
    for image in refused {
        let arn = format!("{registry}/{image}");
        let lets_it_in = |document: &_| {
            subject.bound.ask_for_words(|budget| policy::can_pull(document, Puller::Anybody, part, &arn, budget))
        };
        match cause(subject, &document, lets_it_in) {
            Cause::NotAllowed => not_allowed = true,
            Cause::Denied(denial) => {
                denies.extend(denial.into_iter().flat_map(|denial| [vec![denial.deny], denial.with].concat()));
            }
            Cause::Undecided => {}
        }
    }
    denies.sort_unstable();
    denies.dedup();
    let allow = subject.block.and_then(|block| block.access.iter().find(|it| derive::grants_pulls(&it.value)));
    if let Some(allow) = allow.filter(|_| not_allowed) {
        found = found.also(allow.span, "allows only other repositories");
    }
    let is_denied = !denies.is_empty();
    found = denies.into_iter().fold(found, |found, deny| found.also(deny, "refuses them"));
    report.push(found.help(if account.contains('?') {
        "allow pulls from the EKS add-on registry of this region; AWS's page does not list its account".to_owned()
    } else {
        match (not_allowed, is_denied) {
            (false, true) => format!("narrow the `deny` to exclude `{registry}/*`"),
            (true, true) => format!("write `allow pull repo \"{registry}/*\"`, and narrow the `deny`"),
            (_, false) => format!("write `allow pull repo \"{registry}/*\"`"),
        }
    }));
}

/// What fails without these images, by what comes first.
fn consequence(refused: &[&str]) -> &'static str {
    let is_refused = |image: &str| refused.iter().any(|refused| refused.starts_with(image));
    if is_refused("amazon-k8s-cni") {
        "no node becomes ready"
    } else if is_refused("eks/coredns") {
        "no pod resolves a name"
    } else {
        "these do not start"
    }
}
