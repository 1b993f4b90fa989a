use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule {
    code: Code(401),
    name: "s3_gateway_missing",
    severity: Severity::Error,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(launch) = subject.plan.workload.launches.first() else { return };
    let gateway = subject.plan.gateway(Service::S3);
    // Whether an interface endpoint stands in for it is another rule's.
    if gateway == Some(false) && subject.plan.has_endpoint(Service::S3) == Some(false) {
        report.push(
            Diagnostic::new(&RULE, launch.span, "there is no gateway endpoint for `s3`")
                .label("fetches image layers from S3")
                .help("add a gateway endpoint for `s3` with the private subnets' route tables"),
        );
    }
}
