//! ECR702: a name that the template uses is not confirmed in this partition.

use super::Subject;
use crate::aws::{Partition, Service};
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::plan::EndpointService;

/// A name that the template uses is not confirmed in this partition.
pub static RULE: Rule = Rule {
    code: Code(702),
    name: "partition_unconfirmed",
    severity: Severity::Warning,
    exceptions: &[],
    title: "a name that the template uses is not confirmed in this partition",
    explanation: "\
AWS's page on [ECR's endpoints](https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html) prints the \
layer bucket's ARN for the partition `aws` alone. In the others ecrc writes the same bucket name under \
the partition's own ARN prefix; of GovCloud users report it, of the rest nothing was found. Names of endpoint services \
outside of `aws` and `aws-us-gov` come from AWS CDK's list and from \
[China's](https://docs.amazonaws.cn/en_us/vpc/latest/privatelink/aws-services-cross-region-privatelink-support.html): what is on neither is not confirmed.

Compare the names with what `aws ec2 describe-vpc-endpoint-services` says in the region, try one pull, then accept the \
warning with that as the reason.",
    symptoms: &[
        "error pulling image configuration: Get \
         https://prod-cn-north-1-starport-layer-bucket.s3.cn-north-1.amazonaws.com.cn/…: 403 Forbidden",
    ],
    sources: &[],
    bad: Example::Spec(
        "\
private_ecr <
  region us-gov-west-1;
  launch fargate 1.4.0;
  logs awslogs;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region us-gov-west-1;
  launch fargate 1.4.0;
  logs awslogs;
  accept ECR702 \"a pull was tried on 2026-11-20\";
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let region = subject.plan.region;
    if region.partition == Partition::Aws {
        return;
    }
    let interfaces = subject.plan.interface_endpoints().map(|(_, endpoint)| &endpoint.service);
    let gateways = subject.plan.gateway_endpoints().map(|(_, endpoint)| &endpoint.service);
    let services: Vec<Service> = interfaces
        .chain(gateways)
        .filter_map(|service| match service {
            EndpointService::Known(service) => Some(*service),
            EndpointService::Named(_) | EndpointService::Unknown => None,
        })
        .collect();
    let minimal = subject.block.is_none_or(|block| !block.s3_full.is_some_and(|full| full.value));
    let mut unconfirmed: Vec<String> = Vec::new();
    if minimal && services.contains(&Service::S3) {
        unconfirmed.push(format!("the layer bucket `{}`", region.layer_bucket()));
    }
    let names = services.iter().filter(|service| !service.name_is_confirmed(region));
    unconfirmed.extend(names.map(|service| format!("the service name `{}`", service.endpoint_service_name(region))));
    if unconfirmed.is_empty() {
        return;
    }
    let span = subject.block.map(|block| block.region.span);
    report.push(
        Diagnostic::at(
            &RULE,
            span,
            format!("names in the partition `{}` are not all confirmed", region.partition.id()),
        )
        .label("AWS publishes no list for it")
        .note(format!("not confirmed: {}", unconfirmed.join(", ")))
        .help("check them with `aws ec2 describe-vpc-endpoint-services`, then accept this with a reason"),
    );
}
