//! What all rules say about a missing endpoint.

use crate::aws::Service;
use crate::diagnostic::{Diagnostic, Report, Rule, Severity};
use crate::rules::Subject;
use crate::span::Span;

/// Reports that the endpoint of a service is missing, where that is known: at the words that need it, with who does.
pub(super) fn report(
    subject: &Subject,
    service: Service,
    rule: &'static Rule,
    needed_by: (Span, &str),
    report: &mut Report,
) {
    report_as(subject, service, rule, needed_by, report, |found| found);
}

/// The same, for an endpoint that is needed where a feature is used, which is not known.
pub(super) fn report_in_case(
    subject: &Subject,
    service: Service,
    rule: &'static Rule,
    needed_by: (Span, &str),
    report: &mut Report,
) {
    report_as(subject, service, rule, needed_by, report, |found| found.weighing(Severity::Note));
}

fn report_as(
    subject: &Subject,
    service: Service,
    rule: &'static Rule,
    needed_by: (Span, &str),
    report: &mut Report,
    weigh: impl FnOnce(Diagnostic) -> Diagnostic,
) {
    if subject.plan.has_endpoint(service) == Some(false) {
        let (span, who) = needed_by;
        let found = Diagnostic::new(rule, span, format!("the `{}` endpoint is missing", service.name()))
            .label(who)
            .help(format!("add an interface endpoint for `{}` with private DNS on", service.name()));
        report.push(weigh(subject.beside_way_out(found)));
    }
}
