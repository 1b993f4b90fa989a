//! The card of ECR107: the endpoints that secrets, ECS Exec, customer keys and EKS need.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::{Launch, SecretStore};
use crate::plan;
use crate::span::Span;

/// What a workload uses besides ECR needs its own endpoints.
pub static RULE: Rule = Rule {
    code: Code(107),
    name: "feature_endpoint_missing",
    severity: Severity::Error,
    exceptions: &[],
    title: "a feature in use needs its own interface endpoint",
    explanation: "\
Each AWS service that a task or a pod calls needs an endpoint of its own where there is no way to the internet: \
`secretsmanager` or `ssm` for the secrets of a task, whichever of them is used; `ssmmessages` for ECS Exec; `kms` \
where ECS Exec encrypts with your key. That `kms` is needed to read secrets or layers that a customer key encrypts \
is unconfirmed: AWS documents the permission, not the path.

A private EKS cluster needs `ec2`, `ecr.api`, `ecr.dkr`, the S3 gateway, `sts`, `elasticloadbalancing` and `eks`, \
`eks-auth` for Pod Identity, and `logs` where logs go to CloudWatch. AWS does not offer the `eks` endpoint in \
ap-southeast-5, ap-southeast-7, mx-central-1 and ap-east-2, so `launch eks` cannot be compiled there.

A spec derives all of them from `launch`, `logs`, `secrets`, `exec` and `kms`. For EKS, choose a region that has the \
endpoint.",
    symptoms: &["pull secrets from AWS Systems Manager Parameter Store", "pull secrets from AWS Secrets Manager"],
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
            read: "2026-11-24",
        },
        Reference {
            title: "Access Amazon EKS using AWS PrivateLink",
            url: "https://docs.aws.amazon.com/eks/latest/userguide/vpc-interface-endpoints.html",
            read: "2026-11-24",
        },
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
                Diagnostic::new(&RULE, launch.span, format!("`{}` has no endpoint service for `eks`", region.id))
                    .label("a private cluster needs it")
                    .help("choose another region, or give the nodes a way to the EKS API"),
            );
        }
    }
}
