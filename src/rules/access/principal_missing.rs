//! ECR517: statements of endpoint policies that are about nobody.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Property, logical_id};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let interfaces = plan.interface_endpoints().map(|(resource, endpoint)| (resource, &endpoint.policy));
    let gateways = plan.gateway_endpoints().map(|(resource, endpoint)| (resource, &endpoint.policy));
    for (resource, id) in interfaces.chain(gateways) {
        let Some(document) = id.as_ref().and_then(|id| plan.policy(id)) else { continue };
        if document.names_principals() {
            continue;
        }
        let name = logical_id(&resource.id);
        let span = resource.place(Property::PolicyDocument);
        let message = format!("a statement in the policy of `{name}` has no `Principal`");
        report.push(
            Diagnostic::at(&cards::PRINCIPAL_MISSING, span, message)
                .label("AWS requires one in an endpoint's policy")
                .help("name a principal in each statement, such as `\"Principal\": \"*\"`"),
        );
    }
}
