//! Input: a call that has arrived, and the policies that are known.
//! Output: what the endpoint's policy and those of the role decide, with the values that this call has.
//! Never: decides by a policy that is not known, or by a condition on a key that is not.

use super::caller::Caller;
use super::data::{Hop, HopKind, Verdict};
use super::step::{As, Step};
use crate::aws::{Region, registries};
use crate::cards;
use crate::diagnostic::Rule;
use crate::plan::{
    Attribute, Launch, PolicyDocument, PolicyId, Principals, Resource, ResourceId, ResourceKind, Statement, Value,
    logical_id,
};
use crate::policy::{
    Answer, Budget, Circumstances, Decision, Given, Principal, Request, Who, anyone_can_get_object, decide,
    somebody_can_pull,
};
use crate::span::Span;

/// So many steps a question about one document may take.
const STEPS: usize = 2_000_000;

/// How a call has arrived.
#[derive(Debug, Clone, Copy)]
pub(super) enum Via<'p> {
    /// Through this endpoint.
    Endpoint(&'p Resource),
    /// Past the endpoints.
    Public,
    /// Not known, or not at all.
    Unknown,
}

/// The hop of the endpoint's policy.
pub(super) fn of_endpoint(caller: &Caller, step: Step, resource: &Resource, policy: Option<&PolicyId>) -> Hop {
    const KIND: HopKind = HopKind::EndpointPolicy;
    let name = logical_id(&resource.id);
    let Some(id) = policy else { return Hop::passes(KIND, format!("`{name}` has AWS's policy, which allows all")) };
    let place = resource.place(crate::plan::Property::PolicyDocument);
    let Some(document) = caller.plan.policy(id) else {
        return Hop::unknown(KIND, format!("the policy of `{name}` is not known")).at(place);
    };
    let document = in_region(document, caller.plan.region);
    let settled = circumstances(caller, step, Via::Endpoint(resource)).settle(&document);
    if step == Step::Layer {
        return of_gateway(caller, &document, &settled, &name).at(place);
    }
    let (decision, action) = decided(caller, step, &settled);
    let hop = match decision {
        Decision::Allowed => return Hop::passes(KIND, format!("the policy of `{name}` allows it")).at(place),
        Decision::Unknown => {
            Hop::unknown(KIND, format!("whether the policy of `{name}` allows `{action}` is not known"))
        }
        Decision::Denied => Hop::new(KIND, Verdict::Stops, format!("the policy of `{name}` denies `{action}`"))
            .help(format!("take `{action}` out of the `Deny` in the policy of `{name}`")),
        Decision::NotAllowed => {
            let whom = caller.role_name().map_or(String::new(), |role| format!(" to `{role}`"));
            Hop::new(KIND, Verdict::Stops, format!("the policy of `{name}` does not allow `{action}`{whom}"))
                .help(format!("allow `{action}` in the policy of `{name}`"))
        }
    };
    let rule = (hop.verdict == Verdict::Stops).then(|| rule_of(caller, step, &document)).flatten();
    Hop { rule, ..hop }.at(place)
}

/// The rule that an endpoint's policy breaks: of ECR's endpoints only, as others have policies of their own.
fn rule_of(caller: &Caller, step: Step, document: &PolicyDocument) -> Option<&'static Rule> {
    match step {
        Step::AddOns => Some(&cards::ADDON_REGISTRIES_SHUT_OUT),
        Step::Token | Step::Manifest | Step::LayerUrl => {
            let nobody = somebody_can_pull(document, caller.plan.region, &mut Budget::new(STEPS)) == Answer::No;
            Some(if nobody { &cards::NOBODY_CAN_PULL } else { &cards::OWN_ROLE_SHUT_OUT })
        }
        Step::Agent(_)
        | Step::Node
        | Step::Secrets(_)
        | Step::Layer
        | Step::BaseLayer
        | Step::Logs
        | Step::Exec
        | Step::Sts
        | Step::EksAuth => None,
    }
}

/// The hop of the S3 gateway's policy: ECR has signed the layer's address, so that the caller's role is not asked.
fn of_gateway(caller: &Caller, document: &PolicyDocument, settled: &PolicyDocument, name: &str) -> Hop {
    const KIND: HopKind = HopKind::EndpointPolicy;
    let Some(region) = caller.plan.region else {
        return Hop::unknown(KIND, format!("the region is not known, and so whether the policy of `{name}` allows it"));
    };
    let layers = format!("arn:{}:s3:::{}/*", region.partition.id(), region.layer_bucket());
    match anyone_can_get_object(settled, &layers, &mut Budget::new(STEPS)) {
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
            let rule = if names_principals { &cards::GATEWAY_PRINCIPAL } else { &cards::LAYER_BUCKET_CLOSED };
            Hop::stops(KIND, rule, format!("the policy of `{name}` closes the bucket of layers"))
                .help(format!("allow everyone `s3:GetObject` on `{layers}`, without conditions"))
        }
    }
}

/// The hop of the role's policies; `None` if no role decides over the call.
pub(super) fn of_role(caller: &Caller, step: Step, via: Via) -> Option<Hop> {
    const KIND: HopKind = HopKind::RolePolicy;
    let by = step.by(caller.launch);
    let of_host = by == As::Host && !caller.launch.is_fargate();
    let role = match by {
        As::Ecr | As::Nobody => return None,
        As::Task => return Some(Hop::unknown(KIND, "the role of what runs is not known")),
        As::Puller => caller.role.as_ref(),
        As::Host => caller.role.as_ref().filter(|_| of_host && is_host_asked(caller)),
    };
    let Some(role) = role else {
        let whose = match by {
            As::Host => "the instance's role is not known: `--role` names it",
            As::Puller | As::Task | As::Ecr | As::Nobody => "the role that pulls is not known: `--role` names it",
        };
        return Some(Hop::unknown(KIND, whose));
    };
    let name = caller.role_name().unwrap_or_else(|| role.to_string());
    let Some((document, is_whole, span)) = document_of(caller, role) else {
        return Some(Hop::unknown(KIND, format!("the policies of `{name}` are not known")));
    };
    let document = in_region(&document, caller.plan.region);
    let (decision, action) = decided(caller, step, &circumstances(caller, step, via).settle(&document));
    Some(match decision {
        Decision::Allowed => Hop::passes(KIND, format!("the policies of `{name}` allow it")).at(span),
        Decision::NotAllowed if !is_whole => {
            Hop::unknown(KIND, format!("other policies of `{name}` may allow `{action}`")).at(span)
        }
        Decision::Unknown => {
            Hop::unknown(KIND, format!("whether the policies of `{name}` allow `{action}` is not known")).at(span)
        }
        Decision::Denied | Decision::NotAllowed => {
            // Without its conditions the role would have the token: the condition is at fault.
            let bare = || decided(caller, step, &unconditioned(&document)).0;
            let is_tied = step == Step::Token && bare() == Decision::Allowed;
            let broken =
                if is_tied { &cards::TOKEN_UNDER_SOURCE_CONDITION } else { &cards::EXECUTION_ROLE_LACKS_RIGHTS };
            let verb = if decision == Decision::Denied { "deny" } else { "do not allow" };
            Hop::stops(KIND, broken, format!("the policies of `{name}` {verb} `{action}`"))
                .at(span)
                .help(format!("allow `{action}` in a policy of `{name}`"))
        }
    })
}

/// Whether the role that pulls is the instance's: that of an EKS node is, of ECS it may be another.
fn is_host_asked(caller: &Caller) -> bool {
    let of_node = caller.launch.runs_on() == Launch::Eks { fargate: false };
    of_node || caller.asked.role.is_some() && !caller.launch.is_on_instances()
}

fn unconditioned(document: &PolicyDocument) -> PolicyDocument {
    let bare =
        |said: &Statement| Statement { conditions: Vec::new(), principals: Some(Principals::Everyone), ..said.clone() };
    PolicyDocument { statements: document.statements.iter().map(bare).collect() }
}

/// All that is known of a role's policies, whether these are all, and where they are.
fn document_of(caller: &Caller, role: &Value) -> Option<(PolicyDocument, bool, Option<Span>)> {
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

/// What a document that was settled for a call says to its actions: the worst of it, and of which. It may be deployed in
/// the account of the image, or in another one: where that decides, it is not known.
fn decided(caller: &Caller, step: Step, settled: &PolicyDocument) -> (Decision, &'static str) {
    let elsewhere = decided_as_written(caller, step, settled);
    let Some(image) = &caller.image else { return elsewhere };
    let statement = |said: &Statement| Statement {
        resources: said.resources.iter().map(|value| value.in_account(&image.account)).collect(),
        ..said.clone()
    };
    let there = PolicyDocument { statements: settled.statements.iter().map(statement).collect() };
    match decided_as_written(caller, step, &there) {
        (decision, _) if decision == elsewhere.0 => elsewhere,
        (_, action) => (Decision::Unknown, if elsewhere.1.is_empty() { action } else { elsewhere.1 }),
    }
}

fn decided_as_written(caller: &Caller, step: Step, settled: &PolicyDocument) -> (Decision, &'static str) {
    let resource = resource(caller, step);
    let mut worst = (Decision::Allowed, "");
    for action in step.actions() {
        let decision = decide(settled, &Request { who: Who::AnyoneElse, action, resource: &resource });
        match decision {
            Decision::Denied | Decision::NotAllowed => return (decision, action),
            Decision::Unknown => worst = (decision, action),
            Decision::Allowed => {}
        }
    }
    worst
}

/// The resource that a call asks for.
fn resource(caller: &Caller, step: Step) -> Value {
    match (step, &caller.image, caller.plan.region) {
        (Step::Token, ..) => Value::literal("*"),
        (Step::Manifest | Step::LayerUrl, Some(image), _) => Value::literal(image.arn()),
        (Step::AddOns, _, Some(region)) => match registries::find(region.id) {
            Some(known) => {
                let (partition, account) = (region.partition.id(), known.eks_add_ons);
                Value::literal(format!("arn:{partition}:ecr:{}:{account}:repository/amazon-k8s-cni", region.id))
            }
            None => Value::unknown(),
        },
        _ => Value::unknown(),
    }
}

fn circumstances(caller: &Caller, step: Step, via: Via) -> Circumstances {
    let principal = match step.by(caller.launch) {
        As::Puller => Some(caller.principal()),
        As::Host if is_host_asked(caller) => Some(caller.principal()),
        As::Host | As::Task => Some(Principal::default()),
        As::Ecr | As::Nobody => None,
    };
    let (source_vpc, source_vpce) = match via {
        Via::Endpoint(resource) => {
            let id = Value::Attribute(resource.id.clone(), Attribute::Id);
            (given(&caller.plan.vpc), given(&id))
        }
        Via::Public => (Given::Absent, Given::Absent),
        Via::Unknown => (Given::Unknown, Given::Unknown),
    };
    Circumstances { principal, source_vpc, source_vpce }
}

/// The value of an id: what is deployed is named by it.
fn given(id: &Value) -> Given {
    match id {
        Value::Attribute(ResourceId::Named(name), Attribute::Id) if name.starts_with("vpc") && name.contains('-') => {
            Given::Is(Value::literal(name.clone()))
        }
        Value::Unknown(_) => Given::Unknown,
        Value::Literal(_) | Value::Parameter(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Join(_) => {
            Given::Is(id.clone())
        }
    }
}

/// A document, with the partition and the region written out.
fn in_region(document: &PolicyDocument, region: Option<&Region>) -> PolicyDocument {
    let statement = |said: &Statement| Statement {
        resources: said.resources.iter().map(|value| value.in_region(region)).collect(),
        ..said.clone()
    };
    PolicyDocument { statements: document.statements.iter().map(statement).collect() }
}
