//! ECR604: partitions in which pull-through caches are not confirmed.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block.filter(|block| !block.region.value.has_pull_through_cache()) else { return };
    for prefix in &block.pull_through_cache {
        let partition = block.region.value.partition.id();
        report.push(
            Diagnostic::new(
                &cards::PULL_THROUGH_CACHE_UNAVAILABLE,
                prefix.span,
                format!("pull-through cache is not confirmed in `{partition}`"),
            )
            .label("ECR may refuse this rule")
            .also(block.region.span, "a region of this partition")
            .help("create the rule there first; if ECR refuses it, push the images to your own repositories"),
        );
    }
}
