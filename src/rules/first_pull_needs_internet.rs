use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule {
    code: Code(603),
    name: "first_pull_needs_internet",
    severity: Severity::Warning,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block.filter(|block| block.region.value.has_pull_through_cache()) else { return };
    let Some((first, others)) = block.pull_through_cache.split_first() else { return };
    let message = format!("the first pull from `{}/` needs a way to the internet", first.value);
    let mut found = Diagnostic::new(&RULE, first.span, message)
        .label("from then on, pulls stay inside")
        .help("pull each image once from a subnet with a NAT gateway, or accept this with a reason");
    for other in others {
        found = found.also(other.span, "the same goes for this prefix");
    }
    report.push(found);
}
