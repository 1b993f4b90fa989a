//! The card of ECR207: endpoints that a statement names and the block does not need.

use super::Subject;
use super::ecs_endpoint_missing::ECS;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::model::{Launch, PrivateDns};
use crate::plan;
use crate::span::Spanned;

/// `private_dns` and `existing` name endpoints that the block needs.
pub static RULE: Rule = Rule {
    code: Code(207),
    name: "endpoint_named_in_vain",
    severity: Severity::Warning,
    exceptions: &[],
    title: "`private_dns` and `existing` should name endpoints that the block needs",
    explanation: "\
Which endpoints a block has follows from what runs there. A `private_dns` statement for one that the block does not \
create, be it needless or named in `existing`, changes nothing; so does an `existing` statement for one that the \
block does not need. Often the statement is left over, or the one that needs the endpoint is missing: `logs awslogs` \
for `logs`, `secrets ssm` for `ssm`, `exec on` for `ssmmessages`.

Write what uses the endpoint, or take the statement out.",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs none;
  private_dns logs on;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  private_dns logs on;
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let needed = plan::services_needed(block);
    // There AWS's page asks for ECS's endpoints, and they are not derived: another rule tells of it.
    let is_fargate = |launch: &Spanned<Launch>| matches!(launch.value, Launch::Fargate { .. });
    let of_ecs = block.region.value.launched_since_2023_12_23() && block.workload.launches.iter().any(is_fargate);
    for existing in &block.existing {
        let service = existing.service.value;
        let asked_for = of_ecs && ECS.contains(&service);
        if !needed.contains(&service) && !asked_for {
            report.push(
                Diagnostic::new(&RULE, existing.service.span, format!("nothing here needs `{}`", service.name()))
                    .label("named in vain")
                    .help("remove the statement"),
            );
        }
    }
    for of in &block.private_dns_of {
        let service = of.service.value;
        // A hub's endpoint is there, and the zones for its names are the user's.
        let own = of.setting.value == PrivateDns::Own;
        let existing = block.existing.iter().filter(|_| !own).find(|existing| existing.service.value == service);
        let found = match existing {
            Some(existing) => Diagnostic::new(&RULE, of.service.span, format!("`{}` is there already", service.name()))
                .label("its private DNS is not set here")
                .also(existing.service.span, "used as it is"),
            None if !needed.contains(&service) => {
                Diagnostic::new(&RULE, of.service.span, format!("no endpoint for `{}` is created", service.name()))
                    .label("named in vain")
            }
            None => continue,
        };
        report.push(found.help("remove the statement"));
    }
}
