//! ECR309: ranges that a VPC cannot have.

use crate::aws::{Ipv4Cidr, unusable};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::rules::Subject;
use crate::span::Span;
use crate::spec::model::{Block, Vpc};

/// The range of Docker's default bridge.
const DOCKER: &str = "172.17.0.0/16";

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for (resource, vpc) in subject.plan.vpcs() {
        let Some(cidr) = vpc.cidr.as_literal().and_then(Ipv4Cidr::canonical) else { continue };
        let in_range = |range: &str| Ipv4Cidr::parse(range).is_ok_and(|range| range.overlaps(cidr));
        let span = subject.block.and_then(said).or(resource.span);
        let help = "choose a private range, such as `10.0.0.0/16`";
        if let Some(what) = unusable::meeting(cidr) {
            report.push(
                Diagnostic::at(&cards::VPC_RANGE_REFUSED, span, format!("AWS does not create VPCs in {what}"))
                    .label("creating the VPC would fail")
                    .help(help),
            );
        } else if in_range(DOCKER) {
            report.push(
                Diagnostic::at(
                    &cards::VPC_RANGE_REFUSED,
                    span,
                    format!("Docker's default bridge has the range `{DOCKER}` on every host"),
                )
                .label("containers may not reach addresses in this range")
                .help(help)
                .weighing(Severity::Note),
            );
        }
    }
}

/// Where a block says the range.
fn said(block: &Block) -> Option<Span> {
    match &block.vpc {
        Vpc::New { cidr, .. } => Some(cidr.span),
        Vpc::Unsaid | Vpc::Existing(_) => None,
    }
}
