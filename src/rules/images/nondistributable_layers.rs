//! ECR602: the daemon that pushes licensed layers of older Windows images.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let Some(images) = block.images.filter(|images| images.value.nondistributable) else { return };
    let account = block.account.as_ref().map_or("ACCOUNT".to_owned(), |account| account.value.to_string());
    let region = block.region.value;
    let registry = format!("{account}.dkr.ecr.{}.{}", region.id, region.partition.dns_suffix());
    report.push(
        Diagnostic::new(&cards::NONDISTRIBUTABLE_LAYERS, images.span, "only Docker Engine before version 28 pushes foreign layers, if configured")
            .label("depends on the machine that pushes")
            .note("base images of June 2023 or later have no foreign layers; the license of older ones still binds")
            .help(format!(
                "on an older engine, add `{{\"allow-nondistributable-artifacts\": [\"{registry}\"]}}` to \
                 `C:\\ProgramData\\docker\\config\\daemon.json`, restart the daemon, and check after a push that the base \
                 layer is in ECR"
            )),
    );
}
