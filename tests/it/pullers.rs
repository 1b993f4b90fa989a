//! Input: templates with node groups and Fargate profiles of EKS, and jobs of AWS Batch, in both languages.
//! Output: what an audit finds of what they need.
//! Never: looks at what the endpoints themselves are like.

use crate::passage::Module;
use ecrc::audit::{Settings, Subject, audit};
use ecrc::span::{Source, Sources};
use ecrc::template::{Loader, NoFiles};

/// The rules and what they say, but for notes.
fn said(subject: &Subject, sources: &mut Sources, loader: &dyn Loader) -> Vec<(u16, String)> {
    let found = audit(subject, sources, &Settings::default(), loader).report;
    let open = found.open().filter(|found| found.severity() != ecrc::diagnostic::Severity::Note);
    open.map(|found| (found.rule.code.0, found.message.clone())).collect()
}

fn cloudformation(more: &str) -> Vec<(u16, String)> {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("t.yaml", format!("{CLOUDFORMATION}{more}")));
    said(&Subject::CloudFormation(vec![id]), &mut sources, &NoFiles)
}

fn terraform(more: &str) -> Vec<(u16, String)> {
    said(&Subject::Module("m".to_owned()), &mut Sources::default(), &Module(format!("{TERRAFORM}{more}")))
}

fn codes(said: &[(u16, String)]) -> Vec<u16> {
    said.iter().map(|(code, _)| *code).collect()
}

const CLOUDFORMATION: &str = "
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16, EnableDnsSupport: true, EnableDnsHostnames: true}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, AvailabilityZone: us-east-2a}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, AvailabilityZone: us-east-2b}}
  C: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, AvailabilityZone: us-east-2c}}
  OfA: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  OfC: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  AA: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref A, RouteTableId: !Ref OfA}}
  BA: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref B, RouteTableId: !Ref OfA}}
  CC: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref C, RouteTableId: !Ref OfC}}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties: {VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/16}]}
  S3:
    Type: AWS::EC2::VPCEndpoint
    Properties: {ServiceName: com.amazonaws.us-east-2.s3, VpcId: !Ref Vpc, RouteTableIds: [!Ref OfA]}
  Api: &interface
    Type: AWS::EC2::VPCEndpoint
    Properties: &properties
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.ecr.api
      VpcId: !Ref Vpc
      SubnetIds: [!Ref A, !Ref B]
      SecurityGroupIds: [!Ref Group]
      PrivateDnsEnabled: true
  Dkr: {<<: *interface, Properties: {<<: *properties, ServiceName: com.amazonaws.us-east-2.ecr.dkr}}
  Ec2: {<<: *interface, Properties: {<<: *properties, ServiceName: com.amazonaws.us-east-2.ec2}}
";

const ROLE: &str = "
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: []}
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy
        - arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy
";
const PULLS: &str = "        - arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly\n";
const CLUSTER: &str = "
  Cluster: {Type: AWS::EKS::Cluster, Properties: {Name: shop, ResourcesVpcConfig: {SubnetIds: [!Ref A, !Ref C]}}}
";

fn nodes(cluster: &str, subnet: &str) -> String {
    format!(
        "  Nodes: {{Type: AWS::EKS::Nodegroup, Properties: {{ClusterName: {cluster}, NodeRole: !GetAtt Role.Arn, Subnets: \
         [!Ref {subnet}]}}}}\n"
    )
}

#[test]
fn nodes_pull_from_their_own_subnets_with_their_own_role() {
    let lacks = "the node role of `Nodes` is not allowed `ecr:GetAuthorizationToken`, `ecr:BatchGetImage`, \
                 `ecr:GetDownloadUrlForLayer`";
    let found = cloudformation(&format!("{CLUSTER}{ROLE}{}", nodes("!Ref Cluster", "A")));
    assert_eq!(found, [(513, lacks.to_owned())]);
    let sound = format!("{CLUSTER}{ROLE}{PULLS}");
    assert_eq!(codes(&cloudformation(&format!("{sound}{}", nodes("!Ref Cluster", "A")))), [0; 0]);
    assert_eq!(codes(&cloudformation(&format!("{sound}{}", nodes("shop", "A")))), [0; 0]);
    // The gateway misses what these nodes pull through.
    let missed = cloudformation(&format!("{sound}{}", nodes("!Ref Cluster", "C")));
    assert_eq!(missed, [(402, "`S3` misses route table `OfC`".to_owned())]);
    // Nodes that are not shown may be in other subnets than those of their cluster.
    assert_eq!(codes(&cloudformation(&format!("{sound}{}", nodes("other", "A")))), [0; 0]);
    assert_eq!(codes(&cloudformation(CLUSTER)), [0; 0]);
}

#[test]
fn pods_on_fargate_pull_with_the_role_of_their_profile() {
    let profile = |role: &str| {
        format!(
            "  Pods: {{Type: AWS::EKS::FargateProfile, Properties: {{ClusterName: !Ref Cluster, PodExecutionRoleArn: {role}}}}}\n"
        )
    };
    let found = cloudformation(&format!("{CLUSTER}{ROLE}{}", profile("!GetAtt Role.Arn")));
    assert_eq!(codes(&found), [402, 513]);
    assert!(found[1].1.starts_with("the pod execution role of `Pods` is not allowed"), "{}", found[1].1);
    assert_eq!(codes(&cloudformation(&format!("{CLUSTER}{}", profile("!ImportValue role")))), [402]);
}

fn job(container: &str, kind: &str) -> String {
    format!(
        "
  Jobs:
    Type: AWS::Batch::ComputeEnvironment
    Properties: {{ComputeResources: {{Type: {kind}, Subnets: [!Ref A], SecurityGroupIds: [!Ref Group]}}}}
  Job:
    Type: AWS::Batch::JobDefinition
    Properties: {{PlatformCapabilities: [FARGATE], ContainerProperties: {{{container}}}}}
"
    )
}

const IMAGE: &str = "Image: '111122223333.dkr.ecr.us-east-2.amazonaws.com/app:1'";

#[test]
fn jobs_of_batch_start_as_tasks() {
    let elsewhere = ", ExecutionRoleArn: !ImportValue Role";
    let jobs = |more: &str, kind: &str| cloudformation(&job(&format!("{IMAGE}{elsewhere}{more}"), kind));
    // <https://docs.aws.amazon.com/batch/latest/APIReference/API_ContainerProperties.html>, read 2026-11-30.
    assert_eq!(codes(&cloudformation(&job(IMAGE, "FARGATE"))), [513, 106]);
    let role = ", ExecutionRoleArn: !GetAtt Role.Arn";
    // Batch has jobs log with awslogs.
    assert_eq!(codes(&jobs("", "FARGATE")), [106]);
    assert_eq!(codes(&jobs(", LogConfiguration: {LogDriver: splunk}", "FARGATE")), [0; 0]);
    assert_eq!(codes(&jobs(", LogConfiguration: {LogDriver: awslogs}", "FARGATE_SPOT")), [106]);
    // The job runs on Fargate, and this environment has instances.
    assert_eq!(codes(&jobs("", "EC2")), [104, 104, 104]);
    let splunk = format!(", LogConfiguration: {{LogDriver: splunk}}{role}");
    assert_eq!(codes(&cloudformation(&format!("{}{ROLE}", job(&format!("{IMAGE}{splunk}"), "FARGATE")))), [513]);
    assert_eq!(
        codes(&cloudformation(&format!("{}{ROLE}{PULLS}", job(&format!("{IMAGE}{splunk}"), "FARGATE")))),
        [0; 0]
    );
    let found = cloudformation(&format!("{}{ROLE}{PULLS}", job(&format!("Image: nginx{splunk}"), "FARGATE")));
    assert_eq!(codes(&found), [605]);
    let secrets = ", LogConfiguration: {LogDriver: splunk}, Secrets: [{Name: A, ValueFrom: /team/a}]";
    assert_eq!(codes(&jobs(secrets, "FARGATE")), [107]);
    // The image of a job without an execution role is pulled all the same, by the instance or the node.
    let elsewhere =
        "Image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1', LogConfiguration: {LogDriver: splunk}";
    assert!(codes(&cloudformation(&job(elsewhere, "FARGATE"))).contains(&504));
    let alone = |properties: &str| {
        let job = format!("  Job: {{Type: AWS::Batch::JobDefinition, Properties: {{{properties}}}}}\n");
        codes(&cloudformation(&job))
    };
    for properties in [
        format!("ContainerProperties: {{{elsewhere}}}"),
        format!("NodeProperties: {{NodeRangeProperties: [{{Container: {{{elsewhere}}}}}]}}"),
        format!("EcsProperties: {{TaskProperties: [{{Containers: [{{{elsewhere}}}]}}]}}"),
        format!("EksProperties: {{PodProperties: {{Containers: [{{{elsewhere}}}]}}}}"),
        format!("EksProperties: {{PodProperties: {{InitContainers: [{{{elsewhere}}}]}}}}"),
    ] {
        assert!(alone(&properties).contains(&504), "{properties}");
    }
    // Pods do not log by a driver.
    assert!(!alone(&format!("EksProperties: {{PodProperties: {{Containers: [{{{IMAGE}}}]}}}}")).contains(&106));
    let old = ", LogConfiguration: {LogDriver: splunk}, FargatePlatformConfiguration: {PlatformVersion: 1.3.0}";
    assert_eq!(codes(&jobs(old, "FARGATE")), [102]);
    assert_eq!(codes(&jobs(&old.replace("1.3.0", "LATEST"), "FARGATE")), [0; 0]);
}

const TERRAFORM: &str = r#"
provider "aws" {
  region = "us-east-2"
}
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_subnet" "a" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  availability_zone = ["us-east-2a", "us-east-2b"][count.index]
}
resource "aws_route_table" "a" {
  vpc_id = aws_vpc.main.id
}
resource "aws_route_table_association" "a" {
  count          = 2
  subnet_id      = aws_subnet.a[count.index].id
  route_table_id = aws_route_table.a.id
}
resource "aws_security_group" "endpoints" {
  vpc_id = aws_vpc.main.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_vpc_endpoint" "s3" {
  service_name    = "com.amazonaws.us-east-2.s3"
  vpc_id          = aws_vpc.main.id
  route_table_ids = [aws_route_table.a.id]
}
resource "aws_vpc_endpoint" "of" {
  for_each            = toset(["ecr.api", "ecr.dkr", "ec2"])
  service_name        = "com.amazonaws.us-east-2.${each.key}"
  vpc_id              = aws_vpc.main.id
  vpc_endpoint_type   = "Interface"
  subnet_ids          = aws_subnet.a[*].id
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true
}
resource "aws_iam_role" "own" {
  name               = "own"
  assume_role_policy = jsonencode({ Statement = [] })
}
resource "aws_iam_role_policy_attachment" "own" {
  role       = aws_iam_role.own.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"
}
"#;

#[test]
fn the_same_in_terraform() {
    let nodes = r#"
resource "aws_eks_cluster" "shop" {
  name = "shop"
  vpc_config {
    subnet_ids = aws_subnet.a[*].id
  }
}
resource "aws_eks_node_group" "shop" {
  cluster_name  = aws_eks_cluster.shop.name
  node_role_arn = aws_iam_role.own.arn
  subnet_ids    = aws_subnet.a[*].id
}
"#;
    let pulls = r#"
resource "aws_iam_role_policy_attachment" "pulls" {
  role       = aws_iam_role.own.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly"
}
"#;
    assert_eq!(codes(&terraform(nodes)), [513]);
    assert_eq!(codes(&terraform(&format!("{nodes}{pulls}"))), [0; 0]);
    let job = r#"
resource "aws_batch_compute_environment" "jobs" {
  compute_resources {
    type               = "FARGATE"
    subnets            = aws_subnet.a[*].id
    security_group_ids = [aws_security_group.endpoints.id]
  }
}
resource "aws_batch_job_definition" "job" {
  platform_capabilities = ["FARGATE"]
  container_properties = jsonencode({
    image            = "111122223333.dkr.ecr.us-east-2.amazonaws.com/app:1"
    executionRoleArn = aws_iam_role.own.arn
  })
}
"#;
    assert_eq!(codes(&terraform(&format!("{job}{pulls}"))), [513, 106]);
}
