//! The card of ECR512: the registries from which EKS nodes pull their add-ons.

use super::Subject;
use crate::aws::{Service, registries};
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::Launch;
use crate::policy::{self, Answer, Puller};

/// The endpoints' policy lets EKS nodes pull AWS's add-on images.
pub static RULE: Rule = Rule {
    code: Code(512),
    name: "addon_registries_shut_out",
    severity: Severity::Warning,
    exceptions: &[],
    title: "on EKS, the endpoints' policy must let in pulls from AWS's add-on registry",
    explanation: "\
The VPC CNI, `kube-proxy`, CoreDNS and other EKS add-ons are images in a repository of an AWS account, one for each \
region. Nodes pull them through the same ECR endpoints as your own images. If `allow` statements name your own \
repositories only, the endpoints refuse those pulls: without the CNI no node becomes ready, and without CoreDNS no pod \
resolves a name.

Add an `allow pull` for AWS's registry of your region. AWS lists the accounts by region; `602401143452` serves the \
older ones. Or limit who pulls instead of what. If you mirror the add-ons into your own registry and set their image \
addresses, accept this warning and say so.

Amazon Linux 2023 and Bottlerocket bring the pause image along; older images of Amazon Linux 2 pulled it as \
`eks/pause` from the same account.",
    symptoms: &[
        "is not authorized to perform: ecr:BatchGetImage on resource: \
         arn:aws:ecr:us-west-2:602401143452:repository/eks/coredns because no VPC endpoint policy allows the \
         ecr:BatchGetImage action",
        "pulling from host 602401143452.dkr.ecr.us-west-2.amazonaws.com failed with status code [manifests \
         v1.18.0]: 403 Forbidden",
        "failed to get sandbox image \"602401143452.dkr.ecr.us-west-2.amazonaws.com/eks/pause:3.5\": … 403 \
         Forbidden",
        "cni plugin not initialized",
    ],
    sources: &[
        Reference {
            title: "View Amazon container image registries for Amazon EKS add-ons",
            url: "https://docs.aws.amazon.com/eks/latest/userguide/add-ons-images.html",
            read: "2026-11-29",
        },
        Reference {
            title: "Deploy private clusters with limited internet access",
            url: "https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html",
            read: "2026-11-29",
        },
    ],
    bad: Example::Spec(
        r#"private_ecr <
  region eu-west-1;
  launch eks;
  s3 full;
  allow pull repo "shop/*";
  accept ECR509 "GuardDuty is off";
>
"#,
    ),
    good: Example::Spec(
        r#"private_ecr <
  region eu-west-1;
  launch eks;
  s3 full;
  allow pull repo "shop/*" repo "arn:aws:ecr:eu-west-1:602401143452:repository/*";
  accept ECR509 "GuardDuty is off";
>
"#,
    ),
};

/// What every node pulls.
const ON_NODES: &[&str] = &["amazon-k8s-cni", "amazon-k8s-cni-init", "eks/kube-proxy", "eks/coredns"];

/// What pods on Fargate need: their network is Fargate's.
const ON_FARGATE: &[&str] = &["eks/coredns"];

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let launches = plan.workload.launches.iter();
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
    let Some(document) = endpoint.policy.as_ref().and_then(|id| subject.policy(id)) else { return };
    // Where nobody can pull anything, another rule says so.
    let judged = policy::excess(&document.statements).is_none()
        && policy::somebody_can_pull(&document, plan.region) != Answer::No;
    let region = plan.region;
    // In a region that AWS's page does not list, the account may be any.
    let account = registries::find(region.id).map_or("????????????", |of| of.eks_add_ons);
    let registry = format!("arn:{}:ecr:{}:{account}:repository", region.partition.id(), region.id);
    let refused = images
        .iter()
        .filter(|image| policy::can_pull(&document, Puller::Anybody, &format!("{registry}/{image}")) == Answer::No);
    let refused: Vec<String> = refused.map(|image| format!("`{image}`")).collect();
    if !judged || refused.is_empty() {
        return;
    }
    let consequence = if images == ON_FARGATE { "no pod resolves a name" } else { "no node becomes ready" };
    let message = format!("the endpoints' policy refuses AWS's add-on images {}", refused.join(", "));
    let allow = subject.block.and_then(|block| block.access.iter().find(|access| access.value.allow));
    let mut found = Diagnostic::at(&RULE, Some(launch.span).or(resource.span), message).label(consequence);
    if let Some(allow) = allow {
        found = found.also(allow.span, "lets in other repositories only");
    }
    report.push(found.help(if account.contains('?') {
        "allow pulls from EKS's add-on registry of this region; AWS's page does not list its account".to_owned()
    } else {
        format!("write `allow pull repo \"{registry}/*\"`")
    }));
}
