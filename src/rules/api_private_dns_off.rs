//! The card of ECR202: private DNS of the endpoint for ECR's API.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// Without private DNS on `ecr.api` every caller must name the endpoint.
pub static RULE: Rule = Rule {
    code: Code(202),
    name: "api_private_dns_off",
    severity: Severity::Warning,
    exceptions: &[],
    title: "without private DNS on `ecr.api`, every call must name the endpoint's own address",
    explanation: "\
Private DNS is optional on `ecr.api`, and AWS recommends it. While it is off, `api.ecr.REGION.amazonaws.com` keeps \
its public address, and each call of an SDK or of the AWS CLI needs `--endpoint-url \
https://VPCE_ID.api.ecr.REGION.vpce.amazonaws.com`. The agents that start tasks and pods for you take no such \
option; that their registry login fails then is deduced, not documented.

Leave `private_dns` out, or write `private_dns ecr.api on`. Where it must stay off, `accept ECR202 \"…\"`: the \
compiled template has the exact address among its outputs.",
    symptoms: &[
        "Connect timeout on endpoint URL: \"https://api.ecr.us-east-1.amazonaws.com/\"",
        "The task cannot pull registry authentication from Amazon ECR: There is a connection issue between \
         the task and Amazon ECR",
    ],
    sources: &[Reference {
        title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
        url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
        read: "2026-11-24",
    }],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  private_dns ecr.api off;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  private_dns ecr.api on;
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(off) = subject.private_dns_off(Service::EcrApi) else { return };
    let region = subject.plan.region;
    let url = format!("https://VPCE_ID.api.ecr.{}.vpce.{}", region.id, region.partition.dns_suffix());
    report.push(
        Diagnostic::at(&RULE, off.span, "`ecr.api` without private DNS")
            .label("no SDK finds the endpoint by itself")
            .note(format!("every call needs `--endpoint-url {url}`; the template outputs it with the endpoint's id"))
            .help("leave private DNS on for `ecr.api`, or accept this with a reason"),
    );
}
