//! ECR510: other policies of an execution role.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let role = subject.block.and_then(|block| block.execution_role.as_ref());
    if let Some(role) = role.filter(|role| !role.value.new) {
        report.push(
            Diagnostic::new(
                &cards::EXECUTION_ROLE_EXISTS,
                role.span,
                format!("role `{}` may have other policies", role.value.name),
            )
            .label("another policy may allow pulls without conditions")
            .help("detach `AmazonECSTaskExecutionRolePolicy` and similar policies from the role"),
        );
    }
}
