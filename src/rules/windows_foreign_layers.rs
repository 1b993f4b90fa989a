use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule {
    code: Code(601),
    name: "windows_foreign_layers",
    severity: Severity::Warning,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let Some(windows) = block.workload.launches.iter().find(|launch| launch.value.is_windows()) else { return };
    if block.images.is_some_and(|images| images.value.nondistributable) {
        return;
    }
    let span = block.images.map_or(windows.span, |images| images.span);
    report.push(
        Diagnostic::new(&RULE, span, "the base layers of Windows images come from Azure, not from ECR")
            .label("no endpoint leads there")
            .help("push them with the daemon's flag and write `images windows nondistributable`"),
    );
}
