//! Input: what runs in a VPC, and what it uses besides images.
//! Output: a [`Workload`], and which part of it calls a service.
//! Never: knows how calls get there.

use super::{Launch, SecretStore, services_of};
use crate::aws::{Region, Service};
use crate::span::Spanned;

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
}

impl Workload {
    /// Of two sentences the one about tasks, or the one about pods if nothing but pods runs.
    pub(crate) fn of_tasks_or_pods(&self, tasks: &'static str, pods: &'static str) -> &'static str {
        let mut launches = self.launches.iter();
        if !self.launches.is_empty() && launches.all(|launch| matches!(launch.value, Launch::Eks { .. })) {
            pods
        } else {
            tasks
        }
    }
}

/// What of a workload calls a service, each in a clause: "the awslogs driver calls it".
pub fn callers(workload: &Workload, region: Option<&Region>, service: Service) -> Vec<String> {
    // Those that use FIPS names are the same.
    let service = service.plain();
    let mut callers: Vec<String> = Vec::new();
    for launch in &workload.launches {
        if services_of(launch.value, region).contains(&service) {
            let call = if matches!(launch.value, Launch::Eks { .. }) { "calls it" } else { "call it" };
            callers.push(format!("{} {call}", launch.value.who()));
        }
    }
    let is_on = |said: Option<Spanned<bool>>| said.is_some_and(|said| said.value);
    let reads = |store: SecretStore| workload.secrets.iter().any(|said| said.value == store);
    let mut used = |of: Service, used: bool, caller: &str| {
        if of == service && used {
            callers.push(caller.to_owned());
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
    used(Service::SecretsManager, reads(SecretStore::SecretsManager), secrets);
    used(Service::Ssm, reads(SecretStore::Ssm), secrets);
    used(Service::SsmMessages, is_on(workload.exec), "ECS Exec calls it");
    used(Service::Kms, is_on(workload.kms), keys);
    callers
}
