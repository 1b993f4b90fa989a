use super::Subject;
use crate::aws::service::{NameFault, name_fault};
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule {
    code: Code(703),
    name: "service_name_elsewhere",
    severity: Severity::Error,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for (resource, name) in subject.named_services() {
        let Some(NameFault::Elsewhere { expected }) = name_fault(name, subject.plan.region) else { continue };
        report.push(
            Diagnostic::at(&RULE, resource.span, format!("`{name}` is not of `{}`", subject.plan.region.id))
                .label("another region, or another partition's prefix")
                .help(format!("write `{expected}`")),
        );
    }
}
