//! ECR208: private DNS of the endpoints other than ECR's.

use crate::aws::{Fips, Service};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{self, EndpointService};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let Some(region) = plan.region else { return };
    for (_, endpoint) in plan.interface_endpoints() {
        let EndpointService::Known(service) = endpoint.service else { continue };
        // Those of ECR have rules of their own, and S3's interface endpoint is no part of a pull.
        if matches!(service, Service::EcrApi | Service::EcrDkr | Service::S3 | Service::Fips(Fips::EcrDkr)) {
            continue;
        }
        let Some(off) = subject.private_dns_off(service) else { continue };
        let callers = plan::callers(&plan.surroundings.workload, plan.region, service);
        let Some(caller) = callers.first() else { continue };
        let key = service.name();
        let names = service.private_dns_names(region).join(", ");
        let found = Diagnostic::at(
            &cards::PRIVATE_DNS_OFF,
            off.span,
            format!("`{key}` has private DNS off, and {caller} by its public name"),
        )
        .label(format!("`{key}` would resolve publicly"))
        .note(if subject.block.is_some() {
            format!("the public name is `{names}`; the endpoint's own names are among the template's outputs")
        } else {
            format!("the public name is `{names}`; clients would have to call the endpoint's own names")
        });
        let found = match off.span {
            Some(_) if off.of_all => found.help(format!("write `private_dns {key} on`, or remove `private_dns off`")),
            Some(_) => found.help(format!("write `private_dns {key} on`, the default, or `private_dns {key} own`")),
            None => found.help("set `PrivateDnsEnabled` to true"),
        };
        report.push(subject.beside_private_dns(service, found));
    }
}
