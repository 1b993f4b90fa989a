//! Input: modules of Terraform and templates whose services of ECS leave to their cluster, or to a variable, what they run
//! on; roles with policies that AWS manages.
//! Output: as what tasks run, where they stop, and where a finding stands.
//! Never: lets audit and trace say different things.

use super::with_vpc::{BASE, ENDPOINTS, gateway, of_module, of_template};
use crate::passage::Module;
use ecrc::audit::{Settings, Subject, audit};
use ecrc::span::Sources;

/// A module in which everything passes on Fargate, with a cluster and a service that say this.
fn module(service: &str, compatibilities: &str, more: &str) -> String {
    let base = BASE.split("resource \"aws_ecs_service\"").next().unwrap();
    let base = base.replace("[\"FARGATE\"]", compatibilities);
    assert!(base.contains(compatibilities), "{base}");
    let gateway = gateway("aws_vpc.v.main_route_table_id");
    format!(
        "{base}{ENDPOINTS}{gateway}resource \"aws_ecs_cluster\" \"c\" {{ name = \"c\" }}
resource \"aws_ecs_service\" \"s\" {{
  name            = \"s\"
  task_definition = aws_ecs_task_definition.t.arn
  {service}
  network_configuration {{
    subnets         = [aws_subnet.a.id]
    security_groups = [aws_security_group.t.id]
  }}
}}
{more}"
    )
}

fn default_of(cluster: &str, provider: &str) -> String {
    format!(
        "resource \"aws_ecs_cluster_capacity_providers\" \"c\" {{
  cluster_name       = {cluster}
  capacity_providers = [{provider}]
  default_capacity_provider_strategy {{
    capacity_provider = {provider}
  }}
}}
variable \"x\" {{ type = string }}
"
    )
}

/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html>, read 2026-11-30.
#[test]
fn a_service_without_a_launch_type_runs_as_its_cluster_says() {
    let (here, no_task) = ("cluster = aws_ecs_cluster.c.id", "[]");
    let both = "[\"EC2\", \"FARGATE\"]";
    let fargate = |cluster: &str| default_of(cluster, "\"FARGATE_SPOT\"");
    let own = "resource \"aws_ecs_capacity_provider\" \"p\" {\n  name = \"p-${var.x}\"\n}\n";
    let mut wrong = Vec::new();
    for (service, compatibilities, more, expected) in [
        (here, no_task, String::new(), "ec2"),
        (here, both, String::new(), "ec2"),
        (here, both, fargate("aws_ecs_cluster.c.name"), "fargate"),
        ("cluster = \"c\"", both, fargate("\"c\""), "fargate"),
        (here, both, fargate("\"other\""), "nothing"),
        (here, both, fargate("var.x"), "nothing"),
        (here, both, default_of("\"c\"", "var.x"), "nothing"),
        (here, both, format!("{}{own}", default_of("\"c\"", "aws_ecs_capacity_provider.p.name")), "ec2"),
        ("cluster = var.x", both, fargate("\"c\""), "nothing"),
        ("", both, fargate("\"c\""), "nothing"),
        ("cluster = \"c\"\n  launch_type = \"EXTERNAL\"", both, String::new(), "nothing"),
        ("cluster = \"c\"\n  deployment_controller {\n    type = \"EXTERNAL\"\n  }", both, String::new(), "nothing"),
        ("capacity_provider_strategy {\n    capacity_provider = var.x\n  }", both, fargate("\"c\""), "nothing"),
        (
            "capacity_provider_strategy {\n    capacity_provider = var.x\n  }",
            "[\"FARGATE\"]",
            fargate("\"c\""),
            "fargate",
        ),
        ("capacity_provider_strategy {\n    capacity_provider = \"p\"\n  }", both, fargate("\"c\""), "ec2"),
        // Of what a module is given, it may say the rest.
        (here, both, format!("{}{UNSEEN}", default_of("\"other\"", "\"FARGATE\"")), "nothing"),
    ] {
        let told = of_module(&module(service, compatibilities, &more));
        let is_right = match expected {
            "ec2" => told.contains("104"),
            "fargate" => told == "passes",
            _ => told.is_empty(),
        };
        if !is_right {
            wrong.push(format!("{service} {compatibilities} {more}: {told}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const UNSEEN: &str = "module \"m\" {\n  source  = \"team/capacity/aws\"\n  cluster = aws_ecs_cluster.c.name\n}\n";

/// A policy that AWS manages takes no right away, unless it is one that denies something.
#[test]
fn a_managed_policy_of_aws_beside_another_takes_nothing_away() {
    let with = |attached: &str, inline: bool| {
        let text = module("launch_type = \"FARGATE\"", "[\"FARGATE\"]", attached);
        let own =
            "    policy = jsonencode({ Statement = [{ Effect = \"Allow\", Action = \"ecr:*\", Resource = \"*\" }] })\n";
        assert!(text.contains(own));
        if inline { text } else { text.replace("ecr:*", "logs:*") }
    };
    let attached = |policy: &str| {
        format!(
            "resource \"aws_iam_role_policy_attachment\" \"x\" {{\n  role       = aws_iam_role.r.name
  policy_arn = {policy}\n}}\n"
        )
    };
    let aws = |name: &str| attached(&format!("\"arn:aws:iam::aws:policy/{name}\""));
    let data = |said: &str| {
        format!("{}data \"aws_iam_policy\" \"p\" {{\n  {said}\n}}\n", attached("data.aws_iam_policy.p.arn"))
    };
    let unknown = "unknown token role-policy";
    for (attached, inline, expected) in [
        (aws("SecretsManagerReadWrite"), true, "passes"),
        (aws("job-function/ViewOnlyAccess"), true, "passes"),
        (aws("AWSDenyAll"), true, unknown),
        (aws("AmazonDataZoneProjectRolePermissionsBoundary"), true, unknown),
        // What it allows is not known.
        (aws("PowerUserAccess"), false, unknown),
        (aws("service-role/AmazonECSTaskExecutionRolePolicy"), false, "passes"),
        (data("name = \"AmazonECSTaskExecutionRolePolicy\""), false, "passes"),
        (data("arn = \"arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly\""), false, "passes"),
        (data("name = \"team\""), true, unknown),
    ] {
        assert_eq!(of_module(&with(&attached, inline)), expected, "{attached}");
    }
    // It is listed where it matters.
    let unseen = |inline: bool| {
        let loader = Module(with(&aws("PowerUserAccess"), inline));
        let of = Subject::Module("m".to_owned());
        let audit = audit(&of, &mut Sources::default(), &Settings::default(), &loader);
        audit.unknowns.iter().map(|it| format!("{}: {}", it.what, it.why)).collect::<Vec<_>>()
    };
    assert_eq!(unseen(false), ["a policy of the role `r`: ecrc does not know what `PowerUserAccess` allows"]);
    assert_eq!(unseen(true), [""; 0]);
    let inline = "resource \"aws_iam_role_policy\" \"x\" {\n  role   = aws_iam_role.r.name
  policy = data.aws_iam_policy.p.policy\n}\ndata \"aws_iam_policy\" \"p\" { name = \"AmazonECSTaskExecutionRolePolicy\" }\n";
    assert_eq!(of_module(&with(inline, false)), "passes");
}

/// A launch whose version stands in a variable is needed by the service, and not by the variable.
#[test]
fn what_a_launch_needs_is_said_at_the_service() {
    let said = |version: &str| {
        let text = module(&format!("launch_type = \"FARGATE\"\n  platform_version = {version}"), "[\"FARGATE\"]", "");
        let text = text.replace("\"ecr.api\", ", "") + "variable \"version\" {\n  default = \"LATEST\"\n}\n";
        let of = Subject::Module("m".to_owned());
        let report = audit(&of, &mut Sources::default(), &Settings::default(), &Module(text.clone())).report;
        let found = report.open().find(|it| it.rule.code.0 == 103).expect("a missing endpoint");
        let span = found.primary.as_ref().expect("a place").span;
        text[..span.start as usize].lines().last().unwrap_or_default().trim().to_owned()
    };
    assert_eq!(said("\"LATEST\""), "platform_version =");
    assert_eq!(said("var.version"), "resource \"aws_ecs_service\"");
}

/// The default strategy of a cluster, and the instances of a service, in CloudFormation.
#[test]
fn a_template_says_the_same() {
    let text = |cluster: &str, more: &str| {
        format!(
            "
Resources:
  Vpc: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true}}}}
  A: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, MapPublicIpOnLaunch: true}}}}
  R: {{Type: AWS::EC2::RouteTable, Properties: {{VpcId: !Ref Vpc}}}}
  AR: {{Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {{SubnetId: !Ref A, RouteTableId: !Ref R}}}}
  I: {{Type: AWS::EC2::InternetGateway}}
  VI: {{Type: AWS::EC2::VPCGatewayAttachment, Properties: {{VpcId: !Ref Vpc, InternetGatewayId: !Ref I}}}}
  D: {{Type: AWS::EC2::Route, Properties: {{RouteTableId: !Ref R, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref I}}}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {{Statement: [{{Effect: Allow, Action: 'sts:AssumeRole', Principal: {{Service: ec2.amazonaws.com}}}}]}}
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role]
  Profile: {{Type: AWS::IAM::InstanceProfile, Properties: {{Roles: [!Ref Role]}}}}
  Group: {{Type: AWS::EC2::SecurityGroup, Properties: {{VpcId: !Ref Vpc, GroupDescription: x}}}}
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData: {{SecurityGroupIds: [!Ref Group], IamInstanceProfile: {{Arn: !GetAtt Profile.Arn}}}}
  Fleet:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      VPCZoneIdentifier: [!Ref A]
      LaunchTemplate: {{LaunchTemplateId: !Ref Template, Version: !GetAtt Template.LatestVersionNumber}}
  Provider:
    Type: AWS::ECS::CapacityProvider
    Properties: {{AutoScalingGroupProvider: {{AutoScalingGroupArn: !Ref Fleet}}}}
  Cluster: {{Type: AWS::ECS::Cluster{cluster}}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions: [{{Name: a, Image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1'}}]
  Service:
    Type: AWS::ECS::Service
    Properties: {{Cluster: !Ref Cluster, TaskDefinition: !Ref Task{more}}}
"
        )
    };
    let associated = "  Associations:
    Type: AWS::ECS::ClusterCapacityProviderAssociations
    Properties:
      Cluster: !Ref Cluster
      CapacityProviders: [!Ref Provider]
      DefaultCapacityProviderStrategy: [{CapacityProvider: !Ref Provider, Weight: 1}]
";
    assert_eq!(of_template(&format!("{}{associated}", text("", ""))), "passes");
    // On instances of its cluster it is also by its launch type.
    assert_eq!(of_template(&format!("{}{associated}", text("", ", LaunchType: EC2"))), "passes");
    let own = ", Properties: {CapacityProviders: [!Ref Provider], DefaultCapacityProviderStrategy: [{CapacityProvider: !Ref Provider}]}";
    assert_eq!(of_template(&text(own, "")), "passes");
    let strategy = ", CapacityProviderStrategy: [{CapacityProvider: !Ref Provider}]";
    assert_eq!(of_template(&text("", strategy)), "passes");
    // Which instances are in the cluster is not known: their route is not, either.
    assert_eq!(of_template(&text("", "")), "unknown agent route");
}
