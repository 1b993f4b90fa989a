//! The card of ECR104: the three ECS endpoints that container instances need.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::Launch;

/// The agent of a container instance talks to ECS through three endpoints.
pub static RULE: Rule = Rule {
    code: Code(104),
    name: "ecs_endpoint_missing",
    severity: Severity::Error,
    exceptions: &[],
    title: "ECS on EC2 needs the endpoints `ecs`, `ecs-agent` and `ecs-telemetry`",
    explanation: "\
The container agent on an EC2 instance registers through `ecs`, takes its orders through `ecs-agent` and reports \
through `ecs-telemetry`. AWS asks for all three: if one is missing, the traffic goes to the public endpoints, and in \
a VPC that has no internet access it goes nowhere.

The agent asks `ecs.REGION.amazonaws.com` for its other hosts (`DiscoverPollEndpoint`). If that call goes through the \
`ecs` endpoint, the answer is `ecs-a.REGION.amazonaws.com` and `ecs-t.REGION.amazonaws.com`, which the other two \
endpoints serve. If not, the answer can be a numbered host such as `ecs-a-1.REGION.amazonaws.com` or \
`ecs-t-1.REGION.amazonaws.com`, which is public. An agent that calls a numbered host has missed the `ecs` endpoint.

Create all three. A spec derives them from `launch ec2`. Tasks on Fargate need none of them (ECR105 says where AWS's \
page is unclear). The agent must be of version 1.25.1 or later.",
    symptoms: &[
        "Error connecting to ACS: websocket client: unable to dial ecs-a-1.us-east-1.amazonaws.com",
        "Error connecting to TCS: websocket client: unable to dial ecs-t-1.us-east-1.amazonaws.com",
        "Unable to discover poll endpoint",
        "Unable to register as a container instance with ECS",
        "Unable to place a task. Reason: AGENT",
    ],
    sources: &[
        Reference {
            title: "Amazon ECS interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
            read: "2026-11-29",
        },
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Template(
        "\
# For ECS container instances on EC2. The endpoints for ECR and S3 are there, and left out here.
Resources:
  EcsEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.ecs
      VpcId: !Ref VpcId
      PrivateDnsEnabled: true
      SubnetIds: !Ref SubnetIds
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
",
    ),
    good: Example::Template(
        "\
# For ECS container instances on EC2. The endpoints for ECR and S3 are there, and left out here.
Resources:
  EcsEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.ecs
      VpcId: !Ref VpcId
      PrivateDnsEnabled: true
      SubnetIds: !Ref SubnetIds
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
  EcsAgentEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.ecs-agent
      VpcId: !Ref VpcId
      PrivateDnsEnabled: true
      SubnetIds: !Ref SubnetIds
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
  EcsTelemetryEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.ecs-telemetry
      VpcId: !Ref VpcId
      PrivateDnsEnabled: true
      SubnetIds: !Ref SubnetIds
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
",
    ),
};

/// What container instances talk to.
pub(super) const ECS: [Service; 3] = [Service::Ecs, Service::EcsAgent, Service::EcsTelemetry];

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for launch in &subject.plan.workload.launches {
        if !matches!(launch.value, Launch::Ec2 { .. }) {
            continue;
        }
        for service in ECS {
            if subject.plan.has_endpoint(service) == Some(false) {
                report.push(
                    Diagnostic::new(&RULE, launch.span, format!("there is no endpoint for `{}`", service.name()))
                        .label("container instances need it")
                        .help("add interface endpoints for `ecs-agent`, `ecs-telemetry` and `ecs`"),
                );
            }
        }
    }
}
