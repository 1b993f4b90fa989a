use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::{plan, policy};

pub static RULE: Rule = Rule {
    code: Code(501),
    name: "allow_covered",
    severity: Severity::Warning,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let allows: Vec<_> = block.access.iter().filter(|access| access.value.allow).collect();
    let grants: Vec<_> = allows.iter().map(|allow| plan::statement_of(&allow.value, block)).collect();
    for (at, (allow, grant)) in allows.iter().zip(&grants).enumerate() {
        let mut others = allows.iter().zip(&grants).enumerate().filter(|(other, _)| *other != at);
        let by = others.find(|(other, (_, wider))| {
            let equal = policy::covers(grant, wider);
            policy::covers(wider, grant) && (!equal || *other < at)
        });
        if let Some((_, (wider, _))) = by {
            report.push(
                Diagnostic::new(&RULE, allow.span, "this `allow` lets nobody do more")
                    .label("covered wholly")
                    .also(wider.span, "by what is allowed here")
                    .help("remove it, or remove the wider one if access is to be limited"),
            );
        }
    }
}
