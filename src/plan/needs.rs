//! Comes in: what a block runs and uses.
//! Goes out: the endpoints that this needs, each once, with the rule that asks for it.
//! Never: looks at what is there already.

use super::Reason;
use crate::aws::{Region, Service};
use crate::diagnostic::Rule;
use crate::model::{Block, Launch, OperatingSystem, SecretStore, Workload};
use crate::rules::{
    ecr_endpoint_missing, ecs_endpoint_missing, feature_endpoint_missing, logs_endpoint_missing, s3_gateway_missing,
};
use crate::span::{Span, Spanned};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// An endpoint that something in a block needs.
pub(super) struct Need {
    pub(super) service: Service,
    pub(super) reason: Reason,
    /// The words that ask for it.
    pub(super) span: Span,
}

/// Which endpoints a launch needs, by the documents.
pub fn services_of(launch: Launch, region: &Region) -> Vec<Service> {
    match launch {
        Launch::Fargate { .. } if launch.fetches_elsewhere() => vec![Service::EcrDkr, Service::S3],
        Launch::Fargate { .. } => vec![Service::EcrApi, Service::EcrDkr, Service::S3],
        Launch::Ec2 { .. } => {
            vec![Service::EcrApi, Service::EcrDkr, Service::S3, Service::Ecs, Service::EcsAgent, Service::EcsTelemetry]
        }
        Launch::Eks { .. } => {
            let mut services = vec![
                Service::EcrApi,
                Service::EcrDkr,
                Service::S3,
                Service::Ec2,
                Service::Sts,
                Service::ElasticLoadBalancing,
            ];
            services.extend(region.has_eks_endpoint().then_some(Service::Eks));
            services.extend(region.has_eks_auth_endpoint().then_some(Service::EksAuth));
            services
        }
    }
}

/// The services whose endpoints a block needs, those that are there already among them.
pub fn services_needed(block: &Block) -> Vec<Service> {
    needs(block).into_iter().map(|need| need.service).collect()
}

/// In the order of the services, whatever the order of the statements.
pub(super) fn needs(block: &Block) -> Vec<Need> {
    let region = block.region.value;
    let mut needs: BTreeMap<Service, Need> = BTreeMap::new();
    let mut need = |service: Service, reason: &dyn Fn() -> Reason, span: Span| {
        needs.entry(service).or_insert_with(|| Need { service, reason: reason(), span });
    };
    let mut launches: Vec<Spanned<Launch>> = block.workload.launches.clone();
    launches.sort_by_key(|launch| launch.value);
    for launch in launches {
        let who = subject(launch.value);
        for service in services_of(launch.value, region) {
            need(service, &|| reason(service, launch.value, &who), launch.span);
        }
    }
    let mut used = |service: Service, rule: &'static Rule, sentence: &'static str, span: Span| {
        need(service, &|| Reason { rule, sentence: sentence.into() }, span);
    };
    let workload = &block.workload;
    if let Some(logs) = workload.awslogs.filter(|logs| logs.value) {
        let why = workload.of_tasks_or_pods(
            "the awslogs driver sends the tasks' logs to CloudWatch Logs",
            "the pods' logs are sent to CloudWatch Logs",
        );
        used(Service::Logs, &logs_endpoint_missing::RULE, why, logs.span);
    }
    for store in &workload.secrets {
        let (service, tasks, pods) = match store.value {
            SecretStore::SecretsManager => (
                Service::SecretsManager,
                "tasks read their secrets from AWS Secrets Manager",
                "pods read their secrets from AWS Secrets Manager",
            ),
            SecretStore::Ssm => (
                Service::Ssm,
                "tasks read their secrets from Systems Manager Parameter Store",
                "pods read their secrets from Systems Manager Parameter Store",
            ),
        };
        let why = workload.of_tasks_or_pods(tasks, pods);
        used(service, &feature_endpoint_missing::RULE, why, store.span);
    }
    if let Some(exec) = workload.exec.filter(|exec| exec.value) {
        let why = "ECS Exec opens its channel through Session Manager's message service";
        used(Service::SsmMessages, &feature_endpoint_missing::RULE, why, exec.span);
    }
    if let Some(kms) = workload.kms.filter(|kms| kms.value) {
        let why = "secrets or layers are encrypted with customer keys of AWS KMS";
        used(Service::Kms, &feature_endpoint_missing::RULE, why, kms.span);
    }
    needs.into_values().collect()
}

/// What of a workload calls a service, each in a clause: "the awslogs driver calls it".
pub fn callers(workload: &Workload, region: &Region, service: Service) -> Vec<String> {
    let mut callers: Vec<String> = Vec::new();
    for launch in &workload.launches {
        if services_of(launch.value, region).contains(&service) {
            let call = if matches!(launch.value, Launch::Eks { .. }) { "calls it" } else { "call it" };
            callers.push(format!("{} {call}", subject(launch.value)));
        }
    }
    let is_on = |said: Option<Spanned<bool>>| said.is_some_and(|said| said.value);
    let reads = |store: SecretStore| workload.secrets.iter().any(|said| said.value == store);
    let mut used = |of: Service, used: bool, caller: &str| {
        if of == service && used {
            callers.push(caller.to_owned());
        }
    };
    used(Service::Logs, is_on(workload.awslogs), "the awslogs driver calls it");
    used(Service::SecretsManager, reads(SecretStore::SecretsManager), "tasks that read their secrets call it");
    used(Service::Ssm, reads(SecretStore::Ssm), "tasks that read their secrets call it");
    used(Service::SsmMessages, is_on(workload.exec), "ECS Exec calls it");
    used(Service::Kms, is_on(workload.kms), "tasks that decrypt with customer keys call it");
    callers
}

/// Who needs what a launch needs.
fn subject(launch: Launch) -> Cow<'static, str> {
    match launch {
        Launch::Fargate { os: OperatingSystem::Windows, version } => {
            format!("tasks on Fargate for Windows {version}").into()
        }
        Launch::Fargate { version, .. } => format!("tasks on Fargate {version}").into(),
        Launch::Ec2 { .. } => "ECS container instances".into(),
        Launch::Eks { .. } => "a private EKS cluster".into(),
    }
}

fn reason(service: Service, launch: Launch, who: &str) -> Reason {
    let eks = matches!(launch, Launch::Eks { .. });
    let gets = |what: &str| {
        let singular = eks.then(|| what.replace("fetch", "fetches").replace("call", "calls"));
        [who, " ", singular.as_deref().unwrap_or(what)].concat()
    };
    let (rule, sentence) = match service {
        Service::S3 => (&s3_gateway_missing::RULE, gets("fetch image layers from Amazon S3")),
        Service::EcrApi | Service::EcrDkr => {
            let rule = if eks { &feature_endpoint_missing::RULE } else { &ecr_endpoint_missing::RULE };
            let what = if service == Service::EcrApi {
                "fetch registry credentials through ECR's API"
            } else {
                "fetch image manifests through ECR's registry"
            };
            (rule, gets(what))
        }
        Service::Ecs | Service::EcsAgent | Service::EcsTelemetry => {
            (&ecs_endpoint_missing::RULE, gets("talk to ECS through three endpoints of its own"))
        }
        Service::Ec2 => (&feature_endpoint_missing::RULE, "nodes set their DNS name through ec2".to_owned()),
        Service::Eks => {
            (&feature_endpoint_missing::RULE, "nodes ask the EKS API for their cluster to join it".to_owned())
        }
        Service::Sts => (
            &feature_endpoint_missing::RULE,
            "in case pods use IAM roles for service accounts, whose credentials come from sts".to_owned(),
        ),
        Service::EksAuth => (
            &feature_endpoint_missing::RULE,
            "in case pods use EKS Pod Identity, whose agent calls eks-auth".to_owned(),
        ),
        Service::ElasticLoadBalancing => (
            &feature_endpoint_missing::RULE,
            "in case the AWS Load Balancer Controller runs, which calls elasticloadbalancing".to_owned(),
        ),
        Service::Logs | Service::SecretsManager | Service::Ssm | Service::SsmMessages | Service::Kms => {
            (&feature_endpoint_missing::RULE, gets(&format!("call {} from its nodes and pods", service.name())))
        }
    };
    Reason { rule, sentence: sentence.into() }
}
