//! The card of ECR511: the role that pulls, and the policy that refuses it.

use super::Subject;
use crate::aws::{PULL, Service};
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::{Block, Launch};
use crate::plan::{Attribute, Effect, PolicyDocument, Principals, Pseudo, ResourceKind, RolePolicy, Value};
use crate::policy::{self, Answer, Puller};

/// The role that pulls is not shut out by the endpoints' policy.
pub static RULE: Rule = Rule {
    code: Code(511),
    name: "own_role_shut_out",
    severity: Severity::Warning,
    exceptions: &[(Severity::Note, "when ecrc does not know which role pulls, as on EC2 instances and EKS nodes")],
    title: "the role that pulls must be among those that the endpoints' policy lets in",
    explanation: "\
A pull is made with somebody's credentials, and the policy of the ECR endpoints decides whether they get through:

- on Fargate, the task execution role pulls;
- on EC2 container instances, the task execution role if the task names one, otherwise the instance's role;
- on EKS nodes, the node's role; on EKS Fargate, the pod execution role.

If `allow` statements name other roles only, or a `deny` names this one, every pull of the block's own execution role \
is refused, and no task starts. Write `allow pull role \"NAME\"` for it, or take it out of the `deny`.

On EC2 and EKS ecrc does not know the role. It then says, as a note, which role must be among those that are named.",
    symptoms: &[
        "is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no VPC endpoint \
         policy allows the ecr:GetAuthorizationToken action",
        "is not authorized to perform: ecr:BatchGetImage on resource: … with an explicit deny in a VPC \
         endpoint policy",
        "unexpected status from HEAD request to \
         https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/…/manifests/latest: 403 Forbidden",
        "unexpected status from POST request to \
         https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/…/blobs/uploads/: 403 Forbidden",
    ],
    sources: &[
        Reference {
            title: "Amazon ECS task execution IAM role",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
            read: "2026-11-29",
        },
        Reference {
            title: "Control access to VPC endpoints using endpoint policies",
            url: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
            read: "2026-11-29",
        },
        Reference {
            title: "Amazon EKS node IAM role",
            url: "https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html",
            read: "2026-11-29",
        },
        Reference {
            title: "Troubleshoot access denied error messages",
            url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
            read: "2026-11-25",
        },
    ],
    bad: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  execution_role new "shop-execution";
  allow pull role "billing-execution";
>
"#,
    ),
    good: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  execution_role new "shop-execution";
  allow pull role "shop-execution";
>
"#,
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let documents = [Service::EcrDkr, Service::EcrApi].into_iter().filter_map(|service| {
        let (_, endpoint) = plan.endpoint(service)?;
        subject.policy(endpoint.policy.as_ref()?)
    });
    // Both endpoints of a spec carry one; what is longer than AWS takes (ECR505) is not judged further.
    let document = documents.into_iter().find(|document| policy::excess(&document.statements).is_none());
    let Some(document) = document else { return };
    let region = plan.region;
    let repositories = format!("arn:{}:ecr:{}:????????????:repository/?*", region.partition.id(), region.id);
    // Where nobody can pull, another rule says so.
    if policy::somebody_can_pull(&document, region) == Answer::No {
        return;
    }
    for resource in &plan.resources {
        let ResourceKind::RolePolicy(role_policy) = &resource.kind else { continue };
        if !grants_pulls(subject, role_policy) {
            continue;
        }
        let name = plan.role_name(role_policy);
        let arn = arn(subject, &document, role_policy, &name);
        let refused = policy::can_pull(&document, Puller::One(&arn), &repositories) == Answer::No;
        if !refused || may_be_named(&document, role_policy, &name, &arn) {
            continue;
        }
        let said = subject.block.and_then(|block| block.execution_role.as_ref()).map(|role| role.span);
        let message = format!("the endpoints' policy refuses every pull of the execution role `{name}`");
        let mut found = Diagnostic::at(&RULE, said.or(resource.span), message).label("no task with this role starts");
        let allows = document.statements.iter().filter(|statement| statement.effect == Effect::Allow);
        let without_denies = PolicyDocument { statements: allows.cloned().collect() };
        let denied = policy::can_pull(&without_denies, Puller::One(&arn), &repositories) != Answer::No;
        let of_kind = |block: &Block| block.access.iter().find(|access| access.value.allow != denied).map(|it| it.span);
        if let Some(span) = subject.block.and_then(of_kind) {
            found = found.also(span, if denied { "refuses it" } else { "lets in others only" });
        }
        report.push(found.help(if denied {
            "take the role out of the `deny`".to_owned()
        } else {
            format!("write `allow pull role \"{name}\"`")
        }));
    }
    if let Some(block) = subject.block {
        pullers_on_hosts(block, &document, &repositories, report);
    }
}

/// Where hosts pull, and only those who are named can: which role that must be.
fn pullers_on_hosts(block: &Block, document: &PolicyDocument, repositories: &str, report: &mut Report) {
    let named_only = policy::can_pull(document, Puller::Unnamed, repositories) == Answer::No;
    let allow = block.access.iter().find(|access| access.value.allow && !access.value.principals.is_empty());
    let Some(allow) = allow.filter(|_| named_only) else { return };
    let pullers = block.workload.launches.iter().filter_map(|launch| {
        let who = match launch.value {
            Launch::Fargate { .. } => return None,
            Launch::Ec2 { .. } => "the container instance's role pulls, or the execution role that a task names",
            Launch::Eks { fargate: false } => "the node's role pulls",
            Launch::Eks { fargate: true } => "the pod execution role pulls",
        };
        Some((launch.span, who))
    });
    for (span, who) in pullers {
        report.push(
            Diagnostic::new(&RULE, span, format!("only the principals that `allow` names can pull, and here {who}"))
                .label("that role must be among them")
                .also(allow.span, "names who can pull")
                .help("compare the role with those that are named, and accept this with that as the reason")
                .weighing(Severity::Note),
        );
    }
}

/// Whether a role gets pulls by this policy: then it is one that pulls.
fn grants_pulls(subject: &Subject, policy: &RolePolicy) -> bool {
    let document = subject.plan.policy(&policy.policy);
    let mut statements = document.into_iter().flat_map(|document| &document.statements);
    statements.any(|statement| PULL.iter().any(|action| policy::names_action(statement, action) == Some(true)))
}

/// The role's ARN as the document has it: an attribute, if it names that, else its name in the account that deploys.
fn arn(subject: &Subject, document: &PolicyDocument, policy: &RolePolicy, name: &str) -> Value {
    if let Value::Attribute(id, _) = &policy.role {
        let attribute = Value::Attribute(id.clone(), Attribute::Arn);
        if named(document).any(|arn| *arn == attribute) {
            return attribute;
        }
    }
    Value::join([
        Value::literal(format!("arn:{}:iam::", subject.plan.region.partition.id())),
        Value::Pseudo(Pseudo::Account),
        Value::literal(format!(":role/{name}")),
    ])
}

/// Whom a document names.
fn named(document: &PolicyDocument) -> impl Iterator<Item = &Value> {
    let lists = document.statements.iter().filter_map(|statement| match &statement.principals {
        Some(Principals::Aws(arns)) => Some(arns),
        Some(Principals::Everyone | Principals::Service(_) | Principals::Unknown) | None => None,
    });
    lists.flatten()
}

/// Whether a document names a role that may be this one: with a path that is not known here, or by an account's id.
fn may_be_named(document: &PolicyDocument, policy: &RolePolicy, name: &str, own: &Value) -> bool {
    // A role that is created here has no path.
    let created = matches!(policy.role, Value::Attribute(..));
    let tail = if created { format!(":role/{name}") } else { format!("/{name}") };
    named(document).any(|arn| arn != own && arn.to_string().ends_with(&tail))
}
