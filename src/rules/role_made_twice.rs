//! The card of ECR514: IAM roles and role policies that two templates make.

use super::Across;
use crate::aws::Partition;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Rule, Severity};
use crate::span::Span;
use std::collections::BTreeMap;

/// One template makes an IAM role, and one writes a policy of it.
pub static RULE: Rule = Rule {
    code: Code(514),
    name: "role_made_twice",
    severity: Severity::Warning,
    exceptions: &[],
    title: "an account can have an IAM role, and a role a policy, of one name only once",
    explanation: "\
Names of IAM roles are unique within an account, in every region and regardless of letter case. If two templates \
create a role of one name in one account, the second deployment fails with `EntityAlreadyExists`.

A policy in a role has a name of its own, which ecrc makes from the VPC's id. If two blocks of one VPC tie the same role, \
the second deployment overwrites the first one's policy, and deleting either stack takes it from both.

Create the role in one block (`execution_role new \"NAME\"`) and name it in the others (`execution_role \"NAME\"`). \
ecrc does not know into which accounts you deploy. If they differ, accept this warning and say so.",
    symptoms: &[
        "EntityAlreadyExists: Role with name … already exists",
        "… already exists in stack arn:aws:cloudformation:us-east-1:111122223333:stack/…",
    ],
    sources: &[Reference {
        title: "IAM and AWS STS quotas: IAM name requirements",
        url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
        read: "2026-11-29",
    }],
    bad: Example::Spec(
        "\
private_ecr web <
  region us-east-2;
  launch fargate 1.4.0;
  logs none;
  execution_role new \"exec\";
>

private_ecr jobs <
  region us-east-2;
  launch fargate 1.4.0;
  logs none;
  execution_role new \"exec\";
>
",
    ),
    good: Example::Spec(
        "\
private_ecr web <
  region us-east-2;
  launch fargate 1.4.0;
  logs none;
  execution_role new \"web-exec\";
>

private_ecr jobs <
  region us-east-2;
  launch fargate 1.4.0;
  logs none;
  execution_role new \"jobs-exec\";
>
",
    ),
};

pub(super) fn check() -> Across {
    let mut roles: BTreeMap<(Partition, String), Option<Span>> = BTreeMap::new();
    let mut policies: BTreeMap<(Partition, String, String), Option<Span>> = BTreeMap::new();
    Box::new(move |footprint, block, report| {
        let span = block.and_then(|block| block.execution_role.as_ref()).map(|role| role.span);
        let partition = footprint.region.partition;
        for name in &footprint.roles {
            let key = (partition, name.to_lowercase());
            let Some(first) = roles.get(&key) else {
                roles.insert(key, span);
                continue;
            };
            let found = Diagnostic::at(&RULE, span, format!("two templates create the IAM role `{name}`"))
                .label("the second one fails in the same account")
                .help(format!("write `execution_role \"{name}\"` here, without `new`"));
            report.push(also(found, *first, span, "created here, too"));
        }
        for (role, policy) in &footprint.role_policies {
            let key = (partition, role.to_lowercase(), policy.clone());
            let Some(first) = policies.get(&key) else {
                policies.insert(key, span);
                continue;
            };
            let message = format!("two templates write the policy `{policy}` of the IAM role `{role}`");
            let found = Diagnostic::at(&RULE, span, message)
                .label("the second one overwrites the first")
                .help("tie the role in one block of this VPC");
            report.push(also(found, *first, span, "written here, too"));
        }
    })
}

fn also(found: Diagnostic, first: Option<Span>, here: Option<Span>, label: &str) -> Diagnostic {
    match first.filter(|first| Some(*first) != here) {
        Some(first) => found.also(first, label),
        None => found,
    }
}
