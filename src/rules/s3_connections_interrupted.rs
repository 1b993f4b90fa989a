use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule {
    code: Code(404),
    name: "s3_connections_interrupted",
    severity: Severity::Warning,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(in_use) = subject.block.and_then(|block| block.s3_in_use) else { return };
    if subject.plan.gateway_endpoints().any(|(_, gateway)| gateway.service.is(Service::S3, subject.plan.region)) {
        report.push(
            Diagnostic::new(&RULE, in_use, "adding the S3 gateway endpoint interrupts open connections to S3")
                .label("containers hold some")
                .help(
                    "create the endpoint in a new VPC (`vpc new`) and move the cluster there, or accept a short break",
                ),
        );
    }
}
