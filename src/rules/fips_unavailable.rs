//! The card of ECR706: FIPS endpoints of ECR.

use crate::diagnostic::{Code, Example, Reference, Rule, Severity};

/// A region has the FIPS endpoint service that is named.
pub static RULE: Rule = Rule {
    code: Code(706),
    name: "fips_unavailable",
    severity: Severity::Error,
    exceptions: &[],
    title: "the region has no FIPS endpoint service of that name",
    explanation: "\
ECR's FIPS endpoint services, `ecr-fips.api` and `ecr-fips.dkr`, serve the hosts `api.ecr-fips.REGION.amazonaws.com` \
and `ACCOUNT.dkr.ecr-fips.REGION.amazonaws.com`. AWS lists those hosts in us-east-1, us-east-2, us-west-1, us-west-2, \
us-gov-east-1 and us-gov-west-1 only. Elsewhere neither the service nor the host exists.

Use the plain endpoints in other regions. With pull-through caches, the first pull of an image does not work through \
FIPS hosts.",
    symptoms: &[
        "Post \"https://ecr-fips.us-east-1.amazonaws.com/\": dial tcp 198.51.100.7:443: i/o timeout",
        "InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.eu-west-1.ecr-fips.api' does not exist",
    ],
    sources: &[
        Reference {
            title: "Amazon ECR endpoints and quotas",
            url: "https://docs.aws.amazon.com/general/latest/gr/ecr.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Template(
        "\
# In eu-west-1.
Resources:
  EcrFipsApiEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.eu-west-1.ecr-fips.api
      VpcId: !Ref VpcId
      PrivateDnsEnabled: true
      SubnetIds: !Ref SubnetIds
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
",
    ),
    good: Example::Template(
        "\
# In us-west-2.
Resources:
  EcrFipsApiEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-west-2.ecr-fips.api
      VpcId: !Ref VpcId
      PrivateDnsEnabled: true
      SubnetIds: !Ref SubnetIds
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
",
    ),
};
