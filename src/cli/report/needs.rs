//! Input: an endpoint of a plan.
//! Output: what asks for it: the rule, its source, and the reason.
//! Never: says that something asks for an endpoint of which that is not known.

use ecrc::aws::Service;
use ecrc::cards;
use ecrc::diagnostic::Rule;
use ecrc::plan::{EndpointService, Plan, Resource, SecretStore};
use serde::Serialize;

/// What asks for an endpoint; nothing that is known, if all of it is null.
#[derive(Serialize, Default)]
pub struct Need {
    pub rule: Option<String>,
    pub source: Option<&'static str>,
    pub reason: Option<String>,
}

impl Need {
    fn of(rule: &'static Rule, reason: impl Into<String>) -> Self {
        Self { rule: Some(rule.code.to_string()), source: rule.source, reason: Some(reason.into()) }
    }
}

/// What asks for an endpoint: of a spec the plan says it, of what exists what runs there.
pub fn need(plan: &Plan, resource: &Resource) -> Need {
    if let Some(reason) = &resource.reason {
        return Need::of(reason.rule, reason.sentence.to_string());
    }
    resource.kind.service().and_then(|service| of_service(plan, service)).unwrap_or_default()
}

fn of_service(plan: &Plan, wanted: &EndpointService) -> Option<Need> {
    let workload = &plan.surroundings.workload;
    let is = |service: Service| wanted.is(service, plan.region);
    for launch in &workload.launches {
        let services = workload.services_of(launch.value, plan.region);
        if let Some(service) = services.into_iter().find(|service| is(*service)) {
            let of_images = matches!(service, Service::EcrApi | Service::EcrDkr) && !launch.value.is_eks();
            let rule = if service == Service::S3 {
                &cards::S3_GATEWAY_MISSING
            } else if of_images {
                &cards::ECR_ENDPOINT_MISSING
            } else if Service::ECS.contains(&service) {
                &cards::ECS_ENDPOINT_MISSING
            } else {
                &cards::FEATURE_ENDPOINT_MISSING
            };
            return Some(Need::of(rule, format!("{} need it", launch.value.who())));
        }
    }
    if is(Service::Logs) && workload.awslogs.is_some_and(|said| said.value) {
        return Some(Need::of(&cards::LOGS_ENDPOINT_MISSING, "the awslogs driver sends logs to it"));
    }
    let store = workload.secrets.iter().find(|store| match store.value {
        SecretStore::SecretsManager => is(Service::SecretsManager),
        SecretStore::Ssm => is(Service::Ssm),
    });
    if store.is_some() {
        return Some(Need::of(&cards::FEATURE_ENDPOINT_MISSING, "tasks read secrets from it"));
    }
    if is(Service::SsmMessages) && workload.exec.is_some_and(|said| said.value) {
        return Some(Need::of(&cards::FEATURE_ENDPOINT_MISSING, "ECS Exec needs it"));
    }
    if is(Service::Kms) && workload.kms.is_some_and(|said| said.value) {
        return Some(Need::of(&cards::FEATURE_ENDPOINT_MISSING, "customer managed keys need it"));
    }
    let mut used = workload.used_services().into_iter();
    used.find(|(service, _, _)| is(*service))
        .map(|(_, word, why)| Need::of(&cards::FEATURE_ENDPOINT_MISSING, format!("{}: {why}", word.value.word)))
}
