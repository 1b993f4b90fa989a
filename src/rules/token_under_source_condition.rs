use super::Subject;
use crate::aws::{GET_AUTHORIZATION_TOKEN, wildcard};
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::plan::{Effect, ResourceKind, Statement};

pub static RULE: Rule = Rule {
    code: Code(508),
    name: "token_under_source_condition",
    severity: Severity::Error,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for resource in &subject.plan.resources {
        let ResourceKind::RolePolicy(role_policy) = &resource.kind else { continue };
        let Some(document) = subject.plan.policy(&role_policy.policy) else { continue };
        let mut tokens = document.statements.iter().filter(|statement| grants_token(statement)).peekable();
        if tokens.peek().is_some() && tokens.all(is_tied) {
            report.push(
                Diagnostic::at(&RULE, resource.span, "the login token is tied to the VPC, and never granted")
                    .label("Fargate fetches it from outside of the VPC")
                    .help("grant `ecr:GetAuthorizationToken` in a statement of its own, without conditions"),
            );
        }
    }
}

fn grants_token(statement: &Statement) -> bool {
    let matches =
        |pattern: &str| wildcard::matches(&pattern.to_ascii_lowercase(), &GET_AUTHORIZATION_TOKEN.to_ascii_lowercase());
    statement.effect == Effect::Allow && statement.actions.iter().filter_map(|action| action.as_literal()).any(matches)
}

fn is_tied(statement: &Statement) -> bool {
    statement
        .conditions
        .iter()
        .any(|condition| ["aws:SourceVpc", "aws:SourceVpce"].iter().any(|key| condition.key.eq_ignore_ascii_case(key)))
}
