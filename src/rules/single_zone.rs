//! The card of ECR303: endpoints in one Availability Zone.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::{Block, Vpc};
use crate::plan::List;
use crate::span::Span;

/// Interface endpoints in one Availability Zone fall with it.
pub static RULE: Rule = Rule {
    code: Code(303),
    name: "single_zone",
    severity: Severity::Warning,
    exceptions: &[],
    title: "the interface endpoints lie in one Availability Zone and fall with it",
    explanation: "\
An interface endpoint in one Availability Zone serves the whole VPC, and fails with that zone: from then on no \
task starts in the other zones either. AWS recommends at least two zones.

Write `zones 2` or more (two is what `vpc new` does where nothing is said), or name a private subnet of each zone \
in `subnets`. Each zone of each endpoint is paid by the hour; for a test system, `accept ECR303` with that as the \
reason.",
    symptoms: &[],
    sources: &[Reference {
        title: "Access AWS services through AWS PrivateLink",
        url: "https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html",
        read: "2026-11-24",
    }],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  vpc new 10.0.0.0/16 zones 1;
  launch fargate 1.4.0;
  logs awslogs;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  vpc new 10.0.0.0/16 zones 2;
  launch fargate 1.4.0;
  logs awslogs;
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let single = subject.plan.interface_endpoints().find(|(_, endpoint)| match &endpoint.subnets {
        List::Items(subnets) => subnets.len() == 1,
        List::Parameter(_) | List::Unknown => false,
    });
    let Some((resource, _)) = single else { return };
    let span = subject.block.and_then(said).or(resource.span);
    report.push(
        Diagnostic::at(&RULE, span, "the interface endpoints stand in one zone alone")
            .label("they fall with it")
            .help("spread them over at least two zones"),
    );
}

fn said(block: &Block) -> Option<Span> {
    match &block.vpc {
        Vpc::New { span, zones, .. } => Some(zones.map_or(*span, |zones| zones.span)),
        Vpc::Unsaid | Vpc::Existing(_) => block.subnets.as_ref().map(|subnets| subnets.span),
    }
}
