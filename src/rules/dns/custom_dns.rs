//! ECR204: VPCs whose names another resolver resolves.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(custom) = subject.plan.surroundings.custom_dns.filter(|custom| custom.value) else { return };
    report.push(
        Diagnostic::new(&cards::CUSTOM_DNS, custom.span, "endpoint names resolve only through the Amazon-provided DNS")
            .label("another resolver returns public addresses")
            .help("forward the region's AWS names to the VPC's resolver, then accept this with a reason"),
    );
}
