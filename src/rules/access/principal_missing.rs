//! ECR517: statements of endpoint policies that are about nobody.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Property, logical_id};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    for (resource, _) in plan.endpoints() {
        let Some(document) = resource.kind.policy().and_then(|id| plan.policy(id)) else { continue };
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
