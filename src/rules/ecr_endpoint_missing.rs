//! The card of ECR103: the ECR endpoints that a pull passes through.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::Launch;
use crate::plan;

/// What pulls from ECR needs ECR's interface endpoints.
pub static RULE: Rule = Rule {
    code: Code(103),
    name: "ecr_endpoint_missing",
    severity: Severity::Error,
    exceptions: &[],
    title: "a launch needs the interface endpoints of ECR",
    explanation: "\
Without a way to the internet, a pull takes three paths: `ecr.api` for the registry login, `ecr.dkr` for the image's \
manifest, and Amazon S3 for its layers. Tasks on Fargate for Linux `1.4.0` and later, on Fargate for Windows `1.0.0` \
and later, and on EC2 container instances need both ECR endpoints and the S3 gateway. Fargate for Linux `1.3.0` and \
earlier (retired since 2026-03-16) needed `ecr.dkr` and the S3 gateway only. The sentence on Windows stood in the \
2022 edition of the page, not in the one that was read.

From `1.4.0` on, all of a task's traffic leaves through its one network interface in your VPC, the registry login \
too; that is why a VPC that served `1.3.0` stops working. Create both endpoints, in any order. A spec derives them \
from its `launch` statements.",
    symptoms: &[
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval \
         failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s)",
        "The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task \
         and Amazon ECR",
        "The task cannot pull registry authentication from Amazon ECR: There is a connection issue between \
         the task and Amazon ECR",
        "CannotPullECRContainerError: RequestError: send request failed caused by: Post \
         \"https://api.ecr.us-east-1.amazonaws.com/\"",
        "operation error ECR: GetAuthorizationToken, exceeded maximum number of attempts, 3",
        "Connect timeout on endpoint URL: \"https://api.ecr.us-east-1.amazonaws.com/\"",
        "error execing credential provider plugin ecr-credential-provider … context deadline exceeded",
        "pull image manifest has been retried 1 time(s): failed to resolve ref … 401 Unauthorized",
    ],
    sources: &[
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "AWS Fargate Linux platform version deprecation",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-versions-retired.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Template(
        "\
# For tasks on Fargate 1.4.0.
Resources:
  EcrDkrEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.ecr.dkr
      VpcId: !Ref VpcId
      PrivateDnsEnabled: true
      SubnetIds: !Ref SubnetIds
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
  S3Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Gateway
      ServiceName: com.amazonaws.us-east-2.s3
      VpcId: !Ref VpcId
      RouteTableIds: !Ref RouteTableIds
",
    ),
    good: Example::Template(
        "\
# For tasks on Fargate 1.4.0.
Resources:
  EcrApiEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.ecr.api
      VpcId: !Ref VpcId
      PrivateDnsEnabled: true
      SubnetIds: !Ref SubnetIds
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
  EcrDkrEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.ecr.dkr
      VpcId: !Ref VpcId
      PrivateDnsEnabled: true
      SubnetIds: !Ref SubnetIds
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
  S3Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Gateway
      ServiceName: com.amazonaws.us-east-2.s3
      VpcId: !Ref VpcId
      RouteTableIds: !Ref RouteTableIds
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for launch in &subject.plan.workload.launches {
        if matches!(launch.value, Launch::Eks { .. }) {
            continue;
        }
        let needed = plan::services_of(launch.value, subject.plan.region);
        for service in needed.into_iter().filter(|service| matches!(service, Service::EcrApi | Service::EcrDkr)) {
            if subject.plan.has_endpoint(service) == Some(false) {
                report.push(
                    Diagnostic::new(&RULE, launch.span, format!("there is no endpoint for `{}`", service.name()))
                        .label("needs it to pull images")
                        .help(format!("add an interface endpoint for `{}` with private DNS on", service.name())),
                );
            }
        }
    }
}
