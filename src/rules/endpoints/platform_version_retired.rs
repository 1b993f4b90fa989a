//! ECR102: platform versions of Fargate on which no new task starts.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Launch, OperatingSystem, PlatformVersion};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for launch in &subject.plan.surroundings.workload.launches {
        let Launch::Fargate { version, os: OperatingSystem::Linux } = launch.value else { continue };
        if version >= PlatformVersion(1, 4, 0) || !version.is_listed(OperatingSystem::Linux) {
            continue;
        }
        let since = if version == PlatformVersion(1, 3, 0) { "2026-03-16" } else { "2020-12-14" };
        let message = format!("Fargate platform version `{version}` is retired");
        report.push(
            Diagnostic::new(&cards::PLATFORM_VERSION_RETIRED, launch.span, message)
                .label(format!("no task starts on it since {since}"))
                .note("ecrc derives what AWS documents for it: `ecr.dkr` and the S3 gateway endpoint alone")
                .help("write `launch fargate 1.4.0`; ecrc then also derives `ecr.api`, which that version needs"),
        );
    }
}
