//! Input: modules of Terraform whose roles trust one service or another.
//! Output: who starts with them, as AWS's pages say.
//! Never: lets a start pass with a role that nobody can assume for it.

use super::instances::{BY_TEMPLATE, OPEN, base, batch, nodes, service, template};
use super::with_vpc::{of_module, words_of};
use crate::passage::Module;
use ecrc::audit::{Settings, Subject, read};
use ecrc::evidence::{self, Layer};
use ecrc::span::Sources;
use ecrc::trace::{Asked, Origin, starts};

const PODS: &str = "eks-fargate-pods.amazonaws.com";
const EC2: &str = "ec2.amazonaws.com";

/// Pods on Fargate, with the role of the instances, and a NAT gateway, as pods have no public address.
fn pods(_: &str) -> String {
    const PUBLIC: &str = r#"
resource "aws_subnet" "p" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_route_table" "p" {
  vpc_id = aws_vpc.v.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.g.id
  }
}
resource "aws_route_table_association" "p" {
  subnet_id      = aws_subnet.p.id
  route_table_id = aws_route_table.p.id
}
resource "aws_eip" "n" {}
resource "aws_nat_gateway" "n" {
  subnet_id     = aws_subnet.p.id
  allocation_id = aws_eip.n.id
}
"#;
    let profile = nodes("").replace("aws_eks_node_group\"", "aws_eks_fargate_profile\"");
    format!("{PUBLIC}{}", profile.replace("node_role", "pod_execution_role"))
}

/// A task with a role of its own, into which people log in.
fn session(_: &str) -> String {
    let network = "network_configuration {\n    subnets          = [aws_subnet.a.id]
    security_groups  = [aws_security_group.t.id]\n    assign_public_ip = true\n  }";
    format!(
        r#"
resource "aws_ecs_cluster" "c" {{ name = "c" }}
resource "aws_ecs_service" "s" {{
  name                   = "s"
  cluster                = aws_ecs_cluster.c.id
  launch_type            = "FARGATE"
  enable_execute_command = true
  task_definition        = aws_ecs_task_definition.u.arn
  {network}
}}
resource "aws_ecs_task_definition" "u" {{
  family                   = "u"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.e.arn
  task_role_arn            = aws_iam_role.i.arn
  container_definitions    = jsonencode([{{ name = "a", image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1" }}])
}}
resource "aws_iam_role" "e" {{
  name               = "e"
  assume_role_policy = jsonencode({{ Statement = [
    {{ Effect = "Allow", Principal = {{ Service = "ecs-tasks.amazonaws.com" }}, Action = "sts:AssumeRole" }}] }})
}}
resource "aws_iam_role_policy_attachment" "e" {{
  role       = aws_iam_role.e.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}}
resource "aws_iam_role_policy" "i" {{
  role   = aws_iam_role.i.name
  policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = "ssmmessages:*", Resource = "*" }}] }})
}}
"#
    )
}

fn world(of: fn(&str) -> String) -> String {
    let own = of(BY_TEMPLATE);
    let mut base = base("map_public_ip_on_launch = true");
    if own.contains("aws_nat_gateway") {
        base = base.replace("gateway_id = aws_internet_gateway.g.id", "nat_gateway_id = aws_nat_gateway.n.id");
    }
    format!("{base}{}{own}", template(OPEN))
}

/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html>,
/// <https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html>,
/// <https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html>,
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html>, read 2026-11-30.
#[test]
fn a_role_is_assumed_by_what_starts_with_it() {
    const SERVICES: [&str; 4] = [EC2, "eks.amazonaws.com", "eks-fargate-pods.amazonaws.com", "ecs-tasks.amazonaws.com"];
    let mut wrong = Vec::new();
    for (of, who) in [
        (nodes as fn(&str) -> String, EC2),
        (service, EC2),
        (batch, EC2),
        (pods, "eks-fargate-pods.amazonaws.com"),
        (session, "ecs-tasks.amazonaws.com"),
    ] {
        for trusted in SERVICES {
            let told = of_module(&world(of).replace(EC2, trusted));
            if told.contains("passes") != (trusted == who) || told.contains("role-trust") == (trusted == who) {
                wrong.push(format!("{who} by {trusted}: {told}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A condition is asked of who assumes the role: EKS names its Fargate profiles, and what EC2 shows is not known.
#[test]
fn a_condition_is_asked_of_who_assumes_the_role() {
    let tied = |of: fn(&str) -> String, who: &str, condition: &str| {
        let statement = format!("\"{who}\" }}, Condition = {{ {condition} }}");
        let text = world(of).replace("Action = \"sts:AssumeRole\"", "Action = [\"sts:AssumeRole\"]");
        of_module(&text.replace("\"ec2.amazonaws.com\" }", &statement))
    };
    let arn = |arn: &str| format!("ArnLike = {{ \"aws:SourceArn\" = \"{arn}\" }}");
    let own = tied(pods, PODS, &arn("arn:aws:eks:eu-west-1:*:*"));
    let other = tied(pods, PODS, &arn("arn:aws:ecs:eu-west-1:*:*"));
    let instances = tied(nodes, EC2, &arn("arn:aws:ec2:*:*:*"));
    assert_eq!(own, "passes");
    assert_eq!((other.as_str(), instances.as_str()), ("unknown token role-trust", "unknown ec2 role-trust"));
}

/// The errors of the starts that are stopped; there is one.
fn errors_of(module: &Module) -> Vec<String> {
    let shown = read(&Subject::Module("m".to_owned()), &mut Sources::default(), &Settings::default(), module);
    let starts = shown.worlds.iter().flat_map(|world| starts(&world.plan, &Asked::of(Origin::Template)));
    let errors: Vec<String> = starts.filter_map(|start| Some(start.stop()?.error)).collect();
    assert!(!errors.is_empty());
    errors
}

/// What people see names the service, and `explain` knows the words.
#[test]
fn what_people_see_says_who_cannot_assume_it() {
    for (of, says) in [
        (nodes as fn(&str) -> String, "`ec2.amazonaws.com`, so EC2"),
        (service, "`ec2.amazonaws.com`, so EC2"),
        (pods, "`eks-fargate-pods.amazonaws.com`, so EKS"),
        (session, "`ecs-tasks.amazonaws.com`, so ECS"),
    ] {
        let module = Module(world(of).replace(EC2, "lambda.amazonaws.com"));
        let words = words_of(|_| Subject::Module("m".to_owned()), &module);
        assert!(words.contains(&format!("`i` does not trust {says} cannot assume it")), "{words}");
        for error in errors_of(&module) {
            let reading = evidence::read(&error);
            assert!(
                reading.placed.iter().any(|it| it.evidence.layer == Some(Layer::RoleTrust)),
                "{error}: {reading:?}"
            );
        }
    }
}
