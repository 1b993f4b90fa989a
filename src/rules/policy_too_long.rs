use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::policy;

pub static RULE: Rule = Rule {
    code: Code(505),
    name: "policy_too_long",
    severity: Severity::Error,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

/// Characters, blanks included.
const QUOTA: usize = 20_480;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let interfaces = plan.interface_endpoints().map(|(resource, endpoint)| (resource, &endpoint.policy));
    let gateways = plan.gateway_endpoints().map(|(resource, endpoint)| (resource, &endpoint.policy));
    let mut judged = Vec::new();
    for (resource, id) in interfaces.chain(gateways) {
        let Some(id) = id.as_ref().filter(|id| !judged.contains(id)) else { continue };
        judged.push(id);
        let Some(length) = plan.policy(id).map(policy::minified_length).filter(|length| *length > QUOTA) else {
            continue;
        };
        let said = subject.block.and_then(|block| block.access.last()).map(|access| access.span);
        report.push(
            Diagnostic::at(&RULE, said.or(resource.span), format!("the endpoint policy has {length} characters"))
                .label(format!("AWS takes {QUOTA}"))
                .help("name repositories by a common prefix and `*`, or move denies into repository policies"),
        );
    }
}
