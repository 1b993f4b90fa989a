//! The card of ECR203: SDKs that are older than private DNS for ECR's API.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::plan;

/// An SDK of 2019-01-24 or earlier does not find the endpoint by itself.
pub static RULE: Rule = Rule {
    code: Code(203),
    name: "sdk_before_private_dns",
    severity: Severity::Warning,
    exceptions: &[],
    title: "an SDK or AWS CLI of 2019-01-24 or earlier must be told the address of ECR's API",
    explanation: "\
Private DNS leads `api.ecr.REGION.amazonaws.com` to the endpoint. AWS asks to update SDKs and AWS CLIs of that age, \
or to pass `--endpoint-url https://api.ecr.REGION.amazonaws.com` with each call. That they would call \
`ecr.REGION.amazonaws.com` of themselves, which does not lead there, is deduced.

AWS's page names releases before 2019-01-24; its Japanese edition says on or before that day, and ecrc takes the \
wider of the two. Update what calls ECR, and let `sdk` name the release date of the oldest that is left, or leave it \
out. Where an old one must stay, `accept ECR203 \"…\"`: the compiled template has the address among its outputs.",
    symptoms: &["Post \"https://ecr.us-east-1.amazonaws.com/\": dial tcp 198.51.100.7:443: i/o timeout"],
    sources: &[
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Amazon ECR endpoints and quotas",
            url: "https://docs.aws.amazon.com/general/latest/gr/ecr.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  sdk 2018-11-30;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  sdk 2024-06-01;
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block.filter(|block| plan::sdk_before_private_dns(block)) else { return };
    let api = subject.plan.endpoint(Service::EcrApi);
    let served = subject.plan.has_own_zone(Service::EcrApi);
    let (Some(sdk), Some(true)) = (block.sdk, api.and_then(|(_, api)| Some(api.private_dns? || served))) else {
        return;
    };
    let region = subject.plan.region;
    let url = format!("https://api.ecr.{}.{}", region.id, region.partition.dns_suffix());
    report.push(
        Diagnostic::new(&RULE, sdk.span, format!("an SDK of {} does not look for ECR's private name", sdk.value))
            .label("released on 2019-01-24 or earlier")
            .note(format!("its calls need `--endpoint-url {url}`; the template outputs it"))
            .help("update the SDK and remove the statement, or accept this with a reason"),
    );
}
