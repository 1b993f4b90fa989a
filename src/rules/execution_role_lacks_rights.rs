//! The card of ECR513: what a task execution role may do.

use crate::diagnostic::{Code, Example, Reference, Rule, Severity};

/// The task execution role may make the calls of a task's start.
pub static RULE: Rule = Rule {
    code: Code(513),
    name: "execution_role_lacks_rights",
    severity: Severity::Error,
    exceptions: &[],
    title: "the task execution role must be allowed each call that a task's start makes",
    explanation: "\
Before a container runs, ECS and Fargate make calls as the task execution role:

- `ecr:GetAuthorizationToken` on `*`; `ecr:BatchGetImage` and `ecr:GetDownloadUrlForLayer` on the repository. AWS's \
documented policy also has `ecr:BatchCheckLayerAvailability`;
- `logs:CreateLogStream` and `logs:PutLogEvents` for the `awslogs` driver, and `logs:CreateLogGroup` with \
`awslogs-create-group`;
- `secretsmanager:GetSecretValue` or `ssm:GetParameters` for secrets, and `kms:Decrypt` if a customer key encrypts \
them.

An endpoint policy grants nothing: the role needs these rights whatever the endpoints allow. An error that names an \
identity-based policy is about the role; one that names a VPC endpoint policy is about the endpoint (ECR502, ECR511).",
    symptoms: &[
        "unable to retrieve ecr registry auth: … is not authorized to perform: ecr:GetAuthorizationToken on \
         resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action",
        "failed to create Cloudwatch log stream: AccessDeniedException: … is not authorized to perform: \
         logs:CreateLogStream on resource: …",
        "The task can't pull the image. Check that the role has the permissions to pull images from the registry",
        "AccessDeniedException: Access to KMS is not allowed",
    ],
    sources: &[
        Reference {
            title: "Amazon ECS task execution IAM role",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
            read: "2026-11-29",
        },
        Reference {
            title: "Troubleshoot access denied error messages",
            url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
            read: "2026-11-25",
        },
    ],
    bad: Example::Template(
        "\
# For a task that reads a secret of AWS Secrets Manager.
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
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy
",
    ),
    good: Example::Template(
        "\
# For a task that reads a secret of AWS Secrets Manager.
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
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy
      Policies:
        - PolicyName: secrets
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: secretsmanager:GetSecretValue
                Resource: !Ref DatabaseSecret
",
    ),
};
