//! The card of ECR307: an endpoint's subnets and their zones.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::plan::{List, Plan, ResourceKind, Value, Zone, logical_id};

/// An interface endpoint takes one subnet in a zone.
pub static RULE: Rule = Rule {
    code: Code(307),
    name: "subnets_share_zone",
    severity: Severity::Error,
    exceptions: &[],
    title: "an interface endpoint has two subnets in one Availability Zone",
    explanation: "\
An interface endpoint takes at most one subnet in each Availability Zone; AWS refuses a second one. One is enough: \
it serves every subnet of the zone.

List one private subnet for each zone. Zones of subnets that a template only names by id or takes as a parameter \
are not known, and nothing is found; `vpc new` makes each subnet in a zone of its own.",
    symptoms: &["DuplicateSubnetsInSameZone", "Found another VPC endpoint subnet in the availability zone of"],
    sources: &[
        Reference {
            title: "Access an AWS service using an interface VPC endpoint",
            url: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
            read: "2026-11-24",
        },
        Reference {
            title: "VPC endpoint creation error - DuplicateSubnetsInSameZone (a user's report)",
            url: "https://github.com/terraform-aws-modules/terraform-aws-vpc/issues/451",
            read: "2026-11-25",
        },
    ],
    bad: Example::Template(
        "\
Resources:
  SubnetA:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref VpcId
      CidrBlock: 10.0.0.0/20
      AvailabilityZone: us-east-2a
  SubnetB:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref VpcId
      CidrBlock: 10.0.16.0/20
      AvailabilityZone: us-east-2b
  SubnetC:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref VpcId
      CidrBlock: 10.0.32.0/20
      AvailabilityZone: us-east-2b
  LogsEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.logs
      VpcId: !Ref VpcId
      PrivateDnsEnabled: true
      SubnetIds: [!Ref SubnetA, !Ref SubnetB, !Ref SubnetC]
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
",
    ),
    good: Example::Template(
        "\
Resources:
  SubnetA:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref VpcId
      CidrBlock: 10.0.0.0/20
      AvailabilityZone: us-east-2a
  SubnetB:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref VpcId
      CidrBlock: 10.0.16.0/20
      AvailabilityZone: us-east-2b
  SubnetC:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref VpcId
      CidrBlock: 10.0.32.0/20
      AvailabilityZone: us-east-2b
  LogsEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.logs
      VpcId: !Ref VpcId
      PrivateDnsEnabled: true
      SubnetIds: [!Ref SubnetA, !Ref SubnetB]
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for (resource, endpoint) in subject.plan.interface_endpoints() {
        let List::Items(subnets) = &endpoint.subnets else { continue };
        let zones: Vec<&Zone> = subnets.iter().filter_map(|subnet| zone_of(subject.plan, subnet)).collect();
        let twice = zones
            .iter()
            .enumerate()
            .any(|(at, zone)| **zone != Zone::Unknown && zones.iter().skip(at + 1).any(|other| other == zone));
        if twice {
            let name = logical_id(&resource.id);
            report.push(
                Diagnostic::at(&RULE, resource.span, format!("two subnets of `{name}` lie in one zone"))
                    .label("AWS refuses the endpoint")
                    .help("name one subnet a zone"),
            );
        }
    }
}

fn zone_of<'p>(plan: &'p Plan, subnet: &Value) -> Option<&'p Zone> {
    let Value::Attribute(id, _) = subnet else { return None };
    let resource = plan.resources.iter().find(|resource| resource.id == *id)?;
    let ResourceKind::Subnet(subnet) = &resource.kind else { return None };
    Some(&subnet.zone)
}
