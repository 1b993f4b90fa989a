//! The card of ECR511: the role that pulls, and the policy that refuses it.

use crate::aws::{PULL, Service};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::plan::{Attribute, Effect, Launch, PolicyDocument, Principals, Pseudo, ResourceKind, RolePolicy, Value};
use crate::policy::{self, Answer, Budget, Puller};
use crate::rules::Subject;
use crate::spec::model::Block;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let documents = [Service::EcrDkr, Service::EcrApi].into_iter().filter_map(|service| {
        let (_, endpoint) = plan.endpoint(service)?;
        let id = endpoint.policy.as_ref()?;
        Some((id, subject.policy(id)?))
    });
    // Both endpoints of a spec carry one; what is longer than AWS takes (ECR505) is not judged further.
    let document = documents.into_iter().find(|(_, document)| policy::excess(&document.statements).is_none());
    let Some((id, document)) = document else { return };
    let Some(region) = plan.region else { return };
    let repositories = format!("arn:{}:ecr:{}:????????????:repository/?*", region.partition.id(), region.id);
    // Where nobody can pull, another rule says so.
    if subject.bound.ask(&cards::OWN_ROLE_SHUT_OUT, id, |budget| policy::somebody_can_pull(&document, region, budget))
        == Answer::No
    {
        return;
    }
    for resource in &plan.resources {
        let ResourceKind::RolePolicy(role_policy) = &resource.kind else { continue };
        if !grants_pulls(subject, role_policy) {
            continue;
        }
        let name = plan.role_name(role_policy);
        let arn = arn(subject, &document, role_policy, &name);
        let can_pull = |document: &PolicyDocument, budget: &mut Budget| {
            policy::can_pull(document, Puller::One(&arn), &repositories, budget)
        };
        let refused =
            subject.bound.ask(&cards::OWN_ROLE_SHUT_OUT, id, |budget| can_pull(&document, budget)) == Answer::No;
        if !refused || may_be_named(&document, role_policy, &name, &arn) {
            continue;
        }
        let said = subject.block.and_then(|block| block.execution_role.as_ref()).map(|role| role.span);
        let message = format!("the endpoints' policy refuses every pull by the execution role `{name}`");
        let mut found = Diagnostic::at(&cards::OWN_ROLE_SHUT_OUT, said.or(resource.span), message)
            .label("no task with this role starts");
        let allows = document.statements.iter().filter(|statement| statement.effect == Effect::Allow);
        let without_denies = PolicyDocument { statements: allows.cloned().collect() };
        let denied = subject.bound.ask_for_words(|budget| can_pull(&without_denies, budget)) != Answer::No;
        let of_kind = |block: &Block| block.access.iter().find(|access| access.value.allow != denied).map(|it| it.span);
        if let Some(span) = subject.block.and_then(of_kind) {
            found = found.also(span, if denied { "refuses it" } else { "allows only others" });
        }
        report.push(found.help(if denied {
            "remove the role from the `deny`".to_owned()
        } else {
            format!("write `allow pull role \"{name}\"`")
        }));
    }
    if let Some(block) = subject.block {
        let puller = Puller::Unnamed;
        let unnamed = subject
            .bound
            .ask(&cards::OWN_ROLE_SHUT_OUT, id, |budget| policy::can_pull(&document, puller, &repositories, budget));
        if unnamed == Answer::No {
            pullers_on_hosts(block, report);
        }
    }
}

/// Where hosts pull, and only those who are named can: which role that must be.
fn pullers_on_hosts(block: &Block, report: &mut Report) {
    let allow = block.access.iter().find(|access| access.value.allow && !access.value.principals.is_empty());
    let Some(allow) = allow else { return };
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
        Value::literal("arn:"),
        subject.known(&Value::Pseudo(Pseudo::Partition)),
        Value::literal(":iam::"),
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
