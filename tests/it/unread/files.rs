//! Input: templates and modules with names of nothing, modules that are not read, and files that are broken.
//! Output: that this is told, and that what it may make is not missing.
//! Never: takes what is not read for what is not there.

use super::{audited, found, module, template, unseen};
use ecrc::audit::Audit;
use ecrc::audit::Subject;

/// CloudFormation and Terraform refuse both; what is missing beside them is no news without them.
#[test]
fn names_of_nothing_and_types_with_a_slip_are_told() {
    let group = "SecurityGroupIds: [!Ref EndpointsGroup] # of Api";
    let api = "    Type: AWS::EC2::VPCEndpoint\n    Properties:\n      VpcId: !Ref Vpc\n      ServiceName: com.amazonaws.us-east-2.ecr.api\n";
    for (change, expected) in [
        (
            (group, "SecurityGroupIds: [!Ref EndpointGroup]"),
            "`EndpointGroup`: nothing has this name; a similar name exists: `EndpointsGroup`",
        ),
        ((group, "SecurityGroupIds: [!GetAtt Ours.GroupId]"), "`Ours`: nothing has this name"),
        (
            (api, &api.replace("VPCEndpoint", "VpcEndpoint")),
            "`Api`: no resource has the type `AWS::EC2::VpcEndpoint`; a similar type exists: `AWS::EC2::VPCEndpoint`",
        ),
    ] {
        let said = unseen(&template(&[change]));
        assert!(said.iter().any(|line| line == expected), "{expected}\n{said:#?}");
    }
    let text = "resource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/16\"\n}\nresource \"aws_vpc_endpont\" \"e\" {}
resource \"aws_subnet\" \"s\" {\n  vpc_id = aws_vpc.w.id\n}\n";
    let said = unseen(&module(text));
    for expected in [
        "`aws_vpc_endpont.e`: no resource has the type `aws_vpc_endpont`; a similar type exists: `aws_vpc_endpoint`",
        "`aws_vpc.w`: nothing has this name; a similar name exists: `aws_vpc.v`",
    ] {
        assert!(said.iter().any(|line| line == expected), "{expected}\n{said:#?}");
    }
    assert_eq!(unseen(&template(&[])), Vec::<String>::new());
}

const PRIVATE: &str = r#"
provider "aws" {
  region = "us-east-2"
}
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/20"
}
resource "aws_route_table" "a" {
  vpc_id = aws_vpc.main.id
}
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.a.id
}
resource "aws_security_group" "web" {
  vpc_id = aws_vpc.main.id
}
resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = "arn:aws:iam::111122223333:role/web"
  container_definitions    = jsonencode([{ name = "web", image = "docker.io/library/nginx" }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  launch_type     = "FARGATE"
  task_definition = aws_ecs_task_definition.web.arn
  network_configuration {
    subnets         = [aws_subnet.a.id]
    security_groups = [aws_security_group.web.id]
  }
}
"#;

/// A NAT instance in a module may write the route into the table that it is given.
#[test]
fn what_a_module_may_route_is_not_known() {
    let of_image = |more: &str| {
        let said = found(&module(&format!("{PRIVATE}{more}")));
        said.iter().filter(|(code, _)| *code == 605).count()
    };
    assert_eq!(of_image(""), 1);
    for (source, given, expected) in [
        ("RaJiska/fck-nat/aws", "route_tables_ids = { a = aws_route_table.a.id }", 0),
        ("RaJiska/fck-nat/aws", "vpc_id = aws_vpc.main.id", 0),
        // It makes nothing in a network.
        ("terraform-aws-modules/kms/aws", "description = \"x\"", 1),
    ] {
        let module = format!("module \"it\" {{\n  source = \"{source}\"\n  {given}\n}}\n");
        assert_eq!(of_image(&module), expected, "{source} {given}");
    }
}

fn files(files: &[(&str, &str)]) -> Audit {
    let files = files.iter().map(|(name, text)| (format!("m/{name}"), (*text).to_owned())).collect();
    audited(|_| Subject::Module("m".to_owned()), &crate::audit::Files(files))
}

const ENDPOINTS: &str = r#"resource "aws_vpc_endpoint" "api" {
  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.us-east-2.ecr.api"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = false
  subnet_ids          = [aws_subnet.a.id]
}
resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.us-east-2.s3"
  route_table_ids = [aws_route_table.a.id
}
resource "aws_vpc_endpoint_security_group_association" "api" {
  vpc_endpoint_id   = aws_vpc_endpoint.api.id
  security_group_id = aws_security_group.web.id
}
"#;

#[test]
fn what_a_broken_file_may_make_is_not_missing() {
    let text = PRIVATE.replace("docker.io/library/nginx", "111122223333.dkr.ecr.us-east-2.amazonaws.com/web:1");
    let codes = |audit: &Audit| found(audit).into_iter().map(|(code, _)| code).collect::<Vec<_>>();
    let whole = files(&[("main.tf", &text)]);
    assert!(codes(&whole).contains(&103) && codes(&whole).contains(&401), "{:?}", codes(&whole));
    // What is read of it is judged; what something else may say of that is not.
    let broken = files(&[("main.tf", &text), ("endpoints.tf", ENDPOINTS)]);
    assert_eq!(codes(&broken), [202, 1]);
    assert!(unseen(&broken).contains(&"`m/endpoints.tf`: its text is broken".to_owned()), "{:?}", unseen(&broken));
    let opened = ENDPOINTS.replacen("}\nresource", "resource", 1);
    assert_eq!(codes(&files(&[("main.tf", &text), ("endpoints.tf", &opened)])), [1]);
    // A file of variables makes nothing.
    let variables = files(&[("main.tf", &text), ("terraform.tfvars", "a = [")]);
    assert!(codes(&variables).contains(&103), "{:?}", codes(&variables));
}
