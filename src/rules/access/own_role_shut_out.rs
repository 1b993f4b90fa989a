//! ECR511: the role that pulls, and the policy that refuses it.

use super::cause::{Cause, cause};
use super::image_shut_out;
use crate::aws::{PULL, Region, is_account};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::plan::{
    Attribute, InterfaceEndpoint, Launch, Plan, PolicyDocument, PolicyId, Property, Resource, ResourceId, ResourceKind,
    RolePolicy, Value,
};
use crate::policy::{self, Answer, Budget, Part, Puller};
use crate::rules::Subject;
use crate::span::Span;
use crate::spec::derive;
use crate::spec::model::Block;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let Some(region) = plan.region else { return };
    let mut judged: Vec<&PolicyId> = Vec::new();
    for (resource, endpoint) in subject.ecr_endpoints() {
        let Some(id) = endpoint.policy.as_ref() else { continue };
        let Some(document) = subject.policy(id).filter(|_| !judged.contains(&id)) else { continue };
        judged.push(id);
        // What is longer than AWS takes (ECR505) is not judged further; where nobody can pull, another rule says so.
        if policy::excess(&document.statements).is_some()
            || subject.bound.somebody_can_pull(id, &document, subject.part_of(id), Some(region)) == Answer::No
        {
            continue;
        }
        let before = report.diagnostics.len();
        roles(subject, region, id, &document, report);
        if let Some(block) = subject.block
            && can_pull(subject, region, id, &document, Puller::Unnamed) == Answer::No
        {
            let may_pull = |arn| can_pull(subject, region, id, &document, Puller::One(arn)) != Answer::No;
            let are_users = !document.principals().any(|arn| !is_user(arn) && may_pull(arn));
            pullers(block, are_users, report);
        }
        if report.diagnostics.len() == before && subject.part_of(id) != Part::Token {
            image_shut_out::check(subject, region, (resource, id), &document, report);
        }
        // The other endpoint may refuse the same, and once is enough.
        if report.diagnostics.len() > before {
            return;
        }
    }
}

fn can_pull(subject: &Subject, region: &Region, id: &PolicyId, document: &PolicyDocument, puller: Puller) -> Answer {
    let repositories = policy::repositories_of(Some(region));
    let question = |budget: &mut Budget| policy::can_pull(document, puller, subject.part_of(id), &repositories, budget);
    subject.bound.ask(&cards::OWN_ROLE_SHUT_OUT, id, question)
}

/// The roles of the plan whose every pull a document refuses.
fn roles(subject: &Subject, region: &Region, id: &PolicyId, document: &PolicyDocument, report: &mut Report) {
    let plan = subject.plan;
    for resource in &plan.resources {
        let ResourceKind::RolePolicy(role_policy) = &resource.kind else { continue };
        if !grants_pulls(subject, role_policy) {
            continue;
        }
        let (name, called) = (plan.role_name(role_policy), plan.role_called(role_policy));
        let own = arn(subject, document, role_policy, &name);
        let others = document.principals().filter(|other| may_be(plan, other, role_policy, &name));
        let mut refused =
            [&own].into_iter().chain(others).map(|arn| can_pull(subject, region, id, document, Puller::One(arn)));
        if !refused.all(|answer| answer == Answer::No) {
            continue;
        }
        let message = format!("the endpoints' policy refuses every pull by the execution role `{called}`");
        let found =
            Diagnostic::at(&cards::OWN_ROLE_SHUT_OUT, resource.span, message).label("no task with this role starts");
        let carries_it = |(_, other): &(&Resource, &InterfaceEndpoint)| {
            other.policy.as_ref().is_some_and(|other| other == id || subject.policy(other).as_deref() == Some(document))
        };
        let policies =
            subject.ecr_endpoints().filter(carries_it).filter_map(|(it, _)| it.said(Property::PolicyDocument));
        let found = policies.fold(found, |found, policy| found.also(policy, "refuses it"));
        let repositories = policy::repositories_of(Some(region));
        let lets_it_in = |document: &PolicyDocument| {
            let puller = Puller::One(&own);
            subject
                .bound
                .ask_for_words(|budget| policy::can_pull(document, puller, subject.part_of(id), &repositories, budget))
        };
        let allow = format!("write `allow pull role \"{name}\"`");
        report.push(match cause(subject, document, lets_it_in) {
            Cause::NotAllowed => match subject.block.and_then(limiting) {
                Some(limiting) => found.also(limiting, "allows only others").help(allow),
                None => found.help(allow),
            },
            Cause::Denied(denial) => {
                let denies = denial.into_iter().flat_map(|denial| [vec![denial.deny], denial.with].concat());
                let found = denies.fold(found, |found, deny| found.also(deny, "refuses it"));
                found.help("remove the role from the `deny`")
            }
            Cause::Undecided => found.help(allow + ", and exclude it from each `deny` of pulls"),
        });
    }
}

/// The first `allow` of pulls.
fn limiting(block: &Block) -> Option<Span> {
    block.access.iter().find(|access| derive::grants_pulls(&access.value)).map(|access| access.span)
}

/// Whether an ARN is surely that of a user.
pub(super) fn is_user(arn: &Value) -> bool {
    arn.to_string().contains(":user/")
}

/// Who pulls, where only those who are named can: on hosts, which role that must be; where these are users alone, that no
/// role can.
fn pullers(block: &Block, are_users: bool, report: &mut Report) {
    let mut named = block.access.iter().filter(|access| access.value.allow && !access.value.principals.is_empty());
    let of_pulls = named.clone().find(|access| derive::grants_pulls(&access.value));
    let Some(allow) = of_pulls.or_else(|| named.next()) else { return };
    let pullers = block.workload.launches.iter().filter_map(|launch| {
        let who = match launch.value.runs_on() {
            Launch::Fargate { .. } if are_users && block.execution_roles.is_none() => "the task execution role pulls",
            Launch::Fargate { .. } | Launch::Batch(_) => return None,
            Launch::Docker { .. } => "the host's role or user pulls",
            Launch::Ec2 { .. } | Launch::ManagedInstances => {
                "the container instance's role pulls, or the execution role that a task names"
            }
            Launch::Eks { fargate: false } => "the node's role pulls",
            Launch::Eks { fargate: true } => "the pod execution role pulls",
        };
        Some((launch.span, who))
    });
    for (span, who) in pullers {
        if are_users && !who.contains("user") {
            report.push(
                Diagnostic::new(&cards::OWN_ROLE_SHUT_OUT, span, format!("only users can pull, but here {who}"))
                    .label("pulls as a role, which is refused")
                    .also(allow.span, "names users only")
                    .help("name the role in an `allow pull`, as in `allow pull role \"NAME\"`"),
            );
            continue;
        }
        report.push(
            Diagnostic::new(
                &cards::OWN_ROLE_SHUT_OUT,
                span,
                format!("only the principals that `allow` names can pull, but here {who}"),
            )
            .label("the role must be among them")
            .also(allow.span, "names who can pull")
            .help("check that the role is named, then accept this with that as the reason")
            .weighing(Severity::Note),
        );
    }
}

/// Whether a role gets pulls by this policy: then it is one that pulls.
pub(super) fn grants_pulls(subject: &Subject, policy: &RolePolicy) -> bool {
    let document = subject.plan.policy(&policy.policy);
    let mut statements = document.into_iter().flat_map(|document| &document.statements);
    statements.any(|statement| PULL.iter().any(|action| policy::names_action(statement, action) == Some(true)))
}

/// The role's ARN as the document has it: an attribute, if it names that, else its name in the account that deploys.
pub(super) fn arn(subject: &Subject, document: &PolicyDocument, policy: &RolePolicy, name: &str) -> Value {
    let made = made_as(subject.plan, &policy.role);
    if let Some(id) = &made {
        let attribute = Value::Attribute(id.clone(), Attribute::Arn);
        if document.principals().any(|arn| *arn == attribute) {
            return attribute;
        }
    }
    let path = made.and_then(|id| path_of(subject.plan, &id)).unwrap_or("/");
    subject.known(&Value::role_arn(path, Value::literal(name.to_owned())))
}

/// The role that the plan creates, by an attribute of it or by its name.
fn made_as(plan: &Plan, role: &Value) -> Option<ResourceId> {
    if let Value::Attribute(id, _) = role {
        return Some(id.clone());
    }
    let is_it = |kind: &ResourceKind| matches!(kind, ResourceKind::Role(made) if role.is_known() && made.name == *role);
    plan.resources.iter().find(|resource| is_it(&resource.kind)).map(|resource| resource.id.clone())
}

/// The path of a role that the plan creates, if it is known.
fn path_of<'p>(plan: &'p Plan, id: &ResourceId) -> Option<&'p str> {
    let ResourceKind::Role(role) = &plan.resource(id)?.kind else { return None };
    role.path.as_literal()
}

/// Whether a principal may be the role: one with a path that is not known here, one in an account that is written out, or
/// such an account as a whole.
pub(super) fn may_be(plan: &Plan, principal: &Value, policy: &RolePolicy, name: &str) -> bool {
    let text = principal.to_string();
    if is_account(&text) || text.ends_with(":root") {
        return true;
    }
    let Some((_, role)) = text.split_once(":role") else { return false };
    match made_as(plan, &policy.role).and_then(|id| path_of(plan, &id)) {
        Some(path) => role.strip_suffix(name) == Some(path),
        None => role.strip_suffix(name).is_some_and(|path| path.ends_with('/')),
    }
}
