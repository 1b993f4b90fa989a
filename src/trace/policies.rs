//! Input: a call that has arrived, and the policies that are known.
//! Output: what the endpoint's policy and those of the role decide, with the values that this call has.
//! Never: decides by a policy that is not known, or by a condition on a key that is not.

use super::answers::Via;
use super::asked::Origin;
use super::caller::Caller;
use super::data::{Hop, HopKind, Verdict};
use super::decided::{STEPS, circumstances, decided, is_host_asked, on};
use super::repository::may_allow;
use super::secret;
use super::step::{As, Step};
use super::trust::of_trust;
use crate::aws::Region;
use crate::cards;
use crate::diagnostic::Rule;
use crate::plan::{
    Launch, PolicyDocument, PolicyId, Principals, Property, Resource, ResourceKind, Statement, Value, logical_id,
};
use crate::policy::{Answer, Budget, Decision, anyone_can_get_object, denying, refusal_of_objects, somebody_can_pull};
use crate::span::Span;

/// The hop of the endpoint's policy.
pub(super) fn of_endpoint(caller: &Caller, step: Step, resource: &Resource, policy: Option<&PolicyId>) -> Hop {
    const KIND: HopKind = HopKind::EndpointPolicy;
    let name = logical_id(&resource.id);
    let Some(id) = policy else { return Hop::passes(KIND, format!("`{name}` has AWS's policy, which allows all")) };
    let place = resource.place(Property::PolicyDocument);
    let Some(document) = caller.plan.policy(id) else {
        return Hop::unknown(KIND, format!("the policy of `{name}` is not known")).at(place);
    };
    if !document.names_principals() {
        let why = format!("a statement in the policy of `{name}` has no `Principal`, which AWS requires");
        return Hop::unknown(KIND, why).of(&cards::PRINCIPAL_MISSING).at(place);
    }
    let document = document.in_region(caller.plan.region);
    let settled = circumstances(caller, step, Via::Endpoint(resource)).settle(&document);
    if step == Step::Layer {
        return of_gateway(caller, &document, &settled, &name).at(place);
    }
    let (decision, action) = decided(caller, step, &settled);
    let hop =
        match decision {
            Decision::Allowed => return Hop::passes(KIND, format!("the policy of `{name}` allows it")).at(place),
            Decision::Unknown => {
                Hop::unknown(KIND, format!("whether the policy of `{name}` allows `{action}` is not known"))
            }
            Decision::Denied => Hop::new(KIND, Verdict::Stops, format!("the policy of `{name}` denies `{action}`"))
                .mended((action, decision), ["", ""], &format!("the policy of `{name}`")),
            Decision::NotAllowed => {
                let role = role_of(caller, step.by(caller.launch));
                let whom = role.map_or_else(String::new, |role| format!(" to `{}`", caller.called(role)));
                let on = on(caller, step, action, &settled);
                Hop::new(KIND, Verdict::Stops, format!("the policy of `{name}` does not allow `{action}`{on}{whom}"))
                    .mended((action, decision), [&on, &whom], &format!("the policy of `{name}`"))
            }
        };
    let rule = (hop.verdict == Verdict::Stops).then(|| rule_of(caller, step, &document)).flatten();
    Hop { rule, ..hop }.at(place)
}

/// The rule that an endpoint's policy breaks.
fn rule_of(caller: &Caller, step: Step, document: &PolicyDocument) -> Option<&'static Rule> {
    match step {
        Step::AddOns => Some(&cards::ADDON_REGISTRIES_SHUT_OUT),
        Step::Token | Step::Manifest | Step::LayerUrl => {
            let nobody = somebody_can_pull(document, caller.plan.region, &mut Budget::new(STEPS)) == Answer::No;
            Some(if nobody { &cards::NOBODY_CAN_PULL } else { &cards::OWN_ROLE_SHUT_OUT })
        }
        Step::Agent(_) | Step::Node | Step::Secrets(_) | Step::Logs | Step::Exec | Step::Sts | Step::EksAuth => {
            Some(&cards::START_SHUT_OUT)
        }
        Step::Layer | Step::BaseLayer | Step::EnvFile | Step::Upstream | Step::LogGroup => None,
    }
}

/// The hop of the S3 gateway's policy: ECR has signed the layer's address, so that the caller's role is not asked.
fn of_gateway(caller: &Caller, document: &PolicyDocument, settled: &PolicyDocument, name: &str) -> Hop {
    const KIND: HopKind = HopKind::EndpointPolicy;
    let layers = |region: &Region| format!("arn:{}:s3:::{}/*", region.partition.id(), region.layer_bucket());
    // Where the region is not known, what holds in all of them holds, or in all of the partition that the policy names.
    let regions = caller.plan.region.map_or(Region::all(), std::slice::from_ref);
    let resources = || settled.statements.iter().flat_map(|statement| &statement.resources).map(Value::to_string);
    let is_named = |partition: &str| {
        let names = |arn: String| arn.strip_prefix("arn:").is_some_and(|arn| arn.split(':').next() == Some(partition));
        resources().any(names)
    };
    let is_any_named = regions.iter().any(|region| is_named(region.partition.id()));
    let there = regions.iter().filter(|region| !is_any_named || is_named(region.partition.id()));
    let budget = &mut Budget::new(STEPS);
    let there: Vec<&Region> = there.collect();
    let mut answers = there.iter().map(|region| {
        let written = settled.in_region(Some(region));
        anyone_can_get_object(&written, &layers(region), budget)
    });
    let first = answers.next().unwrap_or(Answer::Unknown);
    let answer = if answers.all(|other| other == first) { first } else { Answer::Unknown };
    match answer {
        Answer::Yes => Hop::passes(KIND, format!("the policy of `{name}` opens the bucket of layers")),
        Answer::Unknown => {
            Hop::unknown(KIND, format!("whether the policy of `{name}` opens the bucket of layers is not known"))
        }
        Answer::No => {
            let names_principals = document.statements.iter().any(|statement| match &statement.principals {
                Some(Principals::Aws(listed)) => listed.iter().any(|listed| listed.as_literal() != Some("*")),
                Some(Principals::Service(_)) => true,
                Some(Principals::Everyone | Principals::Unknown) | None => false,
            });
            let refusal = there.first().map_or(Decision::NotAllowed, |region| {
                refusal_of_objects(&settled.in_region(Some(region)), &layers(region), budget)
            });
            let layers = caller
                .plan
                .region
                .map_or_else(|| "arn:aws:s3:::prod-REGION-starport-layer-bucket/*".to_owned(), layers);
            let rule = if names_principals { &cards::GATEWAY_PRINCIPAL } else { &cards::LAYER_BUCKET_CLOSED };
            Hop::stops(KIND, rule, format!("the policy of `{name}` closes the bucket of layers")).mended(
                ("s3:GetObject", refusal),
                [&format!(" on `{layers}`"), " to everyone, without conditions,"],
                &format!("the policy of `{name}`"),
            )
        }
    }
}

/// The hop of the role that makes the call: whether it can be assumed, and what its policies say; `None` if no role
/// decides over the call.
pub(super) fn of_role(caller: &Caller, step: Step, via: Via) -> Option<Hop> {
    let hop = of_its_policies(caller, step, via)?;
    let by = step.by(caller.launch);
    let role = role_of(caller, by);
    match role.and_then(|role| of_trust(caller, by, role, &caller.called(role))) {
        Some(trust) if trust.verdict == Verdict::Stops || hop.verdict == Verdict::Passes => Some(trust),
        Some(_) | None => Some(hop),
    }
}

/// The role that makes a call, if it is known.
fn role_of<'c>(caller: &'c Caller, by: As) -> Option<&'c Value> {
    let role = match by {
        As::Ecr | As::Nobody => None,
        As::Task => caller.task_role.as_ref(),
        As::Puller => caller.role.as_ref(),
        As::Host if caller.launch.is_fargate() => None,
        As::Host => caller.host_role.as_ref().or(caller.role.as_ref().filter(|_| is_host_asked(caller))),
    };
    role.filter(|role| !matches!(role, Value::Unknown(_)))
}

fn of_its_policies(caller: &Caller, step: Step, via: Via) -> Option<Hop> {
    const KIND: HopKind = HopKind::RolePolicy;
    let by = step.by(caller.launch);
    // Sessions have the credentials of the task's role:
    // <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html>, read 2026-11-30.
    if step == Step::Exec && caller.has_no_task_role && caller.launch.is_fargate() {
        let hop = Hop::new(KIND, Verdict::Stops, "the task has no task role, and ECS Exec needs one");
        let help = "give the task definition a task role that allows the four actions of `ssmmessages`";
        return Some(hop.at(caller.span).help(help));
    }
    if let Some(hop) = without_role(caller, step) {
        return Some(hop);
    }
    if matches!(by, As::Ecr | As::Nobody) {
        return None;
    }
    let Some(role) = role_of(caller, by) else {
        let whose = match by {
            As::Host => "the instance's role is not known: `--role` names it",
            As::Task => "the task role is unknown",
            As::Puller | As::Ecr | As::Nobody => "the role that pulls is not known: `--role` names it",
        };
        return Some(Hop::unknown(KIND, whose));
    };
    let name = caller.called(role);
    let Some((document, is_whole, span)) = document_of(caller, role) else {
        return Some(Hop::unknown(KIND, format!("the policies of `{name}` are not known")));
    };
    let document = document.in_region(caller.plan.region);
    let settled = circumstances(caller, step, via).settle(&document);
    let (decision, action) = decided(caller, step, &settled);
    Some(match decision {
        Decision::Allowed => Hop::passes(KIND, format!("the policies of `{name}` allow it")).at(span),
        Decision::NotAllowed if !is_whole => {
            Hop::unknown(KIND, format!("other policies of `{name}` may allow `{action}`")).at(span)
        }
        Decision::Unknown => {
            Hop::unknown(KIND, format!("whether the policies of `{name}` allow `{action}` is not known")).at(span)
        }
        Decision::NotAllowed if secret::may_allow(caller, step, via) => {
            let why = format!("the policies of `{name}` do not allow `{action}`, but the secret's policy may");
            Hop::unknown(KIND, why).at(span)
        }
        Decision::NotAllowed if may_allow(caller, step, via) => {
            let why = format!("the policies of `{name}` do not allow `{action}`, but the repository's policy may");
            Hop::unknown(KIND, why).at(span)
        }
        Decision::Denied | Decision::NotAllowed => {
            // Without its conditions the role would have the token: the condition is at fault.
            let bare = || decided(caller, step, &unconditioned(&document)).0;
            let is_tied = step == Step::Token && bare() == Decision::Allowed;
            let broken =
                if is_tied { &cards::TOKEN_UNDER_SOURCE_CONDITION } else { &cards::EXECUTION_ROLE_LACKS_RIGHTS };
            let is_denied = decision == Decision::Denied;
            let verb = if is_denied { "deny" } else { "do not allow" };
            let on = if is_denied { String::new() } else { on(caller, step, action, &settled) };
            let hop = Hop::new(KIND, Verdict::Stops, format!("the policies of `{name}` {verb} `{action}`{on}"));
            // The rule is about roles that start something, and not about those of what runs.
            let broken = (by != As::Task).then_some(broken);
            let denying = denying(caller.plan, role, action).filter(|_| is_denied);
            let span = denying.and_then(|it| it.place(Property::PolicyDocument)).or(span);
            let hop = Hop { rule: broken, ..hop }.at(span);
            hop.mended((action, decision), [&on, ""], &format!("a policy of `{name}`"))
        }
    })
}

/// The hop, where the task has no execution role, and ECS registers no such task without one; what is deployed it has
/// registered:
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html>, read 2026-11-30.
fn without_role(caller: &Caller, step: Step) -> Option<Hop> {
    let is_managed = caller.launch == Launch::ManagedInstances;
    let is_alone = caller.launch.is_fargate() || is_managed;
    let needs_one = is_alone || caller.launch.is_ecs() && matches!(step, Step::Secrets(_));
    let is_new = caller.asked.origin != Origin::Deployed;
    let is_sure = is_new && (!step.is_of_image() || caller.pulls == Some(true));
    if !caller.has_no_role || step.by(caller.launch) != As::Puller || !needs_one || !is_sure {
        return None;
    }
    let why = format!(
        "`{}` starts a task without an execution role, with which ECS pulls images, reads secrets and sends logs",
        caller.name
    );
    let hop = Hop::stops(HopKind::NoRole, &cards::EXECUTION_ROLE_LACKS_RIGHTS, why);
    // No page says that ECS refuses it there.
    let hop =
        if is_managed && !matches!(step, Step::Secrets(_)) { Hop { verdict: Verdict::Unknown, ..hop } } else { hop };
    Some(hop.at(caller.task_span.or(caller.span)).help("give the task definition an execution role"))
}

fn unconditioned(document: &PolicyDocument) -> PolicyDocument {
    PolicyDocument { statements: document.statements.iter().map(Statement::to_everyone).collect() }
}

/// All that is known of a role's policies, whether these are all, and where they are.
pub(super) fn document_of(caller: &Caller, role: &Value) -> Option<(PolicyDocument, bool, Option<Span>)> {
    let plan = caller.plan;
    if let Some((resource, document)) = plan.role_with_policies(role) {
        return Some((document, true, resource.span));
    }
    // A spec adds a policy to a role that exists, which may have others.
    let tied = plan.resources.iter().find_map(|resource| {
        let ResourceKind::RolePolicy(policy) = &resource.kind else { return None };
        let is_same = policy.policy == PolicyId::ExecutionRole && Some(policy.role.to_string()) == caller.role_name();
        is_same.then_some((resource.span, &policy.policy))
    });
    let (span, id) = tied?;
    Some((plan.policy(id)?.clone(), false, span))
}
