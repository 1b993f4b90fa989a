//! ECR703: an endpoint is for a service of another region or partition.

use super::Subject;
use crate::aws::service::{NameFault, name_fault};
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// An endpoint is for a service of another region or partition.
pub static RULE: Rule = Rule {
    code: Code(703),
    name: "service_name_elsewhere",
    severity: Severity::Error,
    exceptions: &[],
    title: "an endpoint is for a service of another region or partition",
    explanation: "\
The name of an endpoint service holds its region, and opens with a prefix that differs by service and region, not by \
partition alone: in China ECR's services are `cn.com.amazonaws.REGION.ecr.*`, while the S3 gateway and logs are \
`com.amazonaws.REGION…`.

ECR's endpoints serve the region that they are in. (Later, read 2026-11-24: AWS offers cross-region endpoints for some \
services to those who opt in; ecrc does not write them.)",
    symptoms: &["InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.us-east-1.ecr.api' does not exist"],
    sources: &[
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "China: cross-Region support of AWS PrivateLink",
            url: "https://docs.amazonaws.cn/en_us/vpc/latest/privatelink/aws-services-cross-region-privatelink-support.html",
            read: "2026-11-24",
        },
        Reference {
            title: "AWS services that integrate with AWS PrivateLink",
            url: "https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Template(
        "\
Type: AWS::EC2::VPCEndpoint
Properties:
  VpcEndpointType: Interface
  VpcId: !Ref VpcId
  ServiceName: com.amazonaws.cn-north-1.ecr.dkr
",
    ),
    good: Example::Template(
        "\
Type: AWS::EC2::VPCEndpoint
Properties:
  VpcEndpointType: Interface
  VpcId: !Ref VpcId
  ServiceName: cn.com.amazonaws.cn-north-1.ecr.dkr
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for (resource, name) in subject.named_services() {
        let Some(NameFault::Elsewhere { expected }) = name_fault(name, subject.plan.region) else { continue };
        report.push(
            Diagnostic::at(&RULE, resource.span, format!("`{name}` is not of `{}`", subject.plan.region.id))
                .label("another region, or another partition's prefix")
                .help(format!("write `{expected}`")),
        );
    }
}
