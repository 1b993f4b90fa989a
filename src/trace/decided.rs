//! Input: a policy document, and a call that has arrived.
//! Output: what the document decides about it, with the values that this call has.
//! Never: decides by a condition on a key that is not known, or by the account that deploys.

use super::answers::Via;
use super::caller::Caller;
use super::step::{As, Step};
use crate::aws::registries;
use crate::plan::{
    Attribute, CalledRegion, Effect, Launch, Logs, PolicyDocument, Pseudo, Resource, ResourceId, Secret, SecretArn,
    Statement, Value,
};
use crate::policy::{Budget, Circumstances, Decision, Given, decide_open, names_action};

/// So many steps a question about one document may take.
pub(super) const STEPS: usize = 2_000_000;

/// Whether the role that pulls is the instance's: that of an EKS node is, of ECS it may be another.
pub(super) fn is_host_asked(caller: &Caller) -> bool {
    let of_node = caller.launch.runs_on() == Launch::Eks { fargate: false };
    of_node || caller.asked.role.is_some() && !caller.launch.is_on_instances()
}

/// What a document that was settled for a call says to its actions: the worst of it, and of which. It may be deployed in
/// the account of the image, or in another one: where that decides, it is not known.
pub(super) fn decided(caller: &Caller, step: Step, settled: &PolicyDocument) -> (Decision, &'static str) {
    let mut budget = Budget::new(STEPS);
    let mut worst = (Decision::Allowed, "");
    for action in step.actions() {
        let mut decide = |resource: &Value| decide_open(settled, action, resource, &mut budget);
        let decision = match (&caller.errand.secret, &caller.errand.logs) {
            (Some(secret), _) => of_secret(caller, secret, settled, action, &mut budget),
            (None, Some(logs)) => of_logs(caller, logs, settled, action, decide),
            (None, None) => decide(&resource(caller, step)),
        };
        match decision {
            Decision::Denied | Decision::NotAllowed => return (decision, action),
            Decision::Unknown => worst = (decision, action),
            Decision::Allowed => {}
        }
    }
    worst
}

/// On what a call asks for an action, where a document allows it on something else alone: " on `…`", or nothing.
pub(super) fn on(caller: &Caller, step: Step, action: &str, settled: &PolicyDocument) -> String {
    let allows =
        |statement: &Statement| statement.effect == Effect::Allow && names_action(statement, action) == Some(true);
    let asked = match (&caller.errand.secret, &caller.errand.logs) {
        (Some(secret), _) => secret.from.clone(),
        (None, Some(logs)) => Value::join([log_group(caller, logs), Value::literal(":*")]),
        (None, None) => resource(caller, step),
    };
    let asked = asked.to_string();
    let is_told = asked != "*" && !asked.contains('?') && settled.statements.iter().any(allows);
    if is_told { format!(" on `{asked}`") } else { String::new() }
}

/// What is decided about a log group. Errors name a log stream, whichever is made, and the guide asks for `:*` behind the
/// group; the service authorization reference names the group itself where streams and groups are made:
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html>,
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html>, read 2026-11-30.
fn of_logs(
    caller: &Caller,
    logs: &Logs,
    settled: &PolicyDocument,
    action: &str,
    mut decide: impl FnMut(&Value) -> Decision,
) -> Decision {
    let group = &log_group(caller, logs);
    let name = match action {
        "logs:CreateLogGroup" => Value::literal(""),
        _ => Value::join(logs.streams.iter().cloned().chain([Value::unknown()])),
    };
    let of_stream = decide(&Value::join([group.clone(), Value::literal(":log-stream:"), name]));
    // What ends in a star holds for a stream if it does for its group.
    let about = settled.statements.iter().filter(|statement| names_action(statement, action) != Some(false));
    let mut resources = about.flat_map(|statement| &statement.resources);
    if action == "logs:PutLogEvents" || resources.all(ends_in_star) {
        return of_stream;
    }
    match (of_stream, decide(group)) {
        (of_stream, of_group) if of_stream == of_group => of_stream,
        (Decision::Allowed, Decision::NotAllowed) => Decision::Allowed,
        (_, _) => Decision::Unknown,
    }
}

/// What is decided about a secret: whatever it may be, and whatever Secrets Manager adds to its name.
fn of_secret(
    caller: &Caller,
    secret: &Secret,
    settled: &PolicyDocument,
    action: &str,
    budget: &mut Budget,
) -> Decision {
    let region = caller.plan.region;
    let account = caller.own_account().unwrap_or_else(Value::unknown);
    let arns = secret.arns(&account);
    let mut decide =
        |document: &PolicyDocument, arn: &Value| decide_open(document, action, &arn.in_region(region), budget);
    let mut answers = arns.iter().map(|SecretArn { arn, random }| {
        let decision = decide(settled, arn);
        let Some(random) = random.as_ref().filter(|_| decision == Decision::Unknown) else { return decision };
        // In a policy only a wildcard matches these signs, and so it matches any.
        match decide(settled, random) {
            Decision::Allowed if decide(&settled.allowing_all(), arn) == Decision::Allowed => Decision::Allowed,
            Decision::Denied => Decision::Denied,
            Decision::Allowed | Decision::NotAllowed | Decision::Unknown => Decision::Unknown,
        }
    });
    let Some(first) = answers.next() else { return decide_open(settled, action, &Value::unknown(), budget) };
    if answers.all(|other| other == first) { first } else { Decision::Unknown }
}

fn ends_in_star(value: &Value) -> bool {
    match value {
        Value::Literal(text) => text.ends_with('*'),
        Value::Join(parts) => parts.last().is_some_and(ends_in_star),
        Value::Parameter(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Unknown(_) => false,
    }
}

/// The ARN of the log group of a task, which is in the account of its role.
fn log_group(caller: &Caller, logs: &Logs) -> Value {
    let region = match &logs.region {
        CalledRegion::Own => Value::Pseudo(Pseudo::Region),
        CalledRegion::Named(id) => Value::literal(id.clone()),
        CalledRegion::Unknown => Value::unknown(),
    };
    let parts = [
        Value::literal("arn:"),
        Value::Pseudo(Pseudo::Partition),
        Value::literal(":logs:"),
        region,
        Value::literal(":"),
        caller.own_account().unwrap_or_else(Value::unknown),
        Value::literal(":log-group:"),
        logs.group.clone().unwrap_or_else(Value::unknown),
    ];
    Value::join(parts).in_region(caller.plan.region)
}

fn resource(caller: &Caller, step: Step) -> Value {
    match (step, &caller.image, caller.plan.region) {
        (Step::Token, ..) => Value::literal("*"),
        (Step::EnvFile, ..) => {
            caller.errand.file.as_ref().map_or_else(Value::unknown, |file| file.arn.in_region(caller.plan.region))
        }
        (Step::Manifest | Step::Upstream | Step::LayerUrl, Some(image), _) => image.arn(),
        // Of an image that is not known, it is some repository.
        (Step::Manifest | Step::Upstream | Step::LayerUrl, None, here) => {
            let region = caller.image_region.or(here);
            let partition = Value::Pseudo(Pseudo::Partition).in_region(region);
            let gap = Value::unknown;
            let parts = [Value::literal("arn:"), partition, Value::literal(":ecr:"), gap(), Value::literal(":")];
            let some = parts.into_iter().chain([gap(), Value::literal(":repository/"), gap()]);
            caller.image_arn.clone().unwrap_or_else(|| Value::join(some))
        }
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
        As::Host if caller.host_role.is_none() && is_host_asked(caller) => Some(caller.principal()),
        As::Host => Some(caller.host().unwrap_or_default()),
        As::Task => Some(caller.task().unwrap_or_default()),
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
    let endpoints = caller.plan.endpoints().map(|(resource, _)| resource);
    let is_other = |other: &&Resource| matches!(via, Via::Endpoint(own) if own.id != other.id);
    let ids = endpoints.filter(is_other).map(|other| Value::Attribute(other.id.clone(), Attribute::Id));
    let other_endpoints = ids.collect();
    // The layer's address is ECR's, and some calls to STS name one region for all.
    let region = caller.region_of(step).filter(|_| !matches!(step, Step::Layer | Step::Upstream | Step::Sts));
    let region = region.map_or(Given::Unknown, |region| Given::Is(Value::literal(region.id)));
    // A role calls, and no service.
    let (source_account, source_arn, via_service) = (Given::Unknown, Given::Unknown, Given::Absent);
    Circumstances {
        principal,
        source_vpc,
        source_vpce,
        other_endpoints,
        region,
        source_account,
        source_arn,
        via_service,
    }
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
