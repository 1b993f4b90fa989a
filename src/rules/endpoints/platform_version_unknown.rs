//! ECR101: platform versions of Fargate that AWS does not list. A spec's own is checked where it is read.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Launch, PlatformVersion};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for launch in &subject.plan.surroundings.workload.launches {
        let Launch::Fargate { version, os } = launch.value else { continue };
        if version.is_listed(os) {
            continue;
        }
        let listed: Vec<String> =
            PlatformVersion::listed(os).iter().map(|(version, _)| format!("`{version}`")).collect();
        let message = format!("Fargate on {os} has no platform version `{version}`");
        let found = Diagnostic::new(&cards::PLATFORM_VERSION_UNKNOWN, launch.span, message);
        report.push(found.label(format!("AWS lists {}", listed.join(", "))).help("write a version that AWS lists"));
    }
}
