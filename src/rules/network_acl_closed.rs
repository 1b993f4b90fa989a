//! The card of ECR312: network ACLs on the way to the endpoints.

use crate::diagnostic::{Code, Example, Reference, Rule, Severity};

/// Network ACLs let https through, and the answers back.
pub static RULE: Rule = Rule {
    code: Code(312),
    name: "network_acl_closed",
    severity: Severity::Error,
    exceptions: &[],
    title: "network ACLs must let tcp/443 through to the endpoints and S3, and the answers back",
    explanation: "\
A network ACL filters what enters and leaves a subnet, and remembers no connection: answers need a rule of their own. \
The rule with the lowest number that matches decides; what matches none is denied.

- The tasks' subnet: out tcp/443, and in the answers on ephemeral ports.
- The endpoints' subnet, if it is another one: in tcp/443, and out the answers on ephemeral ports.

Answers of S3 come from its public addresses, which no rule of an ACL can name by a prefix list. Linux clients use the \
ports 32768 to 60999, Windows 49152 to 65535; AWS advises to open 1024 to 65535. Within one subnet no ACL is passed.

A VPC's default ACL allows everything.",
    symptoms: &[
        "Get \"https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/\": dial tcp 10.0.3.21:443: i/o timeout",
        "failed to do request: Get \
         \"https://prod-us-east-1-starport-layer-bucket.s3.us-east-1.amazonaws.com/…\": dial tcp \
         198.51.100.9:443: i/o timeout",
    ],
    sources: &[
        Reference {
            title: "Control subnet traffic with network access control lists",
            url: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
            read: "2026-11-29",
        },
        Reference {
            title: "Custom network ACLs for your VPC: ephemeral ports",
            url: "https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html",
            read: "2026-11-29",
        },
    ],
    bad: Example::Template(
        "\
Resources:
  AnswersIn:
    Type: AWS::EC2::NetworkAclEntry
    Properties:
      NetworkAclId: !Ref PrivateAcl
      RuleNumber: 100
      Protocol: 6
      RuleAction: allow
      CidrBlock: 0.0.0.0/0
      PortRange: {From: 443, To: 443}
",
    ),
    good: Example::Template(
        "\
Resources:
  AnswersIn:
    Type: AWS::EC2::NetworkAclEntry
    Properties:
      NetworkAclId: !Ref PrivateAcl
      RuleNumber: 100
      Protocol: 6
      RuleAction: allow
      CidrBlock: 0.0.0.0/0
      PortRange: {From: 1024, To: 65535}
",
    ),
};
