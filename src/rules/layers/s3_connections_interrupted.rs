//! ECR404: containers that have open S3 connections.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(in_use) = subject.block.and_then(|block| block.s3_in_use) else { return };
    if subject.plan.s3_gateways().next().is_some() {
        report.push(
            Diagnostic::new(
                &cards::S3_CONNECTIONS_INTERRUPTED,
                in_use,
                "adding the S3 gateway endpoint interrupts open connections to S3",
            )
            .label("containers hold open connections")
            .help("create the endpoint in a new VPC (`vpc new`) and move the cluster there, or accept a short interruption"),
        );
    }
}
