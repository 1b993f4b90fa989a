use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::model::Verb;

pub static RULE: Rule = Rule {
    code: Code(509),
    name: "aws_images_stopped",
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
    let pulls = |verb: &Verb| matches!(verb, Verb::Pull | Verb::All);
    let allows = block.access.iter().filter(|access| access.value.allow && pulls(&access.value.verb.value));
    if allows.clone().any(|allow| allow.value.repositories.is_empty()) {
        return;
    }
    if let Some(repository) = allows.flat_map(|allow| &allow.value.repositories).next() {
        report.push(
            Diagnostic::new(&RULE, repository.span, "pulls are limited to repositories of yours")
                .label("AWS's own repositories are not among them")
                .help("where AWS injects images (GuardDuty's agent), allow their repositories, too"),
        );
    }
}
