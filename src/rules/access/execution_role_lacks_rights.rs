//! ECR513: what a task, a node or a pod does as it starts, and the role that must be allowed to.

use crate::aws::GET_AUTHORIZATION_TOKEN;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Launch, OwnPolicy, Plan, PolicyDocument, Principals, Property, Resource, SecretStore, Task, Value};
use crate::policy::{Decision, Request, Who, decide, denying, mend};
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
        for refusal in [Decision::NotAllowed, Decision::Denied] {
            let lacking: Vec<(&str, Decision)> = needed(task)
                .iter()
                .map(|needed| (needed.0, decided(&document, needed)))
                .filter(|(_, decision)| *decision == refusal)
                .collect();
            report.diagnostics.extend(lacks(plan, task, role, &lacking));
        }
    }
}

/// That the policies of a task's role refuse actions, all in one way.
fn lacks(plan: &Plan, task: &Task, role: &Resource, lacking: &[(&str, Decision)]) -> Option<Diagnostic> {
    let (first, refusal) = *lacking.first()?;
    let denying = task.role.as_ref().and_then(|role| denying(plan, role, first));
    let (verb, label, span) = match denying.filter(|_| refusal == Decision::Denied) {
        Some(policy) => ("denied", "a policy of the role denies it", policy.place(Property::PolicyDocument)),
        None => ("not allowed", "no policy of this role allows it", role.span),
    };
    let actions: Vec<String> = lacking.iter().map(|(action, _)| format!("`{action}`")).collect();
    let whose = plan.surroundings.role_of(task);
    let message = format!("the {whose} of `{}` is {verb} {}", task.name, actions.join(", "));
    let found = Diagnostic::at(&cards::EXECUTION_ROLE_LACKS_RIGHTS, span.or(task.span), message).label(label);
    let found = match task.span.filter(|_| span.is_some()) {
        Some(task) => found.also(task, "starts with this role"),
        None => found,
    };
    let found = found.help(mend(lacking, "", "", "a policy of the role"));
    Some(match plan.surroundings.eks_launch_of(task) {
        Some(Launch::Eks { fargate: true }) => found.citing(POD_PAGE),
        Some(_) => found.citing(NODE_PAGE),
        None => found,
    })
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
