//! ECR605: calls that no endpoint serves: of the software that `uses` names, and for images of other registries.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::plan::Registry;
use crate::rules::Subject;
use crate::rules::endpoints::is_settled;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    images(subject, report);
    let Some(block) = subject.block else { return };
    let hosts = block.workload.hosts();
    for said in &block.workload.uses {
        for aside in said.value.asides(&hosts).filter(|aside| aside.is_call && !is_settled(aside, block)) {
            report.push(
                Diagnostic::new(&cards::CALL_WITHOUT_ENDPOINT, said.span, aside.what)
                    .label("no endpoint here serves this call")
                    .help(aside.help)
                    .citing_instead(said.value.source()),
            );
        }
    }
}

/// The images of tasks that come from other registries, where nothing leads to these.
fn images(subject: &Subject, report: &mut Report) {
    for task in subject.plan.surroundings.tasks.iter().filter(|task| subject.is_shut_in(task)) {
        for image in &task.images {
            let Registry::Internet(registry) = image.registry(subject.plan.region) else { continue };
            let (name, of) = (&image.name, &task.name);
            let message = format!("the image `{name}` of `{of}` comes from `{registry}`, on the internet");
            report.push(
                Diagnostic::at(&cards::CALL_WITHOUT_ENDPOINT, image.span.or(task.span), message)
                    .label("no endpoint serves this registry")
                    .weighing(Severity::Error)
                    .help("copy the image to a private repository of ECR, or pull it through a cache rule of ECR"),
            );
        }
    }
}
