//! The card of ECR401: where image layers come from.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// Image layers come from Amazon S3, through its gateway endpoint.
pub static RULE: Rule = Rule {
    code: Code(401),
    name: "s3_gateway_missing",
    severity: Severity::Error,
    exceptions: &[],
    title: "image layers come from Amazon S3, and its gateway endpoint is missing",
    explanation: "\
ECR keeps image layers in Amazon S3. A pull gets the manifest from ECR and then a signed address for each layer in \
a bucket that AWS owns, `prod-REGION-starport-layer-bucket`. So a VPC without a way to the internet needs the \
gateway endpoint of S3 beside ECR's two endpoints, or every pull stops after the manifest.

Create `com.amazonaws.REGION.s3` with the type `Gateway`, on the route tables of the subnets that pull (ECR402); \
it may come before or after the other endpoints, and costs nothing. Security groups of tasks and instances, and \
network ACLs, must let tcp/443 out to S3; a group can name S3's prefix list. A spec derives the endpoint from its \
`launch` statements.",
    symptoms: &[
        "ref pull has been retried 5 time(s): failed to copy: httpReadSeeker: failed open: failed to do \
         request: Get \"https://prod-us-east-1-starport-layer-bucket.s3.us-east-1.amazonaws.com/…\": dial \
         tcp 198.51.100.9:443: i/o timeout",
        "failed to copy: httpReaderSeeker: failed open: failed to do request",
        "error pulling image configuration: Get \
         https://prod-us-east-1-starport-layer-bucket.s3.us-east-1.amazonaws.com/…",
        "error pulling image conf: Get https://prod-us-east-1-starport-layer-bucket.s3.us-east-1.amazonaws.com/…",
        "filesystem layer verification failed for digest sha256:…",
    ],
    sources: &[
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Gateway endpoints",
            url: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "CannotPullContainer task errors in Amazon ECS",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Template(
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
    let Some(launch) = subject.plan.workload.launches.first() else { return };
    let gateway = subject.plan.gateway(Service::S3);
    // Whether an interface endpoint stands in for it is another rule's.
    if gateway == Some(false) && subject.plan.has_endpoint(Service::S3) == Some(false) {
        report.push(
            Diagnostic::new(&RULE, launch.span, "there is no gateway endpoint for `s3`")
                .label("fetches image layers from S3")
                .help("add a gateway endpoint for `s3` with the private subnets' route tables"),
        );
    }
}
