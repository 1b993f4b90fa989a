//! What all rules say about a missing endpoint.

use crate::aws::{Service, service_name};
use crate::diagnostic::{Diagnostic, Report, Rule};
use crate::plan::{Fault, Property, Unfit};
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

/// The same; `weigh` adjusts the diagnostic.
pub(super) fn report_as(
    subject: &Subject,
    service: Service,
    rule: &'static Rule,
    needed_by: (Span, &str),
    report: &mut Report,
    weigh: impl Fn(Diagnostic) -> Diagnostic,
) {
    if subject.plan.has_endpoint(service) != Some(false) {
        return;
    }
    let (span, who) = needed_by;
    let name = service.name();
    let unfit = subject.plan.unfit(service);
    let missing = |help: String| {
        let found = Diagnostic::new(rule, span, format!("the `{name}` endpoint is missing")).label(who).help(help);
        weigh(subject.beside_way_out(service, beside_unlisted(subject, found)))
    };
    let Some(unfit) = unfit else {
        return report.push(missing(format!("add an interface endpoint for `{name}` with private DNS on")));
    };
    // Whatever else leads out, a template with such a type cannot be deployed.
    match &unfit.fault {
        Fault::Type(_) => report.push(mistyped(&unfit, service, rule).also(span, who)),
        Fault::State(_) => {
            let found = broken(&unfit, service, rule).also(span, who);
            report.push(weigh(subject.beside_way_out(service, found)));
        }
        Fault::Misspelled(_) => report.push(missing(unfit.help(service))),
        // ECR703 asks for the name.
        Fault::Elsewhere(_) => {}
    }
}

/// An endpoint of a type that its service does not have.
pub(in crate::rules) fn mistyped(unfit: &Unfit, service: Service, rule: &'static Rule) -> Diagnostic {
    let (said, key) = (unfit.said(), service.name());
    let found = Diagnostic::at(rule, unfit.span, format!("the `{key}` endpoint is of the type `{said}`"));
    let (refusal, wanted) = if service.is_gateway() {
        ("AWS refuses it: the service has no such endpoints", "Gateway")
    } else {
        ("AWS refuses it: the service has interface endpoints only", "Interface")
    };
    let found = found.label(if unfit.is_known_type() { refusal } else { "AWS knows no such type" });
    if said == "Gateway" {
        return found.help("set its type to `Interface`, with subnets and private DNS; the default is `Gateway`");
    }
    found.help(format!("write `{wanted}`"))
}

/// An endpoint that AWS says carries nothing.
pub(in crate::rules) fn broken(unfit: &Unfit, service: Service, rule: &'static Rule) -> Diagnostic {
    let message = format!("the `{}` endpoint is in the state `{}`", service.name(), unfit.said());
    Diagnostic::at(rule, unfit.span, message).label("carries nothing in this state").help(unfit.help(service))
}

/// Shows an endpoint beside whose service no list of AWS has: it may be the one that is meant.
fn beside_unlisted(subject: &Subject, found: Diagnostic) -> Diagnostic {
    let mut unlisted =
        subject.named_services().filter(|(_, name)| service_name::is_unlisted(name) || name.contains("${"));
    match unlisted.next().and_then(|(resource, name)| Some((resource.place(Property::ServiceName)?, name))) {
        Some((at, name)) => found.also(at, format!("AWS lists no service `{name}`")),
        None => found,
    }
}
