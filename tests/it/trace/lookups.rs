//! Input: modules of Terraform that look up what they make themselves, or a repository, and that make something for each of
//! what is not known.
//! Output: what an audit finds in them, and where their tasks stop.
//! Never: takes what nobody knows for nothing, or for unknown what the module says itself.

use super::instances::base;
use super::with_vpc::{of_module, words_of};
use crate::passage::Module;
use ecrc::audit::Subject;

const URL: &str = "${data.aws_ecr_repository.r.repository_url}:1";
const IMAGE: &str = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1";

/// A public subnet, and a task in it that may start.
fn world() -> String {
    let task = r#"
resource "aws_ecs_service" "s" {
  name            = "s"
  launch_type     = "FARGATE"
  task_definition = aws_ecs_task_definition.u.arn
  network_configuration {
    subnets          = [aws_subnet.a.id]
    security_groups  = [aws_security_group.t.id]
    assign_public_ip = true
  }
}
resource "aws_ecs_task_definition" "u" {
  family                   = "u"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.e.arn
  container_definitions    = jsonencode([{ name = "a", image = "IMAGE" }])
}
resource "aws_iam_role" "e" {
  name               = "e"
  assume_role_policy = jsonencode({ Statement = [
    { Effect = "Allow", Principal = { Service = "ecs-tasks.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy_attachment" "e" {
  role       = aws_iam_role.e.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}
"#;
    base("map_public_ip_on_launch = true") + &task.replace("IMAGE", IMAGE)
}

fn words(text: String) -> String {
    words_of(|_| Subject::Module("m".to_owned()), &Module(text))
}

/// What a look-up says of a thing that the module makes, that thing says.
#[test]
fn what_is_looked_up_by_its_id_is_known() {
    let egress = "cidr_blocks = [\"0.0.0.0/0\"]";
    let to = |cidr: &str| world().replace(egress, &format!("cidr_blocks = [{cidr}]"));
    let lookups = r#"
data "aws_vpc" "v" { id = aws_vpc.v.id }
data "aws_subnet" "a" {
  count = 1
  id    = aws_subnet.a.id
}
data "aws_route_table" "r" { route_table_id = aws_route_table.r.id }
data "aws_security_group" "t" { id = aws_security_group.t.id }
"#;
    // The other end of a rule, and where an endpoint is.
    for cidr in ["data.aws_vpc.v.cidr_block", "data.aws_subnet.a[0].cidr_block", "one(data.aws_subnet.a[*].cidr_block)"]
    {
        assert_eq!(of_module(&(to(cidr) + lookups)), of_module(&to("\"10.0.0.0/16\"")), "{cidr}");
    }
    let endpoint = |vpc: &str, name: &str| {
        format!(
            "resource \"aws_vpc_endpoint\" \"e\" {{
  vpc_id              = {vpc}
  service_name        = \"com.amazonaws.eu-west-1.ecr.api\"
  vpc_endpoint_type   = \"Interface\"
  private_dns_enabled = true
  subnet_ids          = [data.aws_subnet.a[0].id]
  security_group_ids  = [aws_security_group.n.id]
}}
resource \"aws_security_group\" \"n\" {{
  name   = {name}
  vpc_id = {vpc}
  ingress {{
    from_port   = 443
    to_port     = 443
    protocol    = \"tcp\"
    cidr_blocks = [data.aws_vpc.v.cidr_block]
  }}
}}
"
        )
    };
    for vpc in [
        "data.aws_vpc.v.id",
        "data.aws_subnet.a[0].vpc_id",
        "data.aws_route_table.r.vpc_id",
        "data.aws_security_group.t.vpc_id",
    ] {
        let told = of_module(&(world() + lookups + &endpoint(vpc, "\"n\"")));
        assert_eq!(told, "passes", "{vpc}");
    }
    // What another one looks up by is no id of its own kind, and what nobody says stays open.
    for other in [
        "data \"aws_subnet\" \"o\" { vpc_id = aws_vpc.v.id }",
        "data \"aws_subnet\" \"o\" { id = var.o }\nvariable \"o\" {}",
    ] {
        let text = to("data.aws_subnet.o.cidr_block");
        let told = of_module(&format!("{text}\n{other}\n"));
        assert!(told.contains("unknown"), "{told}");
    }
}

/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/ecr_repository>, read 2026-11-30.
#[test]
fn a_repository_that_is_looked_up_is_of_its_provider() {
    let with = |said: &str, image: &str| {
        let text = world().replace(&format!("image = \"{IMAGE}\""), &format!("image = \"{image}\""));
        format!("{text}data \"aws_ecr_repository\" \"r\" {{\n  name = \"a\"\n{said}\n}}\n")
    };
    for (said, image) in [
        ("", URL),
        ("", "${data.aws_ecr_repository.r.registry_id}.dkr.ecr.eu-west-1.amazonaws.com/a:1"),
        ("", "${data.aws_ecr_repository.r.repository_url}@sha256:${var.digest}"),
        ("  registry_id = \"444455556666\"", URL),
    ] {
        let text = with(said, image) + "variable \"digest\" { type = string }\n";
        assert_eq!(of_module(&text), "passes", "{said} {image}");
    }
    // Another provider may be of another account.
    let other = "provider \"aws\" {\n  alias   = \"o\"\n  region  = \"eu-west-1\"\n  profile = \"o\"\n}\n";
    let by_other = with("  provider = aws.o", URL) + other;
    assert!(words(by_other.clone()).contains("registry"));
    assert_eq!(of_module(&by_other.replace("  profile = \"o\"\n", "")), "passes");
    let allowed = r#"
resource "aws_iam_role_policy" "e" {
  role   = aws_iam_role.e.name
  policy = jsonencode({ Statement = [
    { Effect = "Allow", Action = "ecr:GetAuthorizationToken", Resource = "*" },
    { Effect = "Allow", Action = "ecr:*", Resource = data.aws_ecr_repository.ARN.arn }] })
}
data "aws_ecr_repository" "q" { name = "other" }
"#;
    let attached = "\nresource \"aws_iam_role_policy_attachment\" \"e\"";
    let own = |of: &str| {
        let text = with("", URL).replace(attached, "\nresource \"other\" \"e\"") + &allowed.replace("ARN", of);
        of_module(&text)
    };
    assert_eq!((own("r"), own("q").contains("role-policy")), ("passes".to_owned(), true));
}

/// Of what is made for each of what is not known, nobody knows which table it takes.
#[test]
fn a_table_whose_ties_are_not_known_may_be_taken() {
    let more = r#"
variable "s" { type = map(string) }
resource "aws_subnet" "p" {
  for_each          = var.s
  vpc_id            = aws_vpc.v.id
  cidr_block        = each.value
  availability_zone = each.key
}
resource "aws_eip" "n" {}
resource "aws_nat_gateway" "n" {
  subnet_id     = aws_subnet.a.id
  allocation_id = aws_eip.n.id
}
resource "aws_route_table" "p" {
  vpc_id = aws_vpc.v.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.n.id
  }
}
resource "aws_route_table_association" "p" {
  for_each       = aws_subnet.p
  subnet_id      = each.value.id
  route_table_id = aws_route_table.p.id
}
"#;
    let private = world()
        .replace("assign_public_ip = true", "")
        .replace("subnets          = [aws_subnet.a.id]", "subnets          = [for s in aws_subnet.p : s.id]");
    let told = of_module(&(private.clone() + more));
    assert!(told.starts_with("unknown"), "{told}");
    // One that is tied by nothing is not taken.
    let idle = "resource \"aws_route_table_association\"";
    let told =
        of_module(&(private + &more.replace("for_each          = var.s\n", "").replace(idle, "resource \"other\"")));
    assert!(told.contains("103"), "{told}");
}

/// An element that may meet a condition, and another that may not: the list is not known, and not empty.
#[test]
fn what_is_not_known_of_each_element_is_assumed_of_none() {
    let more = |list: &str| {
        format!(
            r#"
data "aws_vpc_endpoint_service" "s" {{ service = "ecr.api" }}
variable "zones" {{ type = list(string) }}
variable "is_made" {{ type = bool }}
locals {{
  zones   = {{ a = "eu-west-1a", b = "eu-west-1b" }}
  subnets = {list}
}}
resource "aws_subnet" "z" {{
  for_each          = local.zones
  vpc_id            = aws_vpc.v.id
  cidr_block        = each.key == "a" ? "10.0.8.0/24" : "10.0.9.0/24"
  availability_zone = each.value
}}
resource "aws_vpc_endpoint" "e" {{
  vpc_id              = aws_vpc.v.id
  service_name        = "com.amazonaws.eu-west-1.ecr.api"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = local.subnets
  security_group_ids  = [aws_security_group.n.id]
}}
resource "aws_security_group" "n" {{
  vpc_id = aws_vpc.v.id
  ingress {{
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16"]
  }}
}}
"#
        )
    };
    for list in [
        "[for s in aws_subnet.z : s.id if contains(data.aws_vpc_endpoint_service.s.availability_zones, s.availability_zone)]",
        "[for k, s in aws_subnet.z : s.id if contains(var.zones, local.zones[k])]",
        "values({ for k, s in aws_subnet.z : k => s.id if contains(var.zones, k) })",
        "flatten([for k, s in aws_subnet.z : contains(var.zones, k) ? [s.id] : []])",
        "compact([for k, s in aws_subnet.z : contains(var.zones, k) ? s.id : \"\"])",
    ] {
        let told = of_module(&(world() + &more(list)));
        assert!(!told.contains("306"), "{list}: {told}");
    }
    // One condition for all of them is assumed, and decides.
    let told = of_module(&(world() + &more("[for s in aws_subnet.z : s.id if var.is_made]")));
    assert!(told.contains("306"), "{told}");
}
