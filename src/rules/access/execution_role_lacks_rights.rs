//! ECR513: what a task, a node or a pod does as it starts, and the role that must be allowed to.

use crate::aws::GET_AUTHORIZATION_TOKEN;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Launch, OwnPolicy, Plan, PolicyDocument, Principals, Resource, SecretStore, Task, Value};
use crate::policy::{Decision, Request, Who, decide};
use crate::rules::Subject;

/// What downloads an image. The documented policy has `ecr:BatchCheckLayerAvailability`, too, and no pull needs it.
const DOWNLOAD: &[&str] = &["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
const LOGS: &[&str] = &["logs:CreateLogStream", "logs:PutLogEvents"];

/// What AWS says of the roles with which nodes and pods of EKS pull.
const NODE_PAGE: &str = "https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html";
const POD_PAGE: &str = "https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html";

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    for task in &plan.surroundings.tasks {
        let Some((role, document)) = role_of(plan, task) else { continue };
        let lacks = |needed: &Needed| matches!(decided(&document, needed), Decision::NotAllowed | Decision::Denied);
        let lacking: Vec<String> =
            needed(task).into_iter().filter(lacks).map(|(action, _)| format!("`{action}`")).collect();
        if lacking.is_empty() {
            continue;
        }
        let actions = lacking.join(", ");
        let whose = plan.surroundings.role_of(task);
        let message = format!("the {whose} of `{}` is not allowed {actions}", task.name);
        let mut found = Diagnostic::at(&cards::EXECUTION_ROLE_LACKS_RIGHTS, role.span.or(task.span), message)
            .label("no policy of this role allows it");
        if let Some(span) = task.span.filter(|_| role.span.is_some()) {
            found = found.also(span, "starts with this role");
        }
        let found = found.help(format!("allow {actions} in a policy of the role"));
        report.push(match plan.surroundings.eks_launch_of(task) {
            Some(Launch::Eks { fargate: true }) => found.citing(POD_PAGE),
            Some(_) => found.citing(NODE_PAGE),
            None => found,
        });
    }
}

/// Whether the policies of a task's role leave open whether it may do what its start needs.
pub fn leaves_rights_open(plan: &Plan, task: &Task) -> bool {
    let of = role_of(plan, task);
    of.is_some_and(|(_, document)| needed(task).iter().any(|it| decided(&document, it) == Decision::Unknown))
}

/// An action, and on what.
type Needed = (&'static str, Value);

fn decided(document: &PolicyDocument, (action, resource): &Needed) -> Decision {
    decide(document, &Request { who: Who::AnyoneElse, action, resource })
}

/// What the start of a task needs, each on the resource on which it has to be allowed.
fn needed(task: &Task) -> Vec<Needed> {
    let mut needed = Vec::new();
    if task.pulls {
        needed.push((GET_AUTHORIZATION_TOKEN, Value::literal("*")));
    }
    // What the role may not read, a secret's own policy may allow.
    let has_policy = task.calls.secrets.iter().any(|secret| secret.policy != OwnPolicy::None);
    let stores = task.stores().into_iter().filter(|store| !has_policy || *store != SecretStore::SecretsManager);
    let of_secrets = stores.map(|store| match store {
        SecretStore::SecretsManager => "secretsmanager:GetSecretValue",
        SecretStore::Ssm => "ssm:GetParameters",
    });
    let pulls = DOWNLOAD.iter().copied().filter(|_| task.pulls);
    let logs = LOGS.iter().copied().filter(|_| task.logs());
    needed.extend(pulls.chain(logs).chain(of_secrets).map(|action| (action, Value::unknown())));
    needed
}

/// The role of a task, with all that its policies say of whoever has it.
fn role_of<'p>(plan: &'p Plan, task: &Task) -> Option<(&'p Resource, PolicyDocument)> {
    let (role, mut document) = plan.role_with_policies(task.role.as_ref()?)?;
    document.statements.iter_mut().for_each(|said| said.principals = Some(Principals::Everyone));
    Some((role, document))
}
