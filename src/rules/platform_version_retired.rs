use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::model::{Launch, OperatingSystem, PlatformVersion};

pub static RULE: Rule = Rule { code: Code(102), name: "platform_version_retired", severity: Severity::Warning, title: "", explanation: "", symptoms: &[], sources: &[], bad: Example::Spec(""), good: Example::Spec("") };

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for launch in &subject.plan.workload.launches {
        let Launch::Fargate { version, os: OperatingSystem::Linux } = launch.value else { continue };
        if version >= PlatformVersion(1, 4, 0) {
            continue;
        }
        let since = if version == PlatformVersion(1, 3, 0) { "2026-03-31" } else { "2020-12-14" };
        report.push(
            Diagnostic::new(&RULE, launch.span, format!("Fargate no longer runs platform version `{version}`"))
                .label(format!("retired on {since}"))
                .note("what follows is derived as documented for it: `ecr.dkr` and the S3 gateway endpoint alone")
                .help("write `launch fargate 1.4.0`; it needs `ecr.api`, too, which is then derived"),
        );
    }
}
