//! Input: templates with a task definition and its execution role, in both languages.
//! Output: what an audit finds of the role's rights.
//! Never: looks at other rules.

use crate::passage::Module;
use ecrc::audit::{Settings, Subject, audit};
use ecrc::span::{Source, Sources};
use ecrc::template::{Loader, NoFiles};

/// What ECR513 says.
fn said(subject: &Subject, sources: &mut Sources, loader: &dyn Loader) -> Vec<String> {
    let found = audit(subject, sources, &Settings::default(), loader);
    let of_role = found.report.open().filter(|found| found.rule.code.0 == 513);
    of_role.map(|found| found.message.clone()).collect()
}

fn cloudformation(role: &str, more: &str) -> Vec<String> {
    let text = format!(
        "Resources:
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties: {{VpcEndpointType: Interface, ServiceName: com.amazonaws.us-east-2.ecr.dkr, VpcId: vpc-0a1b2c3d}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ExecutionRoleArn: !GetAtt Exec.Arn
      ContainerDefinitions:
        - Name: web
          Image: !Sub '${{AWS::AccountId}}.dkr.ecr.${{AWS::Region}}.amazonaws.com/web:1'
          LogConfiguration: {{LogDriver: awslogs}}
          Secrets: [{{Name: A, ValueFrom: 'arn:aws:secretsmanager:us-east-2:111122223333:secret:a'}}]
  Exec:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {{Statement: []}}
{role}{more}"
    );
    let mut sources = Sources::default();
    let id = sources.add(Source::new("t.yaml", text));
    said(&Subject::CloudFormation(vec![id]), &mut sources, &NoFiles)
}

const MANAGED: &str = "      ManagedPolicyArns:
        - !Sub 'arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy'
";
const SECRET: &str = "the execution role of `Task` is not allowed `secretsmanager:GetSecretValue`";

#[test]
fn a_role_of_cloudformation_has_what_is_attached_to_it() {
    let secrets = "      Policies:
        - {PolicyName: s, PolicyDocument: {Statement: [{Effect: Allow, Action: 'secretsmanager:*', Resource: '*'}]}}
";
    let beside = "  More:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Roles: [!Ref Exec]
      PolicyDocument: {Statement: [{Effect: Allow, Action: secretsmanager:GetSecretValue, Resource: x}]}
";
    assert_eq!(cloudformation(MANAGED, ""), [SECRET]);
    assert_eq!(cloudformation(&format!("{MANAGED}{secrets}"), ""), [""; 0]);
    assert_eq!(cloudformation(MANAGED, beside), [""; 0]);
    assert_eq!(cloudformation(secrets, "").len(), 1);
    // Of elsewhere: not known what it says.
    let elsewhere = "      ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/team']\n";
    assert_eq!(cloudformation(elsewhere, ""), [""; 0]);
    assert_eq!(cloudformation("      ManagedPolicyArns: !Ref AWS::NoValue\n", "").len(), 1);
}

fn terraform(more: &str) -> Vec<String> {
    let text = format!(
        r#"
resource "aws_vpc_endpoint" "dkr" {{
  vpc_endpoint_type = "Interface"
  service_name      = "com.amazonaws.us-east-2.ecr.dkr"
  vpc_id            = "vpc-0a1b2c3d"
}}
resource "aws_ecs_task_definition" "web" {{
  family             = "web"
  execution_role_arn = aws_iam_role.exec.arn
  container_definitions = jsonencode([{{
    name    = "web"
    image   = "111122223333.dkr.ecr.us-east-2.amazonaws.com/web:1"
    secrets = [{{ name = "A", valueFrom = "arn:aws:secretsmanager:us-east-2:111122223333:secret:a" }}]
  }}])
}}
resource "aws_iam_role" "exec" {{
  name               = "exec"
  assume_role_policy = jsonencode({{ Statement = [] }})
}}
{more}"#
    );
    said(&Subject::Module("m".to_owned()), &mut Sources::default(), &Module(text))
}

#[test]
fn a_role_of_terraform_has_what_is_attached_to_it() {
    let attached = |arn: &str| {
        format!(
            "resource \"aws_iam_role_policy_attachment\" \"a\" {{\n role = aws_iam_role.exec.name\n policy_arn = {arn}\n}}\n"
        )
    };
    let managed = attached("\"arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy\"");
    let own = |by: &str| {
        format!(
            "resource \"aws_iam_role_policy\" \"own\" {{\n role = aws_iam_role.exec.{by}\n policy = jsonencode({{ Statement \
             = [{{ Effect = \"Allow\", Action = \"secretsmanager:GetSecretValue\", Resource = \"*\" }}] }})\n}}\n"
        )
    };
    let lacks = SECRET.replace("Task", "aws_ecs_task_definition.web");
    assert_eq!(terraform(&managed), [lacks]);
    assert_eq!(terraform(&format!("{managed}{}", own("id"))), [""; 0]);
    assert_eq!(terraform(&format!("{managed}{}", own("name"))), [""; 0]);
    let policy = "resource \"aws_iam_policy\" \"p\" {\n policy = jsonencode({ Statement = [{ Effect = \"Allow\", Action = \
                  [\"ecr:*\", \"secretsmanager:*\"], Resource = \"*\" }] })\n}\n";
    assert_eq!(terraform(&format!("{policy}{}", attached("aws_iam_policy.p.arn"))), [""; 0]);
    let open = "variable \"policy\" {}\n".to_owned() + &attached("var.policy");
    assert_eq!(terraform(&open), [""; 0]);
    let module = "module \"rights\" {\n source = \"acme/rights/aws\"\n role = aws_iam_role.exec.name\n}\n";
    assert_eq!(terraform(module), [""; 0]);
    assert_eq!(terraform("").len(), 1);
}
