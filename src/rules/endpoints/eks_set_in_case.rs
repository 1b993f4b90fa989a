//! ECR110: endpoints that EKS gets in case.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::NARROWING;
use crate::rules::Subject;

/// What is there in case, with the word of `uses` that asks for it.
const IN_CASE: &[(Service, &str)] = &[
    (Service::Sts, "irsa"),
    (Service::EksAuth, "pod_identity"),
    (Service::ElasticLoadBalancing, "load_balancer_controller"),
];

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let Some(launch) = block.workload.launches.iter().find(|launch| launch.value.is_eks()) else { return };
    if block.workload.narrows_eks() {
        return;
    }
    let created: Vec<&(Service, &str)> =
        IN_CASE.iter().filter(|(service, _)| subject.plan.endpoint(*service).is_some()).collect();
    if created.is_empty() {
        return;
    }
    let names: Vec<String> = created.iter().map(|(service, _)| format!("`{}`", service.name())).collect();
    let mut found = Diagnostic::new(
        &cards::EKS_SET_IN_CASE,
        launch.span,
        format!("{} are derived in case the cluster needs them", names.join(", ")),
    )
    .label("nothing says which of them it needs");
    for (service, word) in created {
        found = found.note(format!("`uses {word}` needs `{}`", service.name()));
    }
    report.push(
        found.help(format!(
            "name what the cluster uses, as in `uses {}`; the others are left out",
            NARROWING.join(", ")
        )),
    );
}
