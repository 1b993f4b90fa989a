//! Input: templates of VPCs that hold endpoints for others, with and without what runs.
//! Output: what an audit finds beyond notes.
//! Never: takes what is right in a hub for wrong, or a slip for a hub.

use crate::audit::of_template;
use ecrc::audit::Settings;
use ecrc::diagnostic::Severity;

/// A hub, whose group admits its spokes alone.
const HUB: &str = "Resources:
  Hub: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.30.0.0/16, EnableDnsHostnames: true}}
  HubA: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Hub, CidrBlock: 10.30.1.0/24, AvailabilityZone: eu-west-1a}}
  HubB: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Hub, CidrBlock: 10.30.2.0/24, AvailabilityZone: eu-west-1b}}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: spokes
      VpcId: !Ref Hub
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.20.0.0/16}]
  Api:
    Type: AWS::EC2::VPCEndpoint
    Properties: {VpcId: !Ref Hub, VpcEndpointType: Interface, ServiceName: com.amazonaws.eu-west-1.ecr.api, PrivateDnsEnabled: false, SubnetIds: [!Ref HubA, !Ref HubB], SecurityGroupIds: [!Ref Group]}
  Dkr:
    Type: AWS::EC2::VPCEndpoint
    Properties: {VpcId: !Ref Hub, VpcEndpointType: Interface, ServiceName: com.amazonaws.eu-west-1.ecr.dkr, PrivateDnsEnabled: false, SubnetIds: [!Ref HubA, !Ref HubB], SecurityGroupIds: [!Ref Group]}
";

const ZONE: &str = "  Zone:
    Type: AWS::Route53::HostedZone
    Properties: {Name: dkr.ecr.eu-west-1.amazonaws.com, VPCs: [{VPCId: !Ref Hub, VPCRegion: eu-west-1}]}
";

/// What runs, in a VPC that a gateway leads out of, or in the hub itself.
fn service(subnet: &str) -> String {
    format!(
        "  Spoke: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.20.0.0/16, EnableDnsHostnames: true}}}}
  SpokeA: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Spoke, CidrBlock: 10.20.1.0/24, AvailabilityZone: eu-west-1a}}}}
  Table: {{Type: AWS::EC2::RouteTable, Properties: {{VpcId: !Ref Spoke}}}}
  OfA: {{Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {{SubnetId: !Ref SpokeA, RouteTableId: !Ref Table}}}}
  ToHub: {{Type: AWS::EC2::Route, Properties: {{RouteTableId: !Ref Table, DestinationCidrBlock: 10.30.0.0/16, TransitGatewayId: tgw-1}}}}
  Tasks: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: tasks, VpcId: !Ref Spoke}}}}
  Web:
    Type: AWS::ECS::Service
    Properties:
      LaunchType: FARGATE
      TaskDefinition: app
      NetworkConfiguration: {{AwsvpcConfiguration: {{Subnets: [!Ref {subnet}], SecurityGroups: [!Ref Tasks]}}}}
"
    )
}

#[test]
fn a_hub_serves_others() {
    let on = |text: &str| text.replace("PrivateDnsEnabled: false", "PrivateDnsEnabled: true");
    let cases: &[(&str, String, &[u16])] = &[
        ("a hub alone", format!("{HUB}{ZONE}"), &[]),
        ("a hub and a spoke", format!("{HUB}{}", service("SpokeA")), &[]),
        ("a hub with private DNS, and a spoke", format!("{}{}", on(HUB), service("SpokeA")), &[]),
        // Nothing tells that these are for others.
        ("endpoints without names", HUB.to_owned(), &[201, 202, 301, 401]),
        ("endpoints with private DNS", on(HUB), &[301, 401]),
        ("tasks in the hub", format!("{HUB}{ZONE}{}", service("HubA")), &[202, 301, 401]),
    ];
    for (name, text, expected) in cases {
        let (_, report) = of_template(text, &Settings::default());
        let found = report.open().filter(|found| found.severity() > Severity::Note);
        let mut codes: Vec<u16> = found.map(|found| found.rule.code.0).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes, *expected, "{name}");
    }
}
