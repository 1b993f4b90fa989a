//! ECR204: VPCs whose names another resolver resolves.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::Property;
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    forwarded(subject, report);
    let Some(custom) = subject.plan.surroundings.custom_dns.filter(|custom| custom.value) else { return };
    report.push(
        Diagnostic::new(&cards::CUSTOM_DNS, custom.span, "endpoint names resolve only through the Amazon-provided DNS")
            .label("another resolver returns public addresses")
            .help("forward the region's AWS names to the VPC's resolver, then accept this with a reason"),
    );
}

/// Reports Resolver rules for names that private DNS of an endpoint serves: they win.
fn forwarded(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    for service in Service::ALL {
        let Some(rule) = plan.forward(*service) else { continue };
        let Some((endpoint, _)) = plan.endpoint(*service).filter(|(_, it)| it.private_dns == Some(true)) else {
            continue;
        };
        let domain = rule.domain.as_deref().unwrap_or_default();
        let message =
            format!("a Resolver rule forwards `{domain}`, so private DNS of `{}` does not answer", service.name());
        let found = Diagnostic::at(&cards::CUSTOM_DNS, rule.span, message)
            .label("wins over the endpoint's private DNS")
            .help("remove the rule, or let its servers answer with the endpoint's addresses, then accept this with a reason");
        report.push(match endpoint.place(Property::PrivateDnsEnabled) {
            Some(place) => found.also(place, "serves this name in vain"),
            None => found,
        });
    }
}
