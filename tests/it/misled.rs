//! Input: templates and modules with what public ones do, and that an audit once took for something else.
//! Output: that each finding is the right one, and nothing else is found.
//! Never: takes a finding for right because an audit has it: the reason stands beside each.

mod elsewhere;
mod roles;
mod subnets;
mod template;
mod unknown;
mod ways;

use crate::audit::{Files, of_module, of_template};
use ecrc::audit::{Audit, Settings, Subject, audit};
use ecrc::diagnostic::{Report, Severity};
use ecrc::span::Sources;
use std::collections::BTreeMap;

/// With what runs there.
fn settings() -> Settings {
    let spec = crate::spec::compiled("private_ecr < region eu-west-1; launch fargate 1.4.0; logs awslogs >");
    Settings { workload: spec.blocks[0].workload.clone(), ..Settings::default() }
}

/// The severity and the code of each finding, and its message.
fn found(report: &Report) -> Vec<String> {
    report.open().map(|it| format!("{}[{}]: {}", it.severity(), it.rule.code, it.message)).collect()
}

/// A module whose interface endpoints are right, in a VPC with one private subnet, and more.
fn module(more: &str) -> String {
    format!(
        "provider \"aws\" {{ region = \"eu-west-1\" }}
resource \"aws_vpc\" \"v\" {{
  cidr_block           = \"10.8.0.0/16\"
  enable_dns_hostnames = true
}}
resource \"aws_subnet\" \"p\" {{
  count             = 2
  vpc_id            = aws_vpc.v.id
  cidr_block        = \"10.8.${{count.index}}.0/24\"
  availability_zone = [\"eu-west-1a\", \"eu-west-1b\"][count.index]
}}
resource \"aws_route_table\" \"p\" {{ vpc_id = aws_vpc.v.id }}
resource \"aws_route_table_association\" \"p\" {{
  count          = 2
  subnet_id      = aws_subnet.p[count.index].id
  route_table_id = aws_route_table.p.id
}}
resource \"aws_security_group\" \"e\" {{
  vpc_id = aws_vpc.v.id
  ingress {{
    from_port   = 443
    to_port     = 443
    protocol    = \"tcp\"
    cidr_blocks = [\"10.8.0.0/16\"]
  }}
}}
resource \"aws_vpc_endpoint\" \"i\" {{
  for_each            = toset([\"ecr.api\", \"ecr.dkr\", \"logs\"])
  vpc_id              = aws_vpc.v.id
  service_name        = \"com.amazonaws.eu-west-1.${{each.key}}\"
  vpc_endpoint_type   = \"Interface\"
  private_dns_enabled = true
  subnet_ids          = aws_subnet.p[*].id
  security_group_ids  = [aws_security_group.e.id]
}}
{more}"
    )
}

/// The gateway endpoint, with what it says of its route tables.
fn gateway(tables: &str) -> String {
    format!(
        "resource \"aws_vpc_endpoint\" \"s3\" {{
  vpc_id       = aws_vpc.v.id
  service_name = \"com.amazonaws.eu-west-1.s3\"
{tables}
}}
"
    )
}

#[test]
fn other_resources_change_no_endpoint_that_they_do_not_name() {
    let right = gateway("  route_table_ids = [aws_route_table.p.id]");
    let wrong = gateway("");
    let route = "resource \"aws_route\" \"firewall\" {
  route_table_id         = aws_route_table.p.id
  destination_cidr_block = \"10.9.0.0/16\"
  vpc_endpoint_id        = var.firewall
}
variable \"firewall\" { type = string }
";
    let table = "resource \"aws_vpc_endpoint_route_table_association\" \"t\" {
  vpc_endpoint_id = var.some
  route_table_id  = aws_route_table.p.id
}
variable \"some\" { type = string }
";
    let again = "resource \"aws_vpc_endpoint_route_table_association\" \"t\" {
  vpc_endpoint_id = aws_vpc_endpoint.s3.id
  route_table_id  = aws_route_table.p.id
}
";
    let closed = "error[ECR402]: `aws_vpc_endpoint.s3` has no route table";
    for (more, expected) in [
        // A route to a firewall's endpoint says nothing of the endpoints of a pull.
        (right.clone() + route, Vec::new()),
        (wrong.clone() + route, vec![closed]),
        // An association with an endpoint that is not known may be what the gateway lacks.
        (right.clone() + table, Vec::new()),
        (wrong.clone() + table, Vec::new()),
        (wrong + again, Vec::new()),
        // AWS keeps one route for a table that is named twice.
        (right + again, Vec::new()),
    ] {
        let text = module(&more);
        assert_eq!(found(&of_module(&text, "main.tf", &settings()).1), expected, "{text}");
    }
}

#[test]
fn an_endpoint_that_may_be_a_gateway_needs_no_subnet() {
    let more = gateway("  route_table_ids = [aws_route_table.p.id]")
        + "variable \"more\" { type = map(object({ service = string, type = string })) }
resource \"aws_vpc_endpoint\" \"more\" {
  for_each          = var.more
  vpc_id            = aws_vpc.v.id
  service_name      = each.value.service
  vpc_endpoint_type = each.value.type
}
";
    assert_eq!(found(&of_module(&module(&more), "main.tf", &settings()).1), Vec::<String>::new());
}

#[test]
fn a_vpc_that_is_looked_up_may_have_the_endpoint_already() {
    let text = module("").replace("aws_vpc.v.id", "data.aws_vpc.v.id").replace(
        "resource \"aws_vpc\" \"v\" {\n  cidr_block           = \"10.8.0.0/16\"\n  enable_dns_hostnames = true\n}\n",
        "data \"aws_vpc\" \"v\" { default = true }\n",
    );
    let expected = ["note[ECR401]: the `s3` gateway endpoint is missing"];
    assert_eq!(found(&of_module(&text, "main.tf", &settings()).1), expected);
    // One that is made here has what is made here.
    let expected = ["error[ECR401]: the `s3` gateway endpoint is missing"];
    assert_eq!(found(&of_module(&module(""), "main.tf", &settings()).1), expected);
}

#[test]
fn what_runs_in_public_subnets_may_go_over_the_internet() {
    let gate = "resource \"aws_internet_gateway\" \"g\" { vpc_id = aws_vpc.v.id }
resource \"aws_route\" \"out\" {
  route_table_id         = aws_route_table.p.id
  destination_cidr_block = \"0.0.0.0/0\"
  gateway_id             = aws_internet_gateway.g.id
}
";
    let private = "resource \"aws_subnet\" \"closed\" {
  vpc_id     = aws_vpc.v.id
  cidr_block = \"10.8.9.0/24\"
}
";
    for (more, severity) in [(gate.to_owned(), "note"), (gate.to_owned() + private, "error"), (String::new(), "error")]
    {
        let expected = format!("{severity}[ECR401]: the `s3` gateway endpoint is missing");
        let found = found(&of_module(&module(&more), "main.tf", &settings()).1);
        assert!(found.contains(&expected), "{more}{found:?}");
    }
}

/// The default of both languages is a gateway, which AWS has for S3 and `DynamoDB` alone.
#[test]
fn an_endpoint_without_a_type_is_a_gateway() {
    let right = module(&gateway("  route_table_ids = [aws_route_table.p.id]"));
    let text = right.replace("  vpc_endpoint_type   = \"Interface\"\n", "");
    let (sources, report) = of_module(&text, "main.tf", &settings());
    let at = |it: &ecrc::diagnostic::Diagnostic| {
        (it.rule.code.0, sources.text(it.primary.as_ref().unwrap().span).to_owned())
    };
    let places: Vec<(u16, String)> = report.open().map(at).collect();
    assert_eq!(places, [103, 103, 106].map(|code| (code, "\"i\"".to_owned())));
    assert!(report.open().all(|it| it.message.ends_with("endpoint is of the type `Gateway`")), "{report:?}");
    // A way out mends nothing: AWS refuses the template.
    let nat = "resource \"aws_nat_gateway\" \"n\" { subnet_id = \"subnet-0a1b2c3d\" }
resource \"aws_route\" \"n\" {
  route_table_id         = aws_route_table.p.id
  destination_cidr_block = \"0.0.0.0/0\"
  nat_gateway_id         = aws_nat_gateway.n.id
}
";
    let (_, report) = of_module(&(text + nat), "main.tf", &settings());
    assert_eq!(report.open().map(ecrc::diagnostic::Diagnostic::severity).collect::<Vec<_>>(), [Severity::Error; 3]);
}

#[test]
fn a_service_that_aws_does_not_list_is_shown_beside_the_missing_one() {
    let right = module(&gateway("  route_table_ids = [aws_route_table.p.id]"));
    let text = right.replace("[\"ecr.api\", \"ecr.dkr\", \"logs\"]", "[\"0\", \"ecr.dkr\", \"logs\"]");
    let (_, report) = of_module(&text, "main.tf", &settings());
    let beside: Vec<&str> = report.open().flat_map(|it| &it.labels).map(|label| label.message.as_str()).collect();
    assert_eq!(found(&report), ["error[ECR103]: the `ecr.api` endpoint is missing"]);
    assert_eq!(beside, ["AWS lists no service `com.amazonaws.eu-west-1.0`"]);
}

/// In which account a template is deployed it does not say.
#[test]
fn an_account_that_is_written_out_may_be_ones_own() {
    let policy = |who: &str| {
        format!(
            "  policy = jsonencode({{
    Version = \"2012-10-17\"
    Statement = [{{ Effect = \"Allow\", Principal = {{ AWS = {who} }}, Action = \"*\", Resource = \"*\" }}]
  }})
}}
resource \"aws_iam_role\" \"r\" {{
  name = \"r\"
  assume_role_policy = jsonencode({{
    Version = \"2012-10-17\"
    Statement = [{{ Effect = \"Allow\", Principal = {{ Service = \"ecs-tasks.amazonaws.com\" }}, Action = \"sts:AssumeRole\" }}]
  }})
}}
resource \"aws_iam_role_policy_attachment\" \"r\" {{
  role       = aws_iam_role.r.name
  policy_arn = \"arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy\"
}}
resource \"aws_ecs_task_definition\" \"t\" {{
  family                = \"t\"
  execution_role_arn    = aws_iam_role.r.arn
  container_definitions = jsonencode([{{ name = \"a\", image = \"111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1\" }}])
}}
"
        )
    };
    for (who, is_shut_out) in [
        ("\"arn:aws:iam::111122223333:root\"", false),
        ("\"111122223333\"", false),
        ("[\"111122223333\", \"444455556666\"]", false),
        ("\"arn:aws:iam::111122223333:role/r\"", false),
        ("\"arn:aws:iam::111122223333:role/other\"", true),
    ] {
        let more = gateway("  route_table_ids = [aws_route_table.p.id]");
        let with = module("").replace(
            "  security_group_ids  = [aws_security_group.e.id]\n}\n",
            &format!("  security_group_ids  = [aws_security_group.e.id]\n{}", policy(who)),
        );
        let (_, report) = of_module(&(with + &more), "main.tf", &settings());
        assert_eq!(report.open().any(|it| it.rule.code.0 == 511), is_shut_out, "{who}: {:?}", found(&report));
    }
}

/// The bucket of the layers is AWS's: one that the template makes is another, whatever it is called.
#[test]
fn a_policy_for_ones_own_buckets_closes_the_layers() {
    let template = |resource: &str| {
        format!(
            "Resources:
  B: {{Type: AWS::S3::Bucket}}
  V: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true}}}}
  T: {{Type: AWS::EC2::RouteTable, Properties: {{VpcId: !Ref V}}}}
  S3:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref V
      ServiceName: com.amazonaws.us-east-1.s3
      RouteTableIds: [!Ref T]
      PolicyDocument:
        Statement: [{{Effect: Allow, Principal: '*', Action: 's3:*', Resource: [{resource}]}}]
"
        )
    };
    for (resource, is_closed) in [
        ("!GetAtt B.Arn, !Sub '${B.Arn}/*'", true),
        ("!Sub 'arn:aws:s3:::${B}/*'", true),
        ("!Sub '${B.Arn}/*', 'arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*'", false),
        ("!Ref Some", false),
    ] {
        let (_, report) = of_template(&template(resource), &settings());
        assert_eq!(report.open().any(|it| it.rule.code.0 == 403), is_closed, "{resource}: {:?}", found(&report));
    }
}

#[test]
fn a_gateway_of_something_else_is_no_finding() {
    let other = gateway("").replace("\"s3\"", "\"s3_of_jobs\"");
    let text = module(&other).replace("[\"ecr.api\", \"ecr.dkr\", \"logs\"]", "[\"sqs\"]");
    assert_eq!(found(&of_module(&text, "main.tf", &Settings::default()).1), Vec::<String>::new());
}

/// A service that no rule is about is not unknown: it is none of those that are missing.
#[test]
fn other_services_are_known_for_what_they_are() {
    let text = "Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true}}
  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.0/24}}
  D:
    Type: AWS::EC2::VPCEndpoint
    Properties: {VpcId: !Ref V, ServiceName: !Sub 'com.amazonaws.${AWS::Region}.codeartifact.api', VpcEndpointType: Interface, SubnetIds: [!Ref S]}
";
    let (_, report) = of_template(text, &settings());
    let found = found(&report);
    for missing in ["ECR103", "ECR106", "ECR401"] {
        assert!(found.iter().any(|it| it.starts_with(&format!("error[{missing}]"))), "{missing}: {found:?}");
    }
}

/// The audit of a module, with all that it says.
fn whole(text: &str) -> Audit {
    let files = Files(BTreeMap::from([("m/main.tf".to_owned(), text.to_owned())]));
    audit(&Subject::Module("m".to_owned()), &mut Sources::default(), &settings(), &files)
}

#[test]
fn the_region_is_the_provider_s() {
    let text = module("").replace("\"com.amazonaws.eu-west-1.${each.key}\"", "var.of_each[each.key]");
    let is_region = |it: &ecrc::audit::Unseen| it.what.starts_with("the region of");
    assert!(!whole(&text).unknowns.iter().any(is_region));
    let unsaid =
        text.replace("region = \"eu-west-1\"", "").replace("[\"eu-west-1a\", \"eu-west-1b\"][count.index]", "null");
    let unsaid = whole(&unsaid);
    assert!(unsaid.unknowns.iter().any(is_region));
}

#[test]
fn a_stack_set_and_a_macro_are_not_passed_over() {
    let set =
        "Resources:\n  N: {Type: AWS::CloudFormation::StackSet, Properties: {StackSetName: n, TemplateBody: '{}'}}\n";
    let include = "Resources:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/k}}\n";
    let own = "Transform: [AWS::Serverless-2016-10-31, Own]\nResources:\n  T: {Type: AWS::SNS::Topic}\n";
    for (text, what) in [(set, "`N`"), (include, "`Fn::Transform`"), (own, "`Transform`")] {
        let mut sources = Sources::default();
        let id = sources.add(ecrc::span::Source::new("t.yaml", text.to_owned()));
        let found = audit(&Subject::CloudFormation(vec![id]), &mut sources, &settings(), &ecrc::template::NoFiles);
        let unseen: Vec<&str> = found.unknowns.iter().map(|it| it.what.as_str()).collect();
        assert_eq!(unseen, [what], "{text}");
    }
}

/// Each stack hands its outputs on to the next one: worked out once each, it takes no time.
#[test]
fn a_chain_of_nested_stacks_is_worked_out_once() {
    let child = "Parameters: {P0: {Type: String}, P1: {Type: String}, P2: {Type: String}}
Resources: {T: {Type: AWS::SNS::Topic}}
Outputs: {O0: {Value: !Ref P0}, O1: {Value: !Ref P1}, O2: {Value: !Ref P2}}
";
    let mut text = "Resources:\n".to_owned();
    for stack in 0..30 {
        text += &format!(
            "  S{stack}:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: ./c.yaml\n      Parameters:\n"
        );
        for parameter in 0..3 {
            let value = if stack == 0 {
                "10.0.0.0/16".to_owned()
            } else {
                format!("!GetAtt S{}.Outputs.O{parameter}", stack - 1)
            };
            text += &format!("        P{parameter}: {value}\n");
        }
    }
    text += "  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !GetAtt S29.Outputs.O2}}\n";
    let files = Files(BTreeMap::from([("c.yaml".to_owned(), child.to_owned())]));
    let mut sources = Sources::default();
    let id = sources.add(ecrc::span::Source::new("main.yaml", text));
    let evaluated = ecrc::template::cloudformation(&[id], &mut sources, &ecrc::template::Settings::default(), &files);
    let vpc = evaluated.resource("V").unwrap();
    assert_eq!(
        vpc.properties.get("CidrBlock").and_then(ecrc::template::Value::as_text).as_deref(),
        Some("10.0.0.0/16")
    );
    assert!(evaluated.unknowns.is_empty());
}

/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-version-migration.html>: before 1.4.0, secrets are
/// read over a network interface of Fargate's own.
#[test]
fn secrets_of_an_old_platform_are_read_elsewhere() {
    let text = module(&gateway("  route_table_ids = [aws_route_table.p.id]"));
    for (launches, is_missing) in [
        ("launch fargate 1.3.0", false),
        ("launch fargate 1.4.0", true),
        ("launch fargate 1.3.0; launch fargate 1.4.0", true),
    ] {
        let spec = format!("private_ecr < region eu-west-1; {launches}; logs awslogs; secrets secretsmanager >");
        let workload = crate::spec::compiled(spec).blocks[0].workload.clone();
        let found = found(&of_module(&text, "main.tf", &Settings { workload, ..Settings::default() }).1);
        let missing = "error[ECR107]: the `secretsmanager` endpoint is missing".to_owned();
        assert_eq!(found.contains(&missing), is_missing, "{launches}: {found:?}");
    }
}
