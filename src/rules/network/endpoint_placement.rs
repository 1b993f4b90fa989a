//! ECR306: where an interface endpoint has its network interfaces.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{List, logical_id};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for (resource, endpoint) in subject.plan.interface_endpoints() {
        // One of an unknown service may be a gateway, or the calling module may add its subnets.
        if endpoint.service.is_known() && endpoint.subnets == List::Items(Vec::new()) {
            let name = logical_id(&resource.id);
            report.push(
                Diagnostic::at(&cards::ENDPOINT_PLACEMENT, resource.span, format!("`{name}` has no subnet"))
                    .label("has no address in the VPC")
                    .help("name a private subnet in each zone"),
            );
        }
    }
}
