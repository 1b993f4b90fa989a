//! The card of ECR107: the endpoints that secrets, ECS Exec, customer keys and EKS need.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::{Launch, SecretStore};
use crate::plan;
use crate::span::Span;

/// Where AWS lists the regions without the `eks` endpoint.
const EKS_PAGE: &str = "https://docs.aws.amazon.com/eks/latest/userguide/vpc-interface-endpoints.html";

/// What a workload uses besides ECR needs its own endpoints.
pub static RULE: Rule = Rule {
    code: Code(107),
    name: "feature_endpoint_missing",
    severity: Severity::Error,
    exceptions: &[(Severity::Warning, "when AWS does not offer the `eks` endpoint in the region")],
    title: "a feature in use needs its own interface endpoint",
    explanation: "\
In a VPC that has no internet access, each AWS service that a task or a pod calls needs an endpoint of its own: \
`secretsmanager` or `ssm` for the secrets of a task, whichever of them is used; `ssmmessages` for ECS Exec; `kms` \
if ECS Exec encrypts with your key. That `kms` is needed to read secrets or layers that a customer key encrypts \
is unconfirmed: AWS documents the permission, not the path.

A private EKS cluster needs `ecr.api`, `ecr.dkr`, the S3 gateway, and `ec2`, through which the optimized AMI sets a \
node's DNS name. The rest depends on what uses it:

- `sts`: pods with IAM roles for service accounts, and the Cluster Autoscaler;
- `eks-auth`: pods with EKS Pod Identity;
- `elasticloadbalancing`: the AWS Load Balancer Controller;
- `logs`: logs that go to CloudWatch;
- `eks`: nodes that ask the EKS API for their cluster when they join;
- `oidc-eks`: setting up IAM roles for service accounts, or validating their tokens, from inside the VPC. Pods do not \
need it, and ecrc does not derive it.

A spec derives them from `launch`, `logs`, `secrets`, `exec` and `kms`; of the EKS services it derives all but \
`oidc-eks`, since it does not know what runs in the cluster.

AWS does not offer the `eks` endpoint in ap-southeast-5, ap-southeast-7, mx-central-1 and ap-east-2. There, nodes join \
without it if they are told their cluster: set `apiServerEndpoint` and `certificateAuthority` in the `NodeConfig` of \
self-managed Linux nodes, or pass `-APIServerEndpoint` and `-Base64ClusterCA` to the bootstrap script on Windows.",
    symptoms: &[
        "The task cannot pull secrets from AWS Systems Manager Parameter Store",
        "The task can't pull secrets from AWS Secrets Manager. There is a connection issue between the task \
         and AWS Secrets Manager",
        "unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret",
        "unable to retrieve secrets from ssm: service call has been retried 1 time(s)",
        "Fetching secret data from AWS Secrets Manager in region us-east-1: … RequestCanceled",
        "TargetNotConnectedException … The execute command failed due to an internal error",
        "Health ping failed with error - RequestError: send request failed",
        "WebIdentityErr: failed to retrieve credentials caused by: RequestError: send request failed",
        "unable to fetch credentials from EKS Auth",
        "NodeCreationFailure: Instances failed to join the kubernetes cluster",
        "cni plugin not initialized",
    ],
    sources: &[
        Reference {
            title: "Amazon ECS interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Monitor Amazon ECS containers with ECS Exec",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Deploy private clusters with limited internet access",
            url: "https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html",
            read: "2026-11-29",
        },
        Reference { title: "Access Amazon EKS using AWS PrivateLink", url: EKS_PAGE, read: "2026-11-29" },
    ],
    bad: Example::Spec(
        "\
private_ecr <
  region ap-east-2;
  launch eks;
  s3 full;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region ap-east-1;
  launch eks;
  s3 full;
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let region = subject.plan.region;
    let workload = &subject.plan.workload;
    let mut need = |service: Service, span: Span, label: &str| {
        if subject.plan.has_endpoint(service) == Some(false) {
            report.push(
                Diagnostic::new(&RULE, span, format!("there is no endpoint for `{}`", service.name()))
                    .label(label)
                    .help(format!("add an interface endpoint for `{}` with private DNS on", service.name())),
            );
        }
    };
    for store in &workload.secrets {
        let service = match store.value {
            SecretStore::SecretsManager => Service::SecretsManager,
            SecretStore::Ssm => Service::Ssm,
        };
        need(service, store.span, "tasks read their secrets from it");
    }
    if let Some(exec) = workload.exec.filter(|exec| exec.value) {
        need(Service::SsmMessages, exec.span, "ECS Exec needs it");
    }
    if let Some(kms) = workload.kms.filter(|kms| kms.value) {
        need(Service::Kms, kms.span, "customer keys are used through it");
    }
    for launch in workload.launches.iter().filter(|launch| matches!(launch.value, Launch::Eks { .. })) {
        // The S3 gateway has a rule of its own.
        let needed = plan::services_of(launch.value, region).into_iter().filter(|service| *service != Service::S3);
        for service in needed {
            need(service, launch.span, "a private cluster needs it");
        }
    }
    for launch in workload.launches.iter().filter(|launch| matches!(launch.value, Launch::Eks { .. })) {
        if !region.has_eks_endpoint() {
            report.push(
                Diagnostic::new(&RULE, launch.span, format!("AWS offers no `eks` endpoint in `{}`", region.id))
                    .label("nodes cannot ask the EKS API for their cluster")
                    .help(
                        "set `apiServerEndpoint` and `certificateAuthority` in the nodes' `NodeConfig`, so that they join \
                         without the EKS API, and accept this with that as the reason",
                    )
                    .citing(EKS_PAGE)
                    .weighing(Severity::Warning),
            );
        }
    }
}
