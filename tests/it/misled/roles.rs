//! Input: templates whose execution role has a boundary, a policy of AWS that does not exist, or one of another role.
//! Output: what that says of the role.
//! Never: takes a role of another name for it.

use crate::audit::of_template;
use ecrc::audit::{Settings, Subject, audit};
use ecrc::span::{Source, Sources};
use ecrc::template::NoFiles;

fn template(of_role: &str, more: &str) -> String {
    format!(
        "Resources:
  Vpc: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16}}}}
  A: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}}}
  Exec:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {{Statement: [{{Effect: Allow, Principal: {{Service: ecs-tasks.amazonaws.com}}, Action: sts:AssumeRole}}]}}
{of_role}  Task: {{Type: AWS::ECS::TaskDefinition, Properties: {{RequiresCompatibilities: [FARGATE], ExecutionRoleArn: !GetAtt Exec.Arn, ContainerDefinitions: [{{Name: a, Image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/app}}]}}}}
  Service: {{Type: AWS::ECS::Service, Properties: {{LaunchType: FARGATE, TaskDefinition: !Ref Task, NetworkConfiguration: {{AwsvpcConfiguration: {{Subnets: [!Ref A]}}}}}}}}
{more}"
    )
}

fn whys(text: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("template.yaml", text.to_owned()));
    let audit = audit(&Subject::CloudFormation(vec![id]), &mut sources, &Settings::default(), &NoFiles);
    let of_role = audit.unknowns.into_iter().filter(|unseen| unseen.what == "a policy of the role `Exec`");
    of_role.map(|unseen| unseen.why).collect()
}

#[test]
fn what_is_not_known_of_a_role_has_its_reason() {
    let boundary = template("      PermissionsBoundary: !Ref Bounds\n", "  Bounds: {Type: AWS::IAM::ManagedPolicy}\n");
    assert_eq!(whys(&boundary), ["its permissions boundary takes rights away, and ecrc does not follow it"]);
    let arn = "arn:aws:iam::aws:policy/AmazonECSTaskExecutionRolePolicy";
    let known = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";
    let pathless = template(&format!("      ManagedPolicyArns: [{arn}]\n"), "");
    assert_eq!(whys(&pathless), [format!("AWS has no policy `{arn}`, but `{known}`")]);
}

#[test]
fn a_role_whose_name_aws_makes_up_is_none_that_is_written_out() {
    let policy = "  Other: {Type: AWS::IAM::ManagedPolicy, Properties: {Roles: [other], PolicyDocument: {Statement: [{Effect: Allow, Action: 'ecr:*', Resource: '*'}]}}}\n";
    let lacks = |of_role: &str| {
        let report = of_template(&template(of_role, policy), &Settings::default()).1;
        report.open().any(|found| found.rule.code.0 == 513)
    };
    assert!(lacks(""));
    assert!(lacks("      RoleName: exec\n"));
    assert!(!lacks("      RoleName: other\n"));
    assert!(!lacks("      RoleName: !ImportValue name\n"));
}
