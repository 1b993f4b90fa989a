//! ECR601: base layers of older Windows images, which ECR does not store.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let Some(windows) = block.workload.launches.iter().find(|launch| launch.value.is_windows()) else { return };
    if block.images.is_some_and(|images| images.value.nondistributable) {
        return;
    }
    let span = block.images.map_or(windows.span, |images| images.span);
    report.push(
        Diagnostic::new(
            &cards::WINDOWS_FOREIGN_LAYERS,
            span,
            "Windows base images from before June 2023 keep their layers in Azure, not in ECR",
        )
        .label("no endpoint reaches Azure")
        .note("AWS's page still says this of all Windows images; Microsoft's newer base images have no such layers")
        .help("rebuild on a base image of June 2023 or later, then accept this with that as the reason"),
    );
}
