//! Input: files of each kind that `trace` reads.
//! Output: what it prints of a start, in each format, and its exit codes.
//! Never: judges a hop; the worlds of `tests/cases/trace` do.

use super::{Folder, SPEC};
use crate::spec::project;
use serde_json::{Value, json};

/// A template in which everything passes.
pub fn sound() -> String {
    std::fs::read_to_string(project("tests/cases/trace/fargate.yaml")).unwrap()
}

/// The same, with private DNS of the registry's endpoint off.
pub fn without_private_dns() -> String {
    sound().replace("PrivateDnsEnabled: true # of Dkr", "PrivateDnsEnabled: false")
}

pub const TIMEOUT: &str = "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref: failed \
    to do request: Head \"https://111122223333.dkr.ecr.us-east-2.amazonaws.com/v2/web/manifests/1\": dial tcp \
    52.94.0.1:443: i/o timeout";

#[test]
fn what_starts_is_fine() {
    let folder = Folder::with(&[("a.yaml", &sound())]);
    let said = folder.run(&["trace", "a.yaml"]).fine();
    assert!(said.starts_with("Web (fargate 1.4.0) in SubnetA: all 6 calls get through\n"), "{said}");
    assert!(!said.contains("endpoint-policy"), "{said}");
    let all = folder.run(&["trace", "a.yaml", "--verbose"]).fine();
    assert_eq!(all.matches(" . endpoint-policy").count(), 6, "{all}");
}

#[test]
fn what_stops_is_the_answer_on_top() {
    let folder = Folder::with(&[("a.yaml", &without_private_dns())]);
    let run = folder.run(&["trace", "a.yaml"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    let top: Vec<&str> = run.out.lines().take_while(|line| !line.is_empty()).collect();
    let top = top.join("\n");
    for part in
        ["the request for the image's manifest is stopped", "at   a.yaml:68:26 (ECR201)", "CannotPullContainerError"]
    {
        assert!(top.contains(part), "{top}");
    }
    assert!(top.contains("fix  write `true` instead of `false`"), "{top}");
}

/// A host, or a URL in an error, may be longer than a line.
#[test]
fn a_line_has_eighty_columns() {
    let folder = Folder::with(&[("a.yaml", &without_private_dns()), ("b.ecr", SPEC)]);
    for run in [folder.run(&["trace", ".", "-v"]), folder.run(&["trace", "a.yaml", "--error", TIMEOUT])] {
        for line in run.out.lines() {
            let is_one_word = line.split_whitespace().count() == 1;
            assert!(line.chars().count() <= 80 || is_one_word, "{line}");
        }
    }
}

#[test]
fn a_call_with_much_that_is_not_known_has_eighty_columns() {
    let endpoint = "EndpointForTheRegistryOfThisRegion";
    let unknown = sound()
        .replace("  Dkr:\n", &format!("  {endpoint}:\n"))
        .replace("SecurityGroupIds: [!Ref EndpointsGroup] # of Dkr", "SecurityGroupIds: [sg-1]")
        .replace("ExecutionRoleArn: !GetAtt Role.Arn", "ExecutionRoleArn: arn:aws:iam::111122223333:role/other");
    let said = folder_of(&unknown).run(&["trace", "a.yaml"]).fine();
    let indent = " ".repeat(26);
    assert!(said.contains(&format!("through {endpoint} (ports,\n{indent}role-policy)")), "{said}");
}

fn folder_of(text: &str) -> Folder {
    Folder::with(&[("a.yaml", text)])
}

#[test]
fn the_document_has_its_keys() {
    let folder = Folder::with(&[("a.yaml", &without_private_dns())]);
    let run = folder.run(&["trace", "a.yaml", "--format", "json"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    let document: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(document["version"], 1);
    let start = &document["starts"][0];
    assert_eq!(start["launch"], "fargate 1.4.0");
    assert_eq!(start["task"], "Web");
    assert_eq!(start["subnet"], "SubnetA");
    assert_eq!(start["role"], "pulls");
    assert_eq!(start["verdict"], "stops");
    let manifest = &start["calls"][2];
    assert_eq!(manifest["call"], "manifest");
    assert_eq!(manifest["host"], "111122223333.dkr.ecr.us-east-2.amazonaws.com");
    assert_eq!(manifest["verdict"], "stops");
    assert_eq!(manifest["through"], Value::Null);
    let hop = &manifest["hops"][0];
    assert_eq!((&hop["hop"], &hop["verdict"], &hop["code"]), (&"name".into(), &"stops".into(), &"ECR201".into()));
    assert_eq!((&hop["file"], &hop["line"], &hop["column"]), (&"a.yaml".into(), &68.into(), &26.into()));
    assert!(hop["source"].as_str().unwrap().starts_with("https://docs.aws.amazon.com/"));
    let stop = &start["stop"];
    assert_eq!((&stop["call"], &stop["hop"], &stop["code"]), (&"manifest".into(), &"name".into(), &"ECR201".into()));
    let edit = &stop["fix"]["edits"][0];
    assert_eq!((&edit["line"], &edit["column"], &edit["text"]), (&68.into(), &26.into(), &"true".into()));
}

/// The fix is an edit of the text: with it applied, the call passes.
#[test]
fn the_fix_opens_what_stops() {
    for (from, to) in [
        ("PrivateDnsEnabled: true # of Dkr", "PrivateDnsEnabled: false"),
        ("PrivateDnsEnabled: true # of Logs", "PrivateDnsEnabled: \"false\""),
        ("EnableDnsSupport: true", "EnableDnsSupport: false"),
        ("EnableDnsHostnames: true", "EnableDnsHostnames: false"),
        ("RouteTableIds: [!Ref Table]", "RouteTableIds: []"),
    ] {
        let broken = sound().replace(from, to);
        let folder = Folder::with(&[("a.yaml", &broken)]);
        let run = folder.run(&["trace", "a.yaml", "--format", "json"]);
        let document: Value = serde_json::from_str(&run.out).unwrap();
        let edit = &document["starts"][0]["stop"]["fix"]["edits"][0];
        let number = |key: &str| usize::try_from(edit[key].as_u64().unwrap()).unwrap();
        let mut lines: Vec<String> = broken.lines().map(str::to_owned).collect();
        lines[number("line") - 1]
            .replace_range(number("column") - 1..number("end_column") - 1, edit["text"].as_str().unwrap());
        folder.write("a.yaml", lines.join("\n"));
        folder.run(&["trace", "a.yaml"]).fine();
    }
}

/// In a template that is JSON, what is added is JSON.
#[test]
fn the_fix_of_json_is_json() {
    let interface = |service: &str| {
        serde_json::json!({"Type": "AWS::EC2::VPCEndpoint", "Properties": {
            "VpcId": {"Ref": "Vpc"}, "ServiceName": format!("com.amazonaws.us-east-2.{service}"), "VpcEndpointType": "Interface",
            "PrivateDnsEnabled": true, "SubnetIds": [{"Ref": "A"}], "SecurityGroupIds": [{"Ref": "Ends"}]}})
    };
    let of_vpc = |kind: &str| serde_json::json!({"Type": kind, "Properties": {"VpcId": {"Ref": "Vpc"}}});
    let template = serde_json::json!({"Resources": {
        "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16", "EnableDnsHostnames": true}},
        "A": {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.0.0/24"}},
        "Table": of_vpc("AWS::EC2::RouteTable"),
        "Other": of_vpc("AWS::EC2::RouteTable"),
        "OfA": {"Type": "AWS::EC2::SubnetRouteTableAssociation", "Properties": {
            "SubnetId": {"Ref": "A"}, "RouteTableId": {"Ref": "Table"}}},
        "Ends": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "e", "VpcId": {"Ref": "Vpc"},
            "SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/16"}]}},
        "Tasks": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "t", "VpcId": {"Ref": "Vpc"}}},
        "Api": interface("ecr.api"),
        "Dkr": interface("ecr.dkr"),
        "S3": {"Type": "AWS::EC2::VPCEndpoint", "Properties": {
            "VpcId": {"Ref": "Vpc"}, "ServiceName": "com.amazonaws.us-east-2.s3", "RouteTableIds": [{"Ref": "Other"}]}},
        "Role": {"Type": "AWS::IAM::Role", "Properties": {
            "AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                "Principal": {"Service": "ecs-tasks.amazonaws.com"}}]},
            "ManagedPolicyArns": ["arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"]}},
        "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {
            "RequiresCompatibilities": ["FARGATE"], "ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
            "ContainerDefinitions": [{"Name": "a", "Image": {"Fn::Sub":
                "${AWS::AccountId}.dkr.ecr.us-east-2.amazonaws.com/app:1"}}]}},
        "Web": {"Type": "AWS::ECS::Service", "Properties": {
            "LaunchType": "FARGATE", "TaskDefinition": {"Ref": "Task"}, "NetworkConfiguration": {"AwsvpcConfiguration": {
                "Subnets": [{"Ref": "A"}], "SecurityGroups": [{"Ref": "Tasks"}]}}}}}});
    let folder = Folder::with(&[("a.json", &template.to_string())]);
    let run = folder.run(&["trace", "a.json", "--format", "json"]);
    let document: Value = serde_json::from_str(&run.out).unwrap();
    let stop = &document["starts"][0]["stop"];
    assert_eq!(stop["code"], "ECR402", "{}", run.out);
    assert_eq!(stop["fix"]["edits"][0]["text"], "[{\"Ref\":\"Other\"}, {\"Ref\": \"Table\"}]");
}

/// Where a condition that nothing decides says what starts, it starts in each way.
#[test]
fn a_condition_may_decide_what_starts() {
    let conditions = "Parameters:\n  P: {Type: String}\nConditions:\n  Old: !Equals [!Ref P, x]\nResources:\n  Vpc";
    let text = sound().replacen("Resources:\n  Vpc", conditions, 1);
    let text = text.replace("PlatformVersion: 1.4.0", "PlatformVersion: !If [Old, 1.3.0, 1.5.0]");
    let folder = Folder::with(&[("a.yaml", &text)]);
    let run = folder.run(&["trace", "a.yaml"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    let said: Vec<&str> = run.out.lines().filter(|line| line.starts_with("Web")).collect();
    let old = "Web (fargate 1.3.0) in SubnetA, only where `Old` is `true`: all 6 calls get";
    let new = "Web (fargate 1.5.0) in SubnetA, only where `Old` is `false`: the request for a";
    assert_eq!(said, [old, new]);
    let document: Value = serde_json::from_str(&folder.run(&["trace", "a.yaml", "--format", "json"]).out).unwrap();
    assert_eq!(document["starts"][1]["only"], "`Old` is `false`");
    assert_eq!(document["starts"][1]["stop"]["code"], "ECR101");
    let assumed = folder.run(&["trace", "a.yaml", "--assume", "Old=true"]).fine();
    assert!(assumed.starts_with("Web (fargate 1.3.0) in SubnetA: all 6 calls get through\n"), "{assumed}");
}

/// What a condition makes that nothing decides is not there for certain; a condition of nothing that a call needs is no way.
#[test]
fn a_condition_may_decide_what_a_call_needs() {
    let conditions = "Parameters:\n  P: {Type: String}\nConditions:\n  Make: !Equals [!Ref P, x]\nResources:\n  Vpc";
    let text = sound().replacen("Resources:\n  Vpc", conditions, 1);
    let made = text.replacen("  Dkr:\n", "  Dkr:\n    Condition: Make\n", 1);
    assert_ne!(made, text);
    let folder = Folder::with(&[("a.yaml", &made)]);
    let run = folder.run(&["trace", "a.yaml", "--format", "json"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    let document: Value = serde_json::from_str(&run.out).unwrap();
    let said: Vec<_> = document["starts"].as_array().unwrap().iter().map(|it| (&it["only"], &it["verdict"])).collect();
    let (made, not_made) = (Value::from("`Make` is `true`"), Value::from("`Make` is `false`"));
    assert_eq!(said, [(&made, &Value::from("passes")), (&not_made, &Value::from("stops"))]);
    let other = format!("{text}  Topic:\n    Type: AWS::SNS::Topic\n    Condition: Make\n");
    let run = Folder::with(&[("a.yaml", &other)]).run(&["trace", "a.yaml", "--format", "json"]);
    let document: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(document["starts"].as_array().unwrap().len(), 1);
    assert_eq!(document["starts"][0]["only"], Value::Null);
}

/// An edit is tried on what it is offered for, and not on another VPC in which all is well.
#[test]
fn a_fix_is_tried_in_its_own_vpc() {
    let broken = sound()
        .replace("EnableDnsSupport: true", "EnableDnsSupport: false")
        .replace("EnableDnsHostnames: true", "EnableDnsHostnames: false");
    let folder = Folder::with(&[("bad.yaml", &broken), ("good.yaml", &sound())]);
    for files in [&["bad.yaml"][..], &["bad.yaml", "good.yaml"]] {
        let run = folder.run(&[&["trace", "--format", "json"], files].concat());
        let document: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(document["starts"][0]["stop"]["hop"], "name", "{files:?}");
        assert_eq!(document["starts"][0]["stop"]["fix"]["edits"], Value::Array(Vec::new()), "{files:?}");
    }
}

#[test]
fn what_is_not_known_fails_only_if_asked() {
    let folder = Folder::with(&[("a.ecr", SPEC)]);
    let said = folder.run(&["trace", "a.ecr"]).fine();
    assert!(said.contains("nothing is known to stop it; 5 of 5 calls cannot be decided"), "{said}");
    assert!(said.contains("the role that pulls is not known: `--role` names it"), "{said}");
    assert_eq!(folder.run(&["trace", "a.ecr", "--fail-on", "unknown"]).code, Some(1));
}

#[test]
fn markdown_is_a_table() {
    let folder = Folder::with(&[("a.yaml", &without_private_dns())]);
    let run = folder.run(&["trace", "a.yaml", "--format", "markdown"]);
    assert!(
        run.out.starts_with("### Web (fargate 1.4.0) in SubnetA\n\nThe request for the image's manifest is stopped")
    );
    assert!(
        run.out.contains("| 3 | manifest | 111122223333.dkr.ecr.us-east-2.amazonaws.com |  | stops at name"),
        "{}",
        run.out
    );
}

#[test]
fn what_is_asked_for_must_be_there() {
    let folder = Folder::with(&[("a.yaml", &sound()), ("empty.yaml", "Resources: {}\n")]);
    for (arguments, expected) in [
        (vec!["trace", "a.yaml", "--image", "nginx"], "not an image in a private repository of ECR"),
        (vec!["trace", "a.yaml", "--subnet", "subnet-1"], "nothing that is shown starts in `subnet-1`"),
        (vec!["trace", "empty.yaml"], "no VPC found to trace"),
        (vec!["trace", "none.yaml"], "cannot read `none.yaml`"),
    ] {
        let run = folder.run(&arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}");
        assert!(run.err.contains(expected), "{}", run.err);
    }
    folder.run(&["trace", "a.yaml", "--subnet", "SubnetA", "--role", "pulls"]).fine();
    let other = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1";
    let run = folder.run(&["trace", "a.yaml", "--image", other]);
    assert!(run.out.contains("(ECR504)"), "{}", run.out);
}

/// A module of Terraform: the gateway lacks the route table of the task's subnet.
const MODULE: &str = r#"
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
resource "aws_vpc_endpoint" "dkr" {
  vpc_id              = aws_vpc.main.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.us-east-2.ecr.dkr"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.a.id]
}
resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.us-east-2.s3"
  route_table_ids = []
}
resource "aws_ecs_service" "web" {
  launch_type      = "FARGATE"
  platform_version = "1.3.0"
  network_configuration {
    subnets = [aws_subnet.a.id]
  }
}
"#;

#[test]
fn a_fix_is_in_the_language_of_its_file() {
    let folder = Folder::with(&[("network/main.tf", MODULE)]);
    let run = folder.run(&["trace", "network"]);
    assert_eq!(run.code, Some(1), "{}", run.out);
    assert!(run.out.contains("no route in `aws_route_table.a`"), "{}", run.out);
    assert!(run.out.contains("fix  add `aws_route_table.a.id` to the list"), "{}", run.out);
    let fixed = MODULE.replace("route_table_ids = []", "route_table_ids = [aws_route_table.a.id]");
    folder.write("network/main.tf", fixed);
    let run = folder.run(&["trace", "network"]);
    assert_eq!(run.code, Some(0), "{}", run.out);
}

#[test]
fn both_documents_say_what_is_off() {
    let service = "    Type: AWS::ECS::Service\n    Properties:\n";
    let off = sound().replace(service, &format!("{service}      DesiredCount: 0\n"));
    let folder = Folder::with(&[("off.yaml", &off), ("on.yaml", &sound())]);
    let of = |command: &str, file: &str| -> Value {
        serde_json::from_str(&folder.run(&[command, file, "--format", "json"]).out).unwrap()
    };
    let said = json!([{"what": "Web", "why": "DesiredCount: 0"}]);
    for (file, all, one) in [("off.yaml", said, json!("DesiredCount: 0")), ("on.yaml", json!([]), Value::Null)] {
        assert_eq!(of("audit", file)["off"], all);
        assert_eq!(of("trace", file)["starts"][0].get("off"), Some(&one));
    }
}
