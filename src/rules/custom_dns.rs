use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule { code: Code(204), name: "custom_dns", severity: Severity::Warning, title: "", explanation: "", symptoms: &[], sources: &[], bad: Example::Spec(""), good: Example::Spec("") };

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(custom) = subject.block.and_then(|block| block.custom_dns).filter(|custom| custom.value) else { return };
    report.push(
        Diagnostic::new(&RULE, custom.span, "endpoints are found through the Amazon-provided DNS alone")
            .label("another resolver answers with public addresses")
            .help("forward the region's AWS names to the VPC's resolver, then accept this with a reason"),
    );
}
