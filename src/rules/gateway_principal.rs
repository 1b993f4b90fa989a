//! The card of ECR407: principals in a gateway endpoint's policy.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::plan::Principals;

/// The policy of a gateway endpoint names its principals in conditions.
pub static RULE: Rule = Rule {
    code: Code(407),
    name: "gateway_principal",
    severity: Severity::Error,
    exceptions: &[],
    title: "a gateway endpoint's policy must have the principal `*`",
    explanation: "\
In the policy of a gateway endpoint the principal must be `*`. An account in its place does not mean what it means \
elsewhere: AWS documents that it lets in the account's root user alone, not its users and roles. What the ARN of a \
user or a role does there is not documented. Policies of interface endpoints, ECR's among them, do take such \
principals.

Write `Principal: '*'`, and limit the statement with a condition on `aws:PrincipalArn`. Only not the statement on \
the image layers: a layer's address is signed by ECR, and no condition on a principal holds for it (ECR403).",
    symptoms: &["error pulling image configuration: error parsing HTTP 403 response body: … \
         <Code>AccessDenied</Code><Message>Access Denied</Message>"],
    sources: &[Reference {
        title: "Control access to VPC endpoints using endpoint policies",
        url: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
        read: "2026-11-24",
    }],
    bad: Example::Template(
        "\
Resources:
  S3Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Gateway
      ServiceName: com.amazonaws.us-east-2.s3
      VpcId: !Ref VpcId
      RouteTableIds: !Ref RouteTableIds
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Sid: Access-to-specific-bucket-only
            Effect: Allow
            Principal: '*'
            Action: s3:GetObject
            Resource: arn:aws:s3:::prod-us-east-2-starport-layer-bucket/*
          - Sid: AppReadsItsBucket
            Effect: Allow
            Principal:
              AWS: arn:aws:iam::111122223333:role/app
            Action: s3:GetObject
            Resource: arn:aws:s3:::amzn-s3-demo-bucket/*
",
    ),
    good: Example::Template(
        "\
Resources:
  S3Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Gateway
      ServiceName: com.amazonaws.us-east-2.s3
      VpcId: !Ref VpcId
      RouteTableIds: !Ref RouteTableIds
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Sid: Access-to-specific-bucket-only
            Effect: Allow
            Principal: '*'
            Action: s3:GetObject
            Resource: arn:aws:s3:::prod-us-east-2-starport-layer-bucket/*
          - Sid: AppReadsItsBucket
            Effect: Allow
            Principal: '*'
            Action: s3:GetObject
            Resource: arn:aws:s3:::amzn-s3-demo-bucket/*
            Condition:
              ArnEquals:
                aws:PrincipalArn: arn:aws:iam::111122223333:role/app
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for (resource, gateway) in subject.plan.gateway_endpoints() {
        let Some(policy) = gateway.policy.as_ref().and_then(|id| subject.plan.policy(id)) else { continue };
        let named = policy.statements.iter().any(|statement| match &statement.principals {
            Some(Principals::Aws(arns)) => arns.iter().any(|arn| arn.as_literal() != Some("*")),
            Some(Principals::Service(_)) => true,
            Some(Principals::Everyone | Principals::Unknown) | None => false,
        });
        if named {
            report.push(
                Diagnostic::at(&RULE, resource.span, "the policy of a gateway endpoint names a principal")
                    .label("only `*` works here")
                    .help("write `\"Principal\": \"*\"`, and narrow by the condition key `aws:PrincipalArn`"),
            );
        }
    }
}
