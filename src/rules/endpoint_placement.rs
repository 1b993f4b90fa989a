//! The card of ECR306: where an interface endpoint has its network interfaces.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::plan::{List, logical_id};

/// An interface endpoint has subnets, and a security group of its own.
pub static RULE: Rule = Rule {
    code: Code(306),
    name: "endpoint_placement",
    severity: Severity::Error,
    exceptions: &[],
    title: "an interface endpoint needs subnets and a security group",
    explanation: "\
An interface endpoint has one network interface in each subnet that it is given. Without subnets it has none: \
there is no address in the VPC that its private name could stand for, and nothing reaches the service through it.

Without a security group it gets the VPC's default group. That group, as AWS makes it, admits only its own \
members, and somebody may have changed it since; so this is an error only where the group is known not to admit \
tcp/443.

Give every interface endpoint `SubnetIds`, a private subnet in each zone, and `SecurityGroupIds` with a group that \
admits its clients (ECR301). What ecrc compiles always has both.",
    symptoms: &[],
    sources: &[Reference {
        title: "Access an AWS service using an interface VPC endpoint",
        url: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
        read: "2026-11-24",
    }],
    bad: Example::Template(
        "\
Resources:
  LogsEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.logs
      VpcId: !Ref VpcId
      PrivateDnsEnabled: true
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
",
    ),
    good: Example::Template(
        "\
Resources:
  LogsEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.logs
      VpcId: !Ref VpcId
      PrivateDnsEnabled: true
      SubnetIds: !Ref SubnetIds
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for (resource, endpoint) in subject.plan.interface_endpoints() {
        if endpoint.subnets == List::Items(Vec::new()) {
            let name = logical_id(&resource.id);
            report.push(
                Diagnostic::at(&RULE, resource.span, format!("`{name}` has no subnet"))
                    .label("has no address in the VPC")
                    .help("name a private subnet in each zone"),
            );
        }
    }
}
