//! The card of ECR106: the endpoint that the awslogs driver writes to.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// The awslogs driver needs the endpoint of CloudWatch Logs.
pub static RULE: Rule = Rule {
    code: Code(106),
    name: "logs_endpoint_missing",
    severity: Severity::Error,
    exceptions: &[],
    title: "the awslogs driver needs the endpoint `logs`",
    explanation: "\
The `awslogs` driver sends what a container prints to CloudWatch Logs. In a VPC without an internet gateway that \
works only through the interface endpoint `com.amazonaws.REGION.logs`. AWS says so for tasks on Fargate and for \
those on EC2. Without it a task does not run with a lost log: it stops before its containers start.

Create the endpoint. A spec derives it from `logs awslogs`. The log group must be there too, or the task must be \
allowed to create it; ecrc does neither.",
    symptoms: &[
        "The task cannot find the Amazon CloudWatch log group … There is a connection issue between the task \
         and Amazon CloudWatch",
        "failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch \
         log stream",
        "failed to initialize logging driver: failed to create Cloudwatch log stream: RequestError: send \
         request failed",
        "Error Calling DescribeLogGroups",
        "DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s",
    ],
    sources: &[
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Amazon ECS interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Troubleshooting Amazon ECS ResourceInitializationError errors",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Template(
        "\
# For tasks on Fargate 1.4.0. The endpoints for ECR and S3 are there, and left out here.
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: \"256\"
      Memory: \"512\"
      ExecutionRoleArn: !Ref ExecutionRoleArn
      ContainerDefinitions:
        - Name: web
          Image: 111122223333.dkr.ecr.us-east-2.amazonaws.com/web:1
          LogConfiguration:
            LogDriver: awslogs
            Options:
              awslogs-group: web
              awslogs-region: us-east-2
              awslogs-stream-prefix: web
",
    ),
    good: Example::Template(
        "\
# For tasks on Fargate 1.4.0. The endpoints for ECR and S3 are there, and left out here.
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: \"256\"
      Memory: \"512\"
      ExecutionRoleArn: !Ref ExecutionRoleArn
      ContainerDefinitions:
        - Name: web
          Image: 111122223333.dkr.ecr.us-east-2.amazonaws.com/web:1
          LogConfiguration:
            LogDriver: awslogs
            Options:
              awslogs-group: web
              awslogs-region: us-east-2
              awslogs-stream-prefix: web
  LogsEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.logs
      VpcId: !Ref VpcId
      PrivateDnsEnabled: true
      SubnetIds: !Ref SubnetIds
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(awslogs) = subject.plan.workload.awslogs.filter(|awslogs| awslogs.value) else { return };
    if subject.plan.has_endpoint(Service::Logs) == Some(false) {
        report.push(
            Diagnostic::new(&RULE, awslogs.span, "there is no endpoint for `logs`")
                .label("the awslogs driver needs it")
                .help("add an interface endpoint for `logs` with private DNS on"),
        );
    }
}
