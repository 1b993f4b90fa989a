//! ECR406: what else nodes read from S3.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::Launch;
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let open = block.s3_full.is_some_and(|full| full.value) || !block.s3_also.is_empty();
    let open = open || block.workload.uses.iter().any(|said| !said.value.buckets.is_empty());
    let created =
        subject.plan.gateway_endpoints().any(|(_, gateway)| gateway.service.is(Service::S3, subject.plan.region));
    if open || !created {
        return;
    }
    let of_nodes =
        |launch: &Launch| matches!(launch.runs_on(), Launch::Ec2 { .. } | Launch::Eks { .. } | Launch::Docker { .. });
    let nodes = block.workload.launches.iter().find(|launch| of_nodes(&launch.value));
    if let Some(launch) = nodes {
        report.push(
            Diagnostic::new(
                &cards::S3_MINIMAL_ON_NODES,
                launch.span,
                "nodes cannot reach any S3 bucket but that of the image layers",
            )
            .label("nodes often read other buckets")
            .note("nodes often read package mirrors or build artifacts from S3")
            .help("name such buckets with `s3 also \"bucket\"`, or write `s3 full`"),
        );
    }
}
