//! Input: modules of Terraform, plans of it, and templates whose subnets or network interfaces say nothing of what AWS makes
//! with a VPC: the main route table, the default security group.
//! Output: what an audit finds in them, and where their tasks stop.
//! Never: lets audit and trace say different things.

use super::said;
use crate::passage::Module;
use ecrc::audit::{Settings, Subject, audit, read};
use ecrc::diagnostic::Diagnostic;
use ecrc::span::{Source, Sources};
use ecrc::template::{Loader, NoFiles};
use ecrc::trace::{Asked, Origin, starts};

/// The codes that are not of notes, and where each start stops.
pub fn told(subject: impl Fn(&mut Sources) -> Subject, loader: &dyn Loader) -> String {
    let mut sources = Sources::default();
    let of = subject(&mut sources);
    let found = audit(&of, &mut sources, &Settings::default(), loader);
    let open = found.report.open().filter(|it| it.severity() > ecrc::diagnostic::Severity::Note);
    let mut told: Vec<String> = open.map(|it| it.rule.code.0.to_string()).collect();
    // One zone is enough here.
    told.retain(|code| code != "303");
    let mut sources = Sources::default();
    let of = subject(&mut sources);
    let worlds = read(&of, &mut sources, &Settings::default(), loader).worlds;
    told.extend(worlds.iter().flat_map(|world| starts(&world.plan, &Asked::of(Origin::Template))).map(|it| said(&it)));
    told.join(", ")
}

pub fn of_module(text: &str) -> String {
    told(|_| Subject::Module("m".to_owned()), &Module(text.to_owned()))
}

pub fn of_template(text: &str) -> String {
    told(|sources| Subject::CloudFormation(vec![sources.add(Source::new("t.yaml", text.to_owned()))]), &NoFiles)
}

/// What is told of a template, and its words.
pub fn told_of(text: &str) -> (String, String) {
    let subject = |sources: &mut Sources| Subject::CloudFormation(vec![sources.add(Source::new("t", text.to_owned()))]);
    (told(subject, &NoFiles), words_of(subject, &NoFiles))
}

/// The words of findings, of hops that do not pass, and of what is not known.
pub fn words_of(subject: impl Fn(&mut Sources) -> Subject, loader: &dyn Loader) -> String {
    let mut sources = Sources::default();
    let of = subject(&mut sources);
    let found = audit(&of, &mut sources, &Settings::default(), loader);
    let mut words: Vec<String> = found.report.open().map(in_words).collect();
    words.extend(found.unknowns.iter().map(|unseen| format!("{}: {}", unseen.what, unseen.why)));
    let mut sources = Sources::default();
    let of = subject(&mut sources);
    let shown = read(&of, &mut sources, &Settings::default(), loader);
    let starts = shown.worlds.iter().flat_map(|world| starts(&world.plan, &Asked::of(Origin::Template)));
    let hops = starts.flat_map(|start| start.calls).flat_map(|call| call.hops);
    let open = hops.filter(|hop| hop.verdict != ecrc::trace::Verdict::Passes);
    words.extend(open.map(|hop| format!("{:?} {} {}", hop.kind, hop.why, hop.help.unwrap_or_default())));
    words.join("\n")
}

fn in_words(found: &Diagnostic) -> String {
    let labels = found.primary.iter().chain(&found.labels).map(|label| &label.message);
    let words: Vec<&str> = labels.chain(&found.notes).chain(&found.help).map(String::as_str).collect();
    format!("{} {}: {}", found.rule.code, found.message, words.join("; "))
}

/// A module in which everything passes once its subnet has a way to S3: its tasks, in one subnet, without its routes.
pub const BASE: &str = r#"
provider "aws" { region = "eu-west-1" }
resource "aws_vpc" "v" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_security_group" "e" {
  vpc_id = aws_vpc.v.id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16"]
  }
}
resource "aws_security_group" "t" {
  vpc_id = aws_vpc.v.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({ Statement = [
    { Effect = "Allow", Principal = { Service = "ecs-tasks.amazonaws.com" }, Action = "sts:AssumeRole" }] })
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "ecr:*", Resource = "*" }] })
  }
}
resource "aws_ecs_task_definition" "t" {
  family                   = "t"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  execution_role_arn       = aws_iam_role.r.arn
  container_definitions    = jsonencode([{ name = "a", image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1" }])
}
resource "aws_ecs_service" "s" {
  name             = "s"
  launch_type      = "FARGATE"
  platform_version = "1.4.0"
  task_definition  = aws_ecs_task_definition.t.arn
  network_configuration {
    subnets         = [aws_subnet.a.id]
    security_groups = [aws_security_group.t.id]
  }
}
"#;

/// The beginning of it: the VPC with its subnet `a`, the group `e` of endpoints and the group `t` of what calls them; `subnet`
/// is what the subnet says besides.
pub fn network(subnet: &str) -> String {
    let (network, _) = BASE.split_once("resource \"aws_iam_role\"").unwrap();
    let block = "  cidr_block = \"10.0.1.0/24\"\n";
    assert!(network.contains(block), "{network}");
    network.replace(block, &format!("{block}  {subnet}\n"))
}

/// Interface endpoints that admit the whole VPC.
pub const ENDPOINTS: &str = r#"
resource "aws_vpc_endpoint" "i" {
  for_each            = toset(["ecr.api", "ecr.dkr"])
  vpc_id              = aws_vpc.v.id
  service_name        = "com.amazonaws.eu-west-1.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.a.id]
  security_group_ids  = [aws_security_group.e.id]
}
"#;

pub fn gateway(table: &str) -> String {
    format!(
        "resource \"aws_vpc_endpoint\" \"s3\" {{
  vpc_id          = aws_vpc.v.id
  service_name    = \"com.amazonaws.eu-west-1.s3\"
  route_table_ids = [{table}]
}}
"
    )
}

/// Endpoints, and a gateway on a table.
fn with_gateway(table: &str, more: &str) -> String {
    format!("{BASE}{ENDPOINTS}{}{more}", gateway(table))
}

const OTHER_TABLE: &str = "resource \"aws_route_table\" \"o\" { vpc_id = aws_vpc.v.id }\n";
const OTHER_IS_MAIN: &str = "resource \"aws_main_route_table_association\" \"m\" {
  vpc_id         = aws_vpc.v.id
  route_table_id = aws_route_table.o.id
}
";
const ADOPTED: &str =
    "resource \"aws_default_route_table\" \"d\" { default_route_table_id = aws_vpc.v.default_route_table_id }\n";
const UNSEEN: &str = "module \"m\" {
  source = \"git::https://example.com/m.git\"
  vpc    = aws_vpc.v.id
}
";

#[test]
fn a_subnet_without_a_route_table_has_the_main_one() {
    let [first, other] = ["aws_vpc.v.default_route_table_id", "aws_route_table.o.id"];
    let both = [OTHER_TABLE, OTHER_IS_MAIN].concat();
    let table_of_some = "variable \"subnet\" { type = string }
resource \"aws_route_table_association\" \"o\" {
  subnet_id      = var.subnet
  route_table_id = aws_route_table.o.id
}
";
    let made_main_of_some = both.replace("= aws_vpc.v.id\n  route", "= var.vpc\n  route");
    let sometimes = both.replace("\"m\" {\n", "\"m\" {\n  count = var.on ? 1 : 0\n");
    for (table, more, expected) in [
        (first, String::new(), "passes"),
        ("aws_vpc.v.main_route_table_id", String::new(), "passes"),
        ("aws_default_route_table.d.id", ADOPTED.to_owned(), "passes"),
        // The same table, by another name.
        (first, ADOPTED.to_owned(), "passes"),
        (other, OTHER_TABLE.to_owned(), "402, layer route 402"),
        (other, both.clone(), "passes"),
        (first, both.clone(), "402, layer route 402"),
        // Which one is the main one as Terraform reads it depends on when that is.
        ("aws_vpc.v.main_route_table_id", both.clone(), "unknown layer route"),
        // What is not read may tie the subnet to another table, or have another one for the main one.
        (other, [OTHER_TABLE, UNSEEN].concat(), "unknown layer route"),
        (other, [OTHER_TABLE, table_of_some].concat(), "unknown layer route"),
        // That one is no VPC of the module.
        (first, format!("{made_main_of_some}variable \"vpc\" {{ type = string }}\n"), "passes"),
        (first, format!("{sometimes}variable \"on\" {{ type = bool }}\n"), "402, unknown layer route"),
    ] {
        let text = with_gateway(table, &more);
        assert_eq!(of_module(&text), expected, "{text}");
    }
}

#[test]
fn a_nat_gateway_goes_out_by_the_main_route_table() {
    let nat = r#"
resource "aws_internet_gateway" "i" { vpc_id = aws_vpc.v.id }
resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.9.0/24"
}
resource "aws_nat_gateway" "n" {
  allocation_id = "eipalloc-1"
  subnet_id     = aws_subnet.public.id
}
resource "aws_route_table" "r" {
  vpc_id = aws_vpc.v.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.n.id
  }
}
resource "aws_route_table_association" "r" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.r.id
}
"#;
    let out = "  route {
    cidr_block = \"0.0.0.0/0\"
    gateway_id = aws_internet_gateway.i.id
  }
";
    let route = |table: &str| {
        format!(
            "resource \"aws_route\" \"d\" {{
  route_table_id         = {table}
  destination_cidr_block = \"0.0.0.0/0\"
  gateway_id             = aws_internet_gateway.i.id
}}
"
        )
    };
    let other = OTHER_TABLE.replace("{ vpc_id = aws_vpc.v.id }", &format!("{{\n  vpc_id = aws_vpc.v.id\n{out}}}"));
    let adopted = ADOPTED.replace("{ default", "{\n  default").replace("table_id }", &format!("table_id\n{out}}}"));
    for (more, expected) in [
        (String::new(), "103, 103, 401, token route 103"),
        (format!("{other}{OTHER_IS_MAIN}"), "passes"),
        (other, "103, 103, 401, token route 103"),
        (adopted, "passes"),
        (route("aws_vpc.v.default_route_table_id"), "passes"),
        (route("aws_vpc.v.main_route_table_id"), "passes"),
        // It may make an endpoint.
        (UNSEEN.to_owned(), "unknown token name"),
    ] {
        let text = format!("{BASE}{nat}{more}");
        assert_eq!(of_module(&text), expected, "{text}");
    }
}

#[test]
fn an_interface_without_a_security_group_has_the_default_one() {
    let endpoints = |groups: &str| ENDPOINTS.replace("security_group_ids  = [aws_security_group.e.id]", groups);
    let tasks = |groups: &str| BASE.replace("    security_groups = [aws_security_group.t.id]\n", groups);
    let own = "aws_vpc.v.default_security_group_id";
    let of_endpoints = format!("security_group_ids = [{own}]");
    let of_tasks = format!("    security_groups = [{own}]\n");
    let adopted =
        |rules: &str| format!("resource \"aws_default_security_group\" \"d\" {{\n  vpc_id = aws_vpc.v.id\n{rules}}}\n");
    let itself = "  ingress {\n    self = true\n    from_port = 0\n    to_port = 0\n    protocol = \"-1\"\n  }\n";
    let vpc = "  ingress {\n    cidr_blocks = [\"10.0.0.0/16\"]\n    from_port = 443\n    to_port = 443\n    protocol = \"tcp\"\n  }\n";
    let out = "  egress {\n    cidr_blocks = [\"0.0.0.0/0\"]\n    from_port = 0\n    to_port = 0\n    protocol = \"-1\"\n  }\n";
    let rule = |group: &str| {
        format!(
            "resource \"aws_vpc_security_group_ingress_rule\" \"r\" {{
  security_group_id = {group}
  cidr_ipv4         = \"10.0.0.0/16\"
  ip_protocol       = \"tcp\"
  from_port         = 443
  to_port           = 443
}}
variable \"group\" {{ type = string }}
"
        )
    };
    let association = |replaces: &str| {
        format!(
            "resource \"aws_vpc_endpoint_security_group_association\" \"a\" {{
  for_each          = aws_vpc_endpoint.i
  vpc_endpoint_id   = each.value.id
  security_group_id = aws_security_group.shut.id
{replaces}}}
resource \"aws_security_group\" \"shut\" {{ vpc_id = aws_vpc.v.id }}
"
        )
    };
    let [base, none] = [BASE.to_owned(), String::new()];
    for (base, groups, more, expected) in [
        // AWS makes the default group so that it admits its own members alone.
        (base.clone(), "", none.clone(), "301, token ports 301"),
        (base.clone(), &of_endpoints, none.clone(), "301, token ports 301"),
        (tasks(&of_tasks), &of_endpoints, none.clone(), "passes"),
        (tasks(""), "", none.clone(), "passes"),
        // Terraform empties the one that it adopts.
        (base.clone(), "", adopted(""), "301, token ports 301"),
        (tasks(&of_tasks), &of_endpoints, adopted(""), "301, 311, token ports 311"),
        (base.clone(), "", adopted(vpc), "passes"),
        (
            tasks("    security_groups = [aws_default_security_group.d.id]\n"),
            "",
            adopted(&[itself, out].concat()),
            "passes",
        ),
        (base.clone(), &of_endpoints, adopted(&[itself, out].concat()), "301, 302, token ports 301"),
        // Rules beside it.
        (base.clone(), "", rule(own), "passes"),
        (base.clone(), "", rule("var.group"), "unknown token ports"),
        (base.clone(), "", UNSEEN.to_owned(), "unknown token ports"),
        // An association adds to it, or takes its place.
        (tasks(""), "", association(""), "passes"),
        (tasks(""), "", association("  replace_default_association = true\n"), "301, token ports 301"),
    ] {
        let text = format!("{base}{}{more}{}", endpoints(groups), gateway("aws_vpc.v.default_route_table_id"));
        assert_eq!(of_module(&text), expected, "{text}");
    }
}

#[test]
fn a_template_cannot_name_the_main_route_table() {
    let text = super::base();
    let tie = "  TableOfA:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties:
      SubnetId: !Ref SubnetA
      RouteTableId: !Ref Table
";
    assert!(text.contains(tie));
    let untied = text.replace(tie, "");
    assert_eq!(of_template(&untied), "402, layer route 402");
    let mut sources = Sources::default();
    let id = sources.add(Source::new("t.yaml", untied.clone()));
    let found = audit(&Subject::CloudFormation(vec![id]), &mut sources, &Settings::default(), &NoFiles);
    let messages: Vec<&str> = found.report.open().map(|it| it.message.as_str()).collect();
    assert_eq!(messages, ["`S3` misses the main route table of `Vpc`"]);
    let helps: Vec<&str> = found.report.open().filter_map(|it| it.help.as_deref()).collect();
    let help = "associate the private subnets with route tables of their own, and name these in `RouteTableIds`";
    assert_eq!(helps, [help]);
    // Code of one's own may tie the subnet to a table, and may change the default group.
    let custom = "  Ties:
    Type: Custom::Ties
    Properties: {ServiceToken: arn:aws:lambda:us-east-2:111122223333:function:ties, Vpc: !Ref Vpc}
";
    let with = |text: &str| text.replace("  # more of the network\n", custom);
    assert_eq!(of_template(&with(&untied)), "unknown layer route");
    let default = text.replace("[!Ref EndpointsGroup]", "[!GetAtt Vpc.DefaultSecurityGroup]");
    assert_eq!(of_template(&default), "301, token ports 301");
    assert_eq!(of_template(&with(&default)), "unknown token ports");
    let tasks = "SecurityGroups: [!Ref TasksGroup]";
    let members = default.replace(tasks, "SecurityGroups: [!GetAtt Vpc.DefaultSecurityGroup]");
    assert_eq!(of_template(&members), "passes");
    // An outbound rule beside it may be the only one.
    let out = "  Out:
    Type: AWS::EC2::SecurityGroupEgress
    Properties: {GroupId: !GetAtt Vpc.DefaultSecurityGroup, IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 10.0.0.0/16}
";
    assert_eq!(of_template(&members.replace("  # more of the network\n", out)), "unknown token ports");
}
