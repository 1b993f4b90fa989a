//! Input: modules of Terraform and templates in which instances join a cluster of ECS by their user data.
//! Output: where a service of that cluster pulls from.
//! Never: takes instances for those of a cluster that they do not surely join.

use super::instances::base;
use super::with_vpc::{of_module, of_template};
use crate::passage::Module;
use ecrc::audit::{Settings, Subject, read};
use ecrc::span::Sources;
use ecrc::trace::{Asked, Origin, starts};

/// A group whose instances have this user data, and a service that says nothing of where it runs.
fn group(name: &str, data: &str) -> String {
    format!(
        r#"
variable "x" {{ type = string }}
resource "aws_ecs_cluster" "c" {{ name = {name} }}
resource "aws_ecs_service" "s" {{
  name            = "s"
  cluster         = aws_ecs_cluster.c.id
  launch_type     = "EC2"
  task_definition = aws_ecs_task_definition.t.arn
}}
resource "aws_launch_template" "l" {{
  name                   = "l"
  vpc_security_group_ids = [aws_security_group.t.id]
  iam_instance_profile {{ name = aws_iam_instance_profile.i.name }}
  {data}
}}
resource "aws_autoscaling_group" "g" {{
  name                = "g"
  vpc_zone_identifier = [aws_subnet.a.id]
  launch_template {{ id = aws_launch_template.l.id }}
}}
"#
    )
}

fn encoded(script: &str) -> String {
    format!("user_data = base64encode({script})")
}

#[test]
fn instances_join_the_cluster_that_their_user_data_names() {
    let public = base("map_public_ip_on_launch = true");
    let script = |said: &str| encoded(&format!("\"#!/bin/bash\\n{said}\\n\""));
    let by_name = "echo ECS_CLUSTER=${aws_ecs_cluster.c.name} >> /etc/ecs/ecs.config";
    let mut wrong = Vec::new();
    for (name, data, joins) in [
        ("\"c\"", script(by_name), true),
        // A name that is not known is still its own.
        ("var.x", script(by_name), true),
        ("\"${var.x}-c\"", script("echo \\\"ECS_CLUSTER=${var.x}-c\\\" > /etc/ecs/ecs.config"), true),
        ("\"c\"", script("echo ECS_CLUSTER='c' >> /etc/ecs/ecs.config"), true),
        ("\"c\"", script("cat <<X >> /etc/ecs/ecs.config\\nECS_CLUSTER=c\\nECS_LOGLEVEL=debug\\nX"), true),
        ("\"c\"", encoded("\"[settings.ecs]\\ncluster = \\\"c\\\"\\n\""), true),
        (
            "\"c\"",
            encoded("\"<powershell>\\nInitialize-ECSAgent -Cluster c -EnableTaskIAMRole\\n</powershell>\""),
            true,
        ),
        // Base64 that is written out.
        ("\"c\"", "user_data = \"RUNTX0NMVVNURVI9YwoK\"".to_owned(), true),
        ("\"c\"", script("# ECS_CLUSTER=c"), false),
        ("\"c\"", script("echo ECS_CLUSTER=d >> /etc/ecs/ecs.config"), false),
        ("\"c\"", script("echo ECS_CLUSTER=${aws_ecs_cluster.c.name}-b >> /etc/ecs/ecs.config"), false),
        ("\"c\"", script("echo ECS_CLUSTER=$NAME >> /etc/ecs/ecs.config"), false),
        ("\"c\"", script("${var.x}"), false),
        ("\"c\"", String::new(), false),
    ] {
        let told = of_module(&format!("{public}{}", group(name, &data)));
        if told != if joins { "passes" } else { "unknown agent route" } {
            wrong.push(format!("{name} {data}: {told}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_joins_is_where_it_is() {
    let script = encoded("\"echo ECS_CLUSTER=c >> /etc/ecs/ecs.config\"");
    let private = of_module(&format!("{}{}", base(""), group("\"c\"", &script)));
    assert!(private.ends_with("agent route 104"), "{private}");
    // Another group, of which it is not known which cluster it joins.
    let other = "resource \"aws_autoscaling_group\" \"o\" {
  vpc_zone_identifier = [aws_subnet.a.id]
  launch_template { id = var.x }
}
";
    let public = base("map_public_ip_on_launch = true");
    let told = of_module(&format!("{public}{}{other}", group("\"c\"", &script)));
    assert_eq!(told, "unknown agent route");
    // What another group runs may be in what a file or a parameter holds, and is not in an id.
    let run = |what: &str| {
        other.replace("id = var.x", "id = aws_launch_template.o.id")
            + &format!(
                "resource \"aws_launch_template\" \"o\" {{\n  {}\n}}\ndata \"local_file\" \"f\" {{ filename = \"f\" }}\n",
                encoded(&format!("\"#!/bin/bash\\n${{{what}}}\\n\""))
            )
    };
    for (what, expected) in [
        ("aws_subnet.a.id", "passes"),
        ("aws_subnet.a.arn", "passes"),
        ("data.local_file.f.content", "unknown agent route"),
        ("aws_ssm_parameter.p.value", "unknown agent route"),
    ] {
        let parameter = "resource \"aws_ssm_parameter\" \"p\" {\n  name = \"p\"\n  type = \"String\"\n}\n";
        let text = format!("{public}{}{}{parameter}", group("\"c\"", &script), run(what));
        assert_eq!(of_module(&text), expected, "{what}");
    }
    // The target of a rule is a cluster.
    let target = group("\"c\"", &script).replace("resource \"aws_ecs_service\" \"s\" {", "resource \"aws_cloudwatch_event_target\" \"s\" {\n  rule = \"r\"\n  arn = aws_ecs_cluster.c.arn\n  ecs_target {")
        .replace("  name            = \"s\"\n  cluster         = aws_ecs_cluster.c.id\n", "")
        .replace("task_definition = aws_ecs_task_definition.t.arn", "task_definition_arn = aws_ecs_task_definition.t.arn\n  }");
    assert_eq!(of_module(&format!("{public}{target}")), "passes");
    // An instance on its own.
    let alone = group("\"c\"", "")
        .replace(
            "resource \"aws_autoscaling_group\" \"g\" {",
            "resource \"aws_instance\" \"i\" {
  subnet_id              = aws_subnet.a.id
  vpc_security_group_ids = [aws_security_group.t.id]
  iam_instance_profile   = aws_iam_instance_profile.i.name
  user_data              = \"#!/bin/bash\\necho ECS_CLUSTER=c >> /etc/ecs/ecs.config\"",
        )
        .replace("launch_template { id = aws_launch_template.l.id }", "");
    assert_eq!(of_module(&format!("{public}{alone}")), "passes");
}

#[test]
fn a_template_names_the_cluster_by_reference() {
    let text = super::base();
    let (before, service) = text.split_once("      LaunchType: FARGATE\n").unwrap();
    let service = format!(
        "      LaunchType: EC2\n      Cluster: !Ref Cluster\n{}",
        service.replace("      PlatformVersion: 1.4.0\n", "")
    );
    let endpoint = |name: &str, service: &str| {
        format!(
            "  {name}:\n    Type: AWS::EC2::VPCEndpoint\n    Properties: {{VpcId: !Ref Vpc, ServiceName: com.amazonaws.us-east-2.{service}, VpcEndpointType: Interface, PrivateDnsEnabled: true, SubnetIds: [!Ref SubnetA], SecurityGroupIds: [!Ref EndpointsGroup]}}\n"
        )
    };
    let more = |data: &str| {
        [endpoint("Ecs", "ecs"), endpoint("Agent", "ecs-agent"), endpoint("Telemetry", "ecs-telemetry"), format!(
        r"  Cluster: {{Type: AWS::ECS::Cluster}}
  Instances:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {{Statement: [{{Effect: Allow, Principal: {{Service: ec2.amazonaws.com}}, Action: sts:AssumeRole}}]}}
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role]
  Profile: {{Type: AWS::IAM::InstanceProfile, Properties: {{Roles: [!Ref Instances]}}}}
  Launch:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        SecurityGroupIds: [!Ref TasksGroup]
        IamInstanceProfile: {{Arn: !GetAtt Profile.Arn}}
        UserData: {data}
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      VPCZoneIdentifier: [!Ref SubnetA]
      LaunchTemplate: {{LaunchTemplateId: !Ref Launch, Version: !GetAtt Launch.LatestVersionNumber}}
")].concat()
    };
    let told =
        |data: &str| of_template(&format!("{before}{service}").replace("  # more of the network\n", &more(data)));
    let sub = "{'Fn::Base64': !Sub \"#!/bin/bash\\necho ECS_CLUSTER=${Cluster} >> /etc/ecs/ecs.config\\n/opt/aws/bin/cfn-signal --stack ${AWS::StackName}\"}";
    assert_eq!(told(sub), "passes");
    let join = "{'Fn::Base64': !Join ['', ['ECS_CLUSTER=', !Ref Cluster, \"\\n\"]]}";
    assert_eq!(told(join), "passes");
    let init = "{'Fn::Base64': !Sub '/opt/aws/bin/cfn-init --stack ${AWS::StackName}'}";
    assert_eq!(told(init), "unknown agent ports");
}

/// As audit does: not the task definitions of others, nor one start for services that share one.
#[test]
fn each_service_whose_instances_are_not_shown_starts_by_itself() {
    let more = "resource \"aws_ecs_service\" \"second\" {
  name            = \"second\"
  cluster         = aws_ecs_cluster.c.id
  launch_type     = \"EC2\"
  task_definition = aws_ecs_task_definition.t.arn
}
resource \"aws_ecs_task_definition\" \"unused\" {
  family                   = \"u\"
  requires_compatibilities = [\"FARGATE\"]
  container_definitions    = jsonencode([{ name = \"a\", image = \"quay.io/a/b:1\" }])
}
";
    let (of, loader) = (Subject::Module("m".to_owned()), Module(format!("{}{}{more}", base(""), group("\"c\"", ""))));
    let worlds = read(&of, &mut Sources::default(), &Settings::default(), &loader).worlds;
    let starts = worlds.iter().flat_map(|world| starts(&world.plan, &Asked::of(Origin::Template)));
    assert_eq!(starts.map(|start| start.name).collect::<Vec<_>>(), ["aws_ecs_service.s", "aws_ecs_service.second"]);
}
