use super::Subject;
use crate::plan;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::model::{Launch, SecretStore};
use crate::span::Span;

pub static RULE: Rule = Rule { code: Code(107), name: "feature_endpoint_missing", severity: Severity::Error, title: "", explanation: "", symptoms: &[], sources: &[], bad: Example::Spec(""), good: Example::Spec("") };

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
