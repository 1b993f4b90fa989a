use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::model::{Block, Vpc};
use crate::plan::List;
use crate::span::Span;

pub static RULE: Rule = Rule {
    code: Code(303),
    name: "single_zone",
    severity: Severity::Warning,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let single = subject.plan.interface_endpoints().find(|(_, endpoint)| match &endpoint.subnets {
        List::Items(subnets) => subnets.len() == 1,
        List::Parameter(_) | List::Unknown => false,
    });
    let Some((resource, _)) = single else { return };
    let span = subject.block.and_then(said).or(resource.span);
    report.push(
        Diagnostic::at(&RULE, span, "the interface endpoints stand in one zone alone")
            .label("they fall with it")
            .help("spread them over at least two zones"),
    );
}

fn said(block: &Block) -> Option<Span> {
    match &block.vpc {
        Vpc::New { span, zones, .. } => Some(zones.map_or(*span, |zones| zones.span)),
        Vpc::Unsaid | Vpc::Existing(_) => block.subnets.as_ref().map(|subnets| subnets.span),
    }
}
