use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::plan::{List, logical_id};

pub static RULE: Rule = Rule {
    code: Code(306),
    name: "endpoint_placement",
    severity: Severity::Error,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for (resource, endpoint) in subject.plan.interface_endpoints() {
        if endpoint.subnets == List::Items(Vec::new()) {
            let name = logical_id(&resource.id);
            report.push(
                Diagnostic::at(&RULE, resource.span, format!("`{name}` has no subnet"))
                    .label("has no address in the VPC")
                    .help("name a private subnet in each zone"),
            );
        }
    }
}
