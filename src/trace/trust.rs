//! Input: the role of a task, a pod or an instance, and whom it trusts.
//! Output: what becomes of the start if nobody can assume the role for it.
//! Never: takes a trust policy that is not known for one that trusts nobody.

use super::caller::Caller;
use super::data::{Hop, HopKind, Verdict};
use super::step::As;
use crate::plan::{
    Attribute, Effect, Launch, PolicyDocument, Principals, Pseudo, ResourceId, ResourceKind, Statement, Value,
};
use crate::policy::{Circumstances, Given, names_action};

/// What a trust policy must allow.
const ASSUME: &str = "sts:AssumeRole";

/// Who assumes a role for what starts.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html>,
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html>,
/// <https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html>,
/// <https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html>, read 2026-11-30.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Assumer {
    /// ECS, for a task.
    Tasks,
    /// EKS, for a pod on Fargate.
    Pods,
    /// EC2, for an instance or a node.
    Instances,
}

impl Assumer {
    /// Who assumes the role that makes a call; `None` if that is not known, or the role is none that a template shows.
    fn of(caller: &Caller, by: As) -> Option<Self> {
        let is_of_pods = caller.launch.runs_on() == Launch::Eks { fargate: true };
        match by {
            As::Puller if is_of_pods => Some(Self::Pods),
            As::Puller if caller.starts_as_execution_role() => Some(Self::Tasks),
            // On instances, the role that is asked for may be theirs, or that of a task.
            As::Puller | As::Host if caller.asked.role.is_none() && !caller.launch.is_fargate() => {
                Some(Self::Instances)
            }
            As::Task if caller.launch.is_ecs() => Some(Self::Tasks),
            As::Puller | As::Host | As::Task | As::Ecr | As::Nobody => None,
        }
    }

    fn service(self) -> &'static str {
        match self {
            Self::Tasks => "ecs-tasks.amazonaws.com",
            Self::Pods => "eks-fargate-pods.amazonaws.com",
            Self::Instances => "ec2.amazonaws.com",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Tasks => "ECS",
            Self::Pods => "EKS",
            Self::Instances => "EC2",
        }
    }
}

/// The hop, where nobody can assume the role that makes a call, or it is not known whether one can.
pub(super) fn of_trust(caller: &Caller, by: As, role: &Value, name: &str) -> Option<Hop> {
    const KIND: HopKind = HopKind::RoleTrust;
    let Value::Attribute(id, _) = role else { return None };
    if let Some(absent) = caller.plan.surroundings.absent_roles.iter().find(|absent| absent.role == *id) {
        let (who, name) = (Assumer::of(caller, by)?.name(), &absent.name);
        let why = format!("AWS says that the role `{name}` does not exist, so {who} cannot assume it");
        let hop = Hop::new(KIND, Verdict::Stops, why).at(absent.span);
        return Some(hop.help(format!("create `{name}`, or name another role")));
    }
    let resource = caller.plan.resource(id)?;
    let ResourceKind::Role(made) = &resource.kind else { return None };
    let assumer = Assumer::of(caller, by)?;
    let trust = caller.plan.policy(&made.trust).map(|trust| trust.in_region(caller.plan.region));
    let trusted = trust.and_then(|trust| {
        let own = caller.own_account().unwrap_or_else(Value::unknown);
        // An account that is written out is the one that deploys, if the image is in it, too.
        let of_image = || caller.image.as_ref().map(|image| image.account.clone());
        let in_account = |account: Value| is_trusted(assumer, &asking(caller, assumer, &account).settle(&trust));
        in_account(own).or_else(|| in_account(of_image()?).filter(|trusts| *trusts))
    });
    let hop = match trusted {
        Some(true) => return None,
        Some(false) => {
            let (who, service) = (assumer.name(), assumer.service());
            let why = format!("`{name}` does not trust `{service}`, so {who} cannot assume it");
            Hop::new(KIND, Verdict::Stops, why).help(format!("let `{service}` assume `{name}`"))
        }
        None => Hop::unknown(KIND, format!("ecrc does not know whether {} can assume `{name}`", assumer.name())),
    };
    Some(hop.at(resource.span))
}

/// What a condition can ask of who assumes a role. ECS shows its own account, and an ARN of ECS in it, of which no page says
/// how it ends; EKS shows one of the Fargate profiles of its cluster. No page says what EC2 shows.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html>,
/// <https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html>, read 2026-11-30.
fn asking(caller: &Caller, assumer: Assumer, account: &Value) -> Circumstances {
    let of_service = |service: &str| {
        let rest = Value::Attribute(ResourceId::Named(caller.name.clone()), Attribute::Arn);
        let source = Value::arn(service, Value::Pseudo(Pseudo::Region), account.clone(), rest);
        (Given::Is(account.clone()), Given::Is(source.in_region(caller.plan.region)))
    };
    let (source_account, source_arn) = match assumer {
        Assumer::Tasks => of_service("ecs"),
        Assumer::Pods => of_service("eks"),
        Assumer::Instances => (Given::Unknown, Given::Unknown),
    };
    Circumstances {
        principal: None,
        source_vpc: Given::Absent,
        source_vpce: Given::Absent,
        other_endpoints: Vec::new(),
        region: Given::Unknown,
        source_account,
        via_service: Given::Absent,
        source_arn,
    }
}

/// Whether a trust policy lets a service assume the role.
fn is_trusted(assumer: Assumer, trust: &PolicyDocument) -> Option<bool> {
    let about: Vec<&Statement> =
        trust.statements.iter().filter(|statement| names_action(statement, ASSUME) != Some(false)).collect();
    let trusts = |statement: &&Statement| match (&statement.principals, statement.effect) {
        // What it takes away, and under which conditions, is not followed.
        (_, Effect::Deny) | (Some(Principals::Everyone | Principals::Unknown), Effect::Allow) => None,
        (Some(Principals::Service(service)), Effect::Allow) if service == assumer.service() => {
            let is_sure = statement.conditions.is_empty() && names_action(statement, ASSUME) == Some(true);
            is_sure.then_some(true)
        }
        // A service may have principals for a region or a partition, which its pages do not name.
        (Some(Principals::Service(service)), Effect::Allow) if begins_alike(service, assumer.service()) => None,
        (Some(Principals::Service(_) | Principals::Aws(_)) | None, Effect::Allow) => Some(false),
    };
    let all: Vec<Option<bool>> = about.iter().map(trusts).collect();
    if all.contains(&Some(true)) && about.iter().all(|statement| statement.effect == Effect::Allow) {
        return Some(true);
    }
    all.iter().all(|one| *one == Some(false)).then_some(false)
}

/// Whether a service principal has the name of another, which ends otherwise.
fn begins_alike(service: &str, other: &str) -> bool {
    service.split('.').next() == other.split('.').next()
}
