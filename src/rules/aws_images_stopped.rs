//! The card of ECR509: images that AWS adds to tasks.

use super::Subject;
use crate::aws::{Service, registries};
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::{Access, Launch};
use crate::policy::{self, Answer, Puller};

/// A pull limited to repositories also stops images that AWS adds from its own accounts.
pub static RULE: Rule = Rule {
    code: Code(509),
    name: "aws_images_stopped",
    severity: Severity::Note,
    exceptions: &[],
    title: "pulls limited to your repositories also stop images that AWS adds to workloads",
    explanation: "\
Some services of AWS add a container to your tasks or nodes, whose image is in a repository of an AWS account. \
GuardDuty's Runtime Monitoring adds its agent: to tasks on Fargate from `aws-guardduty-agent-fargate`, to EKS nodes \
from an account for each region. These images pass through the same endpoints. An `allow pull` limited to your own \
repositories refuses them: the agent does not start, and your tasks run without it. Users report such failures where \
the execution role is limited; that a limited endpoint policy has the same effect is inferred.

If Runtime Monitoring is on, add the repository's ARN, with the account that AWS's page lists for your region; the \
help of this note prints it. Or limit who pulls instead of what. If Runtime Monitoring is off, accept this note and \
say so. ECR512 is about the add-ons without which no EKS node becomes ready.",
    symptoms: &["is not authorized to perform: ecr:BatchGetImage on resource: \
         arn:aws:ecr:us-east-1:593207742271:repository/aws-guardduty-agent-fargate because no VPC endpoint \
         policy allows the ecr:BatchGetImage action"],
    sources: &[
        Reference {
            title: "ECR Repository for GuardDuty agent on AWS Fargate (Amazon ECS only)",
            url: "https://docs.aws.amazon.com/guardduty/latest/ug/ecs-runtime-agent-ecr-image-uri.html",
            read: "2026-11-25",
        },
        Reference {
            title: "step-functions: run ecs task when guard duty runtime monitoring is enabled (a user's report)",
            url: "https://github.com/aws/aws-cdk/issues/32877",
            read: "2026-11-25",
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
  allow pull repo "team/*";
>
"#,
    ),
    good: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  allow pull role "ecsTaskExecutionRole";
>
"#,
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let is_ecs = plan.workload.launches.iter().any(|launch| launch.value.is_ecs());
    let on_nodes = plan.workload.launches.iter().any(|launch| launch.value == Launch::Eks { fargate: false });
    let listed = registries::find(plan.region.id);
    let ecs = listed.and_then(|of| of.guardduty_ecs).map(|account| (account, "aws-guardduty-agent-fargate"));
    let eks = listed.map(|of| (of.guardduty_eks.unwrap_or(of.eks_add_ons), "*"));
    let agents = ecs.filter(|_| is_ecs).into_iter().chain(eks.filter(|_| on_nodes));
    let Some((_, endpoint)) = plan.endpoint(Service::EcrDkr) else { return };
    let Some(id) = &endpoint.policy else { return };
    let Some(document) = subject.policy(id) else { return };
    let judged = policy::excess(&document.statements).is_none()
        && subject.bound.ask(&RULE, id, |budget| policy::somebody_can_pull(&document, plan.region, budget))
            != Answer::No;
    if !judged {
        return;
    }
    let arns = agents.map(|(account, repository)| {
        format!("arn:{}:ecr:{}:{account}:repository/{repository}", plan.region.partition.id(), plan.region.id)
    });
    let can_pull =
        |arn: &String| subject.bound.ask(&RULE, id, |budget| policy::can_pull(&document, Puller::Anybody, arn, budget));
    let refused = arns.filter(|arn| can_pull(arn) == Answer::No);
    let refused: Vec<String> = refused.collect();
    let Some(arn) = refused.first() else { return };
    let limits = |access: &Access| access.allow && !access.repositories.is_empty();
    let said = subject.block.and_then(|block| block.access.iter().find(|access| limits(&access.value)));
    let repository = said.and_then(|access| access.value.repositories.first()).map(|repository| repository.span);
    report.push(
        Diagnostic::at(&RULE, repository, "pulls are limited to repositories that GuardDuty's agent is not among")
            .label("AWS's own repositories are not allowed")
            .help(format!(
                "if GuardDuty's Runtime Monitoring is on, write `allow pull repo \"{arn}\"`; else accept this"
            )),
    );
}
