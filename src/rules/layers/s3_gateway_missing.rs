//! ECR401: where image layers come from.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::Fault;
use crate::rules::Subject;
use crate::rules::endpoints::{broken, mistyped};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    if subject.all_pull_elsewhere() {
        return;
    }
    let launch = subject.plan.surroundings.workload.launches.first().map(|launch| launch.span);
    let unseen = subject.pulls_unseen().and_then(|endpoint| endpoint.span);
    let Some(span) = launch.or(unseen) else { return };
    let gateway = subject.plan.gateway(Service::S3);
    // Whether an interface endpoint stands in for it is another rule's; without private DNS it cannot.
    let without_dns = subject.private_dns_off(Service::S3);
    if gateway == Some(false) && (without_dns.is_some() || subject.plan.has_endpoint(Service::S3) == Some(false)) {
        let unfit = subject.plan.unfit(Service::S3);
        let rule = &cards::S3_GATEWAY_MISSING;
        let help = match unfit.as_ref().map(|unfit| (unfit, &unfit.fault)) {
            Some((unfit, Fault::Type(_))) => return report.push(mistyped(unfit, Service::S3, rule)),
            Some((unfit, Fault::State(_))) => {
                return report.push(subject.beside_way_out(Service::S3, broken(unfit, Service::S3, rule)));
            }
            // ECR703 asks for the name.
            Some((_, Fault::Elsewhere(_))) => return,
            Some((unfit, Fault::Misspelled(_))) => unfit.help(Service::S3),
            None => "add a gateway endpoint for `s3` with the private subnets' route tables".to_owned(),
        };
        let found = Diagnostic::new(rule, span, "the `s3` gateway endpoint is missing")
            .label(if launch.is_some() { "fetches image layers from S3" } else { "pulls fetch image layers from S3" })
            .help(help);
        let found = match without_dns.and_then(|off| off.span) {
            Some(off) => found.also(off, "private DNS is off here"),
            None => found,
        };
        report.push(subject.beside_way_out(Service::S3, found));
    }
}
