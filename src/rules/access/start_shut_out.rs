//! ECR516: calls of a start that the policy of their endpoint refuses.

use super::own_role_shut_out::{arn, grants_pulls, is_user, may_be};
use crate::aws::{Service, is_unsigned, service_actions, start_actions};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::plan::{
    EndpointService, Launch, PolicyDocument, PolicyId, Property, Resource, ResourceKind, SecretStore, Value, Workload,
};
use crate::policy::{self, Decision, Request, Who, decide};
use crate::rules::Subject;
use crate::span::{Span, Spanned};
use crate::spec::derive;
use crate::spec::model::Access;

/// Why a statement about a role says nothing of an unsigned call.
const UNSIGNED: &str =
    "the call is not signed: its caller is no role or user, and only a statement for everyone matches";

/// What a start asks of a service.
struct Call {
    service: Service,
    /// The words that ask for it.
    span: Span,
    /// What for.
    purpose: &'static str,
    /// Whether on Fargate the task execution role makes it.
    by_execution_role: bool,
}

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let mut closed: Vec<&PolicyId> = Vec::new();
    // The start goes through an existing one, whose policy is not known: only that for its FIPS names is made here.
    let existing = subject.block.map_or(&[][..], |block| &block.existing);
    let exists = |service: Service| existing.iter().any(|existing| existing.service.value == service);
    for call in calls(&subject.plan.surroundings.workload).into_iter().filter(|call| !exists(call.service)) {
        let mut judged: Vec<&PolicyId> = Vec::new();
        for (resource, endpoint) in subject.plan.interface_endpoints() {
            let is_for = |service: Service| endpoint.service.is(service, subject.plan.region);
            let Some(id) = endpoint.policy.as_ref().filter(|id| !judged.contains(id)) else { continue };
            if !is_for(call.service) && !call.service.fips().is_some_and(is_for) {
                continue;
            }
            judged.push(id);
            // What is longer than AWS takes (ECR505) is not judged further.
            let Some(document) = subject.policy(id).filter(|it| policy::excess(&it.statements).is_none()) else {
                continue;
            };
            let whom = callers(&document, call.service);
            let of_all = refused(&document, call.service, &whom);
            if !of_all.is_empty() {
                report.push(of_nobody(subject, &call, (resource, id), &of_all));
                closed.push(id);
            } else if whom.iter().all(|who| !refused(&document, call.service, &[*who]).is_empty()) {
                report.push(of_no_one_alone(subject, &call, (resource, id)));
            } else {
                report.diagnostics.extend(roles(subject, &call, (resource, id), &document));
            }
        }
    }
    for (resource, endpoint) in subject.plan.interface_endpoints() {
        let Some(id) = endpoint.policy.as_ref().filter(|id| !closed.contains(id)) else { continue };
        // Another rule tells of pulls.
        let is_ecr = matches!(endpoint.service, EndpointService::Known(service) if service.is_ecr());
        let Some(service) = endpoint.service.key().filter(|_| !is_ecr) else { continue };
        if subject.policy(id).is_some_and(|document| lets_nothing_through(&document, service)) {
            report.push(of_nothing(subject, service, (resource, id)));
            closed.push(id);
        }
    }
}

/// Whether an endpoint's policy surely refuses every action of its service to everybody.
fn lets_nothing_through(document: &PolicyDocument, service: &str) -> bool {
    let whom = everyone(document);
    let answers = |action| whom.iter().map(move |who| ask(document, *who, action));
    match service_actions::of_service(service) {
        Some(known) => known.names.iter().all(|action| answers(action).all(is_refusal)),
        // Of a service whose actions are not known, only a `deny` of all names them all.
        None => answers("*").all(|answer| answer == Decision::Denied),
    }
}

fn ask(document: &PolicyDocument, who: Who, action: &str) -> Decision {
    decide(document, &Request { who, action, resource: &Value::unknown() })
}

fn is_refusal(answer: Decision) -> bool {
    matches!(answer, Decision::Denied | Decision::NotAllowed)
}

/// The calls that every start of a workload makes, by the statement that asks for them.
fn calls(workload: &Workload) -> Vec<Call> {
    let mut calls = Vec::new();
    let mut add = |service: Service, span: Span, purpose: &'static str, by_execution_role: bool| {
        if !calls.iter().any(|call: &Call| call.service == service) {
            calls.push(Call { service, span, purpose, by_execution_role });
        }
    };
    let on = |said: Option<Spanned<bool>>| said.filter(|said| said.value).map(|said| said.span);
    if let Some(span) = on(workload.awslogs) {
        add(Service::Logs, span, "sending logs", true);
    }
    for store in &workload.secrets {
        let (service, purpose) = match store.value {
            SecretStore::SecretsManager => (Service::SecretsManager, "reading secrets"),
            SecretStore::Ssm => (Service::Ssm, "reading parameters"),
        };
        add(service, store.span, purpose, true);
    }
    if let Some(span) = on(workload.exec) {
        add(Service::SsmMessages, span, "ECS Exec", false);
    }
    for launch in &workload.launches {
        match launch.value.runs_on() {
            Launch::Ec2 { .. } | Launch::ManagedInstances => {
                for service in Service::ECS {
                    add(service, launch.span, "the container agent", false);
                }
            }
            Launch::Eks { fargate: false } => add(Service::Ec2, launch.span, "a node's start", false),
            Launch::Eks { fargate: true } | Launch::Fargate { .. } | Launch::Docker { .. } | Launch::Batch(_) => {}
        }
    }
    for used in &workload.uses {
        match used.value.word {
            "irsa" => add(Service::Sts, used.span, "assuming roles of service accounts", false),
            "pod_identity" => add(Service::EksAuth, used.span, "EKS Pod Identity", false),
            _ => {}
        }
    }
    calls
}

/// Everybody whom a document may tell from others.
fn everyone(document: &PolicyDocument) -> Vec<Who<'_>> {
    document.principals().map(Who::Arn).chain([Who::AnyoneElse]).collect()
}

/// Who may make a service's calls of a start: roles, and no users. An unsigned one is nobody's.
fn callers(document: &PolicyDocument, service: Service) -> Vec<Who<'_>> {
    let are_unsigned = start_actions(service).iter().all(|action| is_unsigned(action));
    let roles = document.principals().filter(|arn| !are_unsigned && !is_user(arn));
    roles.map(Who::Arn).chain([Who::AnyoneElse]).collect()
}

/// The actions that none of them may do, and whether a statement denies one of them.
fn refused(document: &PolicyDocument, service: Service, whom: &[Who]) -> Vec<(&'static str, bool)> {
    let refusal = |action: &&'static str| {
        let answers: Vec<Decision> = whom.iter().map(|who| ask(document, *who, action)).collect();
        let is_refused = answers.iter().all(|answer| is_refusal(*answer));
        is_refused.then(|| (*action, answers.contains(&Decision::Denied)))
    };
    start_actions(service).iter().filter_map(refusal).collect()
}

fn quoted(refused: &[(&'static str, bool)]) -> String {
    refused.iter().map(|(action, _)| format!("`{action}`")).collect::<Vec<_>>().join(" and ")
}

/// The statements that grant to `whom` what no `allow` grants.
fn allows(refused: &[(&'static str, bool)], whom: &str, key: &str) -> String {
    let granted = refused.iter().filter(|(_, denied)| !denied);
    let lines = granted.map(|(action, _)| format!("`allow \"{action}\"{whom} on {key}`"));
    lines.collect::<Vec<_>>().join(" and ")
}

fn of_nobody(
    subject: &Subject,
    call: &Call,
    (resource, id): (&Resource, &PolicyId),
    refused: &[(&'static str, bool)],
) -> Diagnostic {
    let key = call.service.name();
    let actions = quoted(refused);
    let users = subject.policy(id).is_some_and(|document| document.principals().any(is_user));
    let whom = if users { "no role" } else { "nobody" };
    let message = format!("the `{key}` endpoint lets {whom} call {actions}");
    let denied = refused.iter().find(|(_, denied)| *denied).map(|(action, _)| *action);
    let said = statement(subject, id, denied);
    let span = said.or(resource.place(Property::PolicyDocument));
    let found =
        Diagnostic::at(&cards::START_SHUT_OUT, span, message).also(call.span, format!("{} needs it", call.purpose));
    let found = if refused.iter().any(|(action, _)| is_unsigned(action)) { found.note(UNSIGNED) } else { found };
    match (denied.is_some(), said) {
        (true, _) => found.label("a `deny` refuses it").help(format!("exclude {actions} from the `deny`")),
        (false, Some(_)) => {
            let label = if refused.len() == 1 { "no `allow` grants it" } else { "no `allow` grants them" };
            found.label(label).help(format!("add {}", allows(refused, "", key)))
        }
        (false, None) => found.label("not allowed here").help(format!("allow {actions} in this policy")),
    }
}

/// Each action is somebody's, and all of them are nobody's.
fn of_no_one_alone(subject: &Subject, call: &Call, (resource, id): (&Resource, &PolicyId)) -> Diagnostic {
    let names: Vec<String> = start_actions(call.service).iter().map(|action| format!("`{action}`")).collect();
    let (key, actions) = (call.service.name(), names.join(" and "));
    let span = statement(subject, id, None).or(resource.place(Property::PolicyDocument));
    Diagnostic::at(&cards::START_SHUT_OUT, span, format!("the `{key}` endpoint lets nobody call all of {actions}"))
        .label("no principal is allowed all of them")
        .also(call.span, format!("{} needs them all", call.purpose))
        .help(format!("allow all of {actions} to the same role"))
}

/// An endpoint that is of no use.
fn of_nothing(subject: &Subject, service: &str, (resource, id): (&Resource, &PolicyId)) -> Diagnostic {
    let said = subject.block.and_then(|block| block.on_policy(id).first().map(|access| access.span));
    let span = said.or(resource.place(Property::PolicyDocument));
    let message = format!("the policy of the `{service}` endpoint refuses every call");
    let found = Diagnostic::at(&cards::START_SHUT_OUT, span, message)
        .weighing(Severity::Warning)
        .label("nobody can use the endpoint")
        .help("allow the actions that are called through it, or remove the endpoint");
    match resource.span.filter(|reason| said.is_some_and(|said| said != *reason)) {
        Some(reason) => found.also(reason, "asks for the endpoint"),
        None => found,
    }
}

/// The first `deny` of a block on a policy that names an action, or without one the first `allow`.
fn statement(subject: &Subject, id: &PolicyId, denied: Option<&str>) -> Option<Span> {
    let block = subject.block?;
    let access = block.on_policy(id);
    let is_it = |access: &&&Spanned<Access>| match denied {
        None => access.value.allow,
        Some(action) => {
            let statement = derive::statement_of(&access.value, block);
            !access.value.allow && policy::names_action(&statement, action) == Some(true)
        }
    };
    access.iter().find(is_it).map(|access| access.span)
}

/// The block's execution roles, whose tasks on Fargate make the call, if the policy refuses it to them.
fn roles(
    subject: &Subject,
    call: &Call,
    (endpoint, id): (&Resource, &PolicyId),
    document: &PolicyDocument,
) -> Vec<Diagnostic> {
    let plan = subject.plan;
    let on_fargate = plan.surroundings.workload.launches.iter().any(|launch| launch.value.is_fargate());
    let resources = plan.resources.iter().filter(|_| call.by_execution_role && on_fargate);
    let found = resources.filter_map(|resource| {
        let ResourceKind::RolePolicy(role_policy) = &resource.kind else { return None };
        if !grants_pulls(subject, role_policy) {
            return None;
        }
        let (name, called) = (plan.role_name(role_policy), plan.role_called(role_policy));
        let own = arn(subject, document, role_policy, &name);
        let others = document.principals().filter(|other| may_be(plan, other, role_policy, &name));
        let whom: Vec<Who> = [&own].into_iter().chain(others).map(Who::Arn).collect();
        let refused = refused(document, call.service, &whom);
        refused.first()?;
        let denied = refused.iter().find(|(_, denied)| *denied).map(|(action, _)| *action);
        let (key, actions) = (call.service.name(), quoted(&refused));
        let message = format!("the `{key}` endpoint refuses {actions} to the execution role `{called}`");
        let found = Diagnostic::at(&cards::START_SHUT_OUT, resource.span, message)
            .weighing(Severity::Warning)
            .label("its tasks do not start")
            .also(call.span, format!("{} needs it", call.purpose));
        let found = match statement(subject, id, denied).or(endpoint.said(Property::PolicyDocument)) {
            Some(span) => found.also(span, if denied.is_some() { "refuses it" } else { "allows only others" }),
            None => found,
        };
        let allows = allows(&refused, &format!(" role \"{name}\""), key);
        Some(found.help(match denied {
            None => format!("add {allows}"),
            Some(_) if allows.is_empty() => "remove the role from the `deny`".to_owned(),
            Some(_) => format!("remove the role from the `deny`, and add {allows}"),
        }))
    });
    found.collect()
}
