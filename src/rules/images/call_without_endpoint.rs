//! ECR605: calls of the software that `uses` names, which no endpoint of the block serves.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;
use crate::rules::endpoints::is_settled;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let hosts = block.workload.hosts();
    for said in &block.workload.uses {
        for aside in said.value.asides(&hosts).filter(|aside| aside.is_call && !is_settled(aside, block)) {
            report.push(
                Diagnostic::new(&cards::CALL_WITHOUT_ENDPOINT, said.span, aside.what)
                    .label("no endpoint here serves this call")
                    .help(aside.help),
            );
        }
    }
}
