//! ECR111: what the software that `uses` names needs besides its endpoints.

use crate::aws::Service;
use crate::aws::uses::Aside;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;
use crate::spec::model::Block;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let hosts = block.workload.hosts();
    for said in &block.workload.uses {
        let word = said.value.word;
        for aside in said.value.asides(&hosts).filter(|aside| !aside.is_call && !is_settled(aside, block)) {
            report.push(
                Diagnostic::new(&cards::USES_ASKS_MORE, said.span, aside.what)
                    .label("needs more than its endpoints")
                    .help(aside.help)
                    .citing_instead(said.value.source()),
            );
        }
        let has_credentials =
            [Service::Sts, Service::EksAuth].iter().any(|service| subject.plan.has_endpoint(*service) == Some(true));
        let pods = block.workload.launches.iter().any(|launch| launch.value.is_eks());
        if said.value.needs_role && pods && !has_credentials {
            let message = format!("pods of `{word}` get credentials through `sts` or `eks-auth`, and neither is here");
            report.push(
                Diagnostic::new(&cards::USES_ASKS_MORE, said.span, message)
                    .label("works with the node's role only")
                    .help("add `irsa` or `pod_identity` to `uses`, unless these pods use the node's role"),
            );
        }
    }
}

/// Whether the block says what settles it: a word of `uses`, or an endpoint.
pub(in crate::rules) fn is_settled(aside: &Aside, block: &Block) -> bool {
    let by = aside.settled_by;
    block.workload.uses(by)
        || (by == "kms" && block.workload.kms.is_some_and(|kms| kms.value))
        || block.existing.iter().any(|existing| existing.service.value.name() == by)
        || block.endpoints.iter().any(|key| key.value.as_str() == by)
}
