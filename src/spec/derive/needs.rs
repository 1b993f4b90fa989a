//! Input: what a block runs and uses.
//! Output: the endpoints that it needs, each once, with the rule that requires it.
//! Never: looks at what already exists.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::Rule;
use crate::plan::{Launch, Parameter, Plan, Reason, SecretStore};
use crate::span::{Span, Spanned};
use crate::spec::model::{Block, EndpointKey, Existing};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// An endpoint that something in a block needs.
pub(super) struct Need {
    pub(super) key: EndpointKey,
    pub(super) reason: Reason,
    /// The words that ask for it.
    pub(super) span: Span,
}

/// The endpoints that a block needs, including existing ones.
pub fn endpoints_needed(block: &Block) -> Vec<EndpointKey> {
    needs(block).into_iter().map(|need| need.key).collect()
}

/// The existing endpoints that nothing in a block needs, and no policy of its plan names.
pub fn existing_in_vain<'b>(block: &'b Block, plan: &Plan) -> Vec<&'b Existing> {
    let needed = endpoints_needed(block);
    // There AWS's page asks for Service::ECS's endpoints, and they are not derived: another rule tells of it.
    let is_fargate = |launch: &Spanned<Launch>| launch.value.is_fargate();
    let of_ecs = block.region.value.launched_since_2023_12_23() && block.workload.launches.iter().any(is_fargate);
    let is_needed = |service| needed.iter().any(|key| key.is(service)) || of_ecs && Service::ECS.contains(&service);
    let is_named = |existing: &Existing| {
        let id = existing.id.value.value(Parameter::EndpointId(existing.service.value));
        plan.policies.iter().flat_map(|policy| policy.document.values()).any(|value| *value == id)
    };
    block.existing.iter().filter(|it| !is_needed(it.service.value) && !is_named(it)).collect()
}

/// The services whose endpoints a block needs without its `endpoint` statements.
pub fn services_derived(block: &Block) -> Vec<Service> {
    derived(block).into_keys().collect()
}

/// In the order of the endpoints' names, whatever the order of the statements.
pub(super) fn needs(block: &Block) -> Vec<Need> {
    let derived = derived(block);
    let mut needs = Vec::new();
    for key in &block.endpoints {
        let is_derived = matches!(&key.value, EndpointKey::Listed(service) if derived.contains_key(service));
        if !is_derived {
            let sentence = "the spec names it".into();
            let reason = Reason { rule: &cards::FEATURE_ENDPOINT_MISSING, sentence };
            needs.push(Need { key: key.value.clone(), reason, span: key.span });
        }
    }
    needs.extend(derived.into_values());
    needs.sort_by_cached_key(|need| need.key.resource(block.region.value));
    needs
}

/// What launches and features need.
fn derived(block: &Block) -> BTreeMap<Service, Need> {
    let region = block.region.value;
    let mut needs: BTreeMap<Service, Need> = BTreeMap::new();
    let mut need = |service: Service, reason: &dyn Fn() -> Reason, span: Span| {
        needs.entry(service).or_insert_with(|| Need { key: EndpointKey::Listed(service), reason: reason(), span });
    };
    let mut launches: Vec<Spanned<Launch>> = block.workload.launches.clone();
    launches.sort_by_key(|launch| launch.value);
    for launch in launches {
        let who = launch.value.who();
        for service in block.workload.services_of(launch.value, Some(region)) {
            need(service, &|| reason(service, launch.value, &who, block), launch.span);
        }
    }
    let mut used = |service: Service, rule: &'static Rule, sentence: Cow<'static, str>, span: Span| {
        need(service, &|| Reason { rule, sentence: sentence.clone() }, span);
    };
    let workload = &block.workload;
    if let Some(logs) = workload.awslogs.filter(|logs| logs.value) {
        let why = workload.of_tasks_or_pods(
            "the awslogs driver sends the tasks' logs to CloudWatch Logs",
            "the pods' logs are sent to CloudWatch Logs",
        );
        used(Service::Logs, &cards::LOGS_ENDPOINT_MISSING, why, logs.span);
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
        used(service, &cards::FEATURE_ENDPOINT_MISSING, why, store.span);
    }
    if let Some(exec) = workload.exec.filter(|exec| exec.value) {
        let why = "ECS Exec opens its channel through Session Manager's message service";
        used(Service::SsmMessages, &cards::FEATURE_ENDPOINT_MISSING, why.into(), exec.span);
    }
    if let Some(kms) = workload.kms.filter(|kms| kms.value) {
        let why = "secrets or layers are encrypted with customer keys of AWS KMS";
        used(Service::Kms, &cards::FEATURE_ENDPOINT_MISSING, why.into(), kms.span);
    }
    for (service, said, why) in block.workload.used_services() {
        if service.is_in(region) != Some(false) {
            used(service, &cards::FEATURE_ENDPOINT_MISSING, why.into(), said.span);
        }
    }
    if let Some(on) = block.fips.filter(|fips| fips.value) {
        add_fips(&mut needs, block, on.span);
    }
    needs
}

/// The endpoints for the FIPS names of those services that have any beside their plain ones; none in a region where ECR has
/// none.
fn add_fips(needs: &mut BTreeMap<Service, Need>, block: &Block, span: Span) {
    let region = block.region.value;
    if !region.has_ecr_fips() {
        return;
    }
    let named = block.endpoints.iter().filter_map(|key| match &key.value {
        EndpointKey::Listed(service) => Some(*service),
        EndpointKey::Unlisted(_) | EndpointKey::Named(_) => None,
    });
    let plain = needs.keys().copied().chain(named).filter(|service| !service.is_fips_in(region));
    let fips: Vec<Service> = plain.filter_map(Service::fips).collect();
    for service in fips {
        let sentence = match service.private_dns_names(region).last() {
            Some(name) => format!("calls to the FIPS name {name} stay in the VPC"),
            None => format!("calls to the FIPS names of {} stay in the VPC", service.plain().name()),
        };
        let reason = Reason { rule: &cards::FIPS_UNAVAILABLE, sentence: sentence.into() };
        needs.insert(service, Need { key: EndpointKey::Listed(service), reason, span });
    }
}

fn reason(service: Service, launch: Launch, who: &str, block: &Block) -> Reason {
    let eks = launch.is_eks();
    let gets = |what: &str| {
        let singular =
            matches!(launch, Launch::Eks { .. }).then(|| what.replace("fetch", "fetches").replace("call", "calls"));
        [who, " ", singular.as_deref().unwrap_or(what)].concat()
    };
    let in_case = |word: &str, why: &str| {
        if block.workload.uses(word) { why.to_owned() } else { format!("in case {why}") }
    };
    let (rule, sentence) = match service {
        Service::S3 => (&cards::S3_GATEWAY_MISSING, gets("fetch image layers from Amazon S3")),
        Service::EcrApi | Service::EcrDkr => {
            let rule = if eks { &cards::FEATURE_ENDPOINT_MISSING } else { &cards::ECR_ENDPOINT_MISSING };
            let what = if service == Service::EcrApi {
                "fetch registry credentials through ECR's API"
            } else {
                "fetch image manifests through ECR's registry"
            };
            (rule, gets(what))
        }
        Service::Ecs | Service::EcsAgent | Service::EcsTelemetry => {
            (&cards::ECS_ENDPOINT_MISSING, gets("talk to ECS through three endpoints of its own"))
        }
        Service::Ec2 => (&cards::FEATURE_ENDPOINT_MISSING, "nodes set their DNS name through ec2".to_owned()),
        Service::Eks => {
            (&cards::FEATURE_ENDPOINT_MISSING, "nodes ask the EKS API for their cluster to join it".to_owned())
        }
        Service::Sts => (
            &cards::FEATURE_ENDPOINT_MISSING,
            in_case("irsa", "pods use IAM roles for service accounts, whose credentials come from sts"),
        ),
        Service::EksAuth => (
            &cards::FEATURE_ENDPOINT_MISSING,
            in_case("pod_identity", "pods use EKS Pod Identity, whose agent calls eks-auth"),
        ),
        Service::ElasticLoadBalancing => (
            &cards::FEATURE_ENDPOINT_MISSING,
            if block.workload.uses("load_balancer_controller") {
                "the AWS Load Balancer Controller calls elasticloadbalancing".to_owned()
            } else {
                "in case the AWS Load Balancer Controller runs, which calls elasticloadbalancing".to_owned()
            },
        ),
        Service::BATCH => (
            &cards::FEATURE_ENDPOINT_MISSING,
            "in case jobs call AWS Batch themselves, for example to submit others".to_owned(),
        ),
        Service::Logs
        | Service::SecretsManager
        | Service::Ssm
        | Service::SsmMessages
        | Service::Kms
        | Service::Fips(_)
        | Service::Listed(_) => {
            (&cards::FEATURE_ENDPOINT_MISSING, gets(&format!("call {} from its nodes and pods", service.name())))
        }
    };
    Reason { rule, sentence: sentence.into() }
}
