use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule {
    code: Code(510),
    name: "execution_role_exists",
    severity: Severity::Note,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let role = subject.block.and_then(|block| block.execution_role.as_ref());
    if let Some(role) = role.filter(|role| !role.value.new) {
        report.push(
            Diagnostic::new(&RULE, role.span, format!("`{}` may have other policies, too", role.value.name))
                .label("one that grants pulls without conditions unties it")
                .help("remove `AmazonECSTaskExecutionRolePolicy` and the like from the role"),
        );
    }
}
