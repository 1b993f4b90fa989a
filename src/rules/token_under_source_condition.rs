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
    exceptions: &[(Severity::Warning, "when no task runs on a platform version before `1.4.0`")],
    title: "the registry login should not be tied to a VPC or an endpoint",
    explanation: "\
A task execution role may be tied to a VPC or to its endpoints with `aws:SourceVpc` and `aws:SourceVpce`. The \
registry login, `ecr:GetAuthorizationToken`, is the exception.

Up to platform version `1.3.0`, Fargate makes this call through a network interface of its own and not through the \
task's. The 2023 edition of the ECS guide says so: the condition never holds, and no task starts.

From `1.4.0` on, the task's own interface carries all of its traffic. AWS says neither that a condition on the login \
holds there nor that it fails: the sentence is gone from the edition read on 2026-11-29, whose example still grants \
the token without a condition. That the condition holds for the id of the `ecr.api` endpoint is inferred, not \
documented. Without the condition, the login works either way.

Write two statements: `ecr:GetAuthorizationToken` (and the two logs actions) on `*` without conditions, and \
`ecr:BatchCheckLayerAvailability`, `ecr:BatchGetImage` and `ecr:GetDownloadUrlForLayer` with them. \
`execution_role` compiles to that.",
    symptoms: &[
        "ResourceInitializationError: unable to pull secrets or registry auth",
        "is not authorized to perform: ecr:GetAuthorizationToken",
    ],
    sources: &[Reference {
        title: "Amazon ECS task execution IAM role",
        url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
        read: "2026-11-29",
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
    let launches = subject.plan.workload.launches.iter().map(|launch| launch.value);
    // On EC2 the agent fetches the token, through the VPC.
    if launches.len() > 0 && !launches.clone().any(|launch| matches!(launch, Launch::Fargate { .. })) {
        return;
    }
    let never = launches.clone().any(Launch::fetches_elsewhere);
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
        if free || tokens(policy).is_empty() {
            continue;
        }
        let found = if never {
            Diagnostic::at(&RULE, resource.span, "the registry login is tied to the VPC, and so it is never granted")
                .label("Fargate makes this call outside of the VPC")
        } else {
            let message = "the registry login is tied to the VPC, which AWS does not document to work";
            Diagnostic::at(&RULE, resource.span, message)
                .label("AWS says neither that this holds nor that it fails")
                .weighing(Severity::Warning)
        };
        report.push(found.help("grant `ecr:GetAuthorizationToken` in a statement of its own, without conditions"));
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
