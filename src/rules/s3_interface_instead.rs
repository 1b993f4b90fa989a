//! The card of ECR405: an S3 interface endpoint in the gateway's place.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// An S3 interface endpoint stands where the gateway endpoint is documented.
pub static RULE: Rule = Rule {
    code: Code(405),
    name: "s3_interface_instead",
    severity: Severity::Warning,
    exceptions: &[],
    title: "an S3 interface endpoint stands in for the gateway endpoint",
    explanation: "\
For image layers the page on ECR's endpoints asks for the gateway endpoint of Amazon S3. An older edition of the \
ECS guide (2023) said that an interface endpoint cannot be used with ECR. In the edition read on 2026-11-24 that \
sentence is gone, ECR's page speaks of a gateway or interface endpoint where it treats dual-stack, and EKS's page \
just of `s3`. Whether AWS supports pulls over the interface endpoint alone is unconfirmed.

If it has to be one (a gateway serves neither other regions nor networks connected by VPN, peering or a transit \
gateway), it needs private DNS, because the layers' addresses carry the region's ordinary S3 name, and with \
`PrivateDnsOnlyForInboundResolverEndpoint` off: on, as is its default, it asks for a gateway endpoint anyway. It \
is paid by the hour; the gateway costs nothing. Its private DNS does not cover `s3.dualstack.REGION` names, which \
Amazon Linux's package manager calls. Within one VPC, create the gateway endpoint.",
    symptoms: &[
        "To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC must have an S3 gateway endpoint",
        "com.amazonaws.us-east-1.s3 does not provide a private DNS name",
        "Get \"https://prod-us-east-1-starport-layer-bucket.s3.us-east-1.amazonaws.com/…\": dial tcp \
         10.0.3.21:443: i/o timeout",
    ],
    sources: &[
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "AWS PrivateLink for Amazon S3",
            url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html",
            read: "2026-11-29",
        },
        Reference {
            title: "Amazon ECS interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Deploy private clusters with limited internet access",
            url: "https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html",
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
  S3Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.s3
      VpcId: !Ref VpcId
      PrivateDnsEnabled: true
      DnsOptions:
        PrivateDnsOnlyForInboundResolverEndpoint: AllResolvers
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
    if subject.plan.gateway(Service::S3) != Some(false) {
        return;
    }
    if let Some((resource, _)) = subject.plan.endpoint(Service::S3) {
        report.push(
            Diagnostic::at(&RULE, resource.span, "an interface endpoint for `s3` stands in for the gateway")
                .label("documented for ECR only in part")
                .help("add a gateway endpoint for `s3`; it costs nothing"),
        );
    }
}
