//! ECR704: no endpoint service has that name.

use crate::aws::service_name::{NameFault, name_fault};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for (resource, name) in subject.named_services() {
        let (label, help) = match name_fault(name, subject.plan.region) {
            Some(NameFault::NoSuchService { meant, .. }) => {
                ("AWS refuses the endpoint", format!("a similar name exists: `{meant}`"))
            }
            Some(NameFault::Unreplaced { .. }) => (
                "nothing replaces `${…}` here",
                "write `!Sub` before it, so that CloudFormation replaces it".to_owned(),
            ),
            Some(NameFault::Elsewhere { .. }) | None => continue,
        };
        let message = format!("no endpoint service is named `{name}`");
        report.push(Diagnostic::at(&cards::SERVICE_NAME_UNKNOWN, resource.span, message).label(label).help(help));
    }
}
