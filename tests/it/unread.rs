//! Input: templates and answers of the AWS CLI with images, secrets, logs and tasks that ecrc cannot read, or whose role is
//! not said.
//! Output: what an audit finds in them, and what it lists as unknown.
//! Never: lets what is not read pass without a word.

mod files;

use crate::passage::Module;
use crate::trace::changed;
use ecrc::audit::{Audit, Settings, Subject, audit, deployed, read};
use ecrc::diagnostic::Severity;
use ecrc::plan::WayOutKind;
use ecrc::span::{Source, Sources};
use ecrc::template::{Loader, NoFiles};

fn audited(subject: impl Fn(&mut Sources) -> Subject, loader: &dyn Loader) -> Audit {
    let mut sources = Sources::default();
    let subject = subject(&mut sources);
    audit(&subject, &mut sources, &Settings::default(), loader)
}

/// The template in which everything passes, with changes.
fn template(changes: &[(&str, &str)]) -> Audit {
    let text = changed(changes);
    let subject =
        |sources: &mut Sources| Subject::CloudFormation(vec![sources.add(Source::new("t.yaml", text.clone()))]);
    audited(subject, &NoFiles)
}

fn module(text: &str) -> Audit {
    audited(|_| Subject::Module("m".to_owned()), &Module(text.to_owned()))
}

fn unseen(audit: &Audit) -> Vec<String> {
    audit.unknowns.iter().map(|unseen| format!("{}: {}", unseen.what, unseen.why)).collect()
}

fn found(audit: &Audit) -> Vec<(u16, String)> {
    let open = audit.report.open().filter(|found| found.severity() != Severity::Note);
    open.map(|found| (found.rule.code.0, found.message.clone())).collect()
}

const IMAGE: &str = "Image: 111122223333.dkr.ecr.us-east-2.amazonaws.com/team/web:1";
const FROM: &str = "ValueFrom: arn:aws:secretsmanager:us-east-2:111122223333:secret:key";
const ROLE: &str = "      ExecutionRoleArn: !GetAtt Role.Arn\n";

#[test]
fn what_is_not_read_of_a_task_is_listed() {
    assert_eq!(unseen(&template(&[])), [""; 0]);
    for (changes, expected) in [
        ([(IMAGE, "Image: !ImportValue Image")], "an image of `Task`: no template given here exports `Image`"),
        (
            [(IMAGE, "Image: !Sub '${AWS::StackName}/web:1'")],
            "the registry of the image `?/web:1` of `Task`: only the deployment knows it",
        ),
        (
            [(IMAGE, "Image: 1111.dkr.ecr.us-east-2.amazonaws.com/a")],
            "the registry of the image `1111.dkr.ecr.us-east-2.amazonaws.com/a` of `Task`: `1111` is not an account ID",
        ),
        (
            [(FROM, "ValueFrom: !ImportValue Arn")],
            "the store of a secret of `Task`: no template given here exports `Arn`",
        ),
        (
            [(FROM, "ValueFrom: arn:aws:s3:::b/k")],
            "the store of a secret of `Task`: `arn:aws:s3:::b/k` names neither AWS Secrets Manager nor Parameter Store",
        ),
        (
            [("LogDriver: awslogs", "LogDriver: !ImportValue Driver")],
            "the log driver of `Task`: no template given here exports `Driver`",
        ),
        (
            [(
                "          LogConfiguration:\n",
                "          EnvironmentFiles: !ImportValue Files\n          LogConfiguration:\n",
            )],
            "an environment file of `Task`: no template given here exports `Files`",
        ),
        (
            [(
                "      LaunchType: FARGATE\n",
                "      LaunchType: FARGATE\n      EnableExecuteCommand: !ImportValue Exec\n",
            )],
            "the ECS Exec setting of `Task`: no template given here exports `Exec`",
        ),
        (
            [("TaskDefinition: !Ref Task", "TaskDefinition: web:7")],
            "an image of `Web`: `web:7` is known only elsewhere",
        ),
    ] {
        let said = unseen(&template(&changes));
        assert!(said.iter().any(|line| line == expected), "{expected}\n{said:#?}");
    }
}

#[test]
fn the_images_of_tasks_without_an_execution_role_are_seen() {
    let other = "the image `public.ecr.aws/x/y` of `Task` comes from `public.ecr.aws`, on the internet";
    // Its secrets and its logs need the role.
    let role =
        "`Web` starts a task without an execution role, with which ECS pulls images, reads secrets and sends logs";
    for image in ["public.ecr.aws/x/y", "PUBLIC.ECR.AWS/x/y"] {
        let audit = template(&[(IMAGE, &format!("Image: {image}")), (ROLE, "")]);
        assert_eq!(found(&audit), [(513, role.to_owned()), (605, other.replace("public.ecr.aws/x/y", image))]);
    }
    let audit = template(&[
        ("111122223333.dkr.ecr.us-east-2.amazonaws.com", "111122223333.DKR.ECR.eu-west-1.amazonaws.com"),
        (ROLE, ""),
    ]);
    assert_eq!(found(&audit).iter().map(|(code, _)| *code).collect::<Vec<_>>(), [513, 504]);
    let audit = template(&[(IMAGE, "Image: !Sub '${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/a:1'")]);
    let other =
        "the image `<account>.dkr.ecr.eu-west-1.amazonaws.com/a:1` of `Task` is in `eu-west-1`, not in `us-east-2`";
    assert_eq!(found(&audit), [(504, other.to_owned())]);
    // A name that no image of ECR has is listed as unknown, and breaks no rule.
    for image in ["111122223333.dkr.ecr.us-east-9.amazonaws.com/a", "111122223333.dkr.ecr.us-east-2.amazonaws.com"] {
        let audit = template(&[(IMAGE, &format!("Image: {image}"))]);
        assert_eq!(found(&audit), []);
        assert_eq!(unseen(&audit).len(), 1, "{image}");
    }
}

const NETWORK: &str = r#"
provider "aws" {
  region = "us-east-2"
}
variable "secret" {}
variable "containers" {}
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/20"
}
resource "aws_ssm_parameter" "key" {
  name  = "/shop/key"
  type  = "String"
  value = "x"
}
resource "aws_secretsmanager_secret" "key" {}
resource "aws_db_instance" "shop" {
  manage_master_user_password = true
}
data "aws_ssm_parameter" "key" {
  name = "/shop/key"
}
"#;

fn task(containers: &str) -> String {
    format!(
        r#"{NETWORK}
resource "aws_ecs_task_definition" "web" {{
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  container_definitions    = {containers}
}}
"#
    )
}

#[test]
fn the_secrets_of_a_module_are_seen_by_what_they_name() {
    let image = "111122223333.dkr.ecr.us-east-2.amazonaws.com/web:1";
    let secret = |from: &str| {
        module(&task(&format!(
            r#"jsonencode([{{ name = "web", image = "{image}", secrets = [{{ name = "A", valueFrom = {from} }}] }}])"#
        )))
    };
    for (from, service) in [
        ("aws_ssm_parameter.key.arn", "ssm"),
        ("aws_ssm_parameter.key.name", "ssm"),
        ("data.aws_ssm_parameter.key.arn", "ssm"),
        (r#""/shop/${var.secret}""#, "ssm"),
        ("aws_secretsmanager_secret.key.arn", "secretsmanager"),
        (r#""${aws_secretsmanager_secret.key.arn}:password::""#, "secretsmanager"),
        ("aws_db_instance.shop.master_user_secret[0].secret_arn", "secretsmanager"),
    ] {
        let said = found(&secret(from));
        let missing = said.iter().find(|(code, message)| *code == 107 && message.contains(&format!("`{service}`")));
        assert!(missing.is_some(), "{from}: {said:?}");
    }
    for from in ["var.secret", "data.aws_ssm_parameter.key.value"] {
        let audit = secret(from);
        assert!(found(&audit).iter().all(|(code, _)| *code != 107), "{from}");
        assert!(
            unseen(&audit).iter().any(|line| line.starts_with("the store of a secret of ")),
            "{from}: {:?}",
            unseen(&audit)
        );
    }
    let said = unseen(&module(&task("var.containers")));
    assert!(said.iter().any(|line| line.starts_with("an image of `aws_ecs_task_definition.web`")), "{said:?}");
}

/// As the provider reads it, in Go: <https://pkg.go.dev/encoding/json#Unmarshal>, read 2026-11-30.
#[test]
fn containers_may_say_a_key_twice() {
    let text = task(
        r#""[{\"name\":\"a\",\"image\":\"1111.dkr.ecr.eu-west-1.amazonaws.com/a:1\",\"essential\":true,\"essential\":true}]""#,
    );
    let said = unseen(&module(&text));
    assert!(said.iter().any(|line| line.starts_with("the registry of the image `1111.dkr")), "{said:?}");
}

/// It is written for no VPC, and none is given to it.
#[test]
fn a_published_application_makes_no_endpoint_in_a_vpc_that_it_is_not_given() {
    let with = |parameters: &str| {
        let application = format!(
            "  Alarm:\n    Type: AWS::Serverless::Application\n    Properties:\n      Location:\n        ApplicationId: \
             arn:aws:serverlessrepo:us-east-1:1:applications/a\n        SemanticVersion: 1.0.0\n      Parameters: {parameters}\n  Role:\n    Type"
        );
        found(&template(&[("  Role:\n    Type", &application), ("us-east-2.ecr.dkr", "us-east-2.sts")]))
    };
    let missing = |codes: &[(u16, String)]| codes.iter().any(|(code, _)| (101..=103).contains(code));
    let none = with("{Name: a}");
    assert!(missing(&none), "{none:?}");
    for given in ["{Vpc: !Ref Vpc}", "{Subnets: !Join [',', [!Ref SubnetA]]}", "{Where: !ImportValue Somewhere}"] {
        let codes = with(given);
        assert!(!missing(&codes), "{given}: {codes:?}");
    }
    // A text that looks like the place of one is none.
    let stack = "  Alarm:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: '{ApplicationId: a}'}\n  Role:\n    Type";
    let codes = found(&template(&[("  Role:\n    Type", stack), ("us-east-2.ecr.dkr", "us-east-2.sts")]));
    assert!(!missing(&codes), "{codes:?}");
}

#[test]
fn what_aws_prints_and_ecrc_does_not_read_is_listed() {
    let mut files = crate::deployed::files();
    for (_, text) in files.iter_mut().filter(|(name, _)| *name == "task.json") {
        let secrets = r#""secrets": [{"name": "A", "valueFrom": "arn:aws:s3:::b/k"}], "image": "1111.dkr.ecr.us-east-2.amazonaws.com/a""#;
        *text = text.replace("\"name\": \"web\"", &format!("\"name\": \"web\", {secrets}"));
    }
    let said = unseen(&answers(&files));
    for beginning in ["the registry of the image `1111.", "the store of a secret of `web`"] {
        assert!(said.iter().any(|line| line.starts_with(beginning)), "{said:?}");
    }
    files.retain(|(name, _)| *name != "task.json");
    let said = unseen(&answers(&files));
    assert_eq!(said, ["an image of `web`: no file holds what `aws ecs describe-task-definition` prints"]);
}

fn answers(files: &[(&str, String)]) -> Audit {
    let mut sources = Sources::default();
    let ids: Vec<_> = files.iter().map(|(name, text)| sources.add(Source::new(*name, text.clone()))).collect();
    deployed(&ids, &sources, &Settings::default())
}

/// Over what a module's routes lead out of its VPC.
#[test]
fn a_route_of_a_module_leads_where_its_target_says() {
    let ways = |more: &str| {
        let text = format!(
            r#"{NETWORK}
variable "gateway" {{}}
data "aws_internet_gateway" "main" {{}}
resource "aws_internet_gateway" "main" {{
  vpc_id = aws_vpc.main.id
}}
resource "aws_vpn_gateway" "main" {{
  vpc_id = aws_vpc.main.id
}}
{more}"#
        );
        let subject = Subject::Module("m".to_owned());
        let read = read(&subject, &mut Sources::default(), &Settings::default(), &Module(text));
        let ways = read.worlds.iter().flat_map(|world| &world.plan.surroundings.ways_out);
        ways.map(|way| way.kind).collect::<Vec<_>>()
    };
    let table =
        |inner: &str| format!("resource \"aws_route_table\" \"a\" {{\n  vpc_id = aws_vpc.main.id\n{inner}\n}}\n");
    for (target, expected) in [
        ("aws_internet_gateway.main.id", WayOutKind::Internet),
        ("data.aws_internet_gateway.main.id", WayOutKind::Internet),
        ("\"igw-1\"", WayOutKind::Internet),
        ("aws_vpn_gateway.main.id", WayOutKind::Vpn),
        ("\"vgw-1\"", WayOutKind::Vpn),
        ("var.gateway", WayOutKind::Other),
    ] {
        let route = format!("route {{\n cidr_block = \"0.0.0.0/0\"\n gateway_id = {target}\n}}");
        assert_eq!(ways(&table(&route)), [expected], "{target}");
    }
    assert_eq!(ways(&table("propagating_vgws = [aws_vpn_gateway.main.id]")), [WayOutKind::Vpn]);
    let propagation = "resource \"aws_vpn_gateway_route_propagation\" \"a\" {
  vpn_gateway_id = aws_vpn_gateway.main.id
  route_table_id = aws_route_table.a.id
}
";
    assert_eq!(ways(&format!("{}{propagation}", table(""))), [WayOutKind::Vpn]);
    assert_eq!(ways(&table("route {\n ipv6_cidr_block = \"::/0\"\n gateway_id = var.gateway\n}")), []);
    let open = "route {\n cidr_block = var.gateway\n nat_gateway_id = \"nat-1\"\n}";
    assert_eq!(ways(&table(open)), [WayOutKind::Other]);
}

/// A slip is listed once, and not again for each property that it leaves open.
#[test]
fn a_slip_is_one_unknown() {
    let dns = "PrivateDnsEnabled: true # of Api";
    let subnets = "SubnetIds: [!Ref SubnetA, !Ref SubnetB] # of Api";
    for (change, expected) in [
        ((subnets, "SubnetIds: !Ref Sbnets"), "`Sbnets`: nothing has this name; a similar name exists: `SubnetA`"),
        ((dns, "PrivateDnsEnabled: !Ref Onn"), "`Onn`: nothing has this name"),
    ] {
        assert_eq!(unseen(&template(&[change])), [expected]);
    }
    let parameters = ("Resources:\n", "Parameters:\n  PrivateNames: {Type: String}\nResources:\n");
    assert_eq!(
        unseen(&template(&[parameters, (dns, "PrivateDnsEnabled: !Ref PrivateNmes")])),
        ["`PrivateNmes`: nothing has this name; a similar name exists: `PrivateNames`"]
    );
    assert_eq!(
        unseen(&template(&[parameters, (dns, "PrivateDnsEnabled: !Ref PrivateNames")])),
        ["`PrivateDnsEnabled` of `Api`: nothing decides it"]
    );
    let text = "variable \"network\" {}\ndata \"aws_vpc\" \"shared\" {\n  id = var.network\n}
resource \"aws_subnet\" \"a\" {\n  vpc_id = var.netwrk\n}
resource \"aws_subnet\" \"b\" {\n  vpc_id = data.aws_vpc.shred.id\n}\n";
    let said = unseen(&module(text));
    for expected in [
        "`var.netwrk`: nothing has this name; a similar name exists: `var.network`",
        "`data.aws_vpc.shred`: nothing has this name; a similar name exists: `data.aws_vpc.shared`",
    ] {
        assert!(said.iter().any(|line| line == expected), "{expected}\n{said:#?}");
    }
}
