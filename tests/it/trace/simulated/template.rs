//! Input: a world of the simulator.
//! Output: the same world as a template of CloudFormation.
//! Never: leaves a default to AWS that the simulator decides.

use super::{ENDPOINTS, Entry, SUBNETS, Said, World};

fn policy(statements: &[Said], on_repositories: bool) -> String {
    let each = statements.iter().map(|said| {
        let principal = if said.own_role { "'*'" } else { "{AWS: 'arn:aws:iam::111122223333:role/other'}" };
        // Only ECR's statements are about repositories.
        let resource = if on_repositories && !said.own_repository {
            "'arn:aws:ecr:us-east-2:111122223333:repository/other'"
        } else {
            "'*'"
        };
        let effect = if said.allows { "Allow" } else { "Deny" };
        format!("{{Effect: {effect}, Principal: {principal}, Action: '{}', Resource: {resource}}}", said.action)
    });
    format!("      PolicyDocument: {{Statement: [{}]}}\n", each.collect::<Vec<_>>().join(", "))
}

fn rules(rules: &[(&str, u16)]) -> String {
    let rule =
        |(block, port): &(&str, u16)| format!("{{CidrIp: {block}, IpProtocol: tcp, FromPort: {port}, ToPort: {port}}}");
    rules.iter().map(rule).collect::<Vec<_>>().join(", ")
}

pub fn template(world: &World) -> String {
    let World { support, hostnames, .. } = world;
    let mut text = format!(
        "Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {{CidrBlock: 10.0.0.0/16, EnableDnsSupport: {support}, EnableDnsHostnames: {hostnames}}}
  Table:
    Type: AWS::EC2::RouteTable
    Properties: {{VpcId: !Ref Vpc}}
  Other:
    Type: AWS::EC2::RouteTable
    Properties: {{VpcId: !Ref Vpc}}
  Tasks:
    Type: AWS::EC2::SecurityGroup
    Properties: {{VpcId: !Ref Vpc, GroupDescription: tasks, SecurityGroupEgress: [{}]}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: pulls
      AssumeRolePolicyDocument: {{Statement: [{{Effect: Allow, Principal: {{Service: ecs-tasks.amazonaws.com}}, Action: sts:AssumeRole}}]}}
      Policies:
        - PolicyName: start
          PolicyDocument: {{Statement: [{}]}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [FARGATE]
      ExecutionRoleArn: !GetAtt Role.Arn
      ContainerDefinitions:
        - Name: web
          Image: 111122223333.dkr.ecr.us-east-2.amazonaws.com/web:1
          LogConfiguration: {{LogDriver: awslogs}}
          Secrets: [{{Name: A, ValueFrom: 'arn:aws:secretsmanager:us-east-2:111122223333:secret:a'}}]
  Web:
    Type: AWS::ECS::Service
    Properties:
      LaunchType: FARGATE
      PlatformVersion: 1.4.0
      TaskDefinition: !Ref Task
      NetworkConfiguration:
        AwsvpcConfiguration: {{AssignPublicIp: DISABLED, Subnets: [!Ref Subnet0], SecurityGroups: [!Ref Tasks]}}
",
        rules(&world.lets_out),
        world
            .role
            .iter()
            .map(|right| format!("{{Effect: Allow, Action: '{right}', Resource: '*'}}"))
            .collect::<Vec<_>>()
            .join(", "),
    );
    text += &subnets(world);
    text += &endpoints(world);
    if let Some((is_routed, is_open)) = world.gateway {
        let bucket = if is_open { "prod-us-east-2-starport-layer-bucket" } else { "mine" };
        let table = if is_routed { "Table" } else { "Other" };
        text += &format!(
            "  S3:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      VpcEndpointType: Gateway
      ServiceName: com.amazonaws.us-east-2.s3
      RouteTableIds: [!Ref {table}]
      PolicyDocument: {{Statement: [{{Effect: Allow, Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::{bucket}/*'}}]}}
"
        );
    }
    if world.nat {
        text += "  Public:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.240.0/24}
  PublicTable:
    Type: AWS::EC2::RouteTable
    Properties: {VpcId: !Ref Vpc}
  TableOfPublic:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {SubnetId: !Ref Public, RouteTableId: !Ref PublicTable}
  ToInternet:
    Type: AWS::EC2::Route
    Properties: {RouteTableId: !Ref PublicTable, DestinationCidrBlock: 0.0.0.0/0, GatewayId: igw-1}
  Nat:
    Type: AWS::EC2::NatGateway
    Properties: {SubnetId: !Ref Public, AllocationId: eipalloc-1}
  Out:
    Type: AWS::EC2::Route
    Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}
";
    }
    text
}

fn subnets(world: &World) -> String {
    let mut text = String::new();
    for (number, block) in SUBNETS.iter().enumerate() {
        text += &format!(
            "  Subnet{number}:
    Type: AWS::EC2::Subnet
    Properties: {{VpcId: !Ref Vpc, CidrBlock: {block}}}
  TableOf{number}:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {{SubnetId: !Ref Subnet{number}, RouteTableId: !Ref Table}}
"
        );
        if let Some(entries) = &world.acls[number] {
            text += &format!(
                "  Acl{number}:
    Type: AWS::EC2::NetworkAcl
    Properties: {{VpcId: !Ref Vpc}}
  AclOf{number}:
    Type: AWS::EC2::SubnetNetworkAclAssociation
    Properties: {{NetworkAclId: !Ref Acl{number}, SubnetId: !Ref Subnet{number}}}
"
            );
            for (at, entry) in entries.iter().enumerate() {
                let action = if entry.allows { "allow" } else { "deny" };
                let Entry { number: rule, out, block, ports: (from, to), .. } = entry;
                text += &format!(
                    "  Entry{number}x{at}:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {{NetworkAclId: !Ref Acl{number}, RuleNumber: {rule}, Egress: {out}, RuleAction: {action}, \
                     CidrBlock: {block}, Protocol: 6, PortRange: {{From: {from}, To: {to}}}}}
"
                );
            }
        }
    }
    text
}

fn endpoints(world: &World) -> String {
    let mut text = String::new();
    for ((name, service), endpoint) in ENDPOINTS.iter().zip(&world.endpoints) {
        let Some(endpoint) = endpoint else { continue };
        let subnets = endpoint.subnets.iter().map(|number| format!("!Ref Subnet{number}")).collect::<Vec<_>>();
        text += &format!(
            "  Group{name}:
    Type: AWS::EC2::SecurityGroup
    Properties: {{VpcId: !Ref Vpc, GroupDescription: endpoint, SecurityGroupIngress: [{}]}}
  {name}:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.{service}
      PrivateDnsEnabled: {}
      SubnetIds: [{}]
      SecurityGroupIds: [!Ref Group{name}]
{}",
            rules(&endpoint.admits),
            endpoint.private_dns,
            subnets.join(", "),
            endpoint.policy.as_ref().map_or(String::new(), |said| policy(said, *service == "ecr.dkr")),
        );
    }
    text
}
