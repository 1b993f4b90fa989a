use super::Subject;
use crate::aws::{Partition, Service};
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule {
    code: Code(504),
    name: "repository_elsewhere",
    severity: Severity::Error,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let region = subject.plan.region;
    let mut judged = Vec::new();
    for service in [Service::EcrDkr, Service::EcrApi] {
        let Some((resource, endpoint)) = subject.plan.endpoint(service) else { continue };
        let Some(id) = endpoint.policy.as_ref().filter(|id| !judged.contains(id)) else { continue };
        judged.push(id);
        let resources = subject.plan.policy(id).into_iter().flat_map(|document| &document.statements);
        for arn in resources.flat_map(|statement| &statement.resources).filter_map(|resource| resource.as_literal()) {
            let parts: Vec<&str> = arn.splitn(5, ':').collect();
            let ["arn", partition, "ecr", of, _] = parts.as_slice() else { continue };
            let wildcard = |text: &str| text.contains(['*', '?']);
            let elsewhere = (!wildcard(of) && *of != region.id)
                || (!wildcard(partition) && Partition::find(partition) != Some(region.partition));
            if elsewhere {
                report.push(
                    Diagnostic::at(
                        &RULE,
                        resource.span,
                        format!("`{arn}` is not behind an endpoint of `{}`", region.id),
                    )
                    .label("endpoints are regional")
                    .help(format!("name repositories of `{}`", region.id)),
                );
            }
        }
    }
}
