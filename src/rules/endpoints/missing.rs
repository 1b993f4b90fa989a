//! What all rules say about a missing endpoint.

use crate::aws::{Service, service_name};
use crate::diagnostic::{Diagnostic, Report, Rule};
use crate::plan::Property;
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

/// The same, weighed or with what else is to be said.
pub(super) fn report_as(
    subject: &Subject,
    service: Service,
    rule: &'static Rule,
    needed_by: (Span, &str),
    report: &mut Report,
    weigh: impl FnOnce(Diagnostic) -> Diagnostic,
) {
    if subject.plan.has_endpoint(service) != Some(false) {
        return;
    }
    let (span, who) = needed_by;
    let name = service.name();
    // Whatever else leads out, the template cannot be deployed.
    if let Some(refused) = subject.plan.refused_gateway(service) {
        let found = Diagnostic::at(rule, refused.span, format!("the `{name}` endpoint is of the type `Gateway`"));
        report.push(
            found
                .label("AWS refuses it: the service has interface endpoints only")
                .also(span, who)
                .help("set its type to `Interface`, with subnets and private DNS; the default is `Gateway`"),
        );
        return;
    }
    let found = Diagnostic::new(rule, span, format!("the `{name}` endpoint is missing"))
        .label(who)
        .help(format!("add an interface endpoint for `{name}` with private DNS on"));
    report.push(weigh(subject.beside_way_out(beside_unlisted(subject, found))));
}

/// Shows an endpoint beside whose service no list of AWS has: it may be the one that is meant.
fn beside_unlisted(subject: &Subject, found: Diagnostic) -> Diagnostic {
    let mut unlisted = subject.named_services().filter(|(_, name)| service_name::is_unlisted(name));
    match unlisted.next().and_then(|(resource, name)| Some((resource.place(Property::ServiceName)?, name))) {
        Some((at, name)) => found.also(at, format!("AWS lists no service `{name}`")),
        None => found,
    }
}
