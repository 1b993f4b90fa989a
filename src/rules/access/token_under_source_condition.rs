//! ECR508: conditions on the registry login.

use crate::aws::GET_AUTHORIZATION_TOKEN;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::plan::{Effect, Launch, ResourceKind, RolePolicy, Statement};
use crate::policy;
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let launches = subject.plan.surroundings.workload.launches.iter().map(|launch| launch.value);
    // On EC2 the agent fetches the token, through the VPC.
    if launches.len() > 0 && !launches.clone().any(Launch::is_fargate) {
        return;
    }
    let never = launches.clone().any(Launch::fetches_elsewhere);
    let policies = || {
        subject.plan.resources.iter().filter_map(|resource| {
            let ResourceKind::RolePolicy(policy) = &resource.kind else { return None };
            Some((resource, policy))
        })
    };
    let tokens = |policy: &RolePolicy| -> Vec<&Statement> {
        let document = subject.plan.policy(&policy.policy);
        let statements = document.into_iter().flat_map(|document| &document.statements);
        statements.filter(|statement| grants_token(statement)).collect()
    };
    for (resource, policy) in policies() {
        // Another policy of the role may grant it freely.
        let of_role = policies().filter(|(_, other)| other.role == policy.role);
        let free = of_role.flat_map(|(_, other)| tokens(other)).any(|statement| !is_tied(statement));
        if free || tokens(policy).is_empty() {
            continue;
        }
        let found = if never {
            Diagnostic::at(
                &cards::TOKEN_UNDER_SOURCE_CONDITION,
                resource.span,
                "the registry login is tied to the VPC, so it is never granted",
            )
            .label("Fargate makes this call outside the VPC")
        } else {
            let message = "the registry login is tied to the VPC, which AWS does not document as working";
            Diagnostic::at(&cards::TOKEN_UNDER_SOURCE_CONDITION, resource.span, message)
                .label("AWS documents neither success nor failure")
                .weighing(Severity::Warning)
        };
        report.push(found.help("grant `ecr:GetAuthorizationToken` in a statement of its own, without conditions"));
    }
}

fn grants_token(statement: &Statement) -> bool {
    statement.effect == Effect::Allow && policy::names_action(statement, GET_AUTHORIZATION_TOKEN) == Some(true)
}

fn is_tied(statement: &Statement) -> bool {
    statement
        .conditions
        .iter()
        .any(|condition| ["aws:SourceVpc", "aws:SourceVpce"].iter().any(|key| condition.key.eq_ignore_ascii_case(key)))
}
