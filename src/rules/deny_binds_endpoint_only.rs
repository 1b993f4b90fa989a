use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule {
    code: Code(507),
    name: "deny_binds_endpoint_only",
    severity: Severity::Note,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    if let Some(deny) = block.access.iter().find(|access| !access.value.allow) {
        report.push(
            Diagnostic::new(&RULE, deny.span, "this binds only what crosses the endpoints")
                .label("another way to ECR is not denied")
                .help("to deny it everywhere, add a repository policy or a service control policy"),
        );
    }
}
