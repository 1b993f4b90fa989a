//! ECR510: other policies of an execution role.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(roles) = subject.block.and_then(|block| block.execution_roles.as_ref()) else { return };
    let existing = roles.value.names.iter().filter(|_| !roles.value.new);
    for role in existing {
        report.push(
            Diagnostic::new(
                &cards::EXECUTION_ROLE_EXISTS,
                if roles.value.names.len() > 1 { role.span } else { roles.span },
                format!("role `{}` may have other policies", role.value),
            )
            .label("another policy may allow pulls without conditions")
            .help("detach `AmazonECSTaskExecutionRolePolicy` and similar policies from the role"),
        );
    }
}
