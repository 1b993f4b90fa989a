//! ECR406: what else nodes read from S3.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::Launch;
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let uses = &block.workload.uses;
    // Other words open the bucket of one agent.
    let opens_mirrors = uses.iter().any(|said| said.value.word == "amazon_linux");
    let open = block.s3_full.is_some_and(|full| full.value) || !block.s3_also.is_empty() || opens_mirrors;
    if open || subject.plan.s3_gateways().next().is_none() {
        return;
    }
    let nodes = block.workload.launches.iter().find_map(|launch| match launch.value.runs_on() {
        Launch::Ec2 { .. } | Launch::Eks { fargate: false } => Some((launch.span, "nodes")),
        Launch::Docker { .. } => Some((launch.span, "hosts")),
        Launch::Fargate { .. } | Launch::Eks { fargate: true } | Launch::Batch(_) | Launch::ManagedInstances => None,
    });
    if let Some((span, who)) = nodes {
        let but = if uses.iter().any(|said| !said.value.buckets.is_empty()) {
            "those of the image layers and of `uses`"
        } else {
            "that of the image layers"
        };
        report.push(
            Diagnostic::new(&cards::S3_MINIMAL_ON_NODES, span, format!("{who} cannot reach any S3 bucket but {but}"))
                .label(format!("{who} often read other buckets"))
                .note(format!("{who} often read package mirrors or build artifacts from S3"))
                .help("name such buckets with `s3 also \"bucket\"`, or write `s3 full`"),
        );
    }
}
