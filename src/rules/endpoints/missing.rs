//! What all rules say of an endpoint that is not there.

use crate::aws::Service;
use crate::diagnostic::{Diagnostic, Report, Rule};
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
    if subject.plan.has_endpoint(service) == Some(false) {
        let (span, who) = needed_by;
        report.push(
            Diagnostic::new(rule, span, format!("the `{}` endpoint is missing", service.name()))
                .label(who)
                .help(format!("add an interface endpoint for `{}` with private DNS on", service.name())),
        );
    }
}
