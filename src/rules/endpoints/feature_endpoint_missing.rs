//! ECR107: the endpoints that secrets, ECS Exec, customer keys and EKS need.

use super::missing;
use crate::aws::{Region, Service};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::plan::{Launch, SecretStore, Workload};
use crate::rules::Subject;
use crate::span::{Span, Spanned};
use crate::spec::model::EndpointKey;

/// Where AWS lists the regions without the `eks` endpoint.
const EKS_PAGE: &str = "https://docs.aws.amazon.com/eks/latest/userguide/vpc-interface-endpoints.html";

/// What private clusters need.
const CLUSTERS_PAGE: &str = "https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html";

const PODS: Launch = Launch::Eks { fargate: true };

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let region = subject.plan.region;
    let workload = &subject.plan.surroundings.workload;
    let mut need = |service: Service, span: Span, who: &str| {
        missing::report(subject, service, &cards::FEATURE_ENDPOINT_MISSING, (span, who), report);
    };
    // Fargate before 1.4.0 reads them from outside of the VPC.
    let reads = |launch: &Spanned<Launch>| !launch.value.fetches_elsewhere();
    let stores = if workload.launches.iter().any(reads) || workload.launches.is_empty() {
        workload.secrets.as_slice()
    } else {
        &[]
    };
    for store in stores {
        let service = match store.value {
            SecretStore::SecretsManager => Service::SecretsManager,
            SecretStore::Ssm => Service::Ssm,
        };
        let label = workload.of_tasks_or_pods("tasks read their secrets from it", "pods read their secrets from it");
        need(service, store.span, &label);
    }
    if let Some(exec) = workload.exec.filter(|exec| exec.value) {
        need(Service::SsmMessages, exec.span, "ECS Exec needs it");
    }
    if let Some(kms) = workload.kms.filter(|kms| kms.value) {
        need(Service::Kms, kms.span, "customer keys are used through it");
    }
    for launch in workload.launches.iter().filter(|launch| launch.value.is_eks()) {
        // The S3 gateway has a rule of its own.
        let needed = workload.services_of(launch.value, region).into_iter().filter(|service| *service != Service::S3);
        for service in needed {
            // A template shows what runs on Fargate, where pods have no node that asks EC2 for its name, and no agent of
            // Pod Identity: <https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html>, read 2026-11-30.
            let is_of_nodes = matches!(service, Service::Ec2 | Service::EksAuth);
            if subject.block.is_none() && launch.value == PODS && is_of_nodes {
                continue;
            }
            // Of a template it is not known which of a cluster's features are used; nodes always need these.
            let is_sure =
                subject.block.is_some() || matches!(service, Service::Ec2 | Service::EcrApi | Service::EcrDkr);
            let who = if is_sure {
                "a private cluster needs it"
            } else {
                "a private cluster needs it for some of its features"
            };
            let rule = &cards::FEATURE_ENDPOINT_MISSING;
            missing::report_as(subject, service, rule, (launch.span, who), report, |found| {
                let found = found.citing(CLUSTERS_PAGE);
                if is_sure { found } else { found.weighing(Severity::Note) }
            });
        }
    }
    if let Some(region) = region {
        lacking(workload, region, report);
        named(subject, region, report);
    }
    for launch in workload.launches.iter().filter(|launch| launch.value.is_eks()) {
        if let Some(region) = region.filter(|region| !region.has_eks_endpoint()) {
            report.push(
                Diagnostic::new(
                    &cards::FEATURE_ENDPOINT_MISSING,
                    launch.span,
                    format!("AWS offers no `eks` endpoint in `{}`", region.id),
                )
                .label("nodes cannot ask the EKS API")
                .help(
                    "set `apiServerEndpoint` and `certificateAuthority` in the nodes' `NodeConfig`, so that they join \
                         without the EKS API, then accept this with that as the reason",
                )
                .citing(EKS_PAGE)
                .weighing(Severity::Warning),
            );
        }
    }
}

/// The endpoints that `endpoint` names and AWS does not offer in the region.
fn named(subject: &Subject, region: &Region, report: &mut Report) {
    let keys = subject.block.into_iter().flat_map(|block| &block.endpoints);
    for key in keys {
        let EndpointKey::Listed(service) = key.value else { continue };
        // Of ECR's another rule tells.
        if service.is_in(region) != Some(false) || service.is_ecr() {
            continue;
        }
        let message = format!("AWS offers no `{}` endpoint in `{}`", service.name(), region.id);
        let found = Diagnostic::new(&cards::FEATURE_ENDPOINT_MISSING, key.span, message)
            .label("AWS refuses to create it")
            .help(format!("remove `{}`", service.name()))
            .weighing(Severity::Warning);
        report.push(found.citing_instead((service == Service::Eks).then_some(EKS_PAGE)));
    }
}

/// What AWS does not offer in the region, and what would call it.
fn lacking(workload: &Workload, region: &Region, report: &mut Report) {
    let of_batch = workload.launches.iter().filter(|launch| matches!(launch.value, Launch::Batch(_)));
    let of_batch = of_batch.map(|launch| (Service::BATCH, launch.span, "jobs that call AWS Batch fail"));
    let used = workload.used_services().into_iter().map(|(service, said, _)| (service, said.span, "its calls fail"));
    // Of EKS's own the check below tells more.
    let lacking =
        of_batch.chain(used).filter(|(service, _, _)| *service != Service::Eks && service.is_in(region) == Some(false));
    for (service, span, label) in lacking {
        let message = format!("AWS offers no `{}` endpoint in `{}`", service.name(), region.id);
        report.push(
            Diagnostic::new(&cards::FEATURE_ENDPOINT_MISSING, span, message)
                .label(label)
                .help("keep these calls out of the VPC, and accept this with that as the reason")
                .weighing(Severity::Warning),
        );
    }
}
