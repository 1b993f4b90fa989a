//! The card of ECR508: conditions on the registry login.

use super::Subject;
use crate::aws::{GET_AUTHORIZATION_TOKEN, wildcard};
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::Launch;
use crate::plan::{Effect, ResourceKind, RolePolicy, Statement};

/// A task execution role gets the registry login without conditions on VPC or endpoint.
pub static RULE: Rule = Rule {
    code: Code(508),
    name: "token_under_source_condition",
    severity: Severity::Error,
    exceptions: &[],
    title: "the registry login must not be tied to a VPC or an endpoint",
    explanation: "\
A task execution role may be tied to a VPC or to its endpoints with `aws:SourceVpc` and `aws:SourceVpce`, but not \
for `ecr:GetAuthorizationToken`. The 2023 edition of the ECS guide gives the reason: on Fargate this call leaves \
through a network interface of AWS Fargate and not through the task's, so the condition never holds and no task \
starts.

In the edition read on 2026-11-24 that sentence is gone, and its example still grants the token without a \
condition. Whether the reason holds for platform version `1.4.0`, whose tasks send everything through their own \
interface, is unconfirmed; without the condition the login works either way.

Write two statements: `ecr:GetAuthorizationToken` (and the two logs actions) on `*` without conditions, and \
`ecr:BatchCheckLayerAvailability`, `ecr:BatchGetImage` and `ecr:GetDownloadUrlForLayer` with them. \
`execution_role` compiles to that.",
    symptoms: &["unable to pull secrets or registry auth", "is not authorized to perform: ecr:GetAuthorizationToken"],
    sources: &[Reference {
        title: "Amazon ECS task execution IAM role",
        url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
        read: "2026-11-24",
    }],
    bad: Example::Template(
        "\
Resources:
  ExecutionRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal:
              Service: ecs-tasks.amazonaws.com
            Action: sts:AssumeRole
  ExecutionRolePolicy:
    Type: AWS::IAM::RolePolicy
    Properties:
      RoleName: !Ref ExecutionRole
      PolicyName: pull
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action:
              - ecr:GetAuthorizationToken
              - ecr:BatchCheckLayerAvailability
              - ecr:BatchGetImage
              - ecr:GetDownloadUrlForLayer
            Resource: '*'
            Condition:
              StringEquals:
                aws:SourceVpc: !Ref VpcId
",
    ),
    good: Example::Template(
        "\
Resources:
  ExecutionRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal:
              Service: ecs-tasks.amazonaws.com
            Action: sts:AssumeRole
  ExecutionRolePolicy:
    Type: AWS::IAM::RolePolicy
    Properties:
      RoleName: !Ref ExecutionRole
      PolicyName: pull
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: ecr:GetAuthorizationToken
            Resource: '*'
          - Effect: Allow
            Action:
              - ecr:BatchCheckLayerAvailability
              - ecr:BatchGetImage
              - ecr:GetDownloadUrlForLayer
            Resource: arn:aws:ecr:*:*:repository/*
            Condition:
              StringEquals:
                aws:SourceVpc: !Ref VpcId
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    // On EC2 the agent fetches the token, through the VPC.
    let launches = &subject.plan.workload.launches;
    if !launches.is_empty() && !launches.iter().any(|launch| matches!(launch.value, Launch::Fargate { .. })) {
        return;
    }
    let policies = || {
        subject.plan.resources.iter().filter_map(|resource| {
            let ResourceKind::RolePolicy(policy) = &resource.kind else { return None };
            Some((resource, policy))
        })
    };
    let tokens = |policy: &RolePolicy| -> Vec<&Statement> {
        let document = subject.plan.policy(&policy.policy);
        let statements = document.into_iter().flat_map(|document| &document.statements);
        statements.filter(|statement| grants_token(statement)).collect()
    };
    for (resource, policy) in policies() {
        // Another policy of the role may grant it freely.
        let of_role = policies().filter(|(_, other)| other.role == policy.role);
        let free = of_role.flat_map(|(_, other)| tokens(other)).any(|statement| !is_tied(statement));
        if !free && !tokens(policy).is_empty() {
            report.push(
                Diagnostic::at(&RULE, resource.span, "the login token is tied to the VPC, and never granted")
                    .label("Fargate fetches it from outside of the VPC")
                    .help("grant `ecr:GetAuthorizationToken` in a statement of its own, without conditions"),
            );
        }
    }
}

fn grants_token(statement: &Statement) -> bool {
    let matches =
        |pattern: &str| wildcard::matches(&pattern.to_ascii_lowercase(), &GET_AUTHORIZATION_TOKEN.to_ascii_lowercase());
    statement.effect == Effect::Allow && statement.actions.iter().filter_map(|action| action.as_literal()).any(matches)
}

fn is_tied(statement: &Statement) -> bool {
    statement
        .conditions
        .iter()
        .any(|condition| ["aws:SourceVpc", "aws:SourceVpce"].iter().any(|key| condition.key.eq_ignore_ascii_case(key)))
}
