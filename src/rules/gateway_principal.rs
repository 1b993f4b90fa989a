use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::plan::Principals;

pub static RULE: Rule = Rule {
    code: Code(407),
    name: "gateway_principal",
    severity: Severity::Error,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for (resource, gateway) in subject.plan.gateway_endpoints() {
        let Some(policy) = gateway.policy.as_ref().and_then(|id| subject.plan.policy(id)) else { continue };
        let named = policy.statements.iter().any(|statement| match &statement.principals {
            Some(Principals::Aws(arns)) => arns.iter().any(|arn| arn.as_literal() != Some("*")),
            Some(Principals::Service(_)) => true,
            Some(Principals::Everyone | Principals::Unknown) | None => false,
        });
        if named {
            report.push(
                Diagnostic::at(&RULE, resource.span, "the policy of a gateway endpoint names a principal")
                    .label("only `*` works here")
                    .help("write `\"Principal\": \"*\"`, and narrow by the condition key `aws:PrincipalArn`"),
            );
        }
    }
}
