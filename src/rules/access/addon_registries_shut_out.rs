//! The card of ECR512: the registries from which EKS nodes pull their add-ons.

use crate::aws::{Service, registries};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::Launch;
use crate::policy::{self, Answer, Puller};
use crate::rules::Subject;

/// What every node pulls.
const ON_NODES: &[&str] = &["amazon-k8s-cni", "amazon-k8s-cni-init", "eks/kube-proxy", "eks/coredns"];

/// What pods on Fargate need: their network is Fargate's.
const ON_FARGATE: &[&str] = &["eks/coredns"];

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let launches = plan.surroundings.workload.launches.iter();
    let Some((launch, images)) = launches
        .filter_map(|launch| match launch.value {
            Launch::Eks { fargate } => Some((launch, if fargate { ON_FARGATE } else { ON_NODES })),
            Launch::Fargate { .. } | Launch::Ec2 { .. } => None,
        })
        .max_by_key(|(_, images)| images.len())
    else {
        return;
    };
    let Some((resource, endpoint)) = plan.endpoint(Service::EcrDkr) else { return };
    let Some(id) = &endpoint.policy else { return };
    let Some(document) = subject.policy(id) else { return };
    let Some(region) = plan.region else { return };
    // Where nobody can pull anything, another rule says so.
    let judged = policy::excess(&document.statements).is_none()
        && subject
            .bound
            .ask(&cards::ADDON_REGISTRIES_SHUT_OUT, id, |budget| policy::somebody_can_pull(&document, region, budget))
            != Answer::No;
    // In a region that AWS's page does not list, the account may be any.
    let account = registries::find(region.id).map_or("????????????", |of| of.eks_add_ons);
    let registry = format!("arn:{}:ecr:{}:{account}:repository", region.partition.id(), region.id);
    let can_pull = |image: &str| {
        let arn = format!("{registry}/{image}");
        subject.bound.ask(&cards::ADDON_REGISTRIES_SHUT_OUT, id, |budget| {
            policy::can_pull(&document, Puller::Anybody, &arn, budget)
        })
    };
    let refused = images.iter().filter(|image| can_pull(image) == Answer::No);
    let refused: Vec<String> = refused.map(|image| format!("`{image}`")).collect();
    if !judged || refused.is_empty() {
        return;
    }
    let consequence = if images == ON_FARGATE { "no pod resolves a name" } else { "no node becomes ready" };
    let message = format!("the endpoints' policy refuses AWS's add-on images {}", refused.join(", "));
    let allow = subject.block.and_then(|block| block.access.iter().find(|access| access.value.allow));
    let mut found = Diagnostic::at(&cards::ADDON_REGISTRIES_SHUT_OUT, Some(launch.span).or(resource.span), message)
        .label(consequence)
        .note_of_rule();
    if let Some(allow) = allow {
        found = found.also(allow.span, "allows only other repositories");
    }
    report.push(found.help(if account.contains('?') {
        "allow pulls from EKS's add-on registry of this region; AWS's page does not list its account".to_owned()
    } else {
        format!("write `allow pull repo \"{registry}/*\"`")
    }));
}
