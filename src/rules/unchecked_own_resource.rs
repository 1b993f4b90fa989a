use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule {
    code: Code(305),
    name: "unchecked_own_resource",
    severity: Severity::Note,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    if let Some(group) = &block.security_group {
        report.push(
            Diagnostic::new(&RULE, group.span, format!("`{}` is used as it is, and not checked", group.value))
                .label("has to admit tcp/443 from the private subnets")
                .help("look at its ingress rules before you deploy"),
        );
    }
    for existing in &block.existing {
        let label = format!("has to be an endpoint for `{}` in this VPC", existing.service.value.name());
        report.push(
            Diagnostic::new(
                &RULE,
                existing.id.span,
                format!("`{}` is used as it is, and not checked", existing.id.value),
            )
            .label(label)
            .help("look at its private DNS, security group, route tables and policy before you deploy"),
        );
    }
}
