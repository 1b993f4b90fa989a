use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule {
    code: Code(602),
    name: "nondistributable_layers",
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
    let Some(images) = block.images.filter(|images| images.value.nondistributable) else { return };
    let account = block.account.as_ref().map_or("ACCOUNT".to_owned(), |account| account.value.to_string());
    let region = block.region.value;
    let registry = format!("{account}.dkr.ecr.{}.{}", region.id, region.partition.dns_suffix());
    report.push(
        Diagnostic::new(&RULE, images.span, "licensed base layers are pushed only by a daemon that is told to")
            .label("a matter of the machine that pushes")
            .note("servercore's base layer has about 1.7 GiB, and its licence still binds: for your own environment only")
            .help(format!(
                "put {{\"allow-nondistributable-artifacts\": [\"{registry}\"]}} into \
                 C:\\ProgramData\\docker\\config\\daemon.json, restart the daemon, and check after a push that the base \
                 layer is in ECR"
            )),
    );
}
