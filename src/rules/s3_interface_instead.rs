use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule {
    code: Code(405),
    name: "s3_interface_instead",
    severity: Severity::Warning,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    if subject.plan.gateway(Service::S3) != Some(false) {
        return;
    }
    if let Some((resource, _)) = subject.plan.endpoint(Service::S3) {
        report.push(
            Diagnostic::at(&RULE, resource.span, "an interface endpoint for `s3` stands in for the gateway")
                .label("documented for ECR only in part")
                .help("add a gateway endpoint for `s3`; it costs nothing"),
        );
    }
}
