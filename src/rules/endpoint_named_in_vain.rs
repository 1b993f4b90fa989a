use super::Subject;
use crate::plan;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule { code: Code(207), name: "endpoint_named_in_vain", severity: Severity::Warning, title: "", explanation: "", symptoms: &[], sources: &[], bad: Example::Spec(""), good: Example::Spec("") };

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let needed = plan::services_needed(block);
    for existing in &block.existing {
        let service = existing.service.value;
        if !needed.contains(&service) {
            report.push(
                Diagnostic::new(&RULE, existing.service.span, format!("nothing here needs `{}`", service.name()))
                    .label("named in vain")
                    .help("remove the statement"),
            );
        }
    }
    for of in &block.private_dns_of {
        let service = of.service.value;
        let existing = block.existing.iter().find(|existing| existing.service.value == service);
        let found = match existing {
            Some(existing) => {
                Diagnostic::new(&RULE, of.service.span, format!("`{}` is there already", service.name()))
                    .label("its private DNS is not set here")
                    .also(existing.service.span, "used as it is")
            }
            None if !needed.contains(&service) => {
                Diagnostic::new(&RULE, of.service.span, format!("no endpoint for `{}` is created", service.name()))
                    .label("named in vain")
            }
            None => continue,
        };
        report.push(found.help("remove the statement"));
    }
}
