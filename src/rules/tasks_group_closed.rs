//! The card of ECR311: the way out of the tasks' security group.

use crate::diagnostic::{Code, Example, Reference, Rule, Severity};

/// The tasks' security group lets https out to the endpoints and to S3.
pub static RULE: Rule = Rule {
    code: Code(311),
    name: "tasks_group_closed",
    severity: Severity::Error,
    exceptions: &[],
    title: "the tasks' security group must let tcp/443 out to the endpoints and to S3",
    explanation: "\
A pull leaves the task through the task's own network interface, so the outbound rules of its security group decide \
first. They must let tcp/443 out to the interface endpoints (to their group, or to the subnets' blocks) and to Amazon \
S3. S3's gateway endpoint has no address of its own: packets to it carry S3's public addresses, which the group admits \
by the prefix list `com.amazonaws.REGION.s3`. A reference to another security group never matches them.

A new group lets everything out. This is about groups whose outbound rules were narrowed, and about Terraform, whose \
provider removes the default rule from the groups that it creates.

ECS on EC2 pulls through the instance's interface: there the instance's group decides.",
    symptoms: &[
        "Get \"https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/\": dial tcp 10.0.3.21:443: i/o timeout",
        "failed to do request: Get \
         \"https://prod-us-east-1-starport-layer-bucket.s3.us-east-1.amazonaws.com/…\": dial tcp \
         198.51.100.9:443: i/o timeout",
    ],
    sources: &[
        Reference {
            title: "Gateway endpoints for Amazon S3",
            url: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html",
            read: "2026-11-29",
        },
        Reference {
            title: "Security group rules",
            url: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
            read: "2026-11-29",
        },
        Reference {
            title: "Amazon ECS task networking options for Fargate",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
            read: "2026-11-29",
        },
    ],
    bad: Example::Template(
        "\
Resources:
  TaskSecurityGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Tasks
      VpcId: !Ref VpcId
      SecurityGroupEgress:
        - IpProtocol: tcp
          FromPort: 443
          ToPort: 443
          DestinationSecurityGroupId: !GetAtt EndpointSecurityGroup.GroupId
",
    ),
    good: Example::Template(
        "\
Resources:
  TaskSecurityGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Tasks
      VpcId: !Ref VpcId
      SecurityGroupEgress:
        - IpProtocol: tcp
          FromPort: 443
          ToPort: 443
          DestinationSecurityGroupId: !GetAtt EndpointSecurityGroup.GroupId
        - IpProtocol: tcp
          FromPort: 443
          ToPort: 443
          DestinationPrefixListId: !Ref S3PrefixListId
",
    ),
};
