//! ECR306: where an interface endpoint has its network interfaces.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{EndpointService, List, logical_id};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for (resource, endpoint) in subject.plan.interface_endpoints() {
        // In a module that is given the service, it may be any, and the module that calls this one may add subnets.
        let is_known = !matches!(endpoint.service, EndpointService::Unknown(_));
        if is_known && endpoint.subnets == List::Items(Vec::new()) {
            let name = logical_id(&resource.id);
            report.push(
                Diagnostic::at(&cards::ENDPOINT_PLACEMENT, resource.span, format!("`{name}` has no subnet"))
                    .label("has no address in the VPC")
                    .help("name a private subnet in each zone"),
            );
        }
    }
}
