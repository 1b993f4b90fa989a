use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule {
    code: Code(604),
    name: "pull_through_cache_unavailable",
    severity: Severity::Error,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block.filter(|block| !block.region.value.has_pull_through_cache()) else { return };
    for prefix in &block.pull_through_cache {
        let partition = block.region.value.partition.id();
        report.push(
            Diagnostic::new(&RULE, prefix.span, format!("`{partition}` has no pull-through cache"))
                .label("no rule can fill these repositories")
                .also(block.region.span, "a region of that partition")
                .help("push the images into repositories of your own"),
        );
    }
}
