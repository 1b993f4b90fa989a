//! Input: a policy document, and a call that has arrived.
//! Output: what the document decides about it, with the values that this call has.
//! Never: decides by a condition on a key that is not known, or by the account that deploys.

use super::caller::Caller;
use super::step::{As, Step};
use crate::aws::{Region, registries};
use crate::plan::{Attribute, Launch, PolicyDocument, Resource, ResourceId, Statement, Value};
use crate::policy::{Circumstances, Decision, Given, Principal, Request, Who, decide};

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

/// Whether the role that pulls is the instance's: that of an EKS node is, of ECS it may be another.
pub(super) fn is_host_asked(caller: &Caller) -> bool {
    let of_node = caller.launch.runs_on() == Launch::Eks { fargate: false };
    of_node || caller.asked.role.is_some() && !caller.launch.is_on_instances()
}

/// What a document that was settled for a call says to its actions: the worst of it, and of which. It may be deployed in
/// the account of the image, or in another one: where that decides, it is not known.
pub(super) fn decided(caller: &Caller, step: Step, settled: &PolicyDocument) -> (Decision, &'static str) {
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
        (Step::EnvFile, ..) => {
            caller.file.as_ref().map_or_else(Value::unknown, |file| file.arn.in_region(caller.plan.region))
        }
        (Step::Manifest | Step::Upstream | Step::LayerUrl, Some(image), _) => Value::literal(image.arn()),
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

pub(super) fn circumstances(caller: &Caller, step: Step, via: Via) -> Circumstances {
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
pub(super) fn in_region(document: &PolicyDocument, region: Option<&Region>) -> PolicyDocument {
    let statement = |said: &Statement| Statement {
        resources: said.resources.iter().map(|value| value.in_region(region)).collect(),
        ..said.clone()
    };
    PolicyDocument { statements: document.statements.iter().map(statement).collect() }
}
