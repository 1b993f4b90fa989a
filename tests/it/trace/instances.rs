//! Input: modules of Terraform with node groups of EKS, and instances of AWS Batch and of Auto
//! Scaling groups that ECS uses.
//! Output: what an audit finds, and where their starts stop, as AWS's pages say.
//! Never: lets audit and trace say different things.

use super::with_vpc::{network, of_module};
use crate::passage::Module;
use ecrc::audit::{Settings, Subject, read};
use ecrc::plan::Launch;
use ecrc::span::Sources;

/// A VPC with a subnet that leads to an internet gateway, a role of instances that may do what they need, and a task.
pub fn base(subnet: &str) -> String {
    let network = network(subnet);
    format!(
        r#"{network}
resource "aws_internet_gateway" "g" {{ vpc_id = aws_vpc.v.id }}
resource "aws_route_table" "r" {{
  vpc_id = aws_vpc.v.id
  route {{
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.g.id
  }}
}}
resource "aws_route_table_association" "a" {{
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.r.id
}}
resource "aws_iam_role" "i" {{
  name               = "i"
  assume_role_policy = jsonencode({{ Statement = [
    {{ Effect = "Allow", Principal = {{ Service = "ec2.amazonaws.com" }}, Action = "sts:AssumeRole" }}] }})
}}
resource "aws_iam_role_policy_attachment" "i" {{
  for_each = toset(["service-role/AmazonEC2ContainerServiceforEC2Role", "AmazonEKSWorkerNodePolicy",
    "AmazonSSMManagedInstanceCore"])
  role       = aws_iam_role.i.name
  policy_arn = "arn:aws:iam::aws:policy/${{each.key}}"
}}
resource "aws_iam_instance_profile" "i" {{
  name = "i"
  role = aws_iam_role.i.name
}}
resource "aws_ecs_task_definition" "t" {{
  family                = "t"
  container_definitions = jsonencode([{{ name = "a", image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1" }}])
}}
"#
    )
}

/// A launch template that says this.
pub fn template(said: &str) -> String {
    format!("resource \"aws_launch_template\" \"l\" {{\n  name = \"l\"\n  {said}\n}}\n")
}

pub const BY_TEMPLATE: &str =
    "launch_template {\n    id      = aws_launch_template.l.id\n    version = \"$Latest\"\n  }";

pub fn nodes(by: &str) -> String {
    format!(
        r#"
resource "aws_eks_cluster" "c" {{
  name = "c"
  vpc_config {{
    subnet_ids = [aws_subnet.a.id]
  }}
}}
resource "aws_eks_node_group" "n" {{
  cluster_name  = aws_eks_cluster.c.name
  node_role_arn = aws_iam_role.i.arn
  subnet_ids    = [aws_subnet.a.id]
  {by}
}}
"#
    )
}

pub fn batch(by: &str) -> String {
    let by = by.replace("id  ", "launch_template_id");
    format!(
        r#"
resource "aws_batch_compute_environment" "b" {{
  type = "MANAGED"
  compute_resources {{
    type               = "EC2"
    instance_role      = aws_iam_instance_profile.i.arn
    subnets            = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.t.id]
    {by}
  }}
}}
resource "aws_batch_job_definition" "j" {{
  type = "container"
  container_properties = jsonencode({{
    image            = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1"
    logConfiguration = {{ logDriver = "awslogs", options = {{ awslogs-group = "/g" }} }}
  }})
}}
"#
    )
}

/// A service whose cluster, and not the service itself, names the capacity provider.
pub fn service(by: &str) -> String {
    format!(
        r#"
resource "aws_autoscaling_group" "g" {{
  name                = "g"
  vpc_zone_identifier = [aws_subnet.a.id]
  {by}
}}
resource "aws_ecs_capacity_provider" "p" {{
  name = "p"
  auto_scaling_group_provider {{
    auto_scaling_group_arn = aws_autoscaling_group.g.arn
  }}
}}
resource "aws_ecs_cluster" "c" {{ name = "c" }}
resource "aws_ecs_cluster_capacity_providers" "c" {{
  cluster_name       = aws_ecs_cluster.c.name
  capacity_providers = [aws_ecs_capacity_provider.p.name]
  default_capacity_provider_strategy {{
    capacity_provider = aws_ecs_capacity_provider.p.name
  }}
}}
resource "aws_ecs_service" "s" {{
  name            = "s"
  cluster         = aws_ecs_cluster.c.id
  task_definition = aws_ecs_task_definition.t.arn
}}
"#
    )
}

pub const OPEN: &str = "vpc_security_group_ids = [aws_security_group.t.id]
  iam_instance_profile { name = aws_iam_instance_profile.i.name }";

/// <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html>, read 2026-11-30.
#[test]
fn an_instance_has_a_public_address_by_its_subnet_unless_its_launch_template_says_no() {
    let with = |address: &str| {
        template(&format!(
            "network_interfaces {{\n    {address}\n    security_groups = [aws_security_group.t.id]\n  }}
  iam_instance_profile {{ arn = aws_iam_instance_profile.i.arn }}"
        ))
    };
    let plain = template(OPEN);
    let (yes, no) = (with("associate_public_ip_address = true"), with("associate_public_ip_address = false"));
    let unknown = format!("variable \"x\" {{ type = bool }}\n{}", with("associate_public_ip_address = var.x"));
    let (maps, keeps) = ("map_public_ip_on_launch = true", "map_public_ip_on_launch = false");
    let mut wrong = Vec::new();
    for (subnet, template, is_public) in [
        (maps, &plain, Some(true)),
        (keeps, &plain, Some(false)),
        ("", &plain, Some(false)),
        ("", &yes, Some(true)),
        (maps, &no, Some(false)),
        (maps, &unknown, None),
        (maps, &with(""), Some(true)),
        // A template that is not shown may say anything.
        (maps, &String::new(), None),
    ] {
        for (name, of, code) in
            [("nodes", nodes as fn(&str) -> String, "107"), ("batch", batch, "104"), ("service", service, "104")]
        {
            let told = of_module(&format!("{}{template}{}", base(subnet), of(BY_TEMPLATE)));
            let is_right = match is_public {
                Some(true) => told == "passes",
                Some(false) => told.contains(code) && !told.contains("unknown") && !told.contains("passes"),
                None => told.contains(" route") && told.contains("unknown"),
            };
            if !is_right {
                wrong.push(format!("{name} {subnet} {template}: {told}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Without a launch template, and with a launch configuration or a policy of mixed instances.
#[test]
fn instances_are_launched_in_many_ways() {
    let base = base("map_public_ip_on_launch = true");
    let configuration = |said: &str| {
        format!(
            "resource \"aws_launch_configuration\" \"l\" {{\n  security_groups      = [aws_security_group.t.id]
  iam_instance_profile = aws_iam_instance_profile.i.name\n  {said}\n}}\n"
        )
    };
    let by_configuration = service("launch_configuration = aws_launch_configuration.l.name");
    let mixed = service(
        "mixed_instances_policy {\n    launch_template {\n      launch_template_specification {
        launch_template_id = aws_launch_template.l.id\n      }\n    }\n  }",
    );
    for (name, more, told) in [
        ("nodes", nodes(""), "passes"),
        ("batch", batch(""), "passes"),
        ("configuration", format!("{}{by_configuration}", configuration("")), "passes"),
        (
            "private",
            format!("{}{by_configuration}", configuration("associate_public_ip_address = false")),
            "104, 104, 104, 103, 103, 401, agent route 104",
        ),
        ("mixed", format!("{}{mixed}", template(OPEN)), "passes"),
    ] {
        let found = of_module(&format!("{base}{more}"));
        let mut codes: Vec<&str> = found.split(", ").collect();
        let mut expected: Vec<&str> = told.split(", ").collect();
        codes.sort_unstable();
        expected.sort_unstable();
        assert_eq!(codes, expected, "{name}: {found}");
    }
}

/// Of the capacity provider, and not of the service, are the subnets of ECS Managed Instances.
#[test]
fn managed_instances_are_where_their_capacity_provider_says() {
    let provider = r#"
resource "aws_ecs_capacity_provider" "p" {
  name    = "p"
  cluster = "c"
  managed_instances_provider {
    infrastructure_role_arn = "arn:aws:iam::111122223333:role/infra"
    instance_launch_template {
      ec2_instance_profile_arn = aws_iam_instance_profile.i.arn
      network_configuration {
        subnets         = [aws_subnet.a.id]
        security_groups = [aws_security_group.t.id]
      }
    }
  }
}
resource "aws_ecs_cluster" "c" { name = "c" }
resource "aws_ecs_service" "s" {
  name            = "s"
  cluster         = aws_ecs_cluster.c.id
  task_definition = aws_ecs_task_definition.t.arn
  STARTED
}
"#;
    let by_strategy = "capacity_provider_strategy {\n    capacity_provider = aws_ecs_capacity_provider.p.name\n  }";
    let by_type = "launch_type = \"MANAGED_INSTANCES\"";
    let association = "resource \"aws_ecs_cluster_capacity_providers\" \"c\" {
  cluster_name       = aws_ecs_cluster.c.name
  capacity_providers = [aws_ecs_capacity_provider.p.name]
  default_capacity_provider_strategy {
    capacity_provider = aws_ecs_capacity_provider.p.name
  }
}
";
    let execution = r#"
resource "aws_iam_role" "x" {
  name               = "x"
  assume_role_policy = jsonencode({ Statement = [
    { Effect = "Allow", Principal = { Service = "ecs-tasks.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy_attachment" "x" {
  role       = aws_iam_role.x.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}
"#;
    let provider = format!("{provider}{execution}");
    // There is no start without an execution role.
    let base = |subnet: &str| {
        let family = "family                = \"t\"\n";
        base(subnet).replace(family, &format!("{family}  execution_role_arn = aws_iam_role.x.arn\n"))
    };
    let public = base("map_public_ip_on_launch = true");
    for (started, more) in [
        (by_strategy, ""),
        ("capacity_provider_strategy { capacity_provider = \"p\" }", ""),
        (by_type, association),
        ("", association),
    ] {
        let told = |base: &str| of_module(&format!("{base}{}{more}", provider.replace("STARTED", started)));
        assert_eq!(told(&public), "passes", "{started}{more}");
        let private = told(&base(""));
        assert!(private.ends_with("agent route 104"), "{private}");
    }
    // A capacity provider that is not shown, and a task that runs nowhere else.
    let text = public.replace(
        "family                = \"t\"",
        "family = \"t\"\n  requires_compatibilities = [\"MANAGED_INSTANCES\"]",
    );
    let elsewhere = provider.replace("STARTED", "capacity_provider_strategy { capacity_provider = \"x\" }");
    let (of, loader) = (Subject::Module("m".to_owned()), Module(format!("{text}{elsewhere}")));
    let worlds = read(&of, &mut Sources::default(), &Settings::default(), &loader).worlds;
    let launches = worlds.iter().flat_map(|world| &world.plan.surroundings.workload.launches);
    assert_eq!(launches.map(|launch| launch.value).collect::<Vec<_>>(), [Launch::ManagedInstances]);
    // What a task is made for tells it, too: from where, nothing.
    let made_for = public.replace(
        "family                = \"t\"",
        "family = \"t\"\n  requires_compatibilities = [\"MANAGED_INSTANCES\"]",
    );
    let told = of_module(&format!("{made_for}{}", provider.replace("STARTED", "")));
    assert!(told.starts_with("unknown agent route"), "{told}");
}

/// One subnet with public addresses, one without.
#[test]
fn each_subnet_of_a_group_has_its_own_addresses() {
    let other = |route: &str| {
        format!(
            r#"
resource "aws_subnet" "b" {{
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.2.0/24"
}}
resource "aws_route_table_association" "b" {{
  subnet_id      = aws_subnet.b.id
  route_table_id = {route}
}}
resource "aws_route_table" "n" {{
  vpc_id = aws_vpc.v.id
  route {{
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.n.id
  }}
}}
resource "aws_nat_gateway" "n" {{ subnet_id = aws_subnet.a.id }}
"#
        )
    };
    let both = nodes("").replace("[aws_subnet.a.id]\n  \n", "[aws_subnet.a.id, aws_subnet.b.id]\n");
    assert!(both.contains("aws_subnet.b.id"), "{both}");
    let told = |route: &str| of_module(&format!("{}{}{both}", base("map_public_ip_on_launch = true"), other(route)));
    let by_nat = told("aws_route_table.n.id");
    assert_eq!(by_nat.replace(", passes", ""), "passes", "{by_nat}");
    let stopped = told("aws_route_table.r.id");
    assert!(stopped.ends_with("passes, ec2 route 107"), "{stopped}");
}
