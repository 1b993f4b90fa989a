//! Input: templates whose security groups and network ACLs filter what a service calls, in both languages.
//! Output: what an audit finds of these filters.
//! Never: looks at other rules.

use ecrc::audit::{Settings, Subject, audit};
use ecrc::span::{Source, Sources};
use ecrc::template::{Loader, NoFiles};

/// Rules of what filters packets, and of DNS servers.
const OF_PASSAGE: [u16; 3] = [204, 311, 312];

/// A module of Terraform in one file.
pub struct Module(pub String);

impl Loader for Module {
    fn file(&self, path: &str) -> Option<Vec<u8>> {
        path.ends_with("main.tf").then(|| self.0.clone().into_bytes())
    }

    fn folder(&self, _: &str) -> Option<Vec<String>> {
        Some(vec!["main.tf".to_owned()])
    }
}

fn codes(subject: &Subject, sources: &mut Sources, loader: &dyn Loader) -> Vec<(u16, String)> {
    let found = audit(subject, sources, &Settings::default(), loader);
    let of_passage = found.report.open().filter(|found| OF_PASSAGE.contains(&found.rule.code.0));
    let said = of_passage.map(|found| {
        let at = found.primary.as_ref().expect("a place").span;
        let source = sources.get(at.source).expect("a source");
        (found.rule.code.0, source.text[at.range()].lines().next().unwrap_or_default().to_owned())
    });
    said.collect()
}

fn cloudformation(more: &str) -> Vec<(u16, String)> {
    let text = format!("{CLOUDFORMATION}{more}");
    let mut sources = Sources::default();
    let id = sources.add(Source::new("t.yaml", text));
    codes(&Subject::CloudFormation(vec![id]), &mut sources, &NoFiles)
}

fn terraform(more: &str) -> Vec<(u16, String)> {
    let module = Module(format!("{TERRAFORM}{more}"));
    codes(&Subject::Module("m".to_owned()), &mut Sources::default(), &module)
}

fn found(said: &[(u16, String)]) -> Vec<(u16, &str)> {
    said.iter().map(|(code, at)| (*code, at.as_str())).collect()
}

const CLOUDFORMATION: &str = "
Parameters:
  S3List:
    Type: String
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16, EnableDnsSupport: true, EnableDnsHostnames: true}
  A:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/20, AvailabilityZone: us-east-2a}
  B:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.16.0/20, AvailabilityZone: us-east-2b}
  Endpoints:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: endpoints
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/16}]
  Dkr:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.ecr.dkr
      VpcId: !Ref Vpc
      PrivateDnsEnabled: true
      SubnetIds: [!Ref A, !Ref B]
      SecurityGroupIds: [!Ref Endpoints]
  Api:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.ecr.api
      VpcId: !Ref Vpc
      PrivateDnsEnabled: true
      SubnetIds: [!Ref A, !Ref B]
      SecurityGroupIds: [!Ref Endpoints]
  S3:
    Type: AWS::EC2::VPCEndpoint
    Properties: {ServiceName: com.amazonaws.us-east-2.s3, VpcId: !Ref Vpc, RouteTableIds: [rtb-0a1b2c3d]}
  Web:
    Type: AWS::ECS::Service
    Properties:
      LaunchType: FARGATE
      NetworkConfiguration:
        AwsvpcConfiguration: {Subnets: [!Ref A], SecurityGroups: [!Ref Tasks]}
  Tasks:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: tasks
      VpcId: !Ref Vpc
";

#[test]
fn a_group_of_cloudformation_lets_out_what_it_says() {
    let egress = |rules: &str| cloudformation(&format!("      SecurityGroupEgress: [{rules}]\n"));
    let to_endpoints =
        "{IpProtocol: tcp, FromPort: 443, ToPort: 443, DestinationSecurityGroupId: !GetAtt Endpoints.GroupId}";
    let to_s3 = "{IpProtocol: tcp, FromPort: 443, ToPort: 443, DestinationPrefixListId: !Ref S3List}";
    assert_eq!(found(&cloudformation("")), []);
    assert_eq!(found(&egress(to_endpoints)), [(311, "Tasks")]);
    assert_eq!(found(&egress(&format!("{to_endpoints}, {to_s3}"))), []);
    assert_eq!(found(&egress("{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0}")), [(311, "Tasks")]);
    assert_eq!(found(&egress("{IpProtocol: '-1', CidrIp: 0.0.0.0/0}")), []);
    assert_eq!(found(&egress("")), []);
}

#[test]
fn a_rule_of_its_own_takes_the_default_rule_of_cloudformation_away() {
    let out = |name: &str, ports: u16, more: &str| {
        format!(
            "  {name}:\n    Type: AWS::EC2::SecurityGroupEgress\n    {more}Properties: {{GroupId: !GetAtt Tasks.GroupId, \
             IpProtocol: tcp, FromPort: {ports}, ToPort: {ports}, CidrIp: 0.0.0.0/0}}\n"
        )
    };
    assert_eq!(found(&cloudformation(&out("Http", 80, ""))), [(311, "Tasks")]);
    assert_eq!(found(&cloudformation(&format!("{}{}", out("Http", 80, ""), out("Https", 443, "")))), []);
    let empty = format!("      SecurityGroupEgress: []\n{}", out("Http", 80, ""));
    assert_eq!(found(&cloudformation(&empty)), [(311, "Tasks")]);
    // Of a group that a parameter names: it may be this one.
    let of_some = out("Http", 80, "").replace("!GetAtt Tasks.GroupId", "!Ref S3List");
    assert_eq!(found(&cloudformation(&of_some)), []);
}

#[test]
fn an_acl_of_cloudformation_lets_answers_back() {
    let acl = |answers: &str| {
        cloudformation(&format!(
            "  Acl:
    Type: AWS::EC2::NetworkAcl
    Properties: {{VpcId: !Ref Vpc}}
  AclOfA:
    Type: AWS::EC2::SubnetNetworkAclAssociation
    Properties: {{SubnetId: !Ref A, NetworkAclId: !Ref Acl}}
  Calls:
    Type: AWS::EC2::NetworkAclEntry
    Properties:
      {{NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: -1, RuleAction: allow, Egress: true, CidrBlock: 0.0.0.0/0}}
  Answers:
    Type: AWS::EC2::NetworkAclEntry
    Properties:
      NetworkAclId: !Ref Acl
      RuleNumber: 100
      Protocol: 6
      RuleAction: allow
      CidrBlock: 0.0.0.0/0
      PortRange: {answers}
"
        ))
    };
    assert_eq!(found(&acl("{From: 443, To: 443}")), [(312, "Acl")]);
    assert_eq!(found(&acl("{From: 1024, To: 65535}")), []);
    assert_eq!(found(&acl("{From: !Ref S3List, To: 65535}")), []);
}

#[test]
fn dhcp_options_of_cloudformation_name_dns_servers() {
    let servers = |servers: &str| {
        cloudformation(&format!(
            "  Options:
    Type: AWS::EC2::DHCPOptions
    Properties: {{DomainNameServers: [{servers}]}}
  OptionsOfVpc:
    Type: AWS::EC2::VPCDHCPOptionsAssociation
    Properties: {{VpcId: !Ref Vpc, DhcpOptionsId: !Ref Options}}
"
        ))
    };
    assert_eq!(found(&servers("10.0.3.4, 10.0.3.5")), [(204, "[10.0.3.4, 10.0.3.5]")]);
    for amazon in ["AmazonProvidedDNS", "10.0.0.2", "169.254.169.253"] {
        assert_eq!(found(&servers(amazon)), [], "{amazon}");
    }
}

const TERRAFORM: &str = r#"
resource "aws_vpc" "this" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.0.0/20"
}
resource "aws_subnet" "b" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.16.0/20"
}
resource "aws_security_group" "endpoints" {
  vpc_id = aws_vpc.this.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }
}
resource "aws_vpc_endpoint" "ecr" {
  for_each            = toset(["ecr.api", "ecr.dkr"])
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.us-east-2.${each.key}"
  vpc_id              = aws_vpc.this.id
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.a.id, aws_subnet.b.id]
  security_group_ids  = [aws_security_group.endpoints.id]
}
resource "aws_vpc_endpoint" "s3" {
  service_name    = "com.amazonaws.us-east-2.s3"
  vpc_id          = aws_vpc.this.id
  route_table_ids = ["rtb-0a1b2c3d"]
}
resource "aws_ecs_service" "web" {
  launch_type = "FARGATE"
  network_configuration {
    subnets         = [aws_subnet.a.id]
    security_groups = [aws_security_group.tasks.id]
  }
}
"#;

/// The tasks' group with these rules in it, and these beside it.
fn tasks(inside: &str, beside: &str) -> Vec<(u16, String)> {
    let group = "resource \"aws_security_group\" \"tasks\" {\n  vpc_id = aws_vpc.this.id\n";
    terraform(&format!("{group}{inside}\n}}\n{beside}"))
}

#[test]
fn a_group_of_terraform_lets_out_nothing_unless_it_says_so() {
    let out = |to: &str| format!("egress {{\n protocol = \"tcp\"\n from_port = 443\n to_port = 443\n {to}\n}}\n");
    let to_endpoints = out("security_groups = [aws_security_group.endpoints.id]");
    let to_s3 = out("prefix_list_ids = [aws_vpc_endpoint.s3.prefix_list_id]");
    let all = "egress {\n protocol = \"-1\"\n from_port = 0\n to_port = 0\n cidr_blocks = [\"0.0.0.0/0\"]\n}";
    assert_eq!(found(&tasks("", "")), [(311, "\"tasks\"")]);
    assert_eq!(found(&tasks(all, "")), []);
    assert_eq!(found(&tasks(&to_endpoints, "")), [(311, "\"tasks\"")]);
    assert_eq!(found(&tasks(&to_s3, "")), [(311, "\"tasks\"")]);
    assert_eq!(found(&tasks(&format!("{to_endpoints}{to_s3}"), "")), []);
    let beside = |to: &str| {
        format!(
            "resource \"aws_vpc_security_group_egress_rule\" \"x\" {{\n security_group_id = aws_security_group.tasks.id\n \
             ip_protocol = \"tcp\"\n from_port = 443\n to_port = 443\n {to}\n}}\n"
        )
    };
    assert_eq!(found(&tasks("", &beside("cidr_ipv4 = \"0.0.0.0/0\""))), []);
    assert_eq!(found(&tasks("", &beside("cidr_ipv4 = \"10.0.0.0/16\""))), [(311, "\"tasks\"")]);
    // What is looked up by its name is known, and what a variable names is not.
    let looked_up = "data \"aws_prefix_list\" \"s3\" {\n name = \"com.amazonaws.us-east-2.s3\"\n}\n";
    let list = beside("prefix_list_id = data.aws_prefix_list.s3.id");
    assert_eq!(found(&tasks(&to_endpoints, &format!("{looked_up}{list}"))), []);
    assert_eq!(found(&tasks("", &format!("{looked_up}{list}"))), [(311, "\"tasks\"")]);
    let variable = "variable \"list\" {}\n".to_owned() + &beside("prefix_list_id = var.list");
    assert_eq!(found(&tasks("", &variable)), []);
    // A module that is not there may add rules.
    let module = "module \"rules\" {\n source = \"acme/rules/aws\"\n group = aws_security_group.tasks.id\n}\n";
    assert_eq!(found(&tasks("", module)), []);
}

#[test]
fn an_acl_of_terraform_lets_answers_back() {
    let all = "egress {\n protocol = \"-1\"\n from_port = 0\n to_port = 0\n cidr_blocks = [\"0.0.0.0/0\"]\n}";
    let rule = |direction: &str, from: u16, to: u16| {
        format!(
            "{direction} {{\n rule_no = 100\n action = \"allow\"\n protocol = \"tcp\"\n cidr_block = \"0.0.0.0/0\"\n \
             from_port = {from}\n to_port = {to}\n}}\n"
        )
    };
    let acl = |rules: &str| {
        let head = "resource \"aws_network_acl\" \"private\" {\n vpc_id = aws_vpc.this.id\n";
        tasks(all, &format!("{head} subnet_ids = [aws_subnet.a.id]\n{rules}}}\n"))
    };
    let call = rule("egress", 443, 443);
    assert_eq!(found(&acl(&call)), [(312, "\"private\"")]);
    assert_eq!(found(&acl(&format!("{call}{}", rule("ingress", 1024, 65535)))), []);
}
