use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule {
    code: Code(506),
    name: "ecr_policies_differ",
    severity: Severity::Warning,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let (Some((resource, api)), Some((_, dkr))) = (plan.endpoint(Service::EcrApi), plan.endpoint(Service::EcrDkr))
    else {
        return;
    };
    let document = |id: &Option<crate::plan::PolicyId>| id.as_ref().and_then(|id| plan.policy(id));
    if document(&api.policy) != document(&dkr.policy) {
        report.push(
            Diagnostic::at(&RULE, resource.span, "the two ECR endpoints carry different policies")
                .label("differs from that of `ecr.dkr`")
                .help("write one policy, and put it on both"),
        );
    }
}
