//! The card of ECR510: other policies of an execution role.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// A policy tied to a VPC adds to what an existing role may do, and takes nothing away.
pub static RULE: Rule = Rule {
    code: Code(510),
    name: "execution_role_exists",
    severity: Severity::Note,
    exceptions: &[],
    title: "other policies of this role may grant pulls without the conditions",
    explanation: "\
`execution_role \"NAME\"` adds to a role that is there a policy that allows pulls from this VPC, through its \
endpoints. Policies of a role add up. If another one grants pulls without these conditions, as AWS's own \
`AmazonECSTaskExecutionRolePolicy` does, the role pulls from anywhere as before, and the new policy ties nothing. \
This is deduced from how policies are evaluated; ecrc does not see the role's other policies.

Take the pulls out of the role's other policies, then `accept ECR510` and say so; or write `execution_role new \
\"NAME\"`, which makes a role with this policy alone.",
    symptoms: &[],
    sources: &[
        Reference {
            title: "Amazon ECS task execution IAM role",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Policy evaluation logic",
            url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
            read: "2026-11-25",
        },
    ],
    bad: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  execution_role "ecsTaskExecutionRole";
>
"#,
    ),
    good: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  execution_role new "private-ecr-task-execution";
>
"#,
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let role = subject.block.and_then(|block| block.execution_role.as_ref());
    if let Some(role) = role.filter(|role| !role.value.new) {
        report.push(
            Diagnostic::new(&RULE, role.span, format!("`{}` may have other policies, too", role.value.name))
                .label("one that grants pulls without conditions unties it")
                .help("remove `AmazonECSTaskExecutionRolePolicy` and the like from the role"),
        );
    }
}
