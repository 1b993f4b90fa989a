//! Input: modules of Terraform and templates with clusters of EKS, their node groups and Fargate profiles.
//! Output: who starts, what an audit finds of it, and where it stops, as AWS's pages say.
//! Never: lets audit and trace say different things.

use super::instances::template;
use super::with_vpc::{network, of_module, of_template};
use crate::passage::Module;
use ecrc::audit::{Settings, Subject, audit};
use ecrc::span::Sources;

/// A closed VPC with the endpoints of these services, and a cluster with roles for nodes and pods.
fn base(services: &str, group: &str, cluster: &str) -> String {
    let network = network("");
    format!(
        r#"{network}
resource "aws_route_table" "r" {{ vpc_id = aws_vpc.v.id }}
resource "aws_route_table_association" "a" {{
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.r.id
}}
resource "aws_vpc_endpoint" "i" {{
  for_each            = toset([{services}])
  vpc_id              = aws_vpc.v.id
  service_name        = "com.amazonaws.eu-west-1.${{each.key}}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.a.id]
  security_group_ids  = [{group}]
}}
resource "aws_vpc_endpoint" "s3" {{
  vpc_id          = aws_vpc.v.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.r.id]
}}
resource "aws_iam_role" "n" {{
  name               = "n"
  assume_role_policy = jsonencode({{ Statement = [{{
    Effect    = "Allow"
    Principal = {{ Service = ["ec2.amazonaws.com", "eks-fargate-pods.amazonaws.com"] }}
    Action    = "sts:AssumeRole"
  }}] }})
}}
resource "aws_iam_role_policy_attachment" "n" {{
  for_each   = toset(["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"])
  role       = aws_iam_role.n.name
  policy_arn = "arn:aws:iam::aws:policy/${{each.key}}"
}}
resource "aws_eks_cluster" "c" {{
  name = "c"
  vpc_config {{
    subnet_ids = [aws_subnet.a.id]
  }}
  {cluster}
}}
"#
    )
}

fn nodes(more: &str) -> String {
    format!(
        "resource \"aws_eks_node_group\" \"n\" {{
  cluster_name  = aws_eks_cluster.c.name
  node_role_arn = aws_iam_role.n.arn
  subnet_ids    = [aws_subnet.a.id]
  {more}
}}
"
    )
}

const PROFILE: &str = "resource \"aws_eks_fargate_profile\" \"f\" {
  cluster_name           = aws_eks_cluster.c.name
  pod_execution_role_arn = aws_iam_role.n.arn
  subnet_ids             = [aws_subnet.a.id]
}
";

const ALL: &str = "\"ecr.api\", \"ecr.dkr\", \"ec2\", \"sts\", \"eks-auth\"";
const OF_CLUSTER: &str = "aws_eks_cluster.c.vpc_config[0].cluster_security_group_id";

/// <https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html>, read 2026-11-30.
#[test]
fn nodes_and_pods_have_the_security_group_of_their_cluster() {
    let by = "launch_template {\n    id = aws_launch_template.l.id\n  }";
    let with = |said: &str| format!("{}{}", template(said), nodes(by));
    let rule = "resource \"aws_vpc_security_group_ingress_rule\" \"x\" {
  security_group_id            = aws_security_group.o.id
  referenced_security_group_id = aws_eks_cluster.c.vpc_config[0].cluster_security_group_id
  from_port                    = 443
  to_port                      = 443
  ip_protocol                  = \"tcp\"
}
";
    let other = "resource \"aws_security_group\" \"o\" {\n  vpc_id = aws_vpc.v.id\n  egress {
    from_port   = 0\n    to_port     = 0\n    protocol    = \"-1\"\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }\n}\n";
    let mut wrong = Vec::new();
    for (group, more, expected) in [
        ("aws_security_group.e.id", nodes(""), "passes"),
        ("aws_security_group.e.id", PROFILE.to_owned(), "passes"),
        (OF_CLUSTER, nodes(""), "passes"),
        (OF_CLUSTER, PROFILE.to_owned(), "passes"),
        // A launch template that says no groups leaves it at that.
        (OF_CLUSTER, with(""), "passes"),
        // It admits its own members; what else may be admitted beside is not in the files.
        (
            OF_CLUSTER,
            format!("{other}{}", with("vpc_security_group_ids = [aws_security_group.o.id]")),
            "unknown ec2 ports",
        ),
        ("aws_security_group.o.id", format!("{other}{rule}{}", nodes("")), "passes"),
        ("aws_security_group.o.id", format!("{other}{}", nodes("")), "301, ec2 ports 301"),
    ] {
        let told = of_module(&format!("{}{more}", base(ALL, group, "")));
        let told: Vec<&str> = told.split(", ").collect();
        let mut once = told.clone();
        once.dedup();
        if once.join(", ") != expected {
            wrong.push(format!("{group} {more}: {once:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Severity and headline of each missing endpoint of ECR107.
fn found(text: &str) -> Vec<String> {
    let loader = Module(text.to_owned());
    let of = Subject::Module("m".to_owned());
    let report = audit(&of, &mut Sources::default(), &Settings::default(), &loader).report;
    let open = report.open().filter(|it| it.rule.code.0 == 107);
    open.map(|it| format!("{:?} {}", it.severity(), it.message)).collect()
}

/// <https://docs.aws.amazon.com/eks/latest/userguide/fargate.html>,
/// <https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html>, read 2026-11-30.
#[test]
fn a_cluster_with_fargate_profiles_only_has_no_nodes() {
    let of = |services: &str, cluster: &str, more: &str| format!("{}{more}", base(services, OF_CLUSTER, cluster));
    let few = "\"ecr.api\", \"ecr.dkr\", \"sts\"";
    assert_eq!(of_module(&of(few, "", PROFILE)), "passes");
    let notes = found(&of(few, "", PROFILE));
    assert!(
        notes.iter().all(|it| it.starts_with("Note") && !it.contains("`ec2`") && !it.contains("`eks-auth`")),
        "{notes:?}"
    );
    assert_eq!(notes.len(), 2, "{notes:?}");
    // With a node group they are asked for.
    assert_eq!(of_module(&of(few, "", &format!("{}{PROFILE}", nodes("")))), "107, ec2 route 107, passes");
    // Nodes may come otherwise.
    let auto = "compute_config {\n    enabled = true\n  }";
    assert_eq!(of_module(&of(few, auto, PROFILE)), "107, ec2 route 107, passes");
    let group = "resource \"aws_autoscaling_group\" \"g\" {\n  vpc_zone_identifier = [aws_subnet.a.id]\n}\n";
    assert_eq!(of_module(&of(few, "", &format!("{group}{PROFILE}"))), "107, ec2 route 107, passes");
    let module = |said: &str| format!("module \"m\" {{\n  source = \"team/nodes/aws\"\n  {said}\n}}\n{PROFILE}");
    for said in ["cluster = aws_eks_cluster.c.name", "all = { cluster = [\"c\"] }", "all = file(\"missing\")"] {
        assert!(of_module(&of(few, "", &module(said))).contains("unknown ec2"), "{said}");
    }
    assert!(!of_module(&of(few, "", &module("command = \"update-kubeconfig --name c\""))).contains("ec2"));
    // What is missing stops pods, too.
    assert_eq!(of_module(&of("\"ecr.dkr\", \"sts\"", "", PROFILE)), "107, token route 107");
}

#[test]
fn the_same_in_cloudformation() {
    let text = |group: &str, address: &str| {
        format!(
            "
Resources:
  Vpc: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true}}}}
  A: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24{address}}}}}
  R: {{Type: AWS::EC2::RouteTable, Properties: {{VpcId: !Ref Vpc}}}}
  AR: {{Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {{SubnetId: !Ref A, RouteTableId: !Ref R}}}}
  S3:
    Type: AWS::EC2::VPCEndpoint
    Properties: {{ServiceName: com.amazonaws.eu-west-1.s3, VpcId: !Ref Vpc, RouteTableIds: [!Ref R]}}
  Api: &interface
    Type: AWS::EC2::VPCEndpoint
    Properties: &properties
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.eu-west-1.ecr.api
      VpcId: !Ref Vpc
      SubnetIds: [!Ref A]
      SecurityGroupIds: [{group}]
      PrivateDnsEnabled: true
  Dkr: {{<<: *interface, Properties: {{<<: *properties, ServiceName: com.amazonaws.eu-west-1.ecr.dkr}}}}
  Ec2: {{<<: *interface, Properties: {{<<: *properties, ServiceName: com.amazonaws.eu-west-1.ec2}}}}
  Sts: {{<<: *interface, Properties: {{<<: *properties, ServiceName: com.amazonaws.eu-west-1.sts}}}}
  Auth: {{<<: *interface, Properties: {{<<: *properties, ServiceName: com.amazonaws.eu-west-1.eks-auth}}}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {{Statement: {{Effect: Allow, Principal: {{Service: ec2.amazonaws.com}}, Action: 'sts:AssumeRole'}}}}
      ManagedPolicyArns:
        - !Sub arn:${{AWS::Partition}}:iam::aws:policy/AmazonEKSWorkerNodePolicy
        - !Sub arn:${{AWS::Partition}}:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly
        - !Sub arn:${{AWS::Partition}}:iam::aws:policy/CloudWatchAgentServerPolicy
  Cluster: {{Type: AWS::EKS::Cluster, Properties: {{Name: c, ResourcesVpcConfig: {{SubnetIds: [!Ref A]}}}}}}
  Nodes:
    Type: AWS::EKS::Nodegroup
    Properties: {{ClusterName: !Ref Cluster, NodeRole: !GetAtt Role.Arn, Subnets: [!Ref A]}}
"
        )
    };
    let group = "!GetAtt Cluster.ClusterSecurityGroupId";
    assert_eq!(of_template(&text(group, "")), "passes");
    let public = text(group, ", MapPublicIpOnLaunch: true").split("  S3:").next().unwrap().to_owned()
        + "  I: {Type: AWS::EC2::InternetGateway}
  VI: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref I}}
  D: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref R, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref I}}
  Role:" + text(group, "").split("  Role:").nth(1).unwrap();
    assert_eq!(of_template(&public), "passes");
    let private = public.replace("MapPublicIpOnLaunch: true", "MapPublicIpOnLaunch: false");
    assert!(of_template(&private).ends_with("ec2 route 107"), "{}", of_template(&private));
}
