//! The card of ECR205: the DNS attributes of a VPC whose endpoints have private DNS.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::plan::{Attribute, InterfaceEndpoint, ResourceKind, Value};

/// Private DNS needs the VPC's DNS support and DNS hostnames.
pub static RULE: Rule = Rule {
    code: Code(205),
    name: "vpc_dns",
    severity: Severity::Error,
    exceptions: &[],
    title: "private DNS needs both DNS support and DNS hostnames in the VPC",
    explanation: "\
An endpoint's private DNS works only in a VPC that has `EnableDnsSupport` and `EnableDnsHostnames` both on. AWS sets \
the first by default; the second is off in every VPC but the default ones. Where one of them is off, AWS refuses to \
create the endpoint, or private DNS stays without effect.

Set both to `true`. `vpc new` does. In a VPC that is there already neither can be seen from a spec; look at it with \
`aws ec2 describe-vpc-attribute`.",
    symptoms: &[
        "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true",
        "Get \"https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/\": net/http: request canceled while \
         waiting for connection",
    ],
    sources: &[
        Reference {
            title: "Understanding Amazon DNS",
            url: "https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Access an AWS service using an interface VPC endpoint",
            url: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Template(
        "\
# The endpoints for ECR's API and S3 are there, and left out here.
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
      EnableDnsSupport: true
      EnableDnsHostnames: false
  EcrDkrEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.ecr.dkr
      VpcId: !Ref Vpc
      PrivateDnsEnabled: true
      SubnetIds: !Ref SubnetIds
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
",
    ),
    good: Example::Template(
        "\
# The endpoints for ECR's API and S3 are there, and left out here.
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
      EnableDnsSupport: true
      EnableDnsHostnames: true
  EcrDkrEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.ecr.dkr
      VpcId: !Ref Vpc
      PrivateDnsEnabled: true
      SubnetIds: !Ref SubnetIds
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for resource in &subject.plan.resources {
        let ResourceKind::Vpc(vpc) = &resource.kind else { continue };
        let named = |endpoint: &InterfaceEndpoint| {
            endpoint.private_dns == Some(true) && endpoint.vpc == Value::Attribute(resource.id.clone(), Attribute::Id)
        };
        if !subject.plan.interface_endpoints().any(|(_, endpoint)| named(endpoint)) {
            continue;
        }
        for (attribute, on) in [("DNS support", vpc.dns_support), ("DNS hostnames", vpc.dns_hostnames)] {
            if on == Some(false) {
                report.push(
                    Diagnostic::at(&RULE, resource.span, format!("the VPC has {attribute} off"))
                        .label("private names of endpoints do not resolve in it")
                        .help("set `EnableDnsSupport` and `EnableDnsHostnames` to true"),
                );
            }
        }
    }
}
