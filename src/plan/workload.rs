//! Input: what runs in a VPC, and what it uses besides images.
//! Output: a [`Workload`], and which part of it calls a service.
//! Never: knows how calls get there.

use super::{Launch, Secret, SecretStore, services_of};
use crate::aws::uses::{Host, Use};
use crate::aws::{Region, Service};
use crate::span::{Span, Spanned};
use std::borrow::Cow;

/// What runs in the VPC, and what it uses besides images. The plan rules read it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Workload {
    /// The `launch` statements, in the order of the text; never empty in a [`Block`].
    pub launches: Vec<Spanned<Launch>>,
    /// The log driver, true for `awslogs`; `None` if the block does not say.
    pub awslogs: Option<Spanned<bool>>,
    /// Where task secrets come from.
    pub secrets: Vec<Spanned<SecretStore>>,
    /// ECS Exec, where said.
    pub exec: Option<Spanned<bool>>,
    /// Customer keys, where said.
    pub kms: Option<Spanned<bool>>,
    /// What else runs there: the words of `uses`, in the order of the text.
    pub uses: Vec<Spanned<&'static Use>>,
}

impl Workload {
    /// Where software beside the containers runs.
    pub fn hosts(&self) -> Vec<Host> {
        self.launches.iter().map(|launch| launch.value.host()).collect()
    }

    /// Adds a launch, once.
    pub fn add_launch(&mut self, launch: Launch, span: Span) {
        if !self.launches.iter().any(|known| known.value == launch) {
            self.launches.push(Spanned::new(launch, span));
        }
    }

    /// Adds the store of a secret that is read here, once, if it is known and so is where it is said.
    pub fn add_store_of(&mut self, secret: &Secret, here: Option<&Region>) {
        let Some((store, span)) = secret.store.zip(secret.span) else { return };
        if !secret.region.is_elsewhere(here) && !self.secrets.iter().any(|known| known.value == store) {
            self.secrets.push(Spanned::new(store, span));
        }
    }

    /// Whether a word of `uses` is said.
    pub fn uses(&self, word: &str) -> bool {
        self.uses.iter().any(|said| said.value.word == word)
    }

    /// Whether `uses` says which credentials and load balancers the pods of a private EKS cluster have, so that it
    /// needs no endpoint in case.
    pub fn narrows_eks(&self) -> bool {
        NARROWING.iter().any(|word| self.uses(word))
    }

    /// The services whose endpoints a launch needs: by the documents, but for those that `uses` says it can do without.
    ///
    /// Karpenter needs credentials from one of two services, and only `irsa` or `pod_identity` says from which.
    pub fn services_of(&self, launch: Launch, region: Option<&Region>) -> Vec<Service> {
        let mut services = services_of(launch, region);
        if launch.is_eks() && self.narrows_eks() {
            let in_doubt = self.uses("karpenter") && !self.uses("irsa") && !self.uses("pod_identity");
            let needed = [
                (Service::Sts, in_doubt || self.uses("irsa")),
                (Service::EksAuth, in_doubt || self.uses("pod_identity")),
                (Service::ElasticLoadBalancing, self.uses("load_balancer_controller")),
            ];
            services.retain(|service| !needed.contains(&(*service, false)));
        }
        services
    }

    /// What the words of `uses` call, in alphabetical order of the words: each service with the words and the reason.
    pub fn used_services(&self) -> Vec<(Service, Spanned<&'static Use>, &'static str)> {
        let hosts = self.hosts();
        let mut uses = self.uses.clone();
        uses.sort_by_key(|said| said.value.word);
        let calls = uses.into_iter().flat_map(|said| {
            said.value.services(&hosts).map(move |(service, why)| (service, said, why)).collect::<Vec<_>>()
        });
        calls.collect()
    }

    /// Of two sentences the one about tasks, or the one about pods if nothing but pods runs. Where nothing but hosts
    /// with Docker runs, tasks are containers.
    pub(crate) fn of_tasks_or_pods(&self, tasks: &'static str, pods: &'static str) -> Cow<'static, str> {
        let all =
            |are: fn(Launch) -> bool| !self.launches.is_empty() && self.launches.iter().all(|launch| are(launch.value));
        if all(Launch::is_eks) {
            pods.into()
        } else if all(|launch| matches!(launch, Launch::Docker { .. })) {
            tasks.replace("tasks", "containers").into()
        } else {
            tasks.into()
        }
    }
}

/// The words that say what of the conditional part of EKS's set a cluster needs.
pub const NARROWING: &[&str] = &["irsa", "pod_identity", "load_balancer_controller"];

/// What of a workload calls a service, each in a clause: "the awslogs driver calls it".
pub fn callers(workload: &Workload, region: Option<&Region>, service: Service) -> Vec<String> {
    // Those that use FIPS names are the same.
    let service = service.plain();
    let mut callers: Vec<String> = Vec::new();
    for launch in &workload.launches {
        if workload.services_of(launch.value, region).contains(&service) {
            let call = if matches!(launch.value, Launch::Eks { .. }) { "calls it" } else { "call it" };
            callers.push(format!("{} {call}", launch.value.who()));
        }
    }
    let is_on = |said: Option<Spanned<bool>>| said.is_some_and(|said| said.value);
    let reads = |store: SecretStore| workload.secrets.iter().any(|said| said.value == store);
    let mut used = |of: Service, used: bool, caller: Cow<'static, str>| {
        if of == service && used {
            callers.push(caller.into_owned());
        }
    };
    let logs = workload.of_tasks_or_pods("the awslogs driver calls it", "what sends the pods' logs calls it");
    let secrets =
        workload.of_tasks_or_pods("tasks that read their secrets call it", "pods that read their secrets call it");
    let keys = workload.of_tasks_or_pods(
        "tasks that decrypt with customer keys call it",
        "pods that decrypt with customer keys call it",
    );
    used(Service::Logs, is_on(workload.awslogs), logs);
    used(Service::SecretsManager, reads(SecretStore::SecretsManager), secrets.clone());
    used(Service::Ssm, reads(SecretStore::Ssm), secrets);
    used(Service::SsmMessages, is_on(workload.exec), "ECS Exec calls it".into());
    used(Service::Kms, is_on(workload.kms), keys);
    for (of, said, _) in workload.used_services() {
        used(of, true, format!("what `uses {}` stands for calls it", said.value.word).into());
    }
    callers
}
