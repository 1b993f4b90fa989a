//! Input: what runs in a VPC and what it uses, as far as that is known, and the endpoints that exist for it.
//! Output: `launch`, `logs`, `secrets`, `exec`, `kms`, and the services whose endpoints follow from them.
//! Never: guesses what runs: nothing but a launch says which endpoints a block has.

use super::draft::Draft;
use super::kept::{interface, named};
use super::names::bare;
use super::policy_on;
use crate::aws::{Region, Service};
use crate::plan::{
    BatchOn, EndpointService, Launch, OperatingSystem, PolicyId, SecretStore, Workload, logical_id, services_of,
};
use crate::spec::model::Keyword;

/// The services whose endpoints the spec makes, in their order; `None` where it is not known what runs.
pub(super) fn write(draft: &mut Draft) -> Option<Vec<Service>> {
    // Neither a file nor an option says `uses`: its endpoints are written by their names.
    let Workload { launches, awslogs, secrets, exec, kms, uses: _ } = &draft.plan.surroundings.workload;
    let mut launches: Vec<Launch> = launches.iter().map(|launch| launch.value).collect();
    launches.sort_unstable();
    launches.dedup();
    if launches.is_empty() {
        let message = format!("what runs in `{}` is not known", bare(&draft.world.name));
        let help = suggestion(draft);
        draft.refuse(draft.world.span, message, "nothing here shows a launch", help);
        return None;
    }
    let mut needed: Vec<Service> = Vec::new();
    for launch in &launches {
        draft.say(Keyword::Launch, words(*launch));
        needed.extend(services_of(*launch, draft.plan.region));
    }
    if launches.iter().any(|launch| matches!(launch.runs_on(), Launch::Eks { .. })) {
        narrow(draft, &mut needed);
    }
    match awslogs.map(|logs| logs.value) {
        Some(true) => needed.extend(uses(draft, Keyword::Logs, "awslogs", Service::Logs, true)),
        Some(false) => draft.say(Keyword::Logs, "none"),
        None => needed.extend(uses(draft, Keyword::Logs, "awslogs", Service::Logs, false)),
    }
    let mut stores: Vec<(&str, Option<String>)> = Vec::new();
    for (store, word, service) in [
        (SecretStore::SecretsManager, "secretsmanager", Service::SecretsManager),
        (SecretStore::Ssm, "ssm", Service::Ssm),
    ] {
        let is_said = secrets.iter().any(|said| said.value == store);
        let from = source(draft, service).filter(|_| !is_said);
        if is_said || from.is_some() {
            stores.push((word, from));
            needed.push(service);
        }
    }
    if !stores.is_empty() {
        let words: Vec<&str> = stores.iter().map(|(word, _)| *word).collect();
        let from: Vec<String> = stores.iter().filter_map(|(_, from)| from.clone()).collect();
        let words = words.join(", ");
        if from.is_empty() {
            draft.say(Keyword::Secrets, words);
        } else {
            draft.say_because(Keyword::Secrets, words, from.join("; "));
        }
    }
    // Only tasks of ECS have a shell that is opened by ECS Exec.
    if exec.is_some_and(|exec| exec.value) || launches.iter().any(|launch| launch.is_ecs()) {
        let is_said = exec.is_some_and(|exec| exec.value);
        needed.extend(uses(draft, Keyword::Exec, "on", Service::SsmMessages, is_said));
    }
    let is_said = kms.is_some_and(|kms| kms.value);
    needed.extend(uses(draft, Keyword::Kms, "on", Service::Kms, is_said));
    if let Some(region) = draft.plan.region {
        let mut others = others(draft, &needed);
        let fips = fips(draft, region, needed.iter().chain(&others));
        others.retain(|service| !fips.contains(service));
        let listed = others.iter().map(|service| service.name().to_owned());
        let names: Vec<String> = listed.chain(named(draft.plan, region).iter().map(|it| it.words(region))).collect();
        if !names.is_empty() {
            draft.say(Keyword::Endpoint, names.join(", "));
        }
        needed.extend(others.into_iter().chain(fips));
    }
    needed.sort_unstable();
    needed.dedup();
    Some(needed)
}

/// Says which credentials and load balancers the pods of a cluster have, where not all endpoints exist that they may need.
fn narrow(draft: &mut Draft, needed: &mut Vec<Service>) {
    let words = [
        ("irsa", Service::Sts),
        ("pod_identity", Service::EksAuth),
        ("load_balancer_controller", Service::ElasticLoadBalancing),
    ];
    let is_there = |service| interface(draft.plan, draft.plan.region, service).is_some();
    let asked: Vec<_> = words.into_iter().filter(|(_, service)| needed.contains(service)).collect();
    let (used, unused): (Vec<_>, Vec<_>) = asked.into_iter().partition(|(_, service)| is_there(*service));
    if used.is_empty() || unused.is_empty() {
        return;
    }
    let names = |of: &[(&str, Service)]| {
        let names: Vec<String> = of.iter().map(|(_, service)| format!("`{}`", service.name())).collect();
        names.join(" and ")
    };
    let reason = format!("there is no endpoint for {}", names(&unused));
    let words: Vec<&str> = used.iter().map(|(word, _)| *word).collect();
    draft.say_because(Keyword::Uses, words.join(", "), reason);
    needed.retain(|service| unused.iter().all(|(_, left_out)| left_out != service));
}

/// The services of further endpoints that a spec can name. One with a policy that it cannot say stays where it is.
fn others(draft: &Draft, needed: &[Service]) -> Vec<Service> {
    let interfaces = draft.plan.interface_endpoints().map(|(_, it)| (&it.service, it.policy.as_ref()));
    let gateways = draft.plan.gateway_endpoints().map(|(_, it)| (&it.service, it.policy.as_ref()));
    let find = |of: &EndpointService, policy: Option<&PolicyId>, is_gateway: bool| {
        let is_it = |service: &Service| service.is_gateway() == is_gateway && of.is(*service, draft.plan.region);
        let service = Service::every().find(is_it).filter(|service| *service != Service::S3)?;
        policy_on::can_say(draft, service, policy).then_some(service)
    };
    let interfaces = interfaces.filter_map(|(of, policy)| find(of, policy, false));
    let gateways = gateways.filter_map(|(of, policy)| find(of, policy, true));
    let mut others: Vec<Service> = interfaces.chain(gateways).filter(|service| !needed.contains(service)).collect();
    others.sort_unstable_by_key(|service| service.name());
    others.dedup();
    others
}

/// Says `fips on` where endpoints of ECR for FIPS names exist, and gives the services that it adds to these.
fn fips<'s>(draft: &mut Draft, region: &Region, plain: impl Iterator<Item = &'s Service>) -> Vec<Service> {
    let mut of_ecr = Service::ECR.into_iter().filter(|service| *service != service.plain());
    let exists = of_ecr.any(|service| draft.plan.endpoint(service).is_some());
    if !exists || !region.has_ecr_fips() {
        return Vec::new();
    }
    draft.say(Keyword::Fips, "on");
    plain.filter(|service| !service.is_fips_in(region)).filter_map(|service| service.fips()).collect()
}

/// Says a feature that is known to be used, or whose endpoint exists.
fn uses(draft: &mut Draft, keyword: Keyword, words: &str, service: Service, is_said: bool) -> Option<Service> {
    if is_said {
        draft.say(keyword, words);
        return Some(service);
    }
    let from = source(draft, service)?;
    draft.say_because(keyword, words, from);
    Some(service)
}

/// From which endpoint it is known that a service is used.
fn source(draft: &Draft, service: Service) -> Option<String> {
    let (resource, _) = interface(draft.plan, draft.plan.region, service)?;
    Some(format!("the endpoint `{}` exists", logical_id(&resource.id)))
}

/// A launch as the language writes it.
fn words(launch: Launch) -> String {
    let system = |os: OperatingSystem| if os == OperatingSystem::Windows { " windows" } else { "" };
    match launch {
        Launch::Fargate { version, os } => format!("fargate {version}{}", system(os)),
        Launch::Ec2 { os } => format!("ec2{}", system(os)),
        Launch::Eks { fargate: false } => "eks".to_owned(),
        Launch::Eks { fargate: true } => "eks fargate".to_owned(),
        Launch::Docker { os } => format!("docker{}", system(os)),
        Launch::Batch(BatchOn::Fargate) => "batch fargate".to_owned(),
        Launch::Batch(BatchOn::Ec2) => "batch ec2".to_owned(),
        Launch::Batch(BatchOn::Eks) => "batch eks".to_owned(),
        Launch::ManagedInstances => "managed_instances".to_owned(),
    }
}

/// What to write on the command line.
fn suggestion(draft: &Draft) -> String {
    let has = |service| interface(draft.plan, draft.plan.region, service).is_some();
    let example = if has(Service::EcsAgent) {
        "ec2"
    } else if has(Service::Eks) {
        "eks"
    } else {
        "fargate:1.4.0"
    };
    format!("say what runs: `--launch {example}` or another launch")
}
