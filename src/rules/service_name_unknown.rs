use super::Subject;
use crate::aws::service::{NameFault, name_fault};
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule {
    code: Code(704),
    name: "service_name_unknown",
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
        let Some(NameFault::NoSuchService { meant }) = name_fault(name, subject.plan.region) else { continue };
        report.push(
            Diagnostic::at(&RULE, resource.span, format!("no endpoint service is called `{name}`"))
                .label("AWS refuses the endpoint")
                .help(format!("did you mean `{meant}`?")),
        );
    }
}
