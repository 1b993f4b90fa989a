//! Input: templates and modules, by hand and as `build` writes them.
//! Output: what an audit finds in them: the rule that is broken, at the word that breaks it.
//! Never: takes what ecrc's own reader of products says for it.

use crate::snapshots::examples;
use crate::spec::project;
use ecrc::audit::{Settings, Subject, audit};
use ecrc::backend::{Options, Target, emit};
use ecrc::diagnostic::{Report, Severity};
use ecrc::plan::Launch;
use ecrc::span::{Source, Sources, Spanned};
use ecrc::template::{Loader, NoFiles};
use std::collections::BTreeMap;

/// Files in memory.
pub struct Files(pub BTreeMap<String, String>);

impl Loader for Files {
    fn file(&self, path: &str) -> Option<Vec<u8>> {
        self.0.get(path).map(|text| text.clone().into_bytes())
    }

    fn folder(&self, path: &str) -> Option<Vec<String>> {
        let below = |name: &String| name.strip_prefix(&format!("{path}/")).map(str::to_owned);
        Some(self.0.keys().filter_map(below).filter(|name| !name.contains('/')).collect())
    }
}

pub fn fargate() -> Settings {
    let mut settings = Settings::default();
    let launch = crate::spec::compiled("private_ecr < region us-east-1; launch fargate latest; logs awslogs >");
    settings.workload = launch.blocks[0].workload.clone();
    settings
}

pub fn of_template(text: &str, settings: &Settings) -> (Sources, Report) {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("template.yaml", text.to_owned()));
    let found = audit(&Subject::CloudFormation(vec![id]), &mut sources, settings, &NoFiles);
    (sources, found.report)
}

pub fn of_module(text: &str, name: &str, settings: &Settings) -> (Sources, Report) {
    let mut sources = Sources::default();
    let files = Files(BTreeMap::from([(format!("module/{name}"), text.to_owned())]));
    let found = audit(&Subject::Module("module".to_owned()), &mut sources, settings, &files);
    (sources, found.report)
}

/// Code, line and the text that is underlined.
fn places(sources: &Sources, report: &Report) -> Vec<(u16, usize, String)> {
    let place = |found: &ecrc::diagnostic::Diagnostic| {
        let span = found.primary.as_ref().unwrap().span;
        let source = sources.get(span.source).unwrap();
        (found.rule.code.0, source.position(span.start).line, sources.text(span).to_owned())
    };
    report.open().filter(|found| found.severity() > Severity::Note).map(place).collect()
}

fn read(name: &str) -> String {
    std::fs::read_to_string(project("tests/cases/audit").join(name)).unwrap()
}

/// What is found in the templates and modules of the cases, with their names.
pub fn cases() -> Vec<(String, Sources, Report)> {
    let found = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let (sources, report) = match path.extension().unwrap().to_str().unwrap() {
            "tf" => of_module(&read(&name), "main.tf", &fargate()),
            _ => of_template(&read(&name), &fargate()),
        };
        (name, sources, report)
    };
    crate::spec::entries(&project("tests/cases/audit")).into_iter().map(found).collect()
}

#[test]
fn a_broken_template_is_found_out() {
    let (sources, report) = of_template(&read("broken.yaml"), &fargate());
    let expected = [
        (106, 8, "Vpc"),
        (401, 8, "Vpc"),
        (205, 13, "\"false\""),
        (301, 35, "[!Ref Group]"),
        (201, 42, "false"),
        (303, 43, "[!Ref SubnetA]"),
        (402, 51, "[]"),
    ];
    let expected = expected.map(|(code, line, text)| (code, line, text.to_owned()));
    assert_eq!(places(&sources, &report), expected);
    // One of these holds where there is no gateway endpoint, one where there is.
    let under = |code: u16| {
        let found = report.diagnostics.iter().find(|found| found.rule.code.0 == code).unwrap();
        found.notes.last().unwrap().clone()
    };
    assert_eq!(under(401), "only where `HasS3` is `false`");
    assert_eq!(under(402), "only where `HasS3` is `true`");
}

#[test]
fn a_broken_module_is_found_out() {
    let (sources, report) = of_module(&read("broken.tf"), "main.tf", &fargate());
    let found: Vec<(u16, usize)> = places(&sources, &report).into_iter().map(|(code, line, _)| (code, line)).collect();
    assert_eq!(found, [(201, 22), (202, 22), (208, 22), (301, 28), (703, 32)]);
}

#[test]
fn helps_speak_the_language_of_the_file() {
    let (_, report) = of_template(&read("broken.yaml"), &fargate());
    let found = report.diagnostics.iter().find(|found| found.rule.code.0 == 201).unwrap();
    assert_eq!(found.help.as_deref(), Some("set `PrivateDnsEnabled: true`"));
    assert_eq!(found.fixes[0].edits[0].text, "true");
    let (_, report) = of_module(&read("broken.tf"), "main.tf", &fargate());
    let found = report.diagnostics.iter().find(|found| found.rule.code.0 == 201).unwrap();
    assert_eq!(found.help.as_deref(), Some("set `private_dns_enabled = true`"));
}

/// What is said of a block beside its template: what runs in it and what it uses.
pub fn said_of(block: &ecrc::Block) -> Settings {
    let mut settings = Settings { workload: block.workload.clone(), ..Settings::default() };
    settings.template.region = Some(block.region.value.id.to_owned());
    settings
}

#[test]
fn every_product_audits_clean() {
    for (name, compilation) in examples() {
        for (block, plan) in compilation.blocks.iter().zip(compilation.plans()) {
            // What exists is not in the template.
            if !block.existing.is_empty() {
                continue;
            }
            let settings = said_of(block);
            let accepted: Vec<u16> = block.accepts.iter().map(|accept| accept.code.value.0).collect();
            let cloudformation = emit(&plan, Target::CloudFormationYaml, Options::default());
            let terraform = emit(&plan, Target::TerraformJson, Options::default());
            for (sources, report) in
                [of_template(&cloudformation, &settings), of_module(&terraform, "main.tf.json", &settings)]
            {
                let mut found = places(&sources, &report);
                found.retain(|(code, ..)| !accepted.contains(code));
                assert_eq!(found, [], "{name} {}", block.name);
            }
        }
    }
}

#[test]
fn without_a_launch_only_what_holds_for_all_is_found() {
    let template = "Resources:\n  Dkr:\n    Type: AWS::EC2::VPCEndpoint\n    Properties:\n      VpcId: vpc-0a1b2c3d\n      \
                    ServiceName: com.amazonaws.us-east-1.ecr.dkr\n      VpcEndpointType: Interface\n      \
                    PrivateDnsEnabled: true\n";
    let (sources, report) = of_template(template, &Settings::default());
    let codes: Vec<u16> = places(&sources, &report).into_iter().map(|(code, ..)| code).collect();
    assert_eq!(codes, [306]);
    // The VPC is made elsewhere, and so may be its gateway endpoint.
    let gateway = report.open().find(|found| found.rule.code.0 == 401).unwrap();
    assert_eq!(gateway.severity(), Severity::Note);
    let ec2 = Settings {
        workload: ecrc::plan::Workload {
            launches: vec![Spanned::new(Launch::Eks { fargate: true }, ecrc::span::Span::default())],
            ..Default::default()
        },
        ..Settings::default()
    };
    let (sources, report) = of_template(template, &ec2);
    assert!(places(&sources, &report).len() > 2);
}

/// Jobs on EC2 pull through the instances, which have the groups of the compute environment: layers come from outside
/// of the VPC's range.
#[test]
fn jobs_of_batch_pull_with_the_groups_of_their_environment() {
    let module = r#"
resource "aws_vpc" "v" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_subnet" "s" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.0.0/24"
}
resource "aws_security_group" "jobs" {
  vpc_id = aws_vpc.v.id
  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16"]
  }
}
resource "aws_security_group" "endpoints" {
  vpc_id = aws_vpc.v.id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16"]
  }
}
resource "aws_vpc_endpoint" "ecr" {
  for_each            = toset(["ecr.api", "ecr.dkr"])
  vpc_id              = aws_vpc.v.id
  service_name        = "com.amazonaws.us-east-1.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.s.id]
  security_group_ids  = [aws_security_group.endpoints.id]
}
resource "aws_vpc_endpoint" "s3" {
  vpc_id       = aws_vpc.v.id
  service_name = "com.amazonaws.us-east-1.s3"
  route_table_ids = [aws_vpc.v.main_route_table_id]
}
resource "aws_batch_compute_environment" "e" {
  type = "MANAGED"
  compute_resources {
    type               = "EC2"
    subnets            = [aws_subnet.s.id]
    security_group_ids = [aws_security_group.jobs.id]
  }
}
"#;
    let (sources, report) = of_module(module, "main.tf", &Settings::default());
    let found = places(&sources, &report);
    let codes: Vec<u16> = found.iter().map(|(code, ..)| *code).collect();
    // Beside that, instances need the endpoints of ECS, and one zone is one.
    assert_eq!(codes, [311, 303, 104, 104, 104], "{found:?}");
    let fargate = module.replace("\"EC2\"", "\"FARGATE_SPOT\"");
    let (sources, report) = of_module(&fargate, "main.tf", &Settings::default());
    let codes: Vec<u16> = places(&sources, &report).into_iter().map(|(code, ..)| code).collect();
    assert_eq!(codes, [311, 303]);
}

/// Tasks with public addresses, in subnets that lead to an internet gateway, need no endpoint to pull: a missing one is
/// a note, and their route table needs no route to the S3 gateway.
#[test]
fn tasks_with_public_addresses_go_out_through_the_internet_gateway() {
    let module = |public: bool| {
        format!(
            r#"
resource "aws_vpc" "v" {{
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}}
resource "aws_internet_gateway" "i" {{ vpc_id = aws_vpc.v.id }}
resource "aws_subnet" "public" {{
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.0.0/24"
}}
resource "aws_route_table" "public" {{
  vpc_id = aws_vpc.v.id
  route {{
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.i.id
  }}
}}
resource "aws_route_table" "private" {{ vpc_id = aws_vpc.v.id }}
resource "aws_route_table_association" "public" {{
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}}
resource "aws_vpc_endpoint" "s3" {{
  vpc_id          = aws_vpc.v.id
  service_name    = "com.amazonaws.us-east-1.s3"
  route_table_ids = [aws_route_table.private.id]
}}
resource "aws_ecs_service" "web" {{
  name        = "web"
  launch_type = "FARGATE"
  network_configuration {{
    subnets          = [aws_subnet.public.id]
    assign_public_ip = {public}
  }}
}}
"#
        )
    };
    let codes = |public: bool| -> Vec<u16> {
        let (sources, report) = of_module(&module(public), "main.tf", &Settings::default());
        places(&sources, &report).into_iter().map(|(code, ..)| code).collect()
    };
    assert_eq!(codes(true), [0_u16; 0]);
    assert_eq!(codes(false), [402, 103, 103]);
}

/// Without a region, a policy is wrong if it is wrong in every region.
#[test]
fn policies_are_judged_where_the_region_is_not_known() {
    let template = |policy: &str, of: &str| {
        format!(
            "Resources:\n  Dkr:\n    Type: AWS::EC2::VPCEndpoint\n    Properties:\n      VpcId: vpc-0a1b2c3d\n      \
             ServiceName: !Sub com.amazonaws.${{AWS::Region}}.{}\n      VpcEndpointType: Interface\n      \
             PrivateDnsEnabled: true\n      SubnetIds: [subnet-0a1b2c3d, subnet-0a1b2c3e]\n      SecurityGroupIds: \
             [sg-0a1b2c3d]\n{}  S3:\n    Type: AWS::EC2::VPCEndpoint\n    Properties:\n      VpcId: vpc-0a1b2c3d\n      \
             ServiceName: !Sub com.amazonaws.${{AWS::Region}}.s3\n      RouteTableIds: [rtb-0a1b2c3d]\n{}",
            if of == "ecr.api" { of } else { "ecr.dkr" },
            if of == "s3" { "" } else { policy },
            if of == "s3" { policy } else { "" }
        )
    };
    let allow = |action: &str, resource: &str| {
        format!(
            "      PolicyDocument:\n        Statement: [{{Effect: Allow, Principal: \"*\", Action: [{action}], \
             Resource: !Sub \"{resource}\"}}]\n"
        )
    };
    let layers = "arn:${AWS::Partition}:s3:::prod-${AWS::Region}-starport-layer-bucket/*";
    let pull = "\"ecr:BatchGetImage\", \"ecr:GetDownloadUrlForLayer\", \"ecr:GetAuthorizationToken\"";
    for (of, policy, expected) in [
        ("s3", allow("\"s3:GetObject\"", layers), None),
        ("s3", allow("\"s3:GetObject\"", "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"), None),
        ("s3", allow("\"s3:GetObject\"", "arn:aws:s3:::prod-nowhere-1-starport-layer-bucket/*"), Some(403)),
        ("s3", allow("\"s3:GetObject\"", "arn:aws:s3:::${AWS::StackName}-data-${AWS::AccountId}/*"), Some(403)),
        ("ecr.dkr", allow(pull, "*"), None),
        ("ecr.dkr", allow("\"ecr:BatchGetImage\"", "*"), Some(502)),
        ("ecr.dkr", allow(pull, "arn:aws:ecr:${AWS::Region}:111122223333:repository/x"), None),
        ("ecr.api", allow(pull, "arn:aws:ecr:${AWS::Region}:111122223333:repository/x"), Some(502)),
    ] {
        let (sources, report) = of_template(&template(&policy, of), &Settings::default());
        let found = places(&sources, &report);
        let code = found.iter().map(|(code, ..)| *code).find(|code| matches!(code, 403 | 502));
        assert_eq!(code, expected, "{policy} {found:?}");
    }
}

/// EC2 takes `10.0.0.0/0` for `0.0.0.0/0`.
#[test]
fn a_block_with_host_bits_is_what_ec2_takes_it_for() {
    let template = "Resources:\n  Group:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: x\n      \
                    VpcId: vpc-0a1b2c3d\n      SecurityGroupIngress:\n        - {IpProtocol: tcp, FromPort: 443, \
                    ToPort: 443, CidrIp: 10.0.0.0/0}\n  Dkr:\n    Type: AWS::EC2::VPCEndpoint\n    Properties:\n      \
                    VpcId: vpc-0a1b2c3d\n      ServiceName: com.amazonaws.us-east-1.ecr.dkr\n      VpcEndpointType: \
                    Interface\n      PrivateDnsEnabled: true\n      SubnetIds: [subnet-0a1b2c3d, subnet-0a1b2c3e]\n      \
                    SecurityGroupIds: [!Ref Group]\n";
    let (sources, report) = of_template(template, &Settings::default());
    let found = places(&sources, &report);
    assert_eq!(found.iter().map(|(code, ..)| *code).collect::<Vec<_>>(), [302], "{found:?}");
}

#[test]
fn an_accept_in_the_file_silences_errors_too() {
    let text = read("broken.tf").replace(
        "resource \"aws_vpc_endpoint\" \"s3\" {",
        "# ecrc:accept ECR703 the module is for one region\nresource \"aws_vpc_endpoint\" \"s3\" {",
    );
    let (_, report) = of_module(&text, "main.tf", &fargate());
    let found = report.diagnostics.iter().find(|found| found.rule.code.0 == 703).unwrap();
    assert_eq!(found.accepted.as_deref(), Some("the module is for one region"));
}

#[test]
fn an_accept_that_accepts_nothing_is_said() {
    let text = "# ecrc:accept ECR303\n# ecrc:accept ECR999 why\nresource \"aws_vpc_endpoint\" \"a\" {\n  \
                vpc_id = \"vpc-0a1b2c3d\"\n  service_name = \"com.amazonaws.us-east-1.ecr.dkr\"\n  \
                vpc_endpoint_type = \"Interface\"\n  private_dns_enabled = true\n  \
                subnet_ids = [\"subnet-0a1b2c3d\"] # ecrc:accept ECR303 one zone is fine\n}\n# ecrc:accept ECR401 stray\n";
    let (sources, report) = of_module(text, "main.tf", &Settings::default());
    let said: Vec<(u16, usize)> = places(&sources, &report).into_iter().map(|(code, line, _)| (code, line)).collect();
    // Without a reason; of no rule; for no resource. The fourth accepts a finding.
    assert_eq!(said, [(8, 1), (8, 2), (8, 10)]);
    let single = report.diagnostics.iter().find(|found| found.rule.code.0 == 303).unwrap();
    assert_eq!(single.accepted.as_deref(), Some("one zone is fine"));
}

#[test]
fn what_is_said_in_vain_is_known() {
    let mut settings = fargate();
    settings.template.assumptions = [("HasS3", "true"), ("Nothing", "true")]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into_iter()
        .collect();
    settings.accepts = [205, 801].map(|code| (ecrc::diagnostic::Code(code), "known".to_owned())).to_vec();
    let mut sources = Sources::default();
    let id = sources.add(Source::new("template.yaml", read("broken.yaml")));
    let found = audit(&Subject::CloudFormation(vec![id]), &mut sources, &settings, &NoFiles);
    assert_eq!(found.idle_assumptions, ["Nothing"]);
    assert_eq!(found.idle_accepts, [ecrc::diagnostic::Code(801)]);
    // An assumption that settles a condition leaves nothing to be tried.
    assert!(!found.report.diagnostics.iter().any(|found| found.rule.code.0 == 401));
}

#[test]
fn what_cloudformation_leaves_open_is_unknown() {
    let text = read("broken.yaml").replace("      PrivateDnsEnabled: true\n", "");
    let mut sources = Sources::default();
    let id = sources.add(Source::new("template.yaml", text));
    let found = audit(&Subject::CloudFormation(vec![id]), &mut sources, &fargate(), &NoFiles);
    assert!(found.unknowns.iter().any(|unseen| unseen.what == "`PrivateDnsEnabled` of `Api`"));
    assert!(!found.report.diagnostics.iter().any(|found| found.rule.code.0 == 202));
}
